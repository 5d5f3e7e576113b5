"""How a computed amount is rounded and written: in the way that the question asks for, else to what says enough."""

import re
from decimal import ROUND_HALF_UP, Decimal

from pipelines.text.function_words import language_of_question

MOST_PLACES = 8
_DECIMAL_COMMA = frozenset("cs da de es fi fr it nb nl pl pt ru sv tr".split())
_COUNTED = {"no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "eine": 1, "zwei": 2, "drei": 3, "vier": 4}
_ASKED = re.compile(
    r"\b(?P<count>\d|no|zero|one|two|three|four|eine|zwei|drei|vier)[ -](?:decimals?|digits? after|nachkommastellen?|"
    r"dezimalstellen?|stellen? nach)\b",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\b(?:nearest|closest) (?:whole|integer|percent|unit)|\bwhole (?:number|percent)|\bganze", re.IGNORECASE
)


def asked_places(question: str) -> int | None:
    """The decimals that a question asks for ("Round to two decimal places"); None where it doesn't say."""
    if found := _ASKED.search(question):
        count = found["count"].lower()
        return min(int(count) if count.isdigit() else _COUNTED[count], MOST_PLACES)
    return 0 if _WHOLE.search(question) else None


def enough_places(value: Decimal, least: int) -> int:
    """`least` decimals, or as many more as it takes to show two significant figures of a small value."""
    return least if value == 0 else min(MOST_PLACES, max(least, 1 - value.adjusted()))


def written_amount(value: Decimal, places: int, question: str) -> str:
    """The value rounded half up to so many decimals, eight at most, in the signs of the question's language: 1,234.5 or
    1.234,5."""
    places = min(places, MOST_PLACES)
    rounded = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    plain = f"{abs(rounded):,.{places}f}"
    if language_of_question(question) in _DECIMAL_COMMA:
        plain = plain.translate(str.maketrans(",.", ".,"))
    return f"\u2212{plain}" if rounded < 0 else plain
