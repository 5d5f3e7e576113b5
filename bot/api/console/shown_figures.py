"""Numbers and times as the console shows them."""

import math
from datetime import datetime
from string import hexdigits
from typing import Final

from bot.service.console.kpis import Target
from bot.wording.safe_text import clean

NOTHING: Final = "–"
_HASH, _HASH_SHOWN, _LONGEST = 24, 12, 80
_STEPS: Final = ((86_400, "d"), (3_600, "h"), (60, "min"))


def shown_value(value: float | None, target: Target) -> str:
    """A figure with its unit; as many digits as its target needs to be judged."""
    if value is None:
        return NOTHING
    match target.unit:
        case "s":
            return f"{value:.2f} s" if value < 10 else f"{value:,.0f} s"
        case "%":
            digits = 1 if target.value == round(target.value) else 2
            return f"{_cut(value, digits):.{digits}f} %"
    return f"{value:.2f}"


def shown_target(target: Target) -> str:
    """A target in words."""
    number = f"{target.value:g}"
    unit = f" {target.unit}"
    return f"{'under' if target.is_most else 'at least'} {number}{unit}"


def shown_time(at: datetime) -> str:
    """A moment in UTC."""
    return at.strftime("%Y-%m-%d %H:%M")


def shown_age(at: datetime, now: datetime) -> str:
    """How long ago that was, in its largest unit."""
    seconds = max(0.0, (now - at).total_seconds())
    for length, unit in _STEPS:
        if seconds >= length:
            return f"{seconds / length:.0f} {unit} ago"
    return "just now"


def shown_id(text: str) -> str:
    """Who or what an entry of the audit names; a hash by its first digits."""
    cleaned = clean(text)
    if len(cleaned) >= _HASH and set(cleaned) <= set(hexdigits):
        return f"{cleaned[:_HASH_SHOWN]}…"
    return cleaned if len(cleaned) <= _LONGEST else f"{cleaned[:_LONGEST]}…"


def _cut(value: float, digits: int) -> float:
    """Cut off, not rounded: 99.96 % of one decimal must not pass for 100 %."""
    return math.floor(value * 10.0**digits + 1e-6) / 10.0**digits
