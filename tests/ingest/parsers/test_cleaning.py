"""Text as it can be searched and quoted."""

import pytest

from ingest.parsers.cleaning import clean_line, clean_lines, clean_text, join_broken_words
from ingest.parsers.garbage import is_garbled, is_placeholder


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("e\ufb03cient of\ufb01ce", "efficient office"),
        ("cafe\u0301", "caf\u00e9"),
        ("10\u00b2 and \u00bd", "10\u00b2 and \u00bd"),
        ("so\u00adft hyphen", "soft hyphen"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("a\u00a0b\u2009c  d", "a b c d"),
        ("bell\x07 and null\x00", "bell and null"),
        ("\uf0b7 item", "\u2022 item"),
        ("\ufefb", "\u0644\u0627"),
        ("lone \ud800 half", "lone half"),
        ("Contents . . . . . . . . 12", "Contents ... 12"),
        ("\U0001f4c4 stays", "\U0001f4c4 stays"),
    ],
)
def test_each_letter_has_one_form_and_nothing_is_invisible(raw: str, clean: str) -> None:
    assert clean_line(raw) == clean


def test_as_many_lines_come_back_as_went_in() -> None:
    lines = ["a\nb", "", " c ", "\u2028d"]
    assert len(clean_lines(lines)) == len(lines)
    assert len(join_broken_words(["con-", "tent", ""])) == 3


def test_blank_lines_shrink_to_one() -> None:
    assert clean_text("\n\na\r\n\r\n\r\n\r\nb\n") == "a\n\nb"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["a transpor-", "tation plan"], ["a transportation", "plan"]),
        (["VIA AB-", "STRACTION IN"], ["VIA ABSTRACTION", "IN"]),
        (["a long-", "term plan", "long-term"], ["a long-term", "plan", "long-term"]),
        (["pages 12-", "14 of"], ["pages 12-", "14 of"]),
        (["in North-", "East"], ["in North-", "East"]),
        (["one", "two"], ["one", "two"]),
    ],
)
def test_only_words_that_a_line_end_split_are_joined(lines: list[str], joined: list[str]) -> None:
    assert join_broken_words(lines) == joined


def test_unmapped_glyphs_are_garbage() -> None:
    assert is_garbled("/g18/g152/g3/g87/g75/g72/g3/g86/g88/g80/g3/g82/g73")
    assert is_garbled("\x04\x05\x06\x07\x0b\x0c\x0e\x0f\x10\x11\x12\x13" * 5)
    assert is_garbled("\ue012\ue013\ue014 \ue020\ue021" * 10)


@pytest.mark.parametrize(
    "text",
    [
        "The employees may carry over five days.",
        "1,234 5,678 $ 9.00 (12) 34% 56 78 \u2014 \u2014 90",
        "Introduction ............................................................ 3",
        "\u0939\u093f\u0928\u094d\u0926\u0940 \u092e\u0947\u0902 \u0932\u093f\u0916\u093e \u0939\u0941\u0906",
        "\u4f11\u6687\u898f\u7a0b\u3068\u52e4\u52d9\u6642\u9593\u3002",
        "see /g and /home/reports for more, and/or the appendix",
        "x = (a + b) * [c - d] / {e}; // note: f(x) = y",
        "",
    ],
)
def test_numbers_code_and_other_scripts_are_text(text: str) -> None:
    assert not is_garbled(text)


def test_a_letter_that_asks_for_patience_is_no_placeholder() -> None:
    assert is_placeholder("Please wait... If this message is not replaced by the proper contents of the document")
    assert not is_placeholder("Please wait for the bus at the stop. " * 60 + "Adobe")
    assert not is_placeholder("Please wait for your manager's reply before you book.")
