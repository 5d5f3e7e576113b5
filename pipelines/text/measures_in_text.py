"""Units of measure: which one a question asks for, and which ones a text has, by sign, abbreviation or word."""

import re

from pipelines.text.text_analysis import plain_number
from pipelines.text.units import UNITS, measure_the_same

_WHOLE = {unit.name: unit.written for unit in UNITS if unit.written is not None}
_SHORTEST_WORD = 4
_WORD = re.compile(r"[^\W\d_]+")
_BEHIND_FIGURE = re.compile(r"(?<![\w.,])\d[\d.,]*\s?(\u00b0\s?[cf]\b|[^\W\d_]{1,4}\b)", re.IGNORECASE)
_MEASURED = re.compile(r"(?<![\w.,])(\d+(?:[.,]\d+)*)\s?(\u00b0\s?[cf]\b|[^\W\d_]{1,12}\b)", re.IGNORECASE)
_ASKED = re.compile(
    r"\b(?:how many|wie viele)\s(?P<many>[^\W\d_]{3,20})\b|\bin\s(?P<in>[^\W\d_]{2,20})\s?[)?]", re.IGNORECASE
)


def asked_measure(question: str) -> tuple[str, str]:
    """The unit in which a question wants its figure ("how many weeks", "in metres?") and how it writes it; both empty
    where it names none.
    """
    for match in _ASKED.finditer(f"{question} ?"):
        written = match["many"] or match["in"]
        if len(written) >= _SHORTEST_WORD:
            for unit, pattern in _WHOLE.items():
                if pattern.fullmatch(written):
                    return unit, written
    return "", ""


def measures(text: str) -> frozenset[str]:
    """All units that a text has: their words anywhere, also within longer ones, their short forms behind a figure."""
    behind = {match[1] for match in _BEHIND_FIGURE.finditer(text)}
    written = behind | {word for word in _WORD.findall(text) if len(word) >= _SHORTEST_WORD}
    return frozenset(unit for unit, pattern in _WHOLE.items() if any(pattern.fullmatch(each) for each in written))


def is_unit(word: str) -> bool:
    """Whether a word names a unit."""
    return any(pattern.fullmatch(word) for pattern in _WHOLE.values())


def measured(text: str) -> frozenset[tuple[str, str]]:
    """The figures of a text that have a unit behind them, each with it: 24 V, 24V and 24 volts are the same."""
    return frozenset(
        (plain_number(figure), unit)
        for figure, written in _MEASURED.findall(text)
        for unit, pattern in _WHOLE.items()
        if pattern.fullmatch(written)
    )


def without_units(text: str) -> str:
    """The text with the bare figures where one has a unit behind it."""
    return _MEASURED.sub(lambda match: match[1] if is_unit(match[2]) else match[0], text)


def is_convertible(unit: str, others: frozenset[str]) -> bool:
    """Whether one of the others measures the same, so that its figure can be converted."""
    return any(measure_the_same(frozenset({unit, other})) for other in others)
