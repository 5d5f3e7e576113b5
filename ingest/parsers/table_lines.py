"""Rows of a table as lines that stand on their own: each value with the head of its column beside it."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

LONGEST_HEAD: Final = 80
LONGEST_KEY: Final = 60
BETWEEN: Final = " | "
_YEAR: Final = re.compile(r"(?:FY ?)?(?:19|20)\d\d(?:[/\u2013-]\d\d(?:\d\d)?)?$")
_BLANKS: Final = re.compile(r"\s+")


def is_figure(cell: str) -> bool:
    """True for what is measured or counted: numbers, amounts, percentages, dates."""
    signs = [sign for sign in cell if sign.isalnum()]
    return bool(signs) and sum(sign.isdigit() for sign in signs) >= 0.5 * len(signs)


def is_head_like(cell: str) -> bool:
    """True for words and for years, which head columns as often as words do, and for nothing."""
    return not cell or (not is_figure(cell) and any(sign.isalpha() for sign in cell)) or _YEAR.match(cell) is not None


def heads_of(rows: Sequence[Sequence[str]]) -> list[str]:
    """One head a column, from the rows that hold them: `2024 Q1` where one says the year and the next the quarter."""
    width = max((len(row) for row in rows), default=0)
    heads = []
    for column in range(width):
        words = dict.fromkeys(_one_line(row[column]) for row in rows if column < len(row) and row[column].strip())
        heads.append(" ".join(words)[:LONGEST_HEAD].rstrip(" :"))
    return heads


def guessed_head_rows(rows: Sequence[Sequence[str]], marked: bool = False) -> int:
    """How many of the first rows hold heads, 0 or 1, for tables that don't say so.

    `rows` are the first few. Heads are words, one for each column, all different; below them stand figures, or there
    are three columns at least. `marked` is for a first row that looks unlike the others.
    """
    if len(rows) < 2:
        return 0
    first = [cell.strip() for cell in rows[0]]
    filled = [cell for cell in first if cell]
    width = max(len([cell for cell in row if cell.strip()]) for row in rows)
    if len(filled) < 2 or len(filled) < 0.6 * width or any(len(cell) > LONGEST_HEAD for cell in filled):
        return 0
    odd = sum(not is_head_like(cell) for cell in filled)
    if len(set(filled)) < len(filled) or odd > (0.5 * len(filled) if marked else 0):
        return 0
    if all(_YEAR.match(cell) for cell in filled):
        return 0
    if marked or len(filled) >= 3:
        return 1
    below = [row[column] for row in rows[1:] for column in range(min(len(first), len(row))) if first[column]]
    return 1 if any(is_figure(cell) for cell in below) else 0


def row_line(row: Sequence[str], heads: Sequence[str] = ()) -> str:
    """`Region: North | Q1: 1,200`; without heads `North | 1,200`, or `Notice period: 3 months` for a pair of words.

    Empty cells are left out; a row of nothing gives an empty line.
    """
    cells = [(column, _one_line(cell)) for column, cell in enumerate(row)]
    filled = [(column, cell) for column, cell in cells if cell]
    if not any(heads):
        if len(filled) == 2 and len(filled[0][1]) <= LONGEST_KEY and filled[0][1][0].isalpha():
            return f"{filled[0][1].rstrip(' :')}: {filled[1][1]}"
        return BETWEEN.join(cell for _, cell in filled)
    parts = []
    for column, cell in filled:
        head = heads[column] if column < len(heads) else ""
        parts.append(f"{head}: {cell}" if head and head != cell else cell)
    return BETWEEN.join(parts)


def with_merged_heads(
    rows: list[list[str]], continued: Collection[tuple[int, int]], head_rows: int | None, marked: bool = False
) -> tuple[list[list[str]], int]:
    """(rows, head rows) of a table whose merged cells say their words in each cell that they cover.

    `continued` are the (row, column) that a cell to the left reaches into: heads hold for all of them, values stand
    once. A first row of such heads has a second one below it, unless figures stand there. `head_rows` is None where
    the table doesn't say.
    """
    spanning = {column for row, column in continued if row == 0}
    if head_rows is None and spanning and len(rows) > 1 and all(map(is_head_like, rows[0])):
        head_rows = 1
    elif head_rows is None:
        head_rows = guessed_head_rows(rows[:12], marked)
    if head_rows == 1 and spanning and len(rows) > 2 and all(map(is_head_like, rows[1])):
        head_rows = 2
    for row, column in continued:
        if row >= head_rows:
            rows[row][column] = ""
    return rows, head_rows


def table_lines(rows: Sequence[Sequence[str]], head_rows: int | None = None) -> Iterator[str]:
    """The lines of a whole table; `head_rows` says how many rows hold heads, None that nobody knows."""
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    if head_rows is None:
        head_rows = guessed_head_rows(kept[:12])
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
