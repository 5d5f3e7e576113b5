"""Excel workbooks: blocks of rows under their heads, numbers as people see them, sheets that lie about their size."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from pipelines.types import Unit
from tests.ingest import office
from tests.ingest.office import sheet


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def parsed(pool: ParserPool, path: Path, **sheets: str) -> ParsedDocument:
    return pool.parse(office.workbook(path, sheets))


def lines_of(document: ParsedDocument) -> list[str]:
    return [line for page in document.pages for line in page.text.split("\n\n")]


def test_a_workbook_as_people_write_it(pool: ParserPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rates: Any = book.active
    rates.title = "Rates"
    rates["A1"] = "Travel rates"
    rates.merge_cells("A1:D1")
    for row in (["Country", "From", "Rate", "Share"], ["Germany", date(2024, 1, 5), 1234.5, 0.125]):
        rates.append(row)
    rates["B3"].number_format, rates["C3"].number_format = "dd/mm/yyyy", "#,##0.00 [$€-407]"
    rates["D3"].number_format = "0.0%"
    book.create_sheet("Notes")["A1"] = "Valid for all staff."
    book.properties.title = "Travel rates of the Group 2024"
    book.save(tmp_path / "rates.xlsx")
    document = pool.parse(tmp_path / "rates.xlsx")
    assert (document.unit, document.length, document.warnings) == (Unit.SHEET, 2, ())
    assert document.title.startswith("Travel rates of the Group 2024")
    assert [(page.number, page.label) for page in document.pages] == [(1, "Rates, A1:D3"), (2, "Notes, A1")]
    assert lines_of(document) == [
        "Travel rates",
        "Country: Germany | From: 05/01/2024 | Rate: 1,234.50 € | Share: 12.5%",
        "Valid for all staff.",
    ]
    assert [(each.text, each.level) for each in document.pages[0].headings] == [("Rates", 1), ("Travel rates", 2)]


def test_heads_are_repeated_in_every_block_and_blocks_name_their_cells(pool: ParserPool, tmp_path: Path) -> None:
    rows = [["Name", "City", "Days"], *([f"Employee number {n}", "Bonn", n] for n in range(1, 301))]
    document = parsed(pool, tmp_path / "a.xlsx", Leave=sheet(*rows))
    assert len(document.pages) > 3 and document.length == 1
    assert all(line.startswith("Name: Employee number ") for line in lines_of(document))
    first, second = document.pages[0].label or "", document.pages[1].label or ""
    last_row = int(first.removeprefix("Leave, A2:C"))
    assert second.startswith(f"Leave, A{last_row + 1}:C")
    assert f"Employee number {last_row} |" in document.pages[1].text


def test_a_sheet_that_claims_a_million_rows_costs_what_it_holds(pool: ParserPool, tmp_path: Path) -> None:
    empty = "".join(f'<row r="{n}" spans="1:16384"><c r="A{n}" s="1"/></row>' for n in range(3, 200_000))
    inner = (
        '<dimension ref="A1:XFD1048576"/><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>only</t></is></c></row>'
        f'{empty}<row r="1048576"><c r="XFD1048576"><v>7</v></c></row></sheetData>'
    )
    path = office.workbook(tmp_path / "a.xlsx", {"S": inner})
    document = pool.parse(path, ParseLimits(memory_bytes=512 * 2**20, timeout_seconds=60))
    assert lines_of(document) == ["only", "7"]


def test_merged_cells_hold_for_all_that_they_cover(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(["Site", "2024", None], [None, "Plan", "Result"], ["Bonn", 120, 130], [None, 80, 95], ["Lyon", 1, 2])
    merges = '<mergeCells><mergeCell ref="B1:C1"/><mergeCell ref="A1:A2"/><mergeCell ref="A3:A4"/></mergeCells>'
    assert lines_of(parsed(pool, tmp_path / "a.xlsx", S=rows + merges)) == [
        "Site: Bonn | 2024 Plan: 120 | 2024 Result: 130",
        "Site: Bonn | 2024 Plan: 80 | 2024 Result: 95",
        "Site: Lyon | 2024 Plan: 1 | 2024 Result: 2",
    ]


def test_an_empty_row_parts_two_tables_and_their_heads(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(["City", "Staff"], ["Bonn", 120], [], ["Machine", "Hours", "Cost"], ["Press", 40, 9], [], ["Note one"])
    assert lines_of(parsed(pool, tmp_path / "a.xlsx", S=rows)) == [
        "City: Bonn | Staff: 120",
        "Machine: Press | Hours: 40 | Cost: 9",
        "Note one",
    ]


def test_tables_side_by_side_keep_their_own_heads(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(
        ["City", "Staff", None, "City", "Area"], ["Bonn", 120, None, "Lyon", 48], ["Rome", 60, None, "Oslo", 454]
    )
    document = parsed(pool, tmp_path / "a.xlsx", S=rows)
    assert lines_of(document) == [
        "City: Bonn | Staff: 120", "City: Rome | Staff: 60", "City: Lyon | Area: 48", "City: Oslo | Area: 454",
    ]  # fmt: skip
    assert [page.label for page in document.pages] == ["S, A2:B3", "S, D2:E3"]


def test_a_column_left_empty_for_the_eye_parts_no_table(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(["Line", None, "2023", None, "2024"], ["Sales", None, 10, None, 12], ["Costs", None, 4, None, 5])
    assert lines_of(parsed(pool, tmp_path / "a.xlsx", S=rows)) == [
        "Line: Sales | 2023: 10 | 2024: 12",
        "Line: Costs | 2023: 4 | 2024: 5",
    ]


def test_pairs_of_words_read_as_pairs(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(["Customer", "Example Ltd"], ["Contact:", "A. Person"])
    assert lines_of(parsed(pool, tmp_path / "a.xlsx", S=rows)) == ["Customer: Example Ltd", "Contact: A. Person"]


def test_what_is_hidden_is_left_out_and_told_of(pool: ParserPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    shown: Any = book.active
    for row in (["Name", "Pay", "Days"], ["Ann", 1, 30], ["Ben", 2, 28], ["Cleo", 3, 31]):
        shown.append(row)
    shown.column_dimensions["B"].hidden = True
    shown.row_dimensions[3].hidden = True
    secret = book.create_sheet("Secret")
    secret["A1"], secret.sheet_state = "unseen", "veryHidden"
    book.save(tmp_path / "a.xlsx")
    document = pool.parse(tmp_path / "a.xlsx")
    assert lines_of(document) == ["Name: Ann | Days: 30", "Name: Cleo | Days: 31"]
    assert document.warnings == () and document.length == 1
    assert sorted(remark.describe(document.unit) for remark in document.remarks) == [
        "Sheet 1 has hidden rows or columns; they were left out.",
        "Sheet 2 is hidden and was left out.",
    ]


def test_rows_that_only_a_filter_hides_are_read(pool: ParserPool, tmp_path: Path) -> None:
    rows = sheet(["Name", "Days"], ["Ann", 1], ["Ben", 2]).replace('<row r="3">', '<row r="3" hidden="1">')
    filtered = rows + '<autoFilter ref="A1:B3"><filterColumn colId="0"/></autoFilter>'
    document = parsed(pool, tmp_path / "a.xlsx", S=filtered)
    assert lines_of(document) == ["Name: Ann | Days: 1", "Name: Ben | Days: 2"] and document.remarks == ()


def test_formulas_give_their_saved_results_and_those_without_are_told_of(pool: ParserPool, tmp_path: Path) -> None:
    inner = (
        '<sheetData><row r="1"><c r="A1" t="str"><f>A2&amp;B2</f><v>joined</v></c><c r="B1"><f>1+1</f><v>2</v></c>'
        '<c r="C1" t="b"><v>1</v></c><c r="D1" t="e"><v>#REF!</v></c><c r="E1"><f>SUM(A1)</f></c></row></sheetData>'
    )
    document = parsed(pool, tmp_path / "a.xlsx", S=inner)
    assert lines_of(document) == ["joined | 2 | TRUE | #REF!"]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("formulas_without_values", (1,))]


@pytest.mark.parametrize("stored", ["1e999", "nan", "-inf", "²", "9" * 5000, "1,5"])
def test_what_is_no_number_is_shown_as_it_stands(pool: ParserPool, tmp_path: Path, stored: str) -> None:
    cells = f'<sheetData><row r="1"><c s="{stored}"><v>{stored}</v></c><c t="s"><v>{stored}</v></c></row></sheetData>'
    assert lines_of(parsed(pool, tmp_path / "a.xlsx", S=cells)) == [stored]


def test_a_workbook_of_formulas_that_were_never_computed_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    only: Any = book.active
    only["A1"] = "=1+1"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(tmp_path / "a.xlsx")
    assert caught.value.code == "results_not_saved"


def test_dates_count_from_the_day_that_the_workbook_says(pool: ParserPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    only: Any = book.active
    for cell, code in (("A1", "yyyy-mm-dd"), ("B1", "d mmmm yyyy h:mm")):
        only[cell] = datetime(2024, 3, 5, 14, 30)
        only[cell].number_format = code
    book.save(tmp_path / "a.xlsx")
    assert lines_of(pool.parse(tmp_path / "a.xlsx")) == ["2024-03-05 | 5 March 2024 14:30"]
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    cells = '<sheetData><row r="1"><c r="A1" s="1"><v>0</v></c><c r="B1" s="1"><v>43894</v></c></row></sheetData>'
    old = office.workbook(tmp_path / "b.xlsx", {"S": cells}, styles, about='<workbookPr date1904="1"/>')
    assert lines_of(pool.parse(old)) == ["1904-01-01 | 2024-03-05"]


def test_shared_words_lose_the_readings_above_them(pool: ParserPool, tmp_path: Path) -> None:
    strings = "<si><t>plain</t></si><si><r><t>rich </t></r><r><t>text</t></r><rPh><t>reading</t></rPh></si>"
    cells = '<sheetData><row r="1"><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>99</v></c></row></sheetData>'
    path = office.workbook(tmp_path / "a.xlsx", {"S": cells}, strings=strings)
    assert lines_of(pool.parse(path)) == ["rich text: plain"]


def test_a_damaged_sheet_costs_itself_alone(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.xlsx", Good=sheet(["words"]), Bad="<sheetData><row>")
    assert lines_of(document) == ["words"]
    assert [warning.describe(document.unit) for warning in document.warnings] == [
        "Sheet 2 is damaged and was left out."
    ]


def test_an_empty_workbook_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        parsed(pool, tmp_path / "a.xlsx", S="<sheetData/>")
    assert caught.value.code == "no_text_in_file"


def test_a_workbook_of_more_text_than_we_take_is_refused_before_it_fills_the_memory(
    pool: ParserPool, tmp_path: Path
) -> None:
    strings = f"<si><t>{'x' * 30_000}</t></si>"
    rows = "".join(f'<row r="{n}"><c t="s"><v>0</v></c></row>' for n in range(1, 20_000))
    path = office.workbook(tmp_path / "a.xlsx", {"S": f"<sheetData>{rows}</sheetData>"}, strings=strings)
    assert path.stat().st_size < 200_000
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(path, ParseLimits(memory_bytes=512 * 2**20, max_characters=5_000_000))
    assert caught.value.code in {"too_much_text", "too_many_pages"}
