"""Lines drawn on a PDF page that lie flat: what underlines, parts or strikes out."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

THICKEST: Final = 2.0
SHORTEST: Final = 3.0
MOST_OBJECTS: Final = 20_000
SEGMENTS_OF_A_BOX: Final = 5
MOST_SEGMENTS: Final = 400
MOST_RULES: Final = 2_000
INNER: Final = 0.25
"""How much of a marked line's height is above and below where its letters have their middle."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A flat line, in points from the lower left; `bottom` and `top` are where it may cross a letter."""

    left: float
    right: float
    bottom: float
    top: float


def rules_of(page: Any) -> list[Rule]:
    """The page's flat lines and what its annotations strike out. Cost: a microsecond an object of the page."""
    found: list[Rule] = []
    for rule in _drawn(page):
        found.append(rule)
        if len(found) == MOST_RULES:
            return found
    return found + list(_annotated(page))


def _drawn(page: Any) -> Iterator[Rule]:
    sides = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = sides
    for index in range(min(pdfium.FPDFPage_CountObjects(page), MOST_OBJECTS)):
        drawn = pdfium.FPDFPage_GetObject(page, index)
        if pdfium.FPDFPageObj_GetType(drawn) != pdfium.FPDF_PAGEOBJ_PATH:
            continue
        if not pdfium.FPDFPageObj_GetBounds(drawn, *sides) or right.value - left.value < SHORTEST:
            continue
        if top.value - bottom.value <= THICKEST:
            middle = (top.value + bottom.value) / 2
            yield Rule(left.value, right.value, middle, middle)
        else:
            yield from _flat_segments(drawn)


def _flat_segments(path: Any) -> Iterator[Rule]:
    """The flat pieces of a path of several, on the page; a lone box is no line."""
    count = pdfium.FPDFPath_CountSegments(path)
    matrix = pdfium.FS_MATRIX()
    if not SEGMENTS_OF_A_BOX < count <= MOST_SEGMENTS or not pdfium.FPDFPageObj_GetMatrix(path, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    last: tuple[float, float] | None = None
    for index in range(count):
        segment = pdfium.FPDFPath_GetPathSegment(path, index)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y):
            return
        across = matrix.a * x.value + matrix.c * y.value + matrix.e
        point = (across, matrix.b * x.value + matrix.d * y.value + matrix.f)
        is_line = pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO
        if is_line and last is not None and abs(point[1] - last[1]) <= 0.1 and abs(point[0] - last[0]) >= SHORTEST:
            yield Rule(min(point[0], last[0]), max(point[0], last[0]), point[1], point[1])
        last = point


def _annotated(page: Any) -> Iterator[Rule]:
    quad = pdfium.FS_QUADPOINTSF()
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_OBJECTS)):
        annotation = pdfium.FPDFPage_GetAnnot(page, index)
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) != pdfium.FPDF_ANNOT_STRIKEOUT:
                continue
            for place in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(annotation), MOST_SEGMENTS)):
                if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, place, quad):
                    across = (quad.x1, quad.x2, quad.x3, quad.x4)
                    up = (quad.y1, quad.y2, quad.y3, quad.y4)
                    inset = INNER * (max(up) - min(up))
                    yield Rule(min(across), max(across), min(up) + inset, max(up) - inset)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)
