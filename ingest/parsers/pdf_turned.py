"""Pages of a PDF whose letters don't run from left to right as the file stores them: turned, so that lines stand so."""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import pypdfium2.raw as pdfium

MOST_LOOKED_AT: Final = 40
"""Letters of a page whose direction is asked, spread over all of it."""
MOST: Final = 0.8
"""Share of them that run the same way where the page is turned."""
_TURNS: Final = ((1, 0), (0, 1), (-1, 0), (0, -1))
"""Cosine and sine of none, one, two and three quarters of a turn."""


def turn_upright(page: Any, textpage: Any) -> bool:
    """Turns a page on which most letters run up, down or backwards, or that is shown turned; true where it did.

    The text has to be read anew then. Cost: some 40 \u00b5s; a microsecond an object of a page that is turned.
    """
    quarter = _quarter(textpage)
    if quarter is None or (quarter == 0 and page.get_rotation() == 0):
        return False
    cosine, sine = _TURNS[quarter]
    media, crop = (_turned(box, cosine, sine) for box in (page.get_mediabox(), page.get_cropbox()))
    across, up = -media[0], -media[1]
    matrix = (cosine, sine, -sine, cosine, across, up)
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        pdfium.FPDFPageObj_Transform(pdfium.FPDFPage_GetObject(page, index), *matrix)
    pdfium.FPDFPage_TransformAnnots(page, *matrix)
    page.set_rotation(0)
    for box, put in ((media, page.set_mediabox), (crop, page.set_cropbox)):
        put(box[0] + across, box[1] + up, box[2] + across, box[3] + up)
    return True


def _turned(box: Sequence[float], cosine: int, sine: int) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    corners = [(x * cosine - y * sine, x * sine + y * cosine) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _quarter(textpage: Any) -> int | None:
    """The quarters by which most letters have to be turned; None for a page without letters, or of many directions."""
    count = textpage.count_chars()
    step = max(1, count // MOST_LOOKED_AT)
    seen: Counter[int] = Counter()
    for index in range(0, count, step):
        if chr(pdfium.FPDFText_GetUnicode(textpage, index)).isalnum():
            angle = pdfium.FPDFText_GetCharAngle(textpage, index)
            seen[round(angle / (math.pi / 2)) % 4 if angle >= 0 else 0] += 1
    if not seen:
        return None
    quarter, most = seen.most_common(1)[0]
    return quarter if most >= MOST * seen.total() else None
