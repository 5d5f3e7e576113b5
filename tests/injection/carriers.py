"""What attacks come in: files of each kind, made by the usual libraries, with words where no reader looks."""

import zipfile
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import docx
import openpyxl
import pptx
from docx.shared import Pt, RGBColor
from openpyxl.comments import Comment
from openpyxl.styles import Font
from pptx.util import Inches
from reportlab.lib.colors import white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Draw = Callable[[Canvas], object]


def markdown(path: Path, text: str) -> None:
    """Text as it stands: Markdown, plain text, web pages, tables of values."""
    path.write_text(text, encoding="utf-8")


def web(path: Path, body: str, head: str = "") -> None:
    """A web page."""
    page = f"<!doctype html><html><head><meta charset=utf-8>{head}</head><body>{body}</body></html>"
    path.write_text(page, encoding="utf-8")


def pdf(path: Path, lines: Sequence[str], hidden: Draw | None = None, title: str = "", subject: str = "") -> None:
    """A PDF of one page with these lines; `hidden` draws what the attacker adds."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    canvas.setTitle(title)
    canvas.setSubject(subject)
    canvas.setFont("Helvetica", 11)
    for n, line in enumerate(lines):
        canvas.drawString(60, 780 - 16 * n, line)
    if hidden is not None:
        hidden(canvas)
    canvas.showPage()
    canvas.save()


def in_white(words: Sequence[str]) -> Draw:
    """White on white."""

    def draw(canvas: Canvas) -> None:
        canvas.setFillColor(white)
        for n, line in enumerate(words):
            canvas.drawString(60, 500 - 16 * n, line)

    return draw


def tiny(words: Sequence[str]) -> Draw:
    """In letters of half a point."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 0.5)
        for n, line in enumerate(words):
            canvas.drawString(60, 500 - n, line)

    return draw


def off_page(words: Sequence[str]) -> Draw:
    """Beside the page."""

    def draw(canvas: Canvas) -> None:
        for n, line in enumerate(words):
            canvas.drawString(-2000, 500 - 16 * n, line)

    return draw


def covered(words: Sequence[str]) -> Draw:
    """Below a white box."""

    def draw(canvas: Canvas) -> None:
        for n, line in enumerate(words):
            canvas.drawString(60, 500 - 16 * n, line)
        canvas.setFillColor(white)
        canvas.rect(40, 400, 500, 140, stroke=0, fill=1)

    return draw


def invisible(words: Sequence[str]) -> Draw:
    """Drawn neither filled nor stroked."""

    def draw(canvas: Canvas) -> None:
        for n, line in enumerate(words):
            text = canvas.beginText(60, 500 - 16 * n)
            text.setTextRenderMode(3)
            text.textOut(line)
            canvas.drawText(text)

    return draw


def annotated(words: str) -> Draw:
    """A note on the page."""
    return lambda canvas: canvas.textAnnotation(words, Rect=[60, 400, 80, 420])


def word(path: Path, paragraphs: Sequence[str], hidden: str = "", how: str = "", title: str = "") -> None:
    """A Word file; `hidden` is added as `how` says: vanish, white, tiny, comment, table, header."""
    made = docx.Document()
    made.core_properties.title = title
    for words in paragraphs:
        made.add_paragraph(words)
    if how == "comment":
        made.add_comment(made.paragraphs[0].runs, text=hidden, author="Ann", initials="A")
    elif how == "table":
        table = made.add_table(rows=1, cols=2)
        table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Note", hidden
    elif how == "header":
        made.sections[0].header.paragraphs[0].text = hidden
    elif hidden:
        run = made.add_paragraph().add_run(hidden)
        run.font.hidden = how == "vanish" or None
        if how == "white":
            run.font.color.rgb = RGBColor(255, 255, 255)
        if how == "tiny":
            run.font.size = Pt(1)
    made.save(str(path))


def sheets(path: Path, rows: Sequence[Sequence[object]], hidden: str = "", how: str = "", name: str = "Data") -> None:
    """A workbook; `hidden` is added as `how` says: sheet, row, white, comment."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = name
    for row in rows:
        sheet.append(list(row))
    last = len(rows) + 1
    if how == "sheet":
        other = book.create_sheet("Notes")
        other.append([hidden])
        other.sheet_state = "hidden"
    elif how == "comment":
        sheet["A1"].comment = Comment(hidden, "Ann")
    elif hidden:
        sheet.cell(last, 1, hidden)
        if how == "row":
            sheet.row_dimensions[last].hidden = True
        if how == "white":
            sheet.cell(last, 1).font = Font(color="FFFFFFFF")
    book.save(path)


def slides(path: Path, title: str, text: str, hidden: str, how: str) -> None:
    """One slide; `hidden` stands as `how` says: notes, off (beside the slide)."""
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    slide.placeholders[1].text = text
    if how == "notes":
        slide.notes_slide.notes_text_frame.text = hidden
    else:
        box = slide.shapes.add_textbox(Inches(-20), Inches(1), Inches(5), Inches(1))
        box.text_frame.text = hidden
    deck.save(str(path))


def mail(path: Path, subject: str, body: str, html: str = "") -> None:
    """A mail, with a web page beside its text where one is given."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "Ann <ann@example.com>", "Bob <bob@example.com>", subject
    made["Date"] = "Mon, 02 Mar 2026 10:00:00 +0000"
    made.set_content(body)
    if html:
        made.add_alternative(html, subtype="html")
    path.write_bytes(made.as_bytes())


def rich(path: Path, words: str, hidden: str) -> None:
    """A file in rich text format with hidden words."""
    path.write_text(rf"{{\rtf1\ansi {words}\par {{\v {hidden}}}\par}}", encoding="ascii")


def book(path: Path, body: str) -> None:
    """An EPUB of one chapter."""
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container" version="1.0"><rootfiles><rootfile '
        'full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>'
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Notes</dc:title></metadata><manifest><item id="c" '
        'href="c.xhtml" media-type="application/xhtml+xml"/></manifest><spine><itemref idref="c"/></spine></package>'
    )
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr("META-INF/container.xml", container)
        file.writestr("b.opf", package)
        file.writestr("c.xhtml", f'<html xmlns="http://www.w3.org/1999/xhtml"><body>{body}</body></html>')
