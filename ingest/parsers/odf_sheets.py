"""Rows of OpenDocument sheets, which repeat empty cells and rows by the million without meaning any of them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line
from ingest.parsers.grid import MOST_COLUMNS, GridRow, Merges, column_letters
from ingest.parsers.odf_styles import OdfStyles
from ingest.parsers.odf_text import OdfWords, annotation_words
from ingest.parsers.xml_parts import attribute, whole_number

MOST_REPEATS: Final = 500
"""How often a row or cell with words is taken when a sheet repeats it; more is a mistake of the sheet's maker."""
_GROUPS: Final = frozenset({"table-header-rows", "table-row-group", "table-rows"})


@dataclass(slots=True)
class SheetReader:
    """Reads one sheet: `hidden` tells whether rows or columns were hidden and left out.

    `comments` are those on cells without words, as (place, words).
    """

    styles: OdfStyles
    merges: Merges = field(default_factory=Merges)
    hidden: bool = False
    comments: list[tuple[str, str]] = field(default_factory=list)
    _hidden_columns: set[int] = field(default_factory=set)
    _struck_columns: set[int] = field(default_factory=set)

    def rows(self, table: Element) -> list[GridRow]:
        """The rows that show something."""
        self._read_columns(table)
        rows: list[GridRow] = []
        number = 1
        for row in _rows(table):
            repeats = _count(row, "number-rows-repeated")
            is_hidden = attribute(row, "visibility") == "collapse"
            read = self._row(row, number, is_hidden)
            if read.cells and is_hidden:
                self.hidden = True
            elif read.cells:
                rows.append(read)
                rows += [GridRow(number + more, dict(read.cells)) for more in range(1, min(repeats, MOST_REPEATS))]
            number += repeats
        return rows

    def _read_columns(self, table: Element) -> None:
        column = 1
        for each in table.iter("table-column"):
            last = min(column + _count(each, "number-columns-repeated"), MOST_COLUMNS + 1)
            if attribute(each, "visibility") == "collapse":
                self._hidden_columns.update(range(column, last))
            if self.styles.is_struck(attribute(each, "default-cell-style-name")):
                self._struck_columns.update(range(column, last))
            column = last

    def _row(self, row: Element, number: int, is_hidden: bool) -> GridRow:
        """The row's words by column as the sheet shows them, with what is noted on its cells."""
        read = GridRow(number, {})
        column = 1
        for cell in row:
            if cell.tag not in {"table-cell", "covered-table-cell"}:
                continue
            repeats = _count(cell, "number-columns-repeated")
            words = self._words(cell, column) if cell.tag == "table-cell" else ""
            shown = column not in self._hidden_columns
            if words:
                places = range(column, min(column + min(repeats, MOST_REPEATS), MOST_COLUMNS + 1))
                read.cells.update((place, words) for place in places if place not in self._hidden_columns)
                self.hidden = self.hidden or (not is_hidden and not self._hidden_columns.isdisjoint(places))
                self._note_merge(cell, number, column)
            comment = cell.find("annotation")
            said = annotation_words(comment, self.styles) if comment is not None else ""
            if said and shown and words:
                read.comments[column] = said
            elif said and shown and not is_hidden:
                self.comments.append((f"{column_letters(column)}{number}", said))
            column += repeats
            if column > MOST_COLUMNS:
                break
        return read

    def _words(self, cell: Element, column: int) -> str:
        style = attribute(cell, "style-name")
        struck = self.styles.is_struck(style) if style else column in self._struck_columns
        found = []
        for child in cell:
            if child.tag == "p":
                plain = struck or len(child) == 0
                found.append("".join(child.itertext()) if plain else OdfWords(self.styles).text(child))
        words = clean_line(" ".join(found))
        if struck and words:
            self.styles.struck = True
            return ""
        return words

    def _note_merge(self, cell: Element, number: int, column: int) -> None:
        down, right = _count(cell, "number-rows-spanned"), _count(cell, "number-columns-spanned")
        if down > 1:
            self.merges.down[number, column] = number + down - 1
        if right > 1:
            self.merges.right[number, column] = min(column + right - 1, MOST_COLUMNS)


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if child.tag == "table-row":
            yield child
        elif child.tag in _GROUPS:
            yield from _rows(child)


def _count(element: Element, name: str) -> int:
    return max(1, whole_number(attribute(element, name), 1))
