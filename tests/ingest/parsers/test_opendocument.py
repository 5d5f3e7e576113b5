"""OpenDocument texts, sheets and presentations."""

from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_STORED

import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.formats.sniff_zip import ODP, ODS, ODT
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from pipelines.types import Unit
from tests.ingest.office import archive, open_document

META = (
    '<office:document-meta xmlns:office="o" xmlns:dc="dc" xmlns:meta="m"><office:meta><dc:title>Travel Policy of the'
    " Group</dc:title><meta:creation-date>2024-03-05T10:00:00</meta:creation-date></office:meta></office:document-meta>"
)


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def text_of(document: ParsedDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def cell(words: str, more: str = "") -> str:
    return f"<table:table-cell {more}><text:p>{words}</text:p></table:table-cell>"


def table(*rows: str, name: str = "S") -> str:
    inner = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    return f'<table:table table:name="{name}">{inner}</table:table>'


def test_a_text_is_read_in_sections_with_lists_tables_and_notes(pool: ParserPool, tmp_path: Path) -> None:
    body = (
        '<text:h text:outline-level="1">Allowances</text:h><text:h text:outline-level="2">Meals</text:h>'
        '<text:p>Paid<text:s text:c="2"/>by<text:tab/>day.<text:note><text:note-citation>1</text:note-citation>'
        "<text:note-body><text:p>Working days.</text:p></text:note-body></text:note></text:p>"
        "<text:list><text:list-item><text:p>Lunch</text:p></text:list-item>"
        "<text:list-item><text:p>Dinner</text:p></text:list-item></text:list>"
        + table(cell("Country") + cell("Day") + cell("Night"), cell("Germany") + cell("28") + cell("120"))
        + '<text:h text:outline-level="1">Trains</text:h><text:p>Second class.</text:p>'
    )
    document = pool.parse(open_document(tmp_path / "a.odt", "text", body, meta=META))
    assert (document.media_type, document.unit) == (ODT, Unit.SECTION)
    assert document.title.startswith("Travel Policy of the Group")
    assert document.date is not None and document.date.year == 2024
    assert [page.label for page in document.pages] == ["Meals", "Trains"]
    assert document.pages[0].text.split("\n\n") == [
        "Allowances\nMeals", "Paid by day.", "Footnote 1: Working days.", "\u2022 Lunch\n\u2022 Dinner",
        "Country: Germany | Day: 28 | Night: 120",
    ]  # fmt: skip


def test_what_was_deleted_or_hidden_is_left_out(pool: ParserPool, tmp_path: Path) -> None:
    styles = '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
    body = (
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>Deleted.</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>Seen.<text:span text:style-name="H"> Hidden.</text:span></text:p>'
        '<text:p text:style-name="H">Hidden too.</text:p>'
        "<text:table-of-content><text:index-body><text:p>Seen 1</text:p></text:index-body></text:table-of-content>"
    )
    assert text_of(pool.parse(open_document(tmp_path / "a.odt", "text", body, styles))) == "Seen."


def test_a_text_box_is_read_after_the_paragraph_that_holds_it(pool: ParserPool, tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>In the box.</text:p></draw:text-box></draw:frame>"
    body = f"<text:p>Before.{box}</text:p><text:p>After.</text:p>"
    text = text_of(pool.parse(open_document(tmp_path / "a.odt", "text", body)))
    assert text == "Before.\n\nIn the box.\n\nAfter."


def test_a_sheet_repeats_nothing_a_million_times(pool: ParserPool, tmp_path: Path) -> None:
    rows = (
        cell("City") + cell("Staff") + '<table:table-cell table:number-columns-repeated="16382"/>',
        cell("Bonn") + cell("120"),
        cell("Lyon", 'table:number-rows-spanned="2"') + cell("80"),
        "<table:covered-table-cell/>" + cell("95"),
    )
    body = table(*rows, name="Sites").replace(
        "</table:table>",
        '<table:table-row table:number-rows-repeated="1048572">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row></table:table>',
    )
    path = open_document(tmp_path / "a.ods", "spreadsheet", body)
    document = pool.parse(path, ParseLimits(memory_bytes=400 * 2**20, timeout_seconds=30))
    assert (document.media_type, document.unit, document.length) == (ODS, Unit.SHEET, 1)
    assert document.pages[0].label == "Sites, A2:B4"
    assert text_of(document).split("\n\n") == [
        "City: Bonn | Staff: 120",
        "City: Lyon | Staff: 80",
        "City: Lyon | Staff: 95",
    ]


def test_hidden_sheets_are_left_out_and_told_of(pool: ParserPool, tmp_path: Path) -> None:
    styles = '<style:style style:name="T"><style:table-properties table:display="false"/></style:style>'
    body = table(cell("shown")) + table(cell("unseen"), name="Secret").replace(
        "<table:table ", '<table:table table:style-name="T" '
    )
    document = pool.parse(open_document(tmp_path / "a.ods", "spreadsheet", body, styles))
    assert text_of(document) == "shown"
    assert [remark.describe(document.unit) for remark in document.remarks] == ["Sheet 2 is hidden and was left out."]


def test_a_presentation_is_a_page_a_slide(pool: ParserPool, tmp_path: Path) -> None:
    def shape(words: str, kind: str) -> str:
        inner = f"<draw:text-box><text:p>{words}</text:p></draw:text-box>"
        return f'<draw:frame presentation:class="{kind}">{inner}</draw:frame>'

    notes = f"<presentation:notes>{shape('Say hello.', 'notes')}</presentation:notes>"
    slides = (
        f"<draw:page>{shape('Costs fell.', 'outline')}{shape('Results', 'title')}{shape('9', 'page-number')}{notes}"
        f"</draw:page><draw:page>{shape('Outlook', 'title')}</draw:page><draw:page/>"
    )
    document = pool.parse(open_document(tmp_path / "a.odp", "presentation", slides))
    assert (document.media_type, document.unit, document.length) == (ODP, Unit.SLIDE, 3)
    assert [(page.label, page.text) for page in document.pages] == [
        ("Results", "Results\n\nCosts fell.\n\nNotes: Say hello."),
        ("Outlook", "Outlook"),
    ]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("pages_without_text", (3,))]


def test_shapes_of_a_slide_are_read_by_where_they_stand(pool: ParserPool, tmp_path: Path) -> None:
    def shape(words: str, x: float, y: float) -> str:
        inner = f"<draw:text-box><text:p>{words}</text:p></draw:text-box>"
        return f'<draw:frame svg:x="{x}cm" svg:y="{y}cm">{inner}</draw:frame>'

    body = f"<draw:page>{shape('third', 2, 9)}{shape('second', 12, 3.1)}{shape('first', 2, 3)}</draw:page>"
    document = pool.parse(open_document(tmp_path / "a.odp", "presentation", body))
    assert document.pages[0].text.split("\n\n") == ["first", "second", "third"]


def test_a_document_with_a_password_says_so(pool: ParserPool, tmp_path: Path) -> None:
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    parts: dict[str, str | bytes] = {"mimetype": ODT, "META-INF/manifest.xml": manifest, "content.xml": b"\x00\x01\x02"}
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(archive(tmp_path / "a.odt", parts))
    assert caught.value.code == "password_protected"


def test_a_document_without_its_content_is_damaged(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        pool.parse(archive(tmp_path / "a.odt", {"mimetype": ODT, "META-INF/manifest.xml": "<m/>"}, ZIP_STORED))
    assert caught.value.code == "damaged"
