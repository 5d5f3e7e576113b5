"""Paragraphs and headings to pages: each section is a page and knows the headings above it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.errors import UnreadableFileError
from ingest.limits import ParseLimits
from ingest.parsers.findings import Findings
from ingest.parsers.markdown import place_headings, under
from ingest.parsers.text import PAGE_CHARACTERS, split_long, tidy
from pipelines.types import Page

LONGEST_HEADING: Final = 300


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, a list's item or a table; with a `level` from 1 on a heading. `tight`: no gap to what is above."""

    text: str
    level: int = 0
    tight: bool = False


@dataclass(slots=True)
class _Section:
    path: tuple[tuple[str, int], ...] = ()
    text: str = ""
    has_body: bool = False

    def add(self, block: Block) -> None:
        gap = "" if not self.text else "\n" if block.tight else "\n\n"
        self.text += gap + block.text


@dataclass(slots=True)
class _Sections:
    done: list[_Section] = field(default_factory=list)
    open: _Section = field(default_factory=_Section)

    def add(self, block: Block) -> None:
        words = " ".join(block.text.split())
        if block.level and words and len(words) <= LONGEST_HEADING:
            if self.open.has_body:
                self.done.append(self.open)
                self.open = _Section(self.open.path)
            self.open.path = under(self.open.path, words, block.level)
            self.open.add(Block(words))
        elif block.text.strip():
            self.open.add(block)
            self.open.has_body = True


def section_pieces(blocks: Iterable[Block]) -> list[tuple[tuple[tuple[str, int], ...], str]]:
    """The sections in order as (headings with levels, text), long ones in several pieces."""
    sections = _Sections()
    for block in blocks:
        sections.add(block)
    return [
        (section.path, piece)
        for section in (*sections.done, sections.open)
        for piece in split_long(tidy(section.text), PAGE_CHARACTERS)
    ]


def section_pages(blocks: Iterable[Block], limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The sections as pages, labelled by their innermost heading; notes the number of pages and the first heading."""
    pieces = section_pieces(blocks)
    if not pieces:
        raise UnreadableFileError("no_text_in_file")
    if len(pieces) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(pieces), "section"
    first = next((path for path, _ in pieces if path), ())
    if first:
        findings.headlines = [first[0][0]]
    for number, (path, piece) in enumerate(pieces, start=1):
        yield Page(number, piece, path[-1][0] if path else None, place_headings(path, piece))
