"""Which rows of a spreadsheet are titles and heads, and where one table ends and another stands beside it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.parsers.grid import MOST_COLUMNS, GridRow, Merges
from ingest.parsers.table_heads import guessed_head_rows, head_rows_below, is_figure, is_head_like, unmerged_spans
from ingest.parsers.table_lines import heads_of

MOST_TITLES: Final = 2
"""Lone cells between empty rows that name the table below them; more are a list."""


@dataclass(frozen=True, slots=True)
class Band:
    """The columns of one of several tables that stand side by side."""

    first: int
    last: int

    def of(self, row: GridRow) -> GridRow:
        """The part of a row that lies in these columns."""
        return row.within(self.first, self.last)


def side_by_side(rows: Sequence[GridRow]) -> list[Band]:
    """The tables that stand beside each other, at least two, or none.

    An empty column alone parts no tables, since many leave one for the eye: each part needs heads of its own, in
    another row than its neighbour's or with the same word among them.
    """
    columns = sorted({column for row in rows for column in row.cells})
    starts = [column for before, column in pairwise(columns) if column > before + 1]
    if not starts:
        return []
    firsts = [columns[0], *starts]
    bands = [Band(first, following - 1) for first, following in pairwise([*firsts, MOST_COLUMNS + 1])]
    seen: list[tuple[int, tuple[str, ...]]] = []
    for band in bands:
        parts = [part for row in rows if (part := band.of(row)).cells]
        tops = [part for part in parts if len(part.cells) > 1]
        cells = sorted({column for part in tops for column in part.cells})
        if not guessed_head_rows([[part.cells.get(column, "") for column in cells] for part in tops], marked=True):
            return []
        seen.append((tops[0].number, tuple(tops[0].cells.values())))
    apart = all(one[0] != other[0] or set(one[1]) & set(other[1]) for one, other in pairwise(seen))
    return bands if apart else []


def title_rows(rows: Sequence[GridRow], known: Collection[int]) -> int:
    """How many lone cells stand above the first row of several, or are all there is, before the next table."""
    count = 0
    while count < len(rows) and len(set(rows[count].cells.values())) == 1 and rows[count].number not in known:
        if is_figure(next(iter(rows[count].cells.values()))):
            break
        count += 1
    if count == len(rows):
        return count if count <= MOST_TITLES else 0
    return count if len(rows[count].cells) > 1 else 0


def head_rows(body: Sequence[GridRow], merges: Merges, known: Collection[int]) -> int:
    """How many rows at the top hold heads: none, one, or more where those of the first reach over columns or down.

    Heads over empty cells are noted in `merges` as if they were merged with them.
    """
    columns = sorted({column for row in body for column in row.cells})
    rows = [[row.cells.get(column, "") for column in columns] for row in body]
    for place, last in unmerged_spans(rows).items():
        merges.right.setdefault((body[0].number, columns[place]), columns[last])
    spanning = [any((row.number, column) in merges.right for column in row.cells) for row in body]
    marked = body[0].bold and len(body) > 1 and not body[1].bold
    wordy = all(map(is_head_like, rows[0]))
    if body[0].number in known:
        return 1
    if not (spanning[0] and wordy) and not guessed_head_rows(rows, marked):
        return 0
    lowest = max((merges.down.get((body[0].number, column), 0) for column in body[0].cells), default=0)
    return head_rows_below(rows, spanning, lowest - body[0].number + 1)


def heads_by_column(rows: Sequence[GridRow], merges: Merges) -> dict[int, str]:
    """The heads by column, those of merged cells for each column that they cover."""
    spread: list[dict[int, str]] = []
    for row in rows:
        cells = dict(row.cells)
        for column, words in row.cells.items():
            for covered in range(column + 1, merges.right.get((row.number, column), column) + 1):
                cells.setdefault(covered, words)
        spread.append(cells)
    columns = sorted({column for cells in spread for column in cells})
    heads = heads_of([[cells.get(column, "") for column in columns] for cells in spread])
    return dict(zip(columns, heads, strict=True))
