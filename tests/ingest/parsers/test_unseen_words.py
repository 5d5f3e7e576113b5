"""Words that nobody sees are left out, and white words that everybody sees stay."""

from collections.abc import Iterator
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import RGBColor
from openpyxl.styles import Font, PatternFill
from pypdf import PdfReader, PdfWriter
from pypdf.generic import RectangleObject
from reportlab.lib.colors import black, lightgrey, navy, white
from reportlab.pdfgen.canvas import Canvas

from ingest.parsers.unseen_words import is_pale, is_unseen, rgb
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from tests.ingest import pictures

SEEN = "The grace period is ten days."
UNSEEN = "The grace period is ninety days."


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def text_of(document: ParsedDocument) -> str:
    return "\n".join(page.text for page in document.pages)


def drawn(path: Path, ground: object, ink: object, mode: int = 0, rotated: int = 0) -> Path:
    canvas = Canvas(str(path), pageCompression=0)
    canvas.setPageRotation(rotated)
    canvas.setFillColor(black)
    canvas.drawString(60, 570, SEEN)
    canvas.setFillColor(ground)
    canvas.rect(40, 480, 400, 60, stroke=0, fill=1)
    canvas.setFillColor(ink)
    text = canvas.beginText(60, 500)
    text.setTextRenderMode(mode)
    text.textOut(UNSEEN)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return path


@pytest.mark.parametrize("rotated", [0, 90])
@pytest.mark.parametrize("ground", [navy, black])
def test_white_words_of_a_pdf_on_a_dark_ground_stay(
    pool: ParserPool, tmp_path: Path, ground: object, rotated: int
) -> None:
    document = pool.parse(drawn(tmp_path / "a.pdf", ground, white, rotated=rotated))
    assert UNSEEN in text_of(document)
    assert not document.remarks


@pytest.mark.parametrize("rotated", [0, 90])
def test_white_words_of_a_pdf_on_white_go_with_a_remark(pool: ParserPool, tmp_path: Path, rotated: int) -> None:
    document = pool.parse(drawn(tmp_path / "a.pdf", white, white, rotated=rotated))
    assert text_of(document).strip() == SEEN
    assert [(remark.code, remark.pages) for remark in document.remarks] == [("hidden_words", (1,))]


def test_words_without_ink_go_and_black_ones_on_grey_stay(pool: ParserPool, tmp_path: Path) -> None:
    assert UNSEEN not in text_of(pool.parse(drawn(tmp_path / "a.pdf", white, black, mode=3)))
    assert UNSEEN in text_of(pool.parse(drawn(tmp_path / "b.pdf", lightgrey, black)))


def test_what_was_recognised_over_a_scan_stays(pool: ParserPool, tmp_path: Path) -> None:
    picture = tmp_path / "scan.png"
    pictures.drawn([SEEN]).save(picture)
    canvas = Canvas(str(tmp_path / "scan.pdf"))
    width, height = canvas._pagesize
    canvas.drawImage(str(picture), 0, 0, width, height)
    text = canvas.beginText(60, 500)
    text.setTextRenderMode(3)
    text.textOut(f"{SEEN} It ends on the last day of the month, unless it was agreed otherwise.")
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    assert SEEN in text_of(pool.parse(tmp_path / "scan.pdf"))


def test_white_words_of_a_shaded_cell_or_paragraph_of_word_stay(pool: ParserPool, tmp_path: Path) -> None:
    made = docx.Document()
    cell = made.add_table(rows=1, cols=1).rows[0].cells[0]
    cell.paragraphs[0].add_run("Head of the table").font.color.rgb = RGBColor(255, 255, 255)
    shaded = made.add_paragraph()
    shade = OxmlElement("w:shd")
    shade.set(qn("w:fill"), "000080")
    shaded._p.get_or_add_pPr().append(shade)
    shaded.add_run("A banner in white.").font.color.rgb = RGBColor(255, 255, 255)
    made.add_paragraph(SEEN)
    made.add_paragraph().add_run(UNSEEN).font.color.rgb = RGBColor(254, 254, 254)
    made.save(str(tmp_path / "a.docx"))
    document = pool.parse(tmp_path / "a.docx")
    text = text_of(document)
    assert "Head of the table" in text
    assert "A banner in white." in text
    assert SEEN in text
    assert UNSEEN not in text
    assert [remark.code for remark in document.remarks] == ["hidden_words"]


