"""Numbers of days as a spreadsheet shows them: dates and times, in the calendars and eras of East Asia too."""

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Final

from ingest.parsers.date_names import ERAS, LANGUAGES, day_name, month_name

_TAIWAN: Final = frozenset({0x0404, 0x0C04, 0x1404})
JAPANESE, TAIWANESE, KOREAN, THAI = 3, 4, 5, 7
"""Calendars by the number that formats name them by."""
_BEGINS: Final = {TAIWANESE: -1911, KOREAN: 2333, THAI: 543}
_LOCALE: Final = re.compile(r"\[\$([^\]-]{0,40})(?:-([^\],]{1,40})(?:,([0-9A-Fa-f]{1,8}))?)?[^\]]{0,40}\]")
"""A currency's sign, the locale by its number or by its name, and a calendar beside its name."""
_LOCALE_NUMBER: Final = re.compile(r"[0-9A-Fa-f]{3,8}")
_QUOTED: Final = re.compile(r'"[^"]*"|\\.|_.|\*.', re.DOTALL)
_ELAPSED: Final = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_BRACKETS: Final = re.compile(r"\[[^\[\]]*\]")
_TOKEN: Final = re.compile(
    r"\[(h+|m+|s+)\]|(AM/PM|A/P|\u4e0a\u5348/\u4e0b\u5348)|b[12]|(y+|m+|d+|h+|s+(?:\.0+)?|g+|e+|bb(?:bb)?|aaaa?)"
    r'|"([^"]*)"|\\(.)|_.|\*.|\[[^\[\]]*\]|(.)',
    re.IGNORECASE | re.DOTALL,
)
_MIDNIGHT: Final = re.compile(r"(?<=\d) (?:00?:00(?::00)?|12:00(?::00)? AM)$")
"""A day's time of day that nobody entered."""


@dataclass(frozen=True, slots=True)
class _Locale:
    """Whose dates a format writes: `language` is the one that it names, `eastern` the one for East Asia's own codes."""

    language: str
    eastern: str
    calendar: int


@cache
def is_date_format(section: str) -> bool:
    """True for a section of a format that shows a number of days as a date or a time."""
    bare = _QUOTED.sub("", section)
    if _ELAPSED.search(bare):
        return True
    bare = re.sub(r"general|E[+-]|s\.0+", "", _BRACKETS.sub("", bare), flags=re.IGNORECASE)
    digits = any(sign in bare for sign in "0#?")
    wanted = r"[ymdhs]" if digits else r"[ymdhsg]|e+|bb|aaa"
    found = re.search(wanted, bare, re.IGNORECASE) is not None
    return found and (not digits or re.search(r"[ydh]|m{2}|s{2}", bare, re.IGNORECASE) is not None)


def as_date(number: float, section: str, since_1904: bool) -> str | None:
    """The number of days as a date or time; None for one that no calendar has."""
    epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    if not since_1904 and number < 60:
        epoch += timedelta(days=1)  # the format counts a 29 February 1900 that never was
    try:
        moment = epoch + timedelta(seconds=round(number * 86400, 3))
    except OverflowError:
        return None
    if number < 0:
        return None
    text = _written(moment, number, section).strip()
    return _MIDNIGHT.sub("", text) if number == int(number) else text


@cache
def _locale_of(section: str) -> _Locale:
    found = _LOCALE.search(section)
    named = (found[2] or "") if found else ""
    if _LOCALE_NUMBER.fullmatch(named):
        number = int(named, 16)
        calendar = (number >> 16) & 0xFF
        language = "tw" if number & 0xFFFF in _TAIWAN else LANGUAGES.get(number & 0x3FF, "")
    else:
        calendar = int(found[3], 16) & 0xFF if found and found[3] else 0
        language = "tw" if named.lower().startswith("zh-tw") else named[:2].lower()
    bare = _BRACKETS.sub("", _QUOTED.sub("", section)).lower()
    if not calendar and "e" in bare:
        calendar = TAIWANESE if language == "tw" else JAPANESE if "g" in bare or language == "ja" else 0
    hangul = any("\uac00" <= sign <= "\ud7a3" for sign in section)
    eastern = language if language in {"ja", "ko", "zh", "tw"} else "ko" if hangul else "ja"
    return _Locale(language, eastern, calendar)


def _written(moment: datetime, number: float, section: str) -> str:
    locale = _locale_of(section)
    tokens = list(_TOKEN.finditer(_LOCALE.sub(r'"\1"', section)))
    half = any(token[2] for token in tokens)
    pieces: list[str] = []
    last = ""
    for place, token in enumerate(tokens):
        if token[1]:
            pieces.append(_elapsed(number, token[1]))
            last = token[1][0].lower()
        elif token[2]:
            morning, evening = ("\u4e0a\u5348", "\u4e0b\u5348") if ord(token[2][0]) > 0xFF else ("AM", "PM")
            pieces.append(morning if moment.hour < 12 else evening)
        elif token[3]:
            letters = token[3].lower()
            following = next((each[3].lower() for each in tokens[place + 1 :] if each[3]), "")
            minutes = letters[0] == "m" and len(letters) < 3 and (last == "h" or following.startswith("s"))
            pieces.append(f"{moment.minute:02d}" if minutes else _part(moment, letters, half, locale))
            last = letters[0]
        else:
            pieces.append(token[4] or token[5] or token[6] or "")
    return "".join(pieces)


def _elapsed(number: float, letters: str) -> str:
    per_day = {"h": 24, "m": 1440, "s": 86400}[letters[0].lower()]
    return str(int(number * per_day + 1e-6)).zfill(len(letters))


def _part(moment: datetime, letters: str, half: bool, locale: _Locale) -> str:
    kind, length = letters[0], len(letters)
    if kind in "yegb":
        return _year(moment, kind, length, locale)
    if kind == "m":
        return _counted(moment.month, length) or month_name(moment.month, length, locale.language)
    if kind == "d":
        return _counted(moment.day, length) or day_name(moment.weekday(), length, locale.language)
    if kind == "a":
        return day_name(moment.weekday(), length, locale.eastern)
    if kind == "h":
        hour = (moment.hour % 12 or 12) if half else moment.hour
        return f"{hour:02d}" if length > 1 else str(hour)
    seconds = f"{moment.second:02d}" if letters.split(".")[0] != "s" else str(moment.second)
    return seconds + (f".{moment.microsecond:06d}"[: 1 + len(letters.partition(".")[2])] if "." in letters else "")


def _counted(number: int, length: int) -> str:
    """The number in one or two digits; empty where its name is asked for."""
    return {1: str(number), 2: f"{number:02d}"}.get(length, "")


def _year(moment: datetime, kind: str, length: int, locale: _Locale) -> str:
    """The year, or the era's name, in the calendar that the format names."""
    year = moment.year + _BEGINS.get(THAI if kind == "b" else locale.calendar, 0)
    if kind == "g" and locale.calendar == TAIWANESE:
        return "\u6c11\u570b" if length < 3 else "\u4e2d\u83ef\u6c11\u570b"
    if kind == "g" or locale.calendar == JAPANESE:
        begins, letter, name = next((era for era in ERAS if moment.date() >= era[0]), (date(1, 1, 1), "", ""))
        if kind == "g":
            return letter if length == 1 else name[:1] if length == 2 else name
        year = moment.year - begins.year + 1
        return f"{year:02d}" if length == 2 else str(year)
    if kind == "e":
        return str(year)
    return f"{year:04d}" if length > 2 else f"{year % 100:02d}"
