"""Pages as pictures for text recognition: eight bits of grey a pixel, in the plainest format there is (PGM)."""

import math
from typing import Final

from ingest.parsers.findings import Transfer

IMAGE: Final = "image"
FEW_LETTERS: Final = "few_letters"
GARBLED: Final = "garbled"
"""Why a page is read from its picture: it has no letters, few beside a large image, or none that mean anything."""

DOTS_PER_INCH: Final = 300
MOST_PIXELS: Final = 16_000_000
"""A page of A4 at 300 dots an inch has 9 million; larger ones are drawn smaller."""
LONGEST_SIDE: Final = 12_000
DARK: Final = 160
LEAST_INK: Final = 0.00005
"""Share of dark pixels below which a picture is a blank sheet: less than half of one short word."""

_INK: Final = bytes(int(level < DARK) for level in range(256))


def fitting_scale(width: float, height: float, scale: float) -> float:
    """`scale`, or the largest below it that keeps a picture of this size within what recognition is given."""
    width, height = max(width, 1.0), max(height, 1.0)
    return min(scale, math.sqrt(MOST_PIXELS / (width * height)), LONGEST_SIDE / max(width, height))


def picture(width: int, height: int, grey: bytes, reason: str) -> Transfer | None:
    """The rows of a page as a picture, from the top, one byte a pixel; None for a blank sheet."""
    if grey.translate(_INK).count(1) < LEAST_INK * width * height:
        return None
    return Transfer("picture", reason, b"P5 %d %d 255\n" % (width, height) + grey)
