"""Which pages of a PDF have to be read from their picture, that picture, and the files attached to a PDF."""

from collections.abc import Iterator
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from ingest.formats.limits import ParseLimits
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings, Transfer
from ingest.parsers.pictures import DOTS_PER_INCH, fitting_scale, picture

MANY_DRAWINGS: Final = 50
"""A page without letters but with so many drawn shapes may show letters as shapes."""
LETTERS_OF_A_STAMP: Final = 80
LARGE: Final = 0.25
"""Share of the page that an image covers whose words would be missed."""
POINTS_PER_INCH: Final = 72


def shows_something(page: Any) -> bool:
    """True where a page without text is more than a blank sheet."""
    shown = pdfium.FPDFPage_CountObjects(page)
    return shown > MANY_DRAWINGS or (shown > 0 and next(_images(page), None) is not None)


def is_mostly_image(page: Any, raw: str) -> bool:
    """True for a page of a few letters, such as a stamp or a number, beside an image that covers much of it."""
    if sum(sign.isalnum() for sign in raw[: 10 * LETTERS_OF_A_STAMP]) > LETTERS_OF_A_STAMP:
        return False
    return is_covered_by_images(page)


def is_covered_by_images(page: Any) -> bool:
    """True for a page that images cover much of, as on a scan."""
    try:
        width, height = page.get_size()
        covered = 0.0
        for image in _images(page):
            left, bottom, right, top = image.get_bounds()
            covered += max(0.0, min(right, width) - max(left, 0.0)) * max(0.0, min(top, height) - max(bottom, 0.0))
        return bool(covered >= LARGE * width * height)
    except PdfiumError:
        return False


def _images(page: Any) -> Iterator[Any]:
    return iter(page.get_objects(filter=(pdfium.FPDF_PAGEOBJ_IMAGE,), max_depth=4))


def picture_of(page: Any, reason: str) -> Transfer | None:
    """The page drawn the way up that the file says; None where it is blank. Costs some 0.1 s; raises `PdfiumError`."""
    width, height = page.get_size()
    scale = fitting_scale(width, height, DOTS_PER_INCH / POINTS_PER_INCH)
    bitmap = page.render(scale=scale, grayscale=True)
    try:
        rows = memoryview(bitmap.buffer).cast("B")
        if bitmap.stride == bitmap.width:
            grey = bytes(rows[: bitmap.width * bitmap.height])
        else:
            starts = range(0, bitmap.stride * bitmap.height, bitmap.stride)
            grey = b"".join(rows[start : start + bitmap.width] for start in starts)
        return picture(bitmap.width, bitmap.height, grey, reason)
    finally:
        bitmap.close()


def take_out_attachments(document: Any, limits: ParseLimits, findings: Findings) -> None:
    """Counts the files attached to a PDF, and puts them into the outbox where they are wanted."""
    findings.attachments = max(0, document.count_attachments())
    if not findings.wants_attachments:
        return
    for index in range(min(findings.attachments, limits.max_attachments + 1)):
        try:
            attachment = document.get_attachment(index)
            name, data = attachment.get_name(), bytes(attachment.get_data())
        except Exception as error:  # without a name or without bytes: nothing to take
            let_fatal_through(error)
            continue
        findings.attach(name, data, limits)
