"""The day that people mean by "since 20 November", "in the last three days" or "seit zwei Wochen"."""

import re
from datetime import date, timedelta
from typing import Final

from pipelines.text.dates_in_text import dates

_COUNTED: Final = re.compile(
    r"(?:the |den |der |dem )?(?:last |past |letzten |vergangenen )?(?P<count>\d{1,3}|[a-zäöüß]{2,6}) "
    r"(?P<unit>days?|tag(?:e|en)?|weeks?|wochen?|months?|monat(?:e|en)?)(?: ago)?"
)
_NUMBERS: Final = {
    word: number
    for number, words in enumerate(
        ("one a an ein einem einer", "two zwei", "three drei", "four vier", "five fünf", "six sechs", "seven sieben"),
        start=1,
    )
    for word in words.split()
}
_DAYS_OF: Final = {"d": 1, "t": 1, "w": 7, "m": 31}
"""Days of a unit by its first letter, in both languages."""
_SHORT: Final = re.compile(r"(?P<day>[0-3]?\d)[.](?P<month>[01]?\d)")


def day_since(said: str, today: date) -> date | None:
    """The day, at the latest today; None where no day is said. `said` is in small letters."""
    counted = _COUNTED.fullmatch(said)
    if counted is not None:
        number = _NUMBERS.get(counted["count"]) or (int(counted["count"]) if counted["count"].isdigit() else 0)
        return today - timedelta(days=number * _DAYS_OF[counted["unit"][0]]) if number else None
    short = _SHORT.fullmatch(said)
    if short is not None:
        return _latest(int(short["month"]), int(short["day"]), None, today)
    found = dates(said.title())
    if len(found) != 1 or said.title().replace(found[0].written, "").strip(" .,").casefold() not in {"", "the", "dem"}:
        return None
    readings = [_latest(month, day or 1, found[0].year, today) for month, day in sorted(found[0].days)]
    return max((each for each in readings if each is not None), default=None)


def _latest(month: int, day: int, year: int | None, today: date) -> date | None:
    """The day of that year, else the last one that has been."""
    for candidate in (year,) if year is not None else (today.year, today.year - 1):
        try:
            found = date(candidate, month, day)
        except ValueError:
            continue
        if year is not None or found <= today:
            return found
    return None
