"""Makes the files that these tests read: PDFs of a few lines, and ones that are wrong in a certain way."""

import zlib
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from pypdf import PdfReader, PdfWriter
from pypdf.constants import PageLabelStyle
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

Line = tuple[str, float]
"""Words and their size in points."""

BODY = [
    "Employees may carry over up to five days of unused vacation into the next year.",
    "Days that are carried over expire on the last day of March of that year.",
    "A line manager can agree to a later date in writing before the year ends.",
]


def pdf(path: Path, *pages: Sequence[Line | str], title: str = "", subject: str = "") -> Path:
    """A PDF with these lines on its pages; plain strings are set in 10 points."""
    canvas = Canvas(str(path), pagesize=A4, initialFontSize=10)
    canvas.setTitle(title or " ")
    canvas.setSubject(subject or " ")
    for lines in pages:
        y = 780.0
        for line in lines:
            words, size = line if isinstance(line, tuple) else (line, 10.0)
            canvas.setFont("Helvetica", size)
            canvas.drawString(60, y, words)
            y -= 1.3 * size
        canvas.showPage()
    canvas.save()
    return path


def with_labels(source: Path, path: Path) -> Path:
    """The same PDF with its first two pages labelled i and ii and the rest from 1."""
    writer = PdfWriter(clone_from=source)
    writer.set_page_label(0, 1, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.set_page_label(2, len(writer.pages) - 1, style=PageLabelStyle.DECIMAL, start=1)
    writer.write(path)
    return path


def with_password(source: Path, path: Path, user: str) -> Path:
    """The same PDF encrypted; an empty user password only restricts what readers may do."""
    writer = PdfWriter(clone_from=source)
    writer.encrypt(user_password=user, owner_password="owner", algorithm="AES-256")
    writer.write(path)
    return path


def with_outline(source: Path, path: Path, entries: Sequence[tuple[str, int]]) -> Path:
    """The same PDF with an outline of (title, page index)."""
    writer = PdfWriter(clone_from=source)
    for title, index in entries:
        writer.add_outline_item(title=title, page_number=index)
    writer.write(path)
    return path


def form(path: Path, name: str, value: str, heading: str = "Application for parental leave in the coming year") -> Path:
    """A PDF with one line of text, where there is a heading, and one filled field."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawString(60, 780, heading)
    canvas.acroForm.textfield(name=name, tooltip=name, value=value, x=60, y=700, width=200)
    canvas.save()
    return path


def picture(path: Path, pages: int = 1) -> Path:
    """A PDF whose pages hold nothing but an image."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    canvas = Canvas(str(path), pagesize=A4)
    image = ImageReader(Image.new("RGB", (64, 64), "navy"))
    for _ in range(pages):
        canvas.drawImage(image, 50, 50, 400, 600)
        canvas.showPage()
    canvas.save()
    return path


def joined(path: Path, *parts: Path) -> Path:
    """The pages of several PDFs in one."""
    writer = PdfWriter()
    for part in parts:
        writer.append(part)
    writer.write(path)
    return path


def objects(path: Path, *bodies: bytes) -> Path:
    """A PDF of these raw objects, numbered from 1; the first is the catalog. Nothing checks what they say."""
    out = BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, body in enumerate(bodies, start=1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1))
    for place in places:
        out.write(b"%010d 00000 n \n" % place)
    out.write(b"trailer\n<< /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start))
    path.write_bytes(out.getvalue())
    return path


def stream(content: bytes, dictionary: bytes = b"") -> bytes:
    """A stream object's body."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), dictionary, content)


def bomb(path: Path, unpacked_bytes: int) -> Path:
    """A one-page PDF of a few kilobytes whose content unpacks to this size, twice deflated."""
    squeezer = zlib.compressobj(9)
    block = b"BT (a) Tj ET " * 80_000
    packed = b"".join(squeezer.compress(block) for _ in range(unpacked_bytes // len(block))) + squeezer.flush()
    content = stream(zlib.compress(packed, 9), b"/Filter [/FlateDecode /FlateDecode]")
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << >> >>"
    catalog, tree = b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return objects(path, catalog, tree, page, content)


def page_count(path: Path) -> int:
    """The pages that pypdf finds, to check what a test made."""
    return len(PdfReader(path).pages)
