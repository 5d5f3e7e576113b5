"""Blocks of rows gathered into pages: how many there are is known only when all rows were read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.findings import Findings
from ingest.parsers.row_blocks import RowBlock
from pipelines.types import Heading, Page


@dataclass(slots=True)
class GridPages:
    """Holds pages up to the limits of one document, and raises `UnreadableFileError` beyond them."""

    limits: ParseLimits
    _pages: list[Page] = field(default_factory=list)
    _characters: int = 0

    def add(self, block: RowBlock, label: str) -> None:
        """One more page."""
        self._add(block.text(), label, tuple(block.headings))

    def add_lines(self, lines: Sequence[str], name: str, label: str) -> None:
        """A page of words that stand in no cell."""
        self._add("\n\n".join(lines), label, (Heading(name, 0),))

    def add_comments(self, comments: Sequence[tuple[str, str]], name: str) -> None:
        """A page of comments on cells without words, each with its cell, where there are any."""
        if comments:
            self.add_lines([f"{place}: {words}" for place, words in comments], name, name)

    def all(self, findings: Findings) -> Iterator[Page]:
        """All pages, their number noted before; a file without any holds no text."""
        if not self._pages:
            for code in ("pages_unreadable", "formulas_without_values"):
                if code in findings.warnings:
                    raise UnreadableFileError("damaged" if code == "pages_unreadable" else "results_not_saved")
            raise UnreadableFileError("no_text_in_file")
        findings.page_count = len(self._pages)
        yield from self._pages

    def _add(self, text: str, label: str, headings: tuple[Heading, ...]) -> None:
        self._characters += len(text)
        if self._characters > self.limits.max_characters:
            raise UnreadableFileError("too_much_text", limit=f"{self.limits.max_characters:,}")
        if len(self._pages) >= self.limits.max_pages:
            raise UnreadableFileError("too_many_pages", limit=f"{self.limits.max_pages:,}")
        self._pages.append(Page(len(self._pages) + 1, text, label, headings))
