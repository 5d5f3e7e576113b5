"""A small trend as bars of an SVG: one for each piece of time, on a scale of its own, with the target as a line."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from bot.service.console.kpis import Measured, Target

WIDTH: Final = 240.0
HEIGHT: Final = 44.0
_GAP: Final = 2.0
_LEAST: Final = 1.5
"""Height of the lowest bar: it has to be seen."""
_ROOM: Final = 1.15
"""How much higher than the highest value the scale goes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in the picture's own units; `kind` is `good`, `bad`, `few` where too little was counted to say, `none`."""

    x: float
    y: float
    width: float
    height: float
    kind: str


@dataclass(frozen=True, slots=True)
class Bars:
    """The picture, and where the target's line lies in it."""

    bars: tuple[Bar, ...]
    target_y: float


def bars_of(trend: Sequence[Measured], target: Target) -> Bars:
    """The bars of a trend, oldest first."""
    values = [each.value for each in trend if each.value is not None]
    low, high = _scale(values, target)
    slot = WIDTH / len(trend)
    bars = []
    for at, each in enumerate(trend):
        x, width = round(at * slot + _GAP / 2, 2), round(slot - _GAP, 2)
        if each.value is None:
            bars.append(Bar(x, HEIGHT - _LEAST, width, _LEAST, "none"))
            continue
        height = max(_LEAST, (each.value - low) / (high - low) * HEIGHT)
        kind = {True: "good", False: "bad", None: "few"}[each.meets(target)]
        bars.append(Bar(x, round(HEIGHT - height, 2), width, round(height, 2), kind))
    return Bars(tuple(bars), round(HEIGHT - (target.value - low) / (high - low) * HEIGHT, 2))


def _scale(values: Sequence[float], target: Target) -> tuple[float, float]:
    """The lowest and the highest value of the picture: from nothing on, or where more is better, around what is."""
    if target.is_most:
        return 0.0, max([*values, target.value]) * _ROOM
    high = 100.0 if target.unit == "%" else 5.0
    lowest = min([*values, target.value])
    return max(0.0, lowest - (high - lowest) * 0.5), high
