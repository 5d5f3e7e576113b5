"""Rows of a table as lines that stand on their own: each value with the head of its column beside it."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from ingest.parsers.paired_columns import has_pairs_side_by_side
from ingest.parsers.table_heads import (
    LONGEST_HEAD,
    MOST_HEAD_ROWS,
    guessed_head_rows,
    head_rows_below,
    is_head_like,
    unmerged_spans,
)

LONGEST_KEY: Final = 60
LOOKED_AT: Final = 12
"""Rows at the top of a table by which its heads are told."""
BETWEEN: Final = " | "
_COLON: Final = re.compile(r"([:\uff1a]) \| ")
"""Between a name that ends with a colon and its value."""
_BLANKS: Final = re.compile(r"\s+")


def heads_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """One head a column, from the rows that hold them: `2024 Q1` where one says the year and the next the quarter."""
    width = max((len(row) for row in rows), default=0)
    heads = []
    for column in range(width):
        words = dict.fromkeys(_one_line(row[column]) for row in rows if column < len(row) and row[column].strip())
        heads.append(" ".join(words)[:LONGEST_HEAD].rstrip(" :"))
    return heads


def row_line(row: Sequence[str], heads: Sequence[str] = ()) -> str:
    """`Region: North | Q1: 1,200`; without heads `North | 1,200`, or `Notice period: 3 months` for a pair of words.

    Empty cells are left out; a row of nothing gives an empty line.
    """
    cells = [(column, _one_line(cell)) for column, cell in enumerate(row)]
    filled = [(column, cell) for column, cell in cells if cell]
    if not any(heads):
        if len(filled) == 2 and len(filled[0][1]) <= LONGEST_KEY and filled[0][1][0].isalpha():
            return f"{filled[0][1].rstrip(' :')}: {filled[1][1]}"
        return _COLON.sub(r"\1 ", BETWEEN.join(cell for _, cell in filled))
    parts = []
    for column, cell in filled:
        head = heads[column] if column < len(heads) else ""
        parts.append(f"{head}: {cell}" if head and head != cell else cell)
    return BETWEEN.join(parts)


def pairs_line(row: Sequence[str]) -> str:
    """`Tenant: Ida Voss | Landlord: Oxbow`, for a row of names each of which stands before its value."""
    lines = (row_line(row[column : column + 2]) for column in range(0, len(row), 2))
    return BETWEEN.join(line for line in lines if line)


def with_merged_heads(
    rows: list[list[str]], continued: Collection[tuple[int, int]], head_rows: int | None, marked: bool = False
) -> tuple[list[list[str]], int]:
    """(rows, head rows) of a table whose merged cells say their words in each cell that they cover.

    `continued` are the (row, column) that a cell to the left reaches into: heads hold for all of them, values stand
    once. Rows of such heads have further ones below them, unless figures stand there. `head_rows` is None where
    the table doesn't say.
    """
    reached = set(continued)
    if head_rows is None and not any(row == 0 for row, _ in reached):
        for column, last in unmerged_spans(rows[:LOOKED_AT]).items():
            for gap in range(column + 1, last + 1):
                rows[0][gap] = rows[0][column]
                reached.add((0, gap))
    spanning = [any(row == number for row, _ in reached) for number in range(MOST_HEAD_ROWS)]
    if head_rows is None and spanning[0] and len(rows) > 1 and all(map(is_head_like, rows[0])):
        head_rows = 1
    elif head_rows is None:
        head_rows = guessed_head_rows(rows[:LOOKED_AT], marked)
    if head_rows == 1:
        head_rows = head_rows_below(rows, spanning)
    for row, column in reached:
        if row >= head_rows:
            rows[row][column] = ""
    return rows, head_rows


def table_lines(rows: Sequence[Sequence[str]], head_rows: int | None = None) -> Iterator[str]:
    """The lines of a whole table; `head_rows` says how many rows hold heads, None that nobody knows."""
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if has_pairs_side_by_side(kept):
        yield from map(pairs_line, kept)
        return
    if head_rows is None:
        head_rows = guessed_head_rows(kept[:LOOKED_AT])
    if head_rows >= len(kept):
        head_rows = 0
    heads = heads_of(kept[:head_rows])
    repeated = {tuple(row) for row in kept[:head_rows]}
    used = {column for row in kept[head_rows:] for column in _filled(row)}
    too_long = any(len(cell) > LONGEST_HEAD for row in kept[:head_rows] for cell in row)
    if too_long or not used.issuperset(_filled(heads)):  # a head without values would say nothing
        yield from (row_line(row) for row in kept[:head_rows])
    for row in kept[head_rows:]:
        line = row_line(row, heads) if tuple(row) not in repeated else ""
        if line:
            yield line


def _filled(cells: Sequence[str]) -> list[int]:
    return [column for column, cell in enumerate(cells) if cell.strip()]


def _one_line(cell: str) -> str:
    return _BLANKS.sub(" ", cell).strip()
