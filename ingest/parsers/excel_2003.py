"""Excel's XML of 2003, which many programs still write as .xls: each sheet in blocks of rows."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.findings import Findings
from ingest.parsers.grid import MOST_COLUMNS, GridRow, Merges, column_letters
from ingest.parsers.grid_pages import GridPages
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.number_formats import GENERAL, shown
from ingest.parsers.package import day_of
from ingest.parsers.row_blocks import row_blocks
from ingest.parsers.xml_parts import attribute, parse_xml, whole_number
from pipelines.types import Page, Unit

DEEPEST_STYLE: Final = 20
MOST_ROWS: Final = 2_000_000
LONGEST_FORMAT: Final = 255
_NAMED: Final = {
    "general number": "General", "fixed": "0.00", "standard": "#,##0.00", "percent": "0.00%", "scientific": "0.00E+00",
    "currency": "$#,##0.00", "euro currency": "[$\u20ac-2] #,##0.00", "general date": "yyyy-mm-dd h:mm",
    "short date": "yyyy-mm-dd", "medium date": "d-mmm-yy", "long date": "d mmmm yyyy", "short time": "h:mm",
    "medium time": "h:mm AM/PM", "long time": "h:mm:ss", "yes/no": '"Yes";"Yes";"No"',
    "true/false": '"True";"True";"False"', "on/off": '"On";"On";"Off"',
}  # fmt: skip
"""Formats that go by names."""
_STRUCK: Final = frozenset({"S", "Strike", "Del"})


@dataclass(slots=True)
class _Style:
    code: str = GENERAL
    bold: bool = False
    struck: bool = False


@dataclass(slots=True)
class _Sheet:
    """Reads one sheet; `hidden` and `struck` tell what was left out, `comments` are those on cells without words."""

    styles: dict[str, _Style]
    merges: Merges = field(default_factory=Merges)
    hidden: bool = False
    struck: bool = False
    comments: list[tuple[str, str]] = field(default_factory=list)

    def rows(self, table: Element) -> Iterator[GridRow]:
        """The rows that show something."""
        hidden = _hidden_columns(table)
        number = 0
        for row in table.findall("Row"):
            number = whole_number(attribute(row, "Index"), number + 1)
            read = self._row(row, number, hidden)
            if read.cells and attribute(row, "Hidden") == "1":
                self.hidden = True
            elif read.cells and number <= MOST_ROWS:
                yield read
            number += whole_number(attribute(row, "Span"))

    def _row(self, row: Element, number: int, hidden: set[int]) -> GridRow:
        cells: dict[int, str] = {}
        comments: dict[int, str] = {}
        bold = True
        column = 0
        for cell in row.findall("Cell"):
            column = whole_number(attribute(cell, "Index"), column + 1)
            if column > MOST_COLUMNS:
                break
            style = self.styles.get(attribute(cell, "StyleID") or attribute(row, "StyleID") or "Default", _Style())
            words = self._words(cell.find("Data"), style)
            across, down = (whole_number(attribute(cell, name)) for name in ("MergeAcross", "MergeDown"))
            if across and words:
                self.merges.right[number, column] = min(column + across, MOST_COLUMNS)
            if down and words:
                self.merges.down[number, column] = number + down
            self.hidden = self.hidden or (bool(words) and column in hidden)
            comment = _comment(cell)
            if words and column not in hidden:
                cells[column] = words
                bold = bold and style.bold
            if comment and words and column not in hidden:
                comments[column] = comment
            elif comment and column not in hidden:
                self.comments.append((f"{column_letters(column)}{number}", comment))
            column += across
        return GridRow(number, cells, bold and bool(cells), comments)

    def _words(self, data: Element | None, style: _Style) -> str:
        if data is None:
            return ""
        pieces: list[str] = []
        self.struck = _gather(data, pieces, 0, False) or self.struck
        words = clean_line(spelled("".join(pieces)))
        if words and style.struck:
            self.struck = True
            return ""
        kind = attribute(data, "Type")
        if kind == "Number":
            return _number(words, style.code)
        if kind == "DateTime":
            return _moment(words, style.code)
        return {"1": "TRUE", "0": "FALSE"}.get(words, words) if kind == "Boolean" else words


def _gather(element: Element, pieces: list[str], height: int, struck: bool) -> bool:
    """Puts the words into `pieces`, as they look; true where some are struck out, and left out."""
    found = False
    struck = struck or element.tag in _STRUCK
    height = {"Sup": 1, "Sub": -1}.get(element.tag, height)

    def add(text: str | None, is_struck: bool, place: int) -> bool:
        if text and is_struck and text.strip():
            return True
        if text:
            pieces.append(raised(text) if place > 0 else lowered(text) if place < 0 else text)
        return False

    found = add(element.text, struck, height)
    for child in element:
        found = _gather(child, pieces, height, struck) or found
        found = add(child.tail, struck, height) or found
    return found


def _comment(cell: Element) -> str:
    comment = cell.find("Comment")
    data = comment.find("Data") if comment is not None else None
    words = clean_line("".join(data.itertext())) if data is not None else ""
    author = clean_line(attribute(comment, "Author") or "") if comment is not None else ""
    words = words.removeprefix(f"{author}:").strip() if author else words
    return "" if not words else f"Comment by {author}: {words}" if author else f"Comment: {words}"


def _number(stored: str, code: str) -> str:
    try:
        number = float(stored)
    except ValueError:
        return stored
    return shown(number, code) if isfinite(number) else stored


def _moment(stored: str, code: str) -> str:
    try:
        moment = datetime.fromisoformat(stored)
    except ValueError:
        return stored
    passed = moment.replace(tzinfo=None) - datetime(1899, 12, 30)
    days = passed.days + passed.seconds / 86400
    return shown(days, "yyyy-mm-dd h:mm" if code.lower() == GENERAL.lower() else code)


def _hidden_columns(table: Element) -> set[int]:
    hidden: set[int] = set()
    column = 0
    for each in table.findall("Column"):
        column = whole_number(attribute(each, "Index"), column + 1)
        last = min(column + whole_number(attribute(each, "Span")), MOST_COLUMNS)
        if attribute(each, "Hidden") == "1":
            hidden.update(range(column, last + 1))
        column = last
    return hidden


def _styles(root: Element) -> dict[str, _Style]:
    elements = {attribute(style, "ID") or "": style for style in root.findall("Styles/Style")}
    found: dict[str, _Style] = {}
    for name in elements:
        style = _Style()
        chain: list[Element] = []
        current: str | None = name
        while current in elements and len(chain) < DEEPEST_STYLE:
            chain.append(elements[current])
            current = attribute(chain[-1], "Parent") or ("Default" if current != "Default" else None)
        for each in reversed(chain):
            font, numbers = each.find("Font"), each.find("NumberFormat")
            if font is not None:
                style.bold = attribute(font, "Bold") == "1"
                style.struck = attribute(font, "StrikeThrough") == "1"
            if numbers is not None:
                code = attribute(numbers, "Format") or GENERAL
                style.code = _NAMED.get(code.lower(), code)[:LONGEST_FORMAT]
        found[name] = style
    return found


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """Blocks of rows as pages, labelled with their sheet and cells; hidden sheets are left out, with a warning."""
    root = parse_xml(path.read_bytes())
    if root.tag != "Workbook":
        raise UnreadableFileError("damaged")
    findings.metadata_title = clean_line(root.findtext("DocumentProperties/Title") or "")[:500]
    findings.created = day_of(root.findtext("DocumentProperties/Created") or "")
    styles, pages, count = _styles(root), GridPages(limits), 0
    for number, sheet in enumerate(root.findall("Worksheet"), start=1):
        if (sheet.findtext("WorksheetOptions/Visible") or "").startswith("SheetHidden"):
            findings.warn("hidden_sheets", number)
            continue
        count += 1
        name = clean_line(attribute(sheet, "Name") or "") or f"Sheet {number}"
        reader = _Sheet(styles)
        for table in sheet.findall("Table"):
            for block in row_blocks(list(reader.rows(table)), name, reader.merges):
                pages.add(block, f"{name}, {block.cells()}")
        pages.add_comments(reader.comments, name)
        for code, is_so in (("hidden_cells", reader.hidden), ("struck_out", reader.struck)):
            if is_so:
                findings.warn(code, number)
    findings.unit, findings.length = Unit.SHEET, count
    yield from pages.all(findings)
