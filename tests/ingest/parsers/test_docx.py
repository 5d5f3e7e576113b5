"""Word documents: sections, tables, lists, notes, and what a reader of the document doesn't see."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import docx
import pytest

from ingest.formats.errors import UnreadableFileError
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from pipelines.types import Unit
from tests.ingest import office
from tests.ingest.office import heading, paragraph, word_table


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def parsed(pool: ParserPool, path: Path, body: str, **more: str) -> ParsedDocument:
    return pool.parse(office.docx(path, body, **more))


def text_of(document: ParsedDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def test_a_document_as_people_write_it_is_read_in_sections(pool: ParserPool, tmp_path: Path) -> None:
    made = docx.Document()
    made.core_properties.title = "Travel Policy of the Group"
    made.core_properties.created = datetime(2024, 3, 5)
    made.add_heading("Scope", 1)
    made.add_paragraph("This policy applies to all staff.")
    made.add_heading("Allowances", 1)
    made.add_heading("Meals", 2)
    made.add_paragraph("Meals are paid by the day.")
    made.add_paragraph("Breakfast", style="List Bullet")
    made.add_paragraph("Ask first", style="List Number")
    made.add_paragraph("Then book", style="List Number")
    made.sections[0].header.paragraphs[0].text = "TP-7, version 3"
    made.save(str(tmp_path / "travel.docx"))
    document = pool.parse(tmp_path / "travel.docx")
    assert (document.unit, document.length, document.page_count) == (Unit.SECTION, 2, 2)
    assert document.title.startswith("Travel Policy of the Group")
    assert document.date is not None and document.date.isoformat() == "2024-03-05"
    assert [(page.number, page.label) for page in document.pages] == [(1, "Scope"), (2, "Meals")]
    assert [(each.text, each.level) for each in document.pages[1].headings] == [("Allowances", 1), ("Meals", 2)]
    for each in document.pages[1].headings:
        assert document.pages[1].text.startswith(each.text, each.start)
    assert "\u2022 Breakfast\n1. Ask first\n2. Then book" in document.pages[1].text
    assert text_of(document).count("TP-7, version 3") == 1


def test_each_value_of_a_table_stands_beside_its_heads(pool: ParserPool, tmp_path: Path) -> None:
    table = word_table(["Country", "Per day", "Per night"], ["Germany", "28 EUR", "120 EUR"], ["France", "", "150 EUR"])
    lines = text_of(parsed(pool, tmp_path / "a.docx", table)).split("\n\n")
    assert lines == [
        "Country: Germany | Per day: 28 EUR | Per night: 120 EUR",
        "Country: France | Per night: 150 EUR",
    ]


def test_a_table_of_pairs_reads_as_pairs(pool: ParserPool, tmp_path: Path) -> None:
    table = word_table(["Notice period:", "three months"], ["Place of work", "Bonn"])
    assert text_of(parsed(pool, tmp_path / "a.docx", table)) == "Notice period: three months\n\nPlace of work: Bonn"


def test_merged_cells_say_their_words_where_they_reach(pool: ParserPool, tmp_path: Path) -> None:
    def cell(words: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(words)}</w:tc>"

    rows = [
        cell("Site") + cell("2024", '<w:gridSpan w:val="2"/>'),
        cell("") + cell("Plan") + cell("Result"),
        cell("Bonn", '<w:vMerge w:val="restart"/>') + cell("120") + cell("130"),
        cell("", "<w:vMerge/>") + cell("80") + cell("95"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert text_of(parsed(pool, tmp_path / "a.docx", table)).split("\n\n") == [
        "Site: Bonn | 2024 Plan: 120 | 2024 Result: 130",
        "Site: Bonn | 2024 Plan: 80 | 2024 Result: 95",
    ]


def test_a_table_that_only_lays_out_the_page_is_read_as_text(pool: ParserPool, tmp_path: Path) -> None:
    cells = "".join(
        f"<w:tc>{heading(name)}{paragraph('All about it. ' * 60)}</w:tc>" for name in ("Vacation", "Sick leave")
    )
    document = parsed(pool, tmp_path / "a.docx", f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>")
    assert [page.label for page in document.pages] == ["Vacation", "Sick leave"]


def test_what_was_deleted_or_hidden_is_left_out_and_what_was_added_is_read(pool: ParserPool, tmp_path: Path) -> None:
    body = (
        "<w:p><w:r><w:t>Seen. </w:t></w:r>"
        "<w:ins><w:r><w:t>Added. </w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>Deleted. </w:delText></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>Moved away. </w:t></w:r></w:moveFrom>"
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>Hidden. </w:t></w:r>"
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Shown. </w:t></w:r>'
        "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:r><w:t>Click here.</w:t></w:r></w:sdtContent>"
        "</w:sdt></w:p>"
    )
    body += paragraph("Secret style.", '<w:pStyle w:val="S"/>')
    styles = f'<w:styles xmlns:w="{office.W}"><w:style w:styleId="S"><w:rPr><w:vanish/></w:rPr></w:style></w:styles>'
    assert text_of(parsed(pool, tmp_path / "a.docx", body, styles=styles)) == "Seen. Added. Shown."


def test_fields_show_their_result_and_never_their_code(pool: ParserPool, tmp_path: Path) -> None:
    def complex_field(code: str, result: str) -> str:
        return (
            '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
            f"<w:r><w:instrText>{code}</w:instrText></w:r>"
            '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
            f'<w:r><w:t>{result}</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
        )

    body = f"<w:p>{complex_field(' HYPERLINK x ', 'the guide')}{complex_field(' PAGE ', '7')}</w:p>"
    body += paragraph("Vacation \t 12", '<w:pStyle w:val="C"/>')
    styles = f'<w:styles xmlns:w="{office.W}"><w:style w:styleId="C"><w:name w:val="toc 1"/></w:style></w:styles>'
    assert text_of(parsed(pool, tmp_path / "a.docx", body, styles=styles)) == "the guide"


def test_a_text_box_is_read_once_although_it_is_stored_twice(pool: ParserPool, tmp_path: Path) -> None:
    box = f"<w:txbxContent>{paragraph('In the box.')}{word_table(['A', 'B', 'C'], ['1', '2', '3'])}</w:txbxContent>"
    body = (
        f"<w:p><w:r><w:t>Before.</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}"
        f"</w:drawing></mc:Choice><mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + paragraph("After.")
    )
    assert text_of(parsed(pool, tmp_path / "a.docx", body)).split("\n\n") == [
        "Before.", "In the box.", "A: 1 | B: 2 | C: 3", "After.",
    ]  # fmt: skip


def test_a_footnote_follows_the_paragraph_that_refers_to_it(pool: ParserPool, tmp_path: Path) -> None:
    body = '<w:p><w:r><w:t>Ten days.</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r></w:p>' + paragraph("More.")
    notes = (
        f'<w:footnotes xmlns:w="{office.W}"><w:footnote w:id="0" w:type="separator">{paragraph("---")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("Working days.")}</w:footnote></w:footnotes>'
    )
    text = text_of(parsed(pool, tmp_path / "a.docx", body, footnotes=notes))
    assert text == "Ten days.\n\nFootnote 1: Working days.\n\nMore."


def test_numbered_headings_carry_their_numbers(pool: ParserPool, tmp_path: Path) -> None:
    def numbered(words: str, depth: int) -> str:
        numbers = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="1"/></w:numPr>'
        return paragraph(words, f'{numbers}<w:outlineLvl w:val="{depth}"/>')

    levels = "".join(
        f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/><w:numFmt w:val="{shape}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for n, (shape, pattern) in enumerate([("decimal", "%1"), ("decimal", "%1.%2"), ("lowerLetter", "(%3)")])
    )
    numbering = (
        f'<w:numbering xmlns:w="{office.W}"><w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num></w:numbering>'
    )
    body = "".join(
        numbered(words, depth) + paragraph("Text.")
        for words, depth in [("Terms", 0), ("Price", 1), ("Payment", 1), ("Rates", 2), ("End", 0), ("Notice", 1)]
    )
    document = parsed(pool, tmp_path / "a.docx", body, numbering=numbering)
    assert [page.label for page in document.pages] == [
        "1 Terms", "1.1 Price", "1.2 Payment", "(a) Rates", "2 End", "2.1 Notice",
    ]  # fmt: skip


def test_a_list_that_starts_anew_counts_from_the_start(pool: ParserPool, tmp_path: Path) -> None:
    def item(words: str, identity: int) -> str:
        return paragraph(words, f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{identity}"/></w:numPr>')

    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="lowerRoman"/><w:lvlText w:val="%1."/></w:lvl>'
    anew = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = (
        f'<w:numbering xmlns:w="{office.W}"><w:abstractNum w:abstractNumId="5">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>'
        f'<w:num w:numId="2"><w:abstractNumId w:val="5"/>{anew}</w:num></w:numbering>'
    )
    body = item("One", 1) + item("Two", 1) + paragraph("Between.") + item("Other", 2)
    assert text_of(parsed(pool, tmp_path / "a.docx", body, numbering=numbering)).split("\n\n") == [
        "i. One\nii. Two", "Between.", "i. Other",
    ]  # fmt: skip


def test_a_head_without_values_is_said_once(pool: ParserPool, tmp_path: Path) -> None:
    table = word_table(["Name", "Days", "Remark"], ["Ann", "30", ""], ["Ben", "28", ""])
    assert text_of(parsed(pool, tmp_path / "a.docx", table)).split("\n\n") == [
        "Name | Days | Remark", "Name: Ann | Days: 30", "Name: Ben | Days: 28",
    ]  # fmt: skip


def test_short_bold_lines_serve_as_headings_where_no_style_makes_any(pool: ParserPool, tmp_path: Path) -> None:
    body = (
        paragraph("Vacation", run="<w:b/>") + paragraph("Thirty days a year.") + paragraph("Note this:", run="<w:b/>")
    )
    document = parsed(pool, tmp_path / "a.docx", body)
    assert [page.label for page in document.pages] == ["Vacation"]


def test_a_long_section_becomes_several_pages_under_one_heading(pool: ParserPool, tmp_path: Path) -> None:
    body = heading("Vacation") + "".join(paragraph(f"Rule {n}. " + "Words of it. " * 30) for n in range(20))
    document = parsed(pool, tmp_path / "a.docx", body)
    assert len(document.pages) > 2 and {page.label for page in document.pages} == {"Vacation"}
    assert all(page.headings[0].text == "Vacation" for page in document.pages)
    assert [page.number for page in document.pages] == list(range(1, document.page_count + 1))


def test_the_strict_kind_of_file_is_read_like_the_usual_one(pool: ParserPool, tmp_path: Path) -> None:
    parts = office.docx_parts(heading("Vacation") + paragraph("Thirty days."))
    parts["word/document.xml"] = str(parts["word/document.xml"]).replace(office.W, office.STRICT_W)
    document = pool.parse(office.archive(tmp_path / "strict.docx", parts))
    assert (document.pages[0].label, document.pages[0].text) == ("Vacation", "Vacation\n\nThirty days.")


def test_a_damaged_part_beside_the_text_costs_a_warning_only(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.docx", paragraph("Thirty days."), styles="<w:styles", footnotes="<a><b></a>")
    assert text_of(document) == "Thirty days."
    assert [warning.code for warning in document.warnings] == ["parts_unreadable"]


def test_words_that_stand_in_a_file_within_the_file_are_told_to_be_missing(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.docx", paragraph("Thirty days.") + '<w:altChunk r:id="r9"/>')
    assert [warning.describe() for warning in document.warnings] == [
        "Some parts of the file couldn't be read and were left out."
    ]


def test_styles_based_on_each_other_in_a_circle_end(pool: ParserPool, tmp_path: Path) -> None:
    styles = (
        f'<w:styles xmlns:w="{office.W}"><w:style w:styleId="A"><w:basedOn w:val="B"/></w:style>'
        '<w:style w:styleId="B"><w:basedOn w:val="A"/></w:style></w:styles>'
    )
    body = paragraph("Thirty days.", '<w:pStyle w:val="A"/>')
    assert text_of(parsed(pool, tmp_path / "a.docx", body, styles=styles)) == "Thirty days."


@pytest.mark.parametrize("body", ["", paragraph(" "), "<w:p/>" * 1000])
def test_a_document_without_words_is_refused(pool: ParserPool, tmp_path: Path, body: str) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        parsed(pool, tmp_path / "a.docx", body)
    assert caught.value.code == "no_text_in_file"


def test_rows_that_begin_later_or_end_earlier_stand_below_their_own_heads(pool: ParserPool, tmp_path: Path) -> None:
    def row(*cells: str, properties: str = "") -> str:
        inner = "".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in cells)
        return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"

    rows = (
        row("Service", "Setup", "Monthly", "Exit")
        + row("Hosting", "EUR 300", "EUR 90", "EUR 40")
        + row("EUR 75", "EUR 25", properties='<w:gridBefore w:val="2"/>')
        + row("Backup", "EUR 15", properties='<w:gridAfter w:val="2"/>')
    )
    assert text_of(parsed(pool, tmp_path / "a.docx", f"<w:tbl>{rows}</w:tbl>")).split("\n\n") == [
        "Service: Hosting | Setup: EUR 300 | Monthly: EUR 90 | Exit: EUR 40",
        "Monthly: EUR 75 | Exit: EUR 25",
        "Service: Backup | Setup: EUR 15",
    ]
