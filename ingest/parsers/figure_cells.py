"""The figures that a line of running text ends with, as a row of a table does."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ingest.parsers.periods import is_period, is_plain_year
from ingest.parsers.table_heads import is_figure

_CURRENCIES: Final = frozenset("$ \u20ac \u00a3 \u00a5 US$ C$ A$ R$ \u20b9".split())
_UNITS: Final = frozenset("% pts bps x".split())
_BLANKS: Final = frozenset("- \u2013 \u2014 n/a N/A NM N/M n.m. nm".split())
_THOUSANDS: Final = re.compile(r"(?<!\d)['\u2019]000")


@dataclass(frozen=True, slots=True)
class FigureCell:
    """A figure with its currency and unit; `first` and `last` are the places of its words in the line."""

    text: str
    first: int
    last: int


def figure_cells(words: Sequence[str]) -> list[FigureCell]:
    """The figures that a line ends with, in order; what stands before the first of them is the row's label."""
    cells: list[FigureCell] = []
    unit = ""
    place = len(words)
    while place:
        word = words[place - 1]
        if word in _UNITS and not unit:
            unit, place = word, place - 1
        elif word in _BLANKS or _is_amount(word):
            before = words[place - 2] if place > 1 else ""
            currency = before if before in _CURRENCIES else ""
            first = place - 1 - bool(currency)
            cells.insert(0, FigureCell(f"{currency}{word}{unit}", first, place - 1 + bool(unit)))
            unit, place = "", first
        else:
            break
    return cells


def _is_amount(word: str) -> bool:
    """True for a figure that is neither part of a date, nor the end of a sentence, nor a unit such as `\u00a3'000`, nor
    a period such as `H1`.
    """
    if not is_figure(word) or word[-1] in ".,;:" or is_plain_year(word.strip("()[]")):
        return False
    if word[0].isalpha() and is_period(word):
        return False
    return _THOUSANDS.search(word) is None
