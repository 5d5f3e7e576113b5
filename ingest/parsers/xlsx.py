"""Excel workbooks, with or without macros: each sheet in blocks of rows, every value beside the head of its column.

Read as a stream of the XML itself: openpyxl believes a sheet's claimed size, and gives numbers without their format.
"""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.drawings import text_box_lines
from ingest.parsers.findings import Findings
from ingest.parsers.grid_pages import GridPages
from ingest.parsers.package import Package, note_properties
from ingest.parsers.row_blocks import row_blocks
from ingest.parsers.xlsx_cells import SheetNotes, sheet_facts, sheet_rows
from ingest.parsers.xlsx_comments import people_of, sheet_comments
from ingest.parsers.xlsx_workbook import USUAL, Sheet, Workbook, open_workbook
from pipelines.types import Page, Unit


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """Blocks of rows as pages, labelled with their sheet and cells; hidden sheets are left out, with a warning."""
    with Package(path, limits) as package:
        yield from read_package(package, limits, findings)


def read_package(package: Package, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The same for a file that is open."""
    note_properties(package, findings)
    workbook = open_workbook(package, limits)
    people = people_of(package, package.main_part(USUAL), findings)
    pages = GridPages(limits)
    shown = [sheet for sheet in workbook.sheets if not sheet.hidden]
    for sheet in workbook.sheets:
        if sheet.hidden:
            findings.warn("hidden_sheets", sheet.number)
    for sheet in shown:
        _read_sheet(package, workbook, sheet, people, pages, findings)
    findings.unit, findings.length = Unit.SHEET, len(shown)
    yield from pages.all(findings)


def _read_sheet(
    package: Package, workbook: Workbook, sheet: Sheet, people: dict[str, str], pages: GridPages, findings: Findings
) -> None:
    notes = SheetNotes()
    try:
        facts = sheet_facts(package, sheet.part)
        facts.add_comments(sheet_comments(package, sheet.part, people, findings))
        rows = sheet_rows(package, sheet.part, workbook, facts, notes)
        for block in row_blocks(rows, sheet.name, facts, facts.heads):
            pages.add(block, f"{sheet.name}, {block.cells()}")
        pages.add_comments(facts.loose, sheet.name)
        lines = text_box_lines(package, sheet.part, findings, sheet.number)
        if lines:
            pages.add_lines(lines, sheet.name, sheet.name)
    except Exception as error:
        let_fatal_through(error)
        findings.warn("pages_unreadable", sheet.number)
    if notes.hidden:
        findings.warn("hidden_cells", sheet.number)
    if notes.unseen:
        findings.warn("hidden_words", sheet.number)
    if notes.struck:
        findings.warn("struck_out", sheet.number)
    if notes.without_values:
        findings.warn("formulas_without_values", sheet.number)
