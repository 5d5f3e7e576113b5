"""Makes the pictures that these tests read: letters as pixels, in files of any kind."""

from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WORDS = [
    "Unused vacation of five days carries over",
    "into the next year and expires in March.",
    "Invoice 4711 is due.",
]


def drawn(lines: Sequence[str] = WORDS, mode: str = "L") -> Image.Image:
    """A white sheet with these lines in large black letters."""
    image = Image.new("L", (1240, 240 + 90 * len(lines)), 255)
    pen, font = ImageDraw.Draw(image), ImageFont.load_default(48)
    for row, line in enumerate(lines):
        pen.text((60, 90 + 90 * row), line, fill=0, font=font)
    return image.convert(mode)


def scan(path: Path, *images: Image.Image, text: Sequence[str] = ()) -> Path:
    """A PDF with one image a page, and these lines of real letters below each."""
    canvas = Canvas(str(path), pagesize=A4)
    for image in images:
        scale = min(575 / image.width, 520 / image.height)
        canvas.drawImage(ImageReader(image), 10, 300, scale * image.width, scale * image.height)
        for row, line in enumerate(text):
            canvas.drawString(60, 200 - 14 * row, line)
        canvas.showPage()
    canvas.save()
    return path
