"""Text and Markdown files: encodings, pages, headings."""

import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.text import PAGE_CHARACTERS, split_long
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument

RUSSIAN = (
    "Сотрудники могут перенести до пяти дней неиспользованного отпуска на следующий год. "
    "Перенесённые дни сгорают тридцать первого марта, если руководитель не согласился на более поздний срок."
)
GERMAN = "Nicht genommener Urlaub verfällt am 31. März des Folgejahres, außer die Führungskraft stimmt früher zu."


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def parsed(pool: ParserPool, path: Path, content: str | bytes) -> ParsedDocument:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return pool.parse(path)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_with_and_without_its_mark(pool: ParserPool, tmp_path: Path, encoding: str) -> None:
    document = parsed(pool, tmp_path / "a.txt", GERMAN.encode(encoding))
    assert (document.pages[0].text, document.warnings) == (GERMAN, ())


@pytest.mark.parametrize(("text", "encoding"), [(RUSSIAN, "cp866"), (RUSSIAN, "cp1251"), (GERMAN, "cp1252")])
def test_a_legacy_encoding_is_recognised_with_a_warning(
    pool: ParserPool, tmp_path: Path, text: str, encoding: str
) -> None:
    document = parsed(pool, tmp_path / "a.txt", text.encode(encoding))
    assert document.pages[0].text == text
    assert [warning.code for warning in document.warnings] == ["legacy_encoding"]


def test_each_page_knows_its_language_and_the_document_that_of_most(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.txt", "\f".join([RUSSIAN, GERMAN, RUSSIAN, "12 34"]))
    assert [page.language for page in document.pages] == ["ru", "de", "ru", None]
    assert document.language == "ru"


def test_a_form_feed_ends_a_page(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.txt", "One\r\nmore\f\fTwo")
    assert [(page.number, page.text) for page in document.pages] == [(1, "One\nmore"), (2, "Two")]


def test_long_texts_are_cut_between_paragraphs() -> None:
    paragraphs = [f"Paragraph {n}. " + "Words of it. " * 40 for n in range(20)]
    pieces = split_long("\n\n".join(paragraphs))
    assert all(len(piece) <= PAGE_CHARACTERS and piece.startswith("Paragraph") for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join("".join(paragraphs).split())


def test_one_endless_paragraph_is_cut_at_sentences_and_loses_nothing() -> None:
    endless = "This sentence has a number of words, and ends. " * 300
    pieces = split_long(endless)
    assert all(len(piece) <= PAGE_CHARACTERS and piece.endswith("ends.") for piece in pieces)
    assert " ".join(pieces).split() == endless.split()


@pytest.mark.parametrize(
    ("unit", "whole"),
    [
        ("about 1.5 million at www.example.org/a.b/c.html and 23.50 per unit - ", r"\b1\.5 m|www\.\S+html|\b23\.50\b"),
        ('{"id":"A-1","price":23.50,"day":"2026-03-01"},', r'"A-1"|23\.50|"2026-03-01"'),
        ("EUR 1,200.50; 12 % of 3.14 ", r"1,200\.50|3\.14"),
        ("8.5,9.5,10.5;", r"\d+\.5"),
    ],
)
def test_no_cut_is_inside_a_number_or_an_address(unit: str, whole: str) -> None:
    endless = unit * 400
    pieces = split_long(endless)
    assert len(pieces) > 1
    assert sum(len(re.findall(whole, piece)) for piece in pieces) == len(re.findall(whole, endless))


def test_a_log_of_one_endless_paragraph_takes_seconds(pool: ParserPool, tmp_path: Path) -> None:
    line = "2026-03-01 10:00:00,123 INFO  worker.7 took 1.5 s for order A-4711 at https://example.org/a.b\n"
    path = tmp_path / "service.log"
    path.write_text(line * 140_000)
    begun = time.process_time()
    assert sum(len(piece) for piece in split_long(path.read_text())) > 10_000_000
    assert time.process_time() - begun < 20
    path.write_text(line * 600_000)
    begun = time.monotonic()
    with pytest.raises(UnreadableFileError) as error:
        pool.parse(path)
    assert error.value.code == "too_many_pages"
    assert time.monotonic() - begun < 30


def test_one_endless_word_is_cut_anywhere() -> None:
    assert "".join(split_long("x" * 10_000)) == "x" * 10_000


MARKDOWN = """---
title: "Deployment guide"
date: 2026-02-03
---

Before anything else.

# Guide

## Install *now*

Run this:

```sh
# not a heading
make
```

### On [Windows](https://example.org)

Use the installer.

Clean up
--------

Remove the folder.
"""


def test_markdown_sections_are_pages_under_their_headings(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "deploy.md", MARKDOWN)
    paths = [[(heading.text, heading.level) for heading in page.headings] for page in document.pages]
    assert paths == [
        [],
        [("Guide", 1), ("Install now", 2)],
        [("Guide", 1), ("Install now", 2), ("On Windows", 3)],
        [("Guide", 1), ("Clean up", 2)],
    ]
    assert document.title == "Deployment guide (Deploy)"
    assert document.date == date(2026, 2, 3)


def test_code_is_kept_as_it_stands_and_its_comments_are_no_headings(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.md", "# Code\n\n```python\n# comment\ndef f():\n    return 1\n```\n")
    assert "# comment\ndef f():\n    return 1" in document.pages[0].text
    assert [heading.text for heading in document.pages[0].headings] == ["Code"]


def test_a_heading_stands_where_the_text_has_it(pool: ParserPool, tmp_path: Path) -> None:
    page = parsed(pool, tmp_path / "a.md", "# One\n\n## Two\n\nWords.\n").pages[0]
    assert [page.text[heading.start :].split("\n")[0] for heading in page.headings] == ["# One", "## Two"]


def test_the_first_heading_of_a_markdown_file_is_its_title(pool: ParserPool, tmp_path: Path) -> None:
    assert parsed(pool, tmp_path / "README.md", "# How we hire people\n\nWords.\n").title.startswith("How we hire")


def test_a_file_without_line_breaks_of_one_kind_is_read_all_the_same(pool: ParserPool, tmp_path: Path) -> None:
    assert parsed(pool, tmp_path / "a.txt", "one\rtwo\r\nthree\nfour").pages[0].text == "one\ntwo\nthree\nfour"


def test_raised_and_struck_out_words_of_markdown_are_spelled_as_in_other_files(
    pool: ParserPool, tmp_path: Path
) -> None:
    text = (
        "# A\n\nIt bears 10<sup>5</sup> Pa on 3 m<sup>2</sup>, for <del>8</del> 9 euros.\n\n```\nx<sup>5</sup>\n```\n"
    )
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    read = pool.parse(tmp_path / "a.md").pages[0].text
    assert "It bears 10^5 Pa on 3 m\u00b2, for ~~8~~ 9 euros." in read
    assert "x<sup>5</sup>" in read
