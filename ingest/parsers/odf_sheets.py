"""Rows of OpenDocument sheets, which repeat empty cells and rows by the million without meaning any of them."""

from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.grid import MOST_COLUMNS, GridRow, Merges
from ingest.parsers.xml_parts import attribute, whole_number

MOST_REPEATS: Final = 500
"""How often a row or cell with words is taken when a sheet repeats it; more is a mistake of the sheet's maker."""
_GROUPS: Final = frozenset({"table-header-rows", "table-row-group", "table-rows"})
_SKIPPED: Final = frozenset({"annotation", "shapes"})


def sheet_rows(table: Element) -> tuple[list[GridRow], Merges, bool]:
    """(rows that show something, merged cells, whether rows or columns were hidden and left out)."""
    merges = Merges()
    rows: list[GridRow] = []
    hidden_columns = _hidden_columns(table)
    hidden, number = False, 1
    for row in _rows(table):
        repeats = _count(row, "number-rows-repeated")
        cells, left_out = _cells(row, number, merges, hidden_columns)
        if cells and attribute(row, "visibility") == "collapse":
            hidden = True
        elif cells:
            hidden = hidden or left_out
            rows += [GridRow(number + more, dict(cells)) for more in range(min(repeats, MOST_REPEATS))]
        number += repeats
    return rows, merges, hidden


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _count(element: Element, name: str) -> int:
    return max(1, whole_number(attribute(element, name), 1))


def _hidden_columns(table: Element) -> set[int]:
    hidden: set[int] = set()
    column = 1
    for each in table.iter("table-column"):
        repeats = min(_count(each, "number-columns-repeated"), MOST_COLUMNS)
        if attribute(each, "visibility") == "collapse":
            hidden.update(range(column, column + repeats))
        column += repeats
    return hidden


def _cells(row: Element, number: int, merges: Merges, hidden: set[int]) -> tuple[dict[int, str], bool]:
    """(words by column as the sheet shows them, whether some stand in hidden columns)."""
    cells: dict[int, str] = {}
    left_out = False
    column = 1
    for cell in row:
        if cell.tag not in {"table-cell", "covered-table-cell"}:
            continue
        repeats = _count(cell, "number-columns-repeated")
        words = clean_line(" ".join(_paragraphs(cell)))
        if words and cell.tag == "table-cell":
            for place in range(column, min(column + min(repeats, MOST_REPEATS), MOST_COLUMNS + 1)):
                if place in hidden:
                    left_out = True
                else:
                    cells[place] = words
            down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
            if down > 1:
                merges.down[number, column] = number + down - 1
            if right > 1:
                merges.right[number, column] = min(column + right - 1, MOST_COLUMNS)
        column += repeats
        if column > MOST_COLUMNS:
            break
    return cells, left_out


def _paragraphs(cell: Element) -> Iterator[str]:
    for child in cell:
        if child.tag == "p":
            yield "".join(child.itertext())
