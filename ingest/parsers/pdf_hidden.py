"""Letters of a PDF page that nobody sees: beside the page, too small, without ink, in the colour of the paper."""

import ctypes
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from ingest.parsers.pdf_letters import Letters
from ingest.parsers.pdf_pictures import is_covered_by_images
from ingest.parsers.pictures import fitting_scale

SMALLEST: Final = 1.5
"""Points of height below which no letter is read."""
PALE: Final = 235
"""The least that red, green and blue of a letter are each, for its colour to be looked at on the page."""
CONTRAST: Final = 24
"""Grey levels between the lightest and the darkest dot around a letter that can be seen."""
MARGIN: Final = 2
FLAT: Final = 0.8
"""The share of a stretch's letters that can't be seen, for the stretch to count as hidden."""
MOST_OBJECTS: Final = 20_000
DEEPEST: Final = 3
_WITHOUT_INK: Final = frozenset({pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP})
_STRETCH: Final = re.compile(r"[^\r\n\ufffe]+")


def hidden_letters(page: Any, letters: Letters) -> set[int]:
    """The places in the page's raw text that hold letters which nobody sees.

    White letters on a dark ground can be seen, and so is what text recognition put over a scan. Cost: some microseconds
    an object of the page; where one looks suspicious, the page is drawn once, some 20 ms.
    """
    if not _is_suspicious(page):
        return set()
    look = _Look(page, letters, is_covered_by_images(page))
    found: set[int] = set()
    try:
        for stretch in _STRETCH.finditer(letters.raw):
            found |= look.hidden_in(range(stretch.start(), stretch.end()))
    except PdfiumError:  # it can't be drawn
        return set()
    return found


def _is_suspicious(page: Any) -> bool:
    width, height = page.get_size()
    sides = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = sides
    colour = [ctypes.c_uint() for _ in range(4)]
    for drawn, is_inner in _texts(page):
        if pdfium.FPDFTextObj_GetTextRenderMode(drawn) in _WITHOUT_INK:
            return True
        if pdfium.FPDFPageObj_GetFillColor(drawn, *colour) and _is_pale(colour):
            return True
        if not pdfium.FPDFPageObj_GetBounds(drawn, *sides):
            continue
        if top.value - bottom.value < 2 * SMALLEST and right.value - left.value > 2 * SMALLEST:
            return True
        if not is_inner and not (left.value < width and right.value > 0 and bottom.value < height and top.value > 0):
            return True
    return False


def _texts(page: Any) -> Iterator[tuple[Any, bool]]:
    """The text objects of a page and of the forms on it, and whether each lies in a form."""
    open_forms = [(pdfium.FPDFPage_GetObject, page, pdfium.FPDFPage_CountObjects(page), 0)]
    seen = 0
    while open_forms and seen < MOST_OBJECTS:
        get, holder, count, depth = open_forms.pop()
        for index in range(min(count, MOST_OBJECTS - seen)):
            seen += 1
            drawn = get(holder, index)
            kind = pdfium.FPDFPageObj_GetType(drawn)
            if kind == pdfium.FPDF_PAGEOBJ_TEXT:
                yield drawn, depth > 0
            elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < DEEPEST:
                inner = pdfium.FPDFFormObj_CountObjects(drawn)
                open_forms.append((pdfium.FPDFFormObj_GetObject, drawn, inner, depth + 1))


def _is_pale(colour: list[Any]) -> bool:
    red, green, blue, alpha = (each.value for each in colour)
    return bool(min(red, green, blue) >= PALE or alpha < 16)


@dataclass(slots=True)
class _Look:
    """A look at the letters of one page; `is_scan`: what has no ink was recognised in its picture."""

    page: Any
    letters: Letters
    is_scan: bool
    _colour: list[Any] = field(default_factory=lambda: [ctypes.c_uint() for _ in range(4)])
    _dots: memoryview | None = None
    _size: tuple[int, int, int] = (0, 0, 0)

    def hidden_in(self, places: range) -> set[int]:
        """The hidden places of a line: those out of sight, and stretches of pale ones that don't show.

        Letters and digits are looked at; other signs go with them where none is left.
        """
        found: set[int] = set()
        pale: list[int] = []
        flat = 0
        looked_at = [place for place in places if self.letters.raw[place].isalnum()]
        for place in [*looked_at, -1]:
            box = self.letters.outline(place) if place >= 0 else None
            if box is not None and self._is_out_of_sight(place, box):
                found.add(place)
            elif box is not None and self._is_without_colour(place):
                pale.append(place)
                flat += self._is_flat(box)
                continue
            if pale and flat >= FLAT * len(pale):
                found.update(pale)
            pale, flat = [], 0
        return set(places) if found and len(found) == len(looked_at) else found

    def _is_out_of_sight(self, place: int, box: tuple[float, float, float, float]) -> bool:
        height = self.letters.standing(place)[0]
        if 0 < height < SMALLEST:
            return True
        x, y = self._on_paper((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
        return not (-1 <= x <= self._size[0] and -1 <= y <= self._size[1])

    def _is_without_colour(self, place: int) -> bool:
        index = self.letters.index(place)
        drawn = pdfium.FPDFText_GetTextObject(self.letters.textpage, index)
        if drawn and pdfium.FPDFTextObj_GetTextRenderMode(drawn) in _WITHOUT_INK:
            return not self.is_scan
        if not pdfium.FPDFText_GetFillColor(self.letters.textpage, index, *self._colour):
            return False
        return _is_pale(self._colour)

    def _is_flat(self, box: tuple[float, float, float, float]) -> bool:
        """Whether the drawn page has one grey where the letter and its surroundings are."""
        corners = [self._on_paper(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
        width, height, stride = self._size
        first, last = min(x for x, _ in corners) - MARGIN, max(x for x, _ in corners) + MARGIN
        upper, lower = min(y for _, y in corners) - MARGIN, max(y for _, y in corners) + MARGIN
        dots = self._drawn()
        lightest, darkest = 0, 255
        for row in range(max(0, upper), min(height, lower + 1)):
            line = dots[row * stride + max(0, first) : row * stride + min(width, last + 1)]
            if len(line):
                lightest, darkest = max(lightest, max(line)), min(darkest, min(line))
        return lightest - darkest < CONTRAST

    def _on_paper(self, x: float, y: float) -> tuple[int, int]:
        self._drawn()
        across, down = ctypes.c_int(), ctypes.c_int()
        width, height, _ = self._size
        pdfium.FPDF_PageToDevice(self.page, 0, 0, width, height, 0, x, y, across, down)
        return across.value, down.value

    def _drawn(self) -> memoryview:
        if self._dots is None:
            width, height = self.page.get_size()  # which may claim to be a kilometre wide
            bitmap = self.page.render(scale=fitting_scale(width, height, 1.0), grayscale=True)
            try:
                self._size = bitmap.width, bitmap.height, bitmap.stride
                self._dots = memoryview(bytes(memoryview(bitmap.buffer).cast("B")))
            finally:
                bitmap.close()
        return self._dots
