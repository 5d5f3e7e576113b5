"""Documents without pages of their own: cut at their headings, and long sections between paragraphs."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from ingest.parsers.text import split_long
from pipelines.types import Heading, Page, Unit

LONGEST_LABEL: Final = 120
LONGEST_OPENING: Final = 240
"""A title with its author and date; more is a section of its own."""


class Kind(Enum):
    """What a block is; items of a list stand close to each other."""

    HEADING = "heading"
    TITLE = "title"
    PARAGRAPH = "paragraph"
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of clean text; `level` is a heading's, 1 the outermost."""

    text: str
    kind: Kind = Kind.PARAGRAPH
    level: int = 0


@dataclass(slots=True)
class _Section:
    path: list[tuple[str, int]] = field(default_factory=list)
    """The headings above it and its own, outermost first, as (words, level)."""
    own: list[tuple[str, int]] = field(default_factory=list)
    body: list[Block] = field(default_factory=list)
    opening: str = ""
    """The few words in front of the document's first heading."""

    def text(self) -> str:
        """Its own headings, each on a line, then its blocks."""
        head = [self.opening, "\n".join(words for words, _ in self.own)]
        return joined([*(Block(words) for words in head if words), *self.body])


def joined(blocks: Iterable[Block]) -> str:
    """The blocks as one text, a blank line between them but for the items of a list."""
    parts: list[str] = []
    last: Block | None = None
    for block in blocks:
        if block.kind is Kind.ITEM and last is not None and last.kind is Kind.ITEM:
            parts[-1] += "\n" + block.text
        else:
            parts.append(block.text)
        last = block
    return "\n\n".join(parts)


def section_pages(blocks: Iterable[Block], limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The blocks as pages of at most some 3,000 characters, none across a heading that has a body.

    Each page's label is its section's heading; headings without a body go into the section that follows.
    """
    pieces = [
        (section, piece, place == 0)
        for section in _sections(_bounded(blocks, limits))
        for place, piece in enumerate(split_long(section.text()))
    ]
    if not pieces:
        raise UnreadableFileError("no_text_in_file")
    if len(pieces) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(pieces), Unit.SECTION
    for number, (section, piece, first) in enumerate(pieces, start=1):
        label = section.path[-1][0][:LONGEST_LABEL] if section.path else None
        yield Page(number, piece, label, _headings(section, first))


def _bounded(blocks: Iterable[Block], limits: ParseLimits) -> Iterator[Block]:
    characters = 0
    for block in blocks:
        characters += len(block.text)
        if characters > limits.max_characters:
            raise UnreadableFileError("too_much_text", limit=f"{limits.max_characters:,}")
        if block.text.strip():
            yield block


def _sections(blocks: Iterable[Block]) -> Iterator[_Section]:
    section = _Section()
    for block in blocks:
        if block.kind is not Kind.HEADING:
            section.body.append(block)
            continue
        words = re.sub(r"\s+", " ", block.text)
        path = [above for above in section.path if above[1] < block.level] + [(words, block.level)]
        if section.body and not section.path and len(opening := section.text()) <= LONGEST_OPENING:
            section = _Section(opening=opening)
        elif section.body:
            yield section
            section = _Section()
        section.path = path
        section.own.append((words, block.level))
    if section.body or section.own:
        yield section


def _headings(section: _Section, first: bool) -> tuple[Heading, ...]:
    """The headings in force on a page: those that stand on it where they do, the others at its start."""
    own = section.own if first else []
    above = section.path if not first else [each for each in section.path if each not in own]
    found = [Heading(words, 0, level) for words, level in above]
    start = len(section.opening) + 2 if section.opening else 0
    for words, level in own:
        found.append(Heading(words, start, level))
        start += len(words) + 1
    return tuple(found)


def note_headlines(blocks: Iterable[Block], findings: Findings) -> Iterator[Block]:
    """The blocks as they come, with the document's titles and its first heading noted for its title."""
    headed = False
    for block in blocks:
        if block.kind is Kind.TITLE or (block.kind is Kind.HEADING and not headed):
            findings.headlines.append(block.text)
            headed = headed or block.kind is Kind.HEADING
        yield block
