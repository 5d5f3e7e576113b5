"""Tables of rich text: cells come one by one, and only the ends of rows say which columns they stand in."""

from bisect import bisect_left
from dataclasses import dataclass, field
from typing import Final

from ingest.parsers.table_lines import table_lines, with_merged_heads

SAME_PLACE: Final = 100
"""Edges of cells that lie closer to each other (in twips, 1.8 mm) are the same edge."""
MOST_COLUMNS: Final = 200
MOST_CELLS: Final = 500_000
FLAGS: Final = frozenset("clmgf clmrg clvmgf clvmrg".split())
"""What says that a cell is merged with those on its right, or below."""


@dataclass(slots=True)
class _Row:
    left: int = 0
    edges: list[int] = field(default_factory=list)
    """Where each cell ends."""
    flags: list[set[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    is_head: bool = False


@dataclass(slots=True)
class RtfTable:
    """Gathers the rows of one table; `lines` gives them with their heads."""

    _rows: list[_Row] = field(default_factory=list)
    _row: _Row = field(default_factory=_Row)
    _flags: set[str] = field(default_factory=set)
    _count: int = 0

    @property
    def in_row(self) -> bool:
        """True where cells of a row that hasn't ended were there."""
        return bool(self._row.cells)

    def define(self, word: str, value: int | None) -> None:
        """Takes a control word that says how the row looks."""
        if word == "trowd":
            self._row = _Row(cells=self._row.cells)
            self._flags = set()
        elif word == "trleft":
            self._row.left = value or 0
        elif word == "trhdr":
            self._row.is_head = True
        elif word in FLAGS:
            self._flags.add(word)
        elif word == "cellx" and len(self._row.edges) < MOST_COLUMNS:
            self._row.edges.append(value or 0)
            self._row.flags.append(self._flags)
            self._flags = set()

    def add_cell(self, words: str) -> None:
        """One more cell of the row."""
        if len(self._row.cells) < MOST_COLUMNS and self._count < MOST_CELLS:
            self._row.cells.append(words)
            self._count += 1

    def end_row(self) -> None:
        """The row is complete; the next one looks like it, unless it says otherwise."""
        row = self._row
        if any(row.cells):
            self._rows.append(row)
        self._row = _Row(row.left, row.edges, row.flags)

    def lines(self) -> list[str]:
        """The rows so far as lines, and none of them afterwards."""
        if self._row.cells:
            self.end_row()
        rows, self._rows, self._row, self._count = self._rows, [], _Row(), 0
        if not rows:
            return []
        placed = all(len(row.edges) == len(row.cells) for row in rows)
        starts = _starts(rows) if placed else []
        cells: list[list[str]] = []
        continued: set[tuple[int, int]] = set()
        for row in rows:
            above = cells[-1] if cells else []
            line, reached = _line(row, starts, above) if placed else (row.cells, set())
            continued |= {(len(cells), column) for column in reached}
            cells.append(line)
        heads = next((number for number, row in enumerate(rows) if not row.is_head), 0)
        return list(table_lines(*with_merged_heads(cells, continued, heads or None)))


def _starts(rows: list[_Row]) -> list[int]:
    """Where the columns of the table begin, and the last one ends."""
    starts: list[int] = []
    for edge in sorted({edge for row in rows for edge in (row.left, *row.edges)}):
        if not starts or edge > starts[-1] + SAME_PLACE:
            starts.append(edge)
    return starts[: MOST_COLUMNS + 1]


def _line(row: _Row, starts: list[int], above: list[str]) -> tuple[list[str], set[int]]:
    """(words by column, columns that a cell to the left reaches into)."""
    line = [""] * (len(starts) - 1)
    reached: set[int] = set()
    left = row.left
    for words, right, flags in zip(row.cells, row.edges, row.flags, strict=True):
        first = bisect_left(starts, left - SAME_PLACE)
        last = max(bisect_left(starts, right - SAME_PLACE), first + 1)
        columns = range(first, min(last, len(line)))
        for column in columns:
            if "clvmrg" in flags and column < len(above):
                line[column] = above[column]
            elif "clmrg" in flags and column:
                line[column] = line[column - 1]
                reached.add(column)
            else:
                line[column] = words
                reached |= {column} if column > first else set()
        left = right
    return line, reached
