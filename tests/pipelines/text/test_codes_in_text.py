"""Exact codes and amounts: told from words and counts, found however they are written."""

import pytest

from pipelines.text.codes_in_text import CodesOf, amounts, codes, with_variants


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does E4711 mean?", ["E4711"]),
        ("Is ZX-88-210-A in stock?", ["ZX-88-210-A"]),
        ("Was B-1006 paid in 2022?", ["B-1006"]),
        ("What is E 4711?", ["E 4711"]),
        ("Which ISO 9001 audits were there?", ["ISO 9001"]),
        ("Where is room B12?", ["B12"]),
        ("Who has badge 100456?", ["100456"]),
        ("What happened in Q3 2022 and FY2023?", []),
        ("From 2024-05-06 to 31.12.2024, the 1st of 12 months", []),
        ("A 3-year plan of 2022/23 with 40kg", []),
        ("As of FY2023Q1, the top-3 of Form 10-K", []),
        ("How many?", []),
    ],
)
def test_codes_are_told_from_dates_counts_and_measures(text: str, found: list[str]) -> None:
    assert [code.written for code in codes(text)] == found


@pytest.mark.parametrize("text", ["E4711", "E-4711: low", "e 4711", "(E4711)", "see E.4711,", "E_4711"])
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    for asked in ("E4711", "E-4711", "E 4711"):
        assert CodesOf(text).hold(codes(asked)[0])


@pytest.mark.parametrize("text", ["E47112", "XE4711", "E-471 1", "4711", "E-4710"])
def test_a_longer_or_another_code_is_not_the_same(text: str) -> None:
    assert not CodesOf(text).hold(codes("E4711")[0])


def test_a_number_is_found_behind_letters_and_with_separators() -> None:
    (number,) = codes("badge 10045")
    assert CodesOf("KB10045").hold(number)
    assert CodesOf("10,045 units").hold(number)
    assert not CodesOf("110045 or 1.10045").hold(number)


def test_amounts_agree_by_value() -> None:
    assert amounts("over 1.250,00 or 3,400 since 31.12.2024") == ["1.250,00", "3,400"]
    assert CodesOf("it is 1,250 euros").hold_amount("1.250,00")
    assert not CodesOf("it is 1,251 euros").hold_amount("1.250,00")


def test_a_search_by_words_gets_every_way_to_write_a_code() -> None:
    assert with_variants("What is E-4711?") == "What is E-4711? e 4711 e4711"
    assert with_variants("What is it?") == "What is it?"
