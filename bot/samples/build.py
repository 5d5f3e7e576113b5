"""Builds the sample PDFs from their sources: `python -m bot.samples.build [FOLDER]`. Needs the development packages.

The same sources give the same bytes: dates come from a source's head, and nothing is drawn by chance.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from bot.samples.flowables import Heading, flowables
from bot.samples.styles import GREY, LOOKS, RULE, Look

HERE = Path(__file__).parent
WIDTH, HEIGHT = A4


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a source: what stands above its first empty line, as `key: value`."""

    file: str
    title: str
    subject: str
    author: str
    reference: str
    date: date
    style: str
    front_matter: int


class SampleDocument(BaseDocTemplate):
    """A document template with an outline, page labels and a footer that knows the printed number."""

    def __init__(self, target: Path, head: Head, look: Look, total_pages: int) -> None:
        super().__init__(
            str(target),
            pagesize=A4,
            title=head.title,
            author=head.author,
            subject=head.subject,
            keywords=[head.reference],
            creator="bot.samples.build",
            lang="en-GB",
            invariant=1,
        )
        self.head, self.look = head, look
        self.total_pages = total_pages
        self.headings = 0
        frame = Frame(
            look.side,
            24 * mm,
            WIDTH - 2 * look.side,
            HEIGHT - 48 * mm,
            leftPadding=0,
            rightPadding=0,
            topPadding=0,
            bottomPadding=0,
        )
        cover = PageTemplate("cover", [frame], onPage=self.draw_cover)
        body = PageTemplate("body", [frame], onPage=self.draw_frame)
        self.addPageTemplates([cover, body] if look.cover else [body])

    def printed_number(self, page: int) -> str:
        """What is printed on the physical page: i, ii, iii in the front matter, then 1, 2, 3."""
        front = self.head.front_matter
        return ("i", "ii", "iii", "iv", "v", "vi")[page - 1] if page <= front else str(page - front)

    def beforeDocument(self) -> None:  # noqa: N802 (reportlab's name)
        self.headings = 0
        if self.head.front_matter:
            self.canv.addPageLabel(0, style="ROMAN_LOWER", start=1)
        self.canv.addPageLabel(self.head.front_matter, style="ARABIC", start=1)
        self.canv.showOutline()

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802 (reportlab's name)
        if not isinstance(flowable, Heading):
            return
        text, level = flowable.getPlainText(), flowable.level - 1
        self.headings += 1
        key = f"heading-{self.headings}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level, closed=level > 0)
        numbered = self.page > self.head.front_matter and text != "Contents"
        if numbered and level < self.look.contents_levels:
            self.notify("TOCEntry", (level, text, self.page - self.head.front_matter, key))

    def draw_cover(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """The first page: a band in the document's colour, the title, what it is about, its edition."""
        look, head = self.look, self.head
        canvas.setFillColor(look.accent)
        canvas.rect(0, HEIGHT * 0.52, WIDTH, HEIGHT * 0.48, stroke=0, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        canvas.setFont(look.bold, 11)
        canvas.drawString(look.side, HEIGHT - 30 * mm, "TARNWICK DOSING SYSTEMS LTD")
        canvas.setLineWidth(1.2)
        canvas.setStrokeColorRGB(1, 1, 1)
        canvas.line(look.side, HEIGHT - 34 * mm, look.side + 24 * mm, HEIGHT - 34 * mm)
        name, _, detail = head.title.partition(": ")
        canvas.setFont(look.bold, 34)
        canvas.drawString(look.side, HEIGHT * 0.52 + 26 * mm, name)
        canvas.setFont(look.regular, 15)
        canvas.drawString(look.side, HEIGHT * 0.52 + 14 * mm, detail or "For everyone at Port Ellery and Lowfield")
        canvas.setFillColor(GREY)
        canvas.setFont(look.regular, 10.5)
        for line, text in enumerate((head.subject, head.reference, head.author)):
            canvas.drawString(look.side, HEIGHT * 0.52 - (14 + 7 * line) * mm, text)

    def draw_frame(self, canvas: Canvas, _document: BaseDocTemplate) -> None:
        """Header and footer of an ordinary page."""
        look, page = self.look, canvas.getPageNumber()
        canvas.setFont(look.regular, 8.2)
        canvas.setFillColor(GREY)
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.5)
        canvas.line(look.side, 18 * mm, WIDTH - look.side, 18 * mm)
        canvas.drawString(look.side, 13 * mm, self.head.reference)
        number = self.printed_number(page)
        printed = f"Page {number} of {self.total_pages}" if look.clause_indent else number
        canvas.drawRightString(WIDTH - look.side, 13 * mm, printed)
        if not look.clause_indent:
            canvas.drawString(look.side, HEIGHT - 15 * mm, self.head.title)
            canvas.drawRightString(WIDTH - look.side, HEIGHT - 15 * mm, "Tarnwick Dosing Systems Ltd")


def read_source(path: Path) -> tuple[Head, str]:
    """The head and the Markdown body of a source; raises `KeyError` naming a line that the head lacks."""
    top, _, body = path.read_text("utf-8").partition("\n\n")
    fields = dict(line.split(": ", 1) for line in top.splitlines())
    names = ("file", "title", "subject", "author", "reference", "style")
    return (
        Head(
            **{name: fields[name] for name in names},
            date=date.fromisoformat(fields["date"]),
            front_matter=int(fields["front-matter"]),
        ),
        body,
    )


def build(source: Path, folder: Path) -> Path:
    """Writes the PDF of one source into `folder` and gives its path; about a second each."""
    head, body = read_source(source)
    look, target = LOOKS[head.style], folder / head.file
    total_pages = 0
    with _clock_at(head.date):
        # Twice, because "Page 3 of 7" needs the number of pages.
        for _ in range(2):
            document = SampleDocument(target, head, look, total_pages)
            document.multiBuild(_story(head, body, look))
            total_pages = document.page
    return target


def _story(head: Head, body: str, look: Look) -> list[Flowable]:
    start: list[Flowable] = [NextPageTemplate("body")]
    if look.cover:
        start.append(PageBreak())
    else:
        start += [Paragraph(head.title, look.paragraph("title")), Spacer(1, 6)]
    return [*start, *flowables(body, look, WIDTH - 2 * look.side)]


@contextmanager
def _clock_at(day: date) -> Iterator[None]:
    """Lets reportlab stamp the file with `day`, by the variable that reproducible builds agree on."""
    name = "SOURCE_DATE_EPOCH"
    before = os.environ.get(name)
    os.environ[name] = str(int(datetime(day.year, day.month, day.day, 9, tzinfo=UTC).timestamp()))
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def main(arguments: list[str]) -> None:
    """Builds every source into the folder given, or beside this file."""
    folder = Path(arguments[0]) if arguments else HERE
    for source in sorted((HERE / "source").glob("*.md")):
        path = build(source, folder)
        print(f"{path.name}: {path.stat().st_size / 1024:.0f} KiB")


if __name__ == "__main__":
    main(sys.argv[1:])
