"""Tables of web pages and mails: each row is a line in which every value stands beside the header of its column."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final

from ingest.parsers.table_lines import table_lines, with_merged_heads

WIDEST_SPAN: Final = 100
TALLEST_SPAN: Final = 1_000
MOST_CELLS: Final = 500_000
MOST_HEADER_ROWS: Final = 3

TextOf = Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class _Cell:
    text: str
    is_header: bool
    columns: int
    rows: int


def table_text(table: Any, text_of: TextOf) -> str | None:
    """The table's caption and rows; None for one that only arranges a page (its cells are to be read one by one)."""
    if (table.attributes.get("role") or "") in {"presentation", "none"}:
        return None
    if any(child.css_first("table") is not None for child in _children(table)):
        return None
    rows, heads = _rows(table, text_of)
    if len(rows) < 2 and not any(cell.is_header for row in rows for cell in row):
        return None
    grid, continued = _grid(rows)
    if max(map(len, grid), default=0) < 2:
        return None
    grid, count = with_merged_heads(grid, continued, _header_rows(rows, heads))
    caption = next((text_of(child) for child in _children(table) if child.tag == "caption"), "")
    return "\n".join(line for line in (" ".join(caption.split()), *table_lines(grid, count)) if line)


def _children(node: Any) -> Iterator[Any]:
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _rows(table: Any, text_of: TextOf) -> tuple[list[list[_Cell]], int]:
    """The cells row by row, and how many of the rows stand in the table's head."""
    rows: list[list[_Cell]] = []
    heads = 0
    for group in _children(table):
        lines = [group] if group.tag == "tr" else _children(group) if group.tag in {"thead", "tbody", "tfoot"} else ()
        for line in lines:
            cells = [_cell(cell, text_of) for cell in _children(line) if cell.tag in {"td", "th"}]
            if cells:
                rows.append(cells)
                heads += group.tag == "thead"
    return rows, heads


def _cell(node: Any, text_of: TextOf) -> _Cell:
    attributes = node.attributes
    columns, rows = (_span(attributes.get(name)) for name in ("colspan", "rowspan"))
    text = " ".join(text_of(node).split())
    return _Cell(text, node.tag == "th", min(columns, WIDEST_SPAN), min(rows, TALLEST_SPAN))


def _span(value: str | None) -> int:
    return int(value) if value is not None and value.isascii() and value.isdigit() and len(value) < 5 else 1


def _grid(rows: list[list[_Cell]]) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """The rows with as many texts as columns, and where (row, column) a cell on the left reaches into.

    What spans several rows or columns is repeated in each.
    """
    grid: list[list[str]] = []
    continued: set[tuple[int, int]] = set()
    reaching: dict[int, tuple[int, str]] = {}  # column to how many more rows a text from above covers
    cells = 0
    for row in rows:
        line: list[str] = []
        for cell in row:
            _fill(line, reaching)
            for step in range(max(cell.columns, 1)):
                if step:
                    continued.add((len(grid), len(line)))
                if cell.rows > 1:
                    reaching[len(line)] = (cell.rows - 1, cell.text)
                line.append(cell.text)
        _fill(line, reaching)
        cells += len(line)
        if cells > MOST_CELLS:
            return grid, {place for place in continued if place[0] < len(grid)}
        grid.append(line)
    return grid, continued


def _fill(line: list[str], reaching: dict[int, tuple[int, str]]) -> None:
    while (held := reaching.get(len(line))) is not None:
        left, text = held
        if left > 1:
            reaching[len(line)] = (left - 1, text)
        else:
            del reaching[len(line)]
        line.append(text)


def _header_rows(rows: list[list[_Cell]], heads: int) -> int | None:
    """How many rows at the top name the columns: those of the head, else those of header cells alone.

    None where the table doesn't say, 0 where header cells stand at the side.
    """
    count = heads
    if not count:
        while count < min(len(rows), MOST_HEADER_ROWS) and _names_columns(rows[count]):
            count += 1
    if not count and any(row[0].is_header and not row[-1].is_header for row in rows[:1]):
        return 0
    return min(count, MOST_HEADER_ROWS, len(rows)) or None


def _names_columns(row: list[_Cell]) -> bool:
    """True for a row of header cells; the corner may be an empty cell of another kind."""
    return all(cell.is_header for cell in row[1:]) and (row[0].is_header or (len(row) > 1 and not row[0].text))
