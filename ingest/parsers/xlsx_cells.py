"""The rows of a worksheet as they come, however large it claims to be: only cells that hold something."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.grid import MOST_COLUMNS, GridRow, Merges, column_letters, column_number
from ingest.parsers.package import Package
from ingest.parsers.xlsx_workbook import STRUCK, Workbook, words_of
from ingest.parsers.xml_parts import whole_number

MOST_MERGES: Final = 100_000
PIECE: Final = 1 << 20
_REFERENCE: Final = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})$")
_MERGE: Final = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Z]{1,3}\d{1,7}):([A-Z]{1,3}\d{1,7})[\"']")


@dataclass(slots=True)
class SheetNotes:
    """What was noticed while the rows came: what was hidden, unseen or struck out, formulas without results."""

    hidden: bool = False
    struck: bool = False
    unseen: bool = False
    without_values: bool = False


@dataclass(slots=True)
class SheetFacts(Merges):
    """Beside merged cells: the rows that tables have their heads in, and whether a filter hides rows.

    `comments` are by row and column; those on cells without words end in `loose`, by the cell's name.
    """

    heads: set[int] = field(default_factory=set)
    filtered: bool = False
    comments: dict[int, dict[int, str]] = field(default_factory=dict)
    loose: list[tuple[str, str]] = field(default_factory=list)

    def add_comments(self, comments: Mapping[str, str]) -> None:
        """Takes the comments on cells, by the cells' names."""
        for cell, words in comments.items():
            place = place_of(cell)
            if place is not None:
                self.comments.setdefault(place[0], {})[place[1]] = words

    def comments_of(self, row: GridRow, hidden: Collection[int]) -> None:
        """Puts the comments on a row's cells into the row."""
        for column, words in self.comments.pop(row.number, {}).items():
            if column in row.cells:
                row.comments[column] = words
            elif column not in hidden:
                self.loose.append((f"{column_letters(column)}{row.number}", words))


def place_of(reference: str) -> tuple[int, int] | None:
    """(row, column) of a cell such as `B12`; None for what is no such name."""
    match = _REFERENCE.match(reference)
    return (int(match[2]), column_number(match[1])) if match else None


@cache
def _column_of(letters: str) -> int:
    """The number of a column by its letters; 0 for what are none."""
    return column_number(letters) if letters.isascii() and letters.isalpha() and len(letters) <= 3 else 0


def sheet_facts(package: Package, part: str) -> SheetFacts:
    """What stands behind a sheet's rows and must be known before them: its bytes are looked through."""
    facts = SheetFacts()
    rest = b""
    with package.open(part) as file:
        while piece := package.piece(file, PIECE):
            data = rest + piece
            facts.filtered = facts.filtered or b"filterColumn" in data or b'filterMode="1"' in data
            for match in _MERGE.finditer(data) if b"mergeCell" in data else ():
                _note_merge(facts, match[1].decode(), match[2].decode())
            rest = data[data.rfind(b"<") :] if b"<" in data[-1024:] else b""
    for relation in package.relations(part).values():
        if relation.kind == "table" and (table := package.xml(relation.target)) is not None:
            _note_table(facts, table)
    return facts


def _note_merge(facts: SheetFacts, first: str, last: str) -> None:
    start, end = place_of(first), place_of(last)
    if start is None or end is None or len(facts.down) + len(facts.right) > MOST_MERGES:
        return
    if end[0] > start[0]:
        facts.down[start] = end[0]
    if end[1] > start[1]:
        facts.right[start] = min(end[1], MOST_COLUMNS)


def _note_table(facts: SheetFacts, table: Element) -> None:
    start = place_of(table.attrib.get("ref", "").partition(":")[0])
    if start is not None and table.attrib.get("headerRowCount", "1") != "0":
        facts.heads.add(start[0])
    facts.filtered = facts.filtered or next(table.iter("filterColumn"), None) is not None


def sheet_rows(
    package: Package, part: str, workbook: Workbook, facts: SheetFacts, notes: SheetNotes
) -> Iterator[GridRow]:
    """The rows that show something, in order. What is hidden by hand is left out; filters and closed groups aren't."""
    hidden: set[int] = set()
    number = 0
    for element in package.stream(part, "col", "row"):
        if element.tag == "col":
            hidden |= set(range(*_columns(element))) if _hidden_by_hand(element, facts) else set()
            continue
        number = whole_number(element.attrib.get("r"), number + 1)
        row = _row(element, number, workbook, notes, hidden)
        if _hidden_by_hand(element, facts):
            notes.hidden = notes.hidden or bool(row.cells)
            facts.comments.pop(number, None)
            continue
        facts.comments_of(row, hidden)
        if row.cells:
            yield row
    for number in sorted(facts.comments):
        facts.comments_of(GridRow(number, {}), hidden)


def _hidden_by_hand(element: Element, facts: SheetFacts) -> bool:
    """True for a row or column that somebody hid: not a filter, and not a group that is folded up."""
    if element.attrib.get("hidden") not in {"1", "true"} or element.attrib.get("outlineLevel", "0") != "0":
        return False
    return element.tag == "col" or not facts.filtered


def _columns(element: Element) -> tuple[int, int]:
    """The columns that a `col` is about, as a range."""
    first, last = whole_number(element.attrib.get("min")), whole_number(element.attrib.get("max"))
    return first, min(last, MOST_COLUMNS) + 1


def _row(element: Element, number: int, workbook: Workbook, notes: SheetNotes, hidden: set[int]) -> GridRow:
    cells: dict[int, str] = {}
    column = 0
    bold = True
    for cell in element:
        if cell.tag != "c":
            continue
        column = _column_of(cell.attrib.get("r", "").rstrip("0123456789")) or column + 1
        words, style = _cell(cell, workbook, notes)
        if not words or column > MOST_COLUMNS:
            continue
        if column in hidden:
            notes.hidden = True
            continue
        if style in workbook.unseen:
            notes.unseen = True
            continue
        if words[-1] == STRUCK or style in workbook.struck:
            notes.struck = True
            words = "" if style in workbook.struck else words[:-1]
            if not words:
                continue
        cells[column] = words
        bold = bold and 0 <= style < len(workbook.bold) and workbook.bold[style]
    return GridRow(number, cells, bold and bool(cells))


def _cell(cell: Element, workbook: Workbook, notes: SheetNotes) -> tuple[str, int]:
    """(what the cell shows, its style)."""
    kind, style = cell.attrib.get("t", "n"), whole_number(cell.attrib.get("s"))
    stored: str | None = None
    formula = False
    for child in cell:
        if child.tag == "v":
            stored = child.text or ""
        elif child.tag == "is":
            stored = words_of(child)
        formula = formula or child.tag == "f"
    if stored is None or (stored == "" and kind == "n"):
        notes.without_values = notes.without_values or formula
        return "", style
    return workbook.text(kind, stored, style), style
