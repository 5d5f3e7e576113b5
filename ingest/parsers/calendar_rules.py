"""How an event of a calendar repeats, and how long it takes, in words."""

import re
from typing import Final

_UNITS: Final = {"DAILY": "day", "WEEKLY": "week", "MONTHLY": "month", "YEARLY": "year", "HOURLY": "hour"}
_DAYS: Final = {
    "MO": "Monday", "TU": "Tuesday", "WE": "Wednesday", "TH": "Thursday", "FR": "Friday", "SA": "Saturday",
    "SU": "Sunday",
}  # fmt: skip
_MONTHS: Final = "January February March April May June July August September October November December".split()
_PLACES: Final = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last", -2: "second to last"}
_WEEKDAYS: Final = frozenset({"MO", "TU", "WE", "TH", "FR"})
_DAY: Final = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$")
_UNTIL: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T\d{6}Z?)?$")
_LENGTH: Final = re.compile(r"[+]?P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:\d+S)?)?$")
_KNOWN: Final = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL", "WKST"})


def rule_words(rule: str) -> str:
    """`every second week on Tuesday and Friday until 2026-12-31`; a rule that has more to it stays as it is."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";") if "=" in part)
    unit = _UNITS.get(parts.get("FREQ", ""))
    try:
        if unit is None or not parts.keys() <= _KNOWN:
            return rule
        said = [_every(int(parts.get("INTERVAL", "1")), unit), _days(parts), _months(parts), *_end(parts)]
    except (ValueError, KeyError, IndexError):
        return rule
    return " ".join(each for each in said if each)


def length_words(length: str) -> str:
    """`1 hour 30 minutes` for PT1H30M."""
    match = _LENGTH.match(length.upper())
    counts = [int(each or 0) for each in match.groups()] if match else []
    named = [
        f"{count} {unit}{'s' if count > 1 else ''}"
        for count, unit in zip(counts, ("week", "day", "hour", "minute"), strict=False)
        if count
    ]
    return " ".join(named) or length


def _every(interval: int, unit: str) -> str:
    if interval == 1:
        return f"every {unit}"
    return f"every second {unit}" if interval == 2 else f"every {interval} {unit}s"


def _days(parts: dict[str, str]) -> str:
    matches = [_DAY.match(each) for each in parts.get("BYDAY", "").split(",") if each]
    named = [match.groups() for match in matches if match is not None]
    if len(named) != len(matches):
        raise ValueError
    if named:
        position = parts.get("BYSETPOS")
        days = {day for _, day in named}
        if days == _WEEKDAYS and not any(place for place, _ in named):
            return f"on the {_PLACES[int(position)]} working day" if position else "from Monday to Friday"
        if position:
            return f"on the {_PLACES[int(position)]} {_joined([_DAYS[day] for _, day in named], 'or')}"
        placed = [f"the {_PLACES[int(place)]} {_DAYS[day]}" if place else _DAYS[day] for place, day in named]
        return f"on {_joined(placed)}"
    if "BYSETPOS" in parts:
        raise ValueError
    dates = [int(each) for each in parts.get("BYMONTHDAY", "").split(",") if each]
    if not dates:
        return ""
    return "on " + _joined(["the last day" if each == -1 else f"day {each}" for each in dates])


def _months(parts: dict[str, str]) -> str:
    named = [_MONTHS[int(each) - 1] for each in parts.get("BYMONTH", "").split(",") if each]
    return f"in {_joined(named)}" if named else ""


def _end(parts: dict[str, str]) -> list[str]:
    until = _UNTIL.match(parts.get("UNTIL", ""))
    if "UNTIL" in parts and until is None:
        raise ValueError
    times = parts.get("COUNT", "")
    return [f"{int(times)} times" if times else "", f"until {'-'.join(until.groups())}" if until else ""]


def _joined(words: list[str], last: str = "and") -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} {last} {words[-1]}"