def test_white_words_of_a_filled_cell_of_a_workbook_stay(pool: ParserPool, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["B1"] = "Room", "Price of a night"
    for name in ("A1", "B1"):
        sheet[name].font = Font(color="FFFFFFFF", bold=True)
        sheet[name].fill = PatternFill("solid", fgColor="FF000080")
    sheet["A2"], sheet["B2"] = "Elbe", 180
    sheet["C2"] = UNSEEN
    sheet["C2"].font = Font(color="FFFFFFFF")
    book.save(tmp_path / "a.xlsx")
    text = text_of(pool.parse(tmp_path / "a.xlsx"))
    assert "Room: Elbe | Price of a night: 180" in text
    assert UNSEEN not in text


def test_comments_of_markdown_go_and_those_in_code_stay(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        f"{SEEN} <!-- {UNSEEN} -->\n\n<!--\n{UNSEEN}\n-->\n\nA comment is `<!-- written so -->` in a page.\n\n"
        "```html\n<!-- an example -->\n```\n\nThe end.\n",
        encoding="utf-8",
    )
    text = text_of(pool.parse(path))
    assert UNSEEN not in text
    assert SEEN in text
    assert "written so" in text
    assert "<!-- an example -->" in text
    assert text.endswith("The end.")


def test_a_comment_of_markdown_that_never_ends_hides_nothing(pool: ParserPool, tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(f"An arrow <!-- points here.\n\n{SEEN}\n", encoding="utf-8")
    assert SEEN in text_of(pool.parse(path))


@pytest.mark.parametrize(
    ("style", "on_paper", "unseen"),
    [
        ("color:#fff;background:#ffffff", False, True),
        ("color: white", True, True),
        ("color: white", False, False),
        ("color:#fff;background:navy", True, False),
        ("color:#fff;background-color:#000080", True, False),
        ("background:#fff", True, False),
        ("font-size:0", True, True),
        ("font-size:1px", True, True),
        ("font-size:12px", True, False),
        ("font-size:0.9em", True, True),
        ("opacity:0", True, True),
        ("opacity:0.8", True, False),
        ("opacity:.05", True, False),
        ("position:absolute;left:-9999px", True, True),
        ("margin-left:-10px", True, False),
        ("clip:rect(0,0,0,0)", True, True),
        ("color:transparent", False, True),
        ("", True, False),
    ],
)
def test_a_style_tells_whether_its_words_are_seen(style: str, on_paper: bool, unseen: bool) -> None:
    assert is_unseen(style, on_paper) is unseen


def test_colours_are_read_as_they_are_written() -> None:
    assert [rgb(each) for each in ("#fff", "FFFFFF", "#FF000080", "rgb(1, 2, 3)", "White", "navy blue")] == [
        "ffffff", "ffffff", "000080", "010203", "ffffff", "",
    ]  # fmt: skip
    assert is_pale("#f0f0f0")
    assert not is_pale("#ddd")
    assert not is_pale("auto")


def test_a_page_that_claims_to_be_huge_is_looked_at_in_small(pool: ParserPool, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(drawn(tmp_path / "a.pdf", white, white)))
    writer.pages[0].mediabox = RectangleObject((0, 0, 120_000, 120_000))
    writer.write(tmp_path / "huge.pdf")
    document = pool.parse(tmp_path / "huge.pdf")
    assert UNSEEN not in text_of(document)
