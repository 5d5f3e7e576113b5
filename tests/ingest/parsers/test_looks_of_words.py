"""Looks that change what words mean: raised and lowered figures, struck-out words, in every reader that has them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pptx
import pytest
from pptx.util import Inches

from ingest.reading.parse import ParserPool
from tests.ingest import letters, office


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


Piece = tuple[str, str]
"""Words and how they look: `up`, `down`, `struck` or nothing."""
LEAK: list[Piece] = [("Below 10", ""), ("-6", "up"), (" mbar in 12", ""), ("3", "up"), (" days, CO", ""), ("2", "down")]
LEAK_READ = "Below 10^-6 mbar in 12 [^3] days, CO2"
PRICE: list[Piece] = [("It costs ", ""), ("EUR 49", "struck"), (" EUR 59.", "")]
PRICE_READ = "It costs EUR 59."


def docx(path: Path, pieces: list[Piece]) -> Path:
    looks = {
        "up": '<w:vertAlign w:val="superscript"/>', "down": '<w:vertAlign w:val="subscript"/>', "struck": "<w:strike/>"
    }  # fmt: skip
    runs = "".join(
        f'<w:r><w:rPr>{looks.get(look, "")}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'
        for words, look in pieces
    )
    return office.docx(path.with_suffix(".docx"), f"<w:p>{runs}</w:p>")


def styled_docx(path: Path, pieces: list[Piece]) -> Path:
    looks = {"up": "<w:position w:val='6'/>", "down": "<w:position w:val='-6'/>", "struck": "<w:dstrike/>"}
    styles = "".join(
        f'<w:style w:type="character" w:styleId="{name}"><w:name w:val="{name}"/><w:rPr>{look}</w:rPr></w:style>'
        for name, look in looks.items()
    )
    runs = "".join(
        f'<w:r><w:rPr><w:rStyle w:val="{look}"/></w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'
        for words, look in pieces
    )
    styles = f'<w:styles xmlns:w="{office.W}">{styles}</w:styles>'
    return office.docx(path.with_suffix(".docx"), f"<w:p>{runs}</w:p>", styles=styles)


def presentation(path: Path, pieces: list[Piece]) -> Path:
    looks: dict[str, dict[str, str]] = {
        "up": {"baseline": "30000"}, "down": {"baseline": "-25000"}, "struck": {"strike": "sngStrike"}
    }  # fmt: skip
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    paragraph = slide.shapes.add_textbox(Inches(1), Inches(1), Inches(5), Inches(1)).text_frame.paragraphs[0]
    for words, look in pieces:
        run: Any = paragraph.add_run()
        run.text = words
        run._r.get_or_add_rPr().attrib.update(looks.get(look, {}))
    deck.save(str(path.with_suffix(".pptx")))
    return path.with_suffix(".pptx")


def workbook(path: Path, pieces: list[Piece]) -> Path:
    looks = {
        "up": '<vertAlign val="superscript"/>', "down": '<vertAlign val="subscript"/>', "struck": "<strike/>"
    }  # fmt: skip
    runs = "".join(
        f'<r><rPr>{looks.get(look, "")}</rPr><t xml:space="preserve">{words}</t></r>' for words, look in pieces
    )
    rows = '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>'
    return office.workbook(path.with_suffix(".xlsx"), {"A": rows}, strings=f"<si>{runs}</si>")


ODF_LOOKS = "".join(
    f'<style:style style:name="{name}"><style:text-properties {look}/></style:style>'
    for name, look in {
        "up": 'style:text-position="super 58%"',
        "down": 'style:text-position="-33% 58%"',
        "struck": 'style:text-line-through-style="solid"',
    }.items()
)


def odf_spans(pieces: list[Piece]) -> str:
    return "".join(
        f'<text:span text:style-name="{look}">{words}</text:span>' if look else words for words, look in pieces
    )


def odt(path: Path, pieces: list[Piece]) -> Path:
    return office.open_document(path.with_suffix(".odt"), "text", f"<text:p>{odf_spans(pieces)}</text:p>", ODF_LOOKS)


def ods(path: Path, pieces: list[Piece]) -> Path:
    cell = f"<table:table-cell><text:p>{odf_spans(pieces)}</text:p></table:table-cell>"
    body = f'<table:table table:name="S"><table:table-row>{cell}</table:table-row></table:table>'
    return office.open_document(path.with_suffix(".ods"), "spreadsheet", body, ODF_LOOKS)


def odp(path: Path, pieces: list[Piece]) -> Path:
    box = f"<draw:frame><draw:text-box><text:p>{odf_spans(pieces)}</text:p></draw:text-box></draw:frame>"
    return office.open_document(path.with_suffix(".odp"), "presentation", f"<draw:page>{box}</draw:page>", ODF_LOOKS)


def rtf(path: Path, pieces: list[Piece]) -> Path:
    looks = {"up": r"\super ", "down": r"\sub ", "struck": r"\strike "}
    body = "".join(f"{{{looks[look]}{words}}}" if look else words for words, look in pieces)
    path.with_suffix(".rtf").write_text(rf"{{\rtf1\ansi {body}\par}}")
    return path.with_suffix(".rtf")


HTML_TAGS = {"up": "sup", "down": "sub", "struck": "del"}


def html_body(pieces: list[Piece]) -> str:
    words = (f"<{HTML_TAGS[look]}>{each}</{HTML_TAGS[look]}>" if look else each for each, look in pieces)
    return f"<p>{''.join(words)}</p>"


def html(path: Path, pieces: list[Piece]) -> Path:
    path.with_suffix(".html").write_text(f"<html><body>{html_body(pieces)}</body></html>")
    return path.with_suffix(".html")


def html_cell(path: Path, pieces: list[Piece]) -> Path:
    cell = html_body(pieces)
    path.with_suffix(".html").write_text(f"<html><table><tr><th>Rule<th>Of</tr><tr><td>{cell}<td>A</tr></table>")
    return path.with_suffix(".html")


def styled_html(path: Path, pieces: list[Piece]) -> Path:
    sheet = (
        "<style>.up{vertical-align:super;font-size:8pt} span.down, .x{vertical-align: sub}"
        ".struck{color:red;text-decoration:underline line-through}</style>"
    )
    spans = "".join(f"<span class={look}>{words}</span>" if look else words for words, look in pieces)
    path.with_suffix(".html").write_text(f"<html><head>{sheet}</head><body><p>{spans}</p></body></html>")
    return path.with_suffix(".html")


def mail(path: Path, pieces: list[Piece]) -> Path:
    return letters.mail(path.with_suffix(".eml"), "Plain.", html_body(pieces))


MAKERS: list[Callable[[Path, list[Piece]], Path]] = [
    docx, styled_docx, presentation, workbook, odt, ods, odp, rtf, html, html_cell, styled_html, mail
]  # fmt: skip


@pytest.mark.parametrize("make", MAKERS)
def test_raised_and_lowered_figures_are_no_part_of_their_neighbours(
    pool: ParserPool, tmp_path: Path, make: Callable[[Path, list[Piece]], Path]
) -> None:
    document = pool.parse(make(tmp_path / "leak", LEAK))
    assert LEAK_READ in document.pages[0].text
    assert document.warnings == ()


@pytest.mark.parametrize("make", MAKERS)
def test_struck_out_words_are_left_out_and_told_of(
    pool: ParserPool, tmp_path: Path, make: Callable[[Path, list[Piece]], Path]
) -> None:
    document = pool.parse(make(tmp_path / "price", PRICE))
    assert PRICE_READ in document.pages[0].text
    assert [warning.code for warning in document.remarks] == ["struck_out"]
    assert "struck out" in document.remarks[0].describe(document.unit)


def test_a_cell_that_is_struck_out_as_a_whole_is_left_out(pool: ParserPool, tmp_path: Path) -> None:
    styles = "<fonts><font/><font><strike/></font></fonts><cellXfs><xf/><xf fontId='1'/></cellXfs>"
    rows = office.sheet(["Pump", "Price", "Weeks"], ["P2", 410, 3], ["P3", 455, 5])
    rows = rows.replace('r="B2"', 'r="B2" s="1"')
    document = pool.parse(office.workbook(tmp_path / "a.xlsx", {"A": rows}, styles))
    assert document.pages[0].text == "Pump: P2 | Weeks: 3\n\nPump: P3 | Price: 455 | Weeks: 5"
    assert [(warning.code, warning.pages) for warning in document.remarks] == [("struck_out", (1,))]


def test_a_cell_whose_column_is_struck_out_is_left_out(pool: ParserPool, tmp_path: Path) -> None:
    columns = '<table:table-column/><table:table-column table:default-cell-style-name="struck"/>'
    row = "".join(f"<table:table-cell><text:p>{words}</text:p></table:table-cell>" for words in ("New", "Old"))
    body = f'<table:table table:name="S">{columns}<table:table-row>{row}</table:table-row></table:table>'
    document = pool.parse(office.open_document(tmp_path / "a.ods", "spreadsheet", body, ODF_LOOKS))
    assert document.pages[0].text == "New"
    assert [warning.code for warning in document.remarks] == ["struck_out"]


def test_a_whole_paragraph_that_is_struck_out_keeps_its_number(pool: ParserPool, tmp_path: Path) -> None:
    numbering = (
        f'<w:numbering xmlns:w="{office.W}"><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    body = (
        office.paragraph("First", listed) + office.paragraph("Gone", listed, "<w:strike/>")
        + office.paragraph("Third", listed, '<w:strike w:val="0"/>')
    )  # fmt: skip
    document = pool.parse(office.docx(tmp_path / "a.docx", body, numbering=numbering))
    assert document.pages[0].text == "1. First\n3. Third"
