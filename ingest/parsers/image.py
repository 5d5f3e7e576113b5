"""Images to pages: each page of an image file is handed over for text recognition, never larger than that needs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from PIL import Image, ImageOps

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings, Transfer
from ingest.parsers.pictures import IMAGE, fitting_scale, picture
from pipelines.types import Page

FORMATS: Final = ("PNG", "JPEG", "TIFF", "BMP", "GIF", "WEBP")
"""All that is decoded; everything else that the library knows stays closed."""
PAGED: Final = "TIFF"
"""The format whose frames are pages. Those of others are an animation, whose first one counts."""
_BROKEN: Final = (OSError, SyntaxError, ValueError, TypeError, KeyError, IndexError, EOFError, OverflowError)
"""What the library raises on damaged files; memory errors pass through."""


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The file's pages without text, each with its picture. Raises `UnreadableFileError` where nobody reads those."""
    if not findings.wants_pictures:
        raise UnreadableFileError("no_text")
    Image.MAX_IMAGE_PIXELS = None  # it would only warn; `_picture` refuses
    try:
        with Image.open(path, formats=FORMATS) as image:
            findings.page_count = _frames(image, limits)
            for number in range(1, findings.page_count + 1):
                shown = _frame(image, number, limits, findings)
                if shown is not None:
                    findings.outbox.append(shown)
                yield Page(number, "")
    except _BROKEN:
        raise UnreadableFileError("damaged") from None


def _frame(image: Image.Image, number: int, limits: ParseLimits, findings: Findings) -> Transfer | None:
    """One page's picture; None for a blank sheet, and with a warning for a damaged one."""
    try:
        image.seek(number - 1)
        return _picture(image, limits)
    except Exception as error:
        let_fatal_through(error)
        findings.warn("pages_unreadable", number)
        return None


def _frames(image: Image.Image, limits: ParseLimits) -> int:
    """How many pages there are. Counted by hand, since the library would walk to the last of a million first."""
    if image.format != PAGED:
        return 1
    for count in range(1, limits.max_pictures + 1):
        try:
            image.seek(count)
        except EOFError:
            return count
    raise UnreadableFileError("too_many_pictures", limit=f"{limits.max_pictures:,}")


def _picture(image: Image.Image, limits: ParseLimits) -> Transfer | None:
    """The frame in grey, the right way up, on white where it is transparent; its size is checked before decoding."""
    if image.width * image.height > limits.max_picture_pixels:
        raise UnreadableFileError("too_many_pixels", limit=f"{limits.max_picture_pixels / 1e6:,.0f}")
    scale = fitting_scale(image.width, image.height, 1.0)
    smaller = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    if scale < 1:
        image.draft("L", smaller)  # JPEG can be decoded at a fraction of its size
    frame: Image.Image = image
    if image.has_transparency_data:
        clear = image.convert("RGBA")
        frame = Image.new("RGBA", clear.size, "white")
        frame.alpha_composite(clear)
    grey = _eight_bits(frame)
    if scale < 1:
        grey.thumbnail(smaller)
    grey.info = dict(image.info)
    grey = ImageOps.exif_transpose(grey)
    return picture(grey.width, grey.height, grey.tobytes(), IMAGE)


def _eight_bits(frame: Image.Image) -> Image.Image:
    """The frame in 256 levels of grey; 16 bits and more are brought down from their own range."""
    if not frame.mode.startswith(("I", "F")):
        return frame.convert("L")
    levels = frame.convert("F")
    low, high = levels.getextrema()
    assert isinstance(low, float) and isinstance(high, float)
    scale = 255 / ((high - low) or 1)
    return levels.point(lambda level: level * scale - low * scale).convert("L")
