"""Every code has its sentence, and the sentences say what to do."""

from string import Formatter

import pytest

from ingest.formats.errors import SENTENCES, WARNINGS, UnreadableFileError, describe, describe_pages

DETAILS = {"limit": "500 MB", "kind": "This is an image.", "suffix": ".docx", "name": "Eicar-Test", "found": "2 IBANs"}


@pytest.mark.parametrize("code", sorted(SENTENCES))
def test_every_refusal_says_what_is_wrong_and_what_to_do(code: str) -> None:
    fields = {name for _, name, _, _ in Formatter().parse(SENTENCES[code]) if name and name != "readable"}
    message = UnreadableFileError(code, **{name: DETAILS[name] for name in fields}).message
    assert message.count(". ") >= 1 and message.endswith(".")
    assert "!" not in message and "{" not in message


@pytest.mark.parametrize("code", sorted(WARNINGS))
def test_every_warning_is_a_sentence_for_one_page_and_for_several(code: str) -> None:
    for pages in ((), (3,), (3, 4, 9)):
        sentence = describe(code, pages)
        assert sentence[0].isupper() and sentence.endswith(".") and "{" not in sentence


@pytest.mark.parametrize(
    ("pages", "words"),
    [
        ((3,), "page 3"),
        ((1, 2, 3), "pages 1\u20133"),
        ((14, 15, 201), "pages 14\u201315 and 201"),
        ((9, 1, 5, 1), "pages 1, 5 and 9"),
        (tuple(range(1, 41, 2)), "pages 1, 3, 5, 7, 9, 11, 13, 15 and 12 more"),
    ],
)
def test_pages_are_named_as_people_write_them(pages: tuple[int, ...], words: str) -> None:
    assert describe_pages(pages) == words
