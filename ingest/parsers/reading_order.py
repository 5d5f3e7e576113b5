"""Shapes of a slide in the order in which people read them, which is not that in which they were drawn."""

import re
from collections.abc import Sequence
from typing import Final, TypeVar

T = TypeVar("T")
Place = tuple[int, int]
"""Top and left edge, in English metric units: 360,000 a centimetre."""

NO_PLACE: Final[Place] = (1 << 40, 1 << 40)
ROW_HEIGHT: Final = 300_000
"""Shapes whose tops differ by less stand in one row."""
_UNITS: Final = {"cm": 360_000, "mm": 36_000, "in": 914_400, "pt": 12_700}
_LENGTH: Final = re.compile(r"(-?\d{1,6}(?:\.\d{1,9})?)(cm|mm|in|pt)$")


def length(given: str | None) -> int | None:
    """A length such as `2.54cm`; None for anything else."""
    match = _LENGTH.match(given or "")
    return round(float(match[1]) * _UNITS[match[2]]) if match else None


def shapes_in_reading_order(shapes: Sequence[tuple[T, Place]]) -> list[T]:
    """From the top down, each row from left to right; shapes without a place stay behind those before them."""
    placed: list[tuple[T, Place]] = []
    last = (0, 0)
    for shape, place in shapes:
        last = place if place != NO_PLACE else last
        placed.append((shape, last))
    rows: list[list[tuple[T, Place]]] = []
    for each in sorted(placed, key=lambda each: each[1][0]):
        if rows and each[1][0] - rows[-1][0][1][0] < ROW_HEIGHT:
            rows[-1].append(each)
        else:
            rows.append([each])
    return [shape for row in rows for shape, _ in sorted(row, key=lambda each: each[1][1])]
