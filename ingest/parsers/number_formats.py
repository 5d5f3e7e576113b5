"""Stored numbers as a spreadsheet shows them: decimals, thousands, percentages, currencies, dates and times."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Final

GENERAL: Final = "General"
BUILT_IN: Final[dict[int, str]] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "$#,##0", 6: "$#,##0", 7: "$#,##0.00", 8: "$#,##0.00", 9: "0%",
    10: "0.00%", 11: "0.00E+00", 14: "yyyy-mm-dd", 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss", 22: "yyyy-mm-dd h:mm", 37: "#,##0;(#,##0)", 38: "#,##0;(#,##0)",
    39: "#,##0.00;(#,##0.00)", 40: "#,##0.00;(#,##0.00)", 41: "#,##0", 42: "$#,##0", 43: "#,##0.00", 44: "$#,##0.00",
    45: "mm:ss", 46: "[h]:mm:ss", 47: "mm:ss.0", 48: "##0.0E+0", 49: "@",
}  # fmt: skip
"""Formats by number that files don't spell out. 14 and 22 depend on the reader's country: written so all can read."""

_MONTHS: Final = "January February March April May June July August September October November December".split()
_DAYS: Final = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_LOCALE: Final = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_BRACKETS: Final = re.compile(r"\[(?:Black|Blue|Cyan|Green|Magenta|Red|White|Yellow|Color ?\d+|[<>=]+-?[\d.]+)\]", re.I)
_LITERAL: Final = re.compile(r'"([^"]*)"|\\(.)|_.|\*.')
_DATE_TOKEN: Final = re.compile(
    r'\[(h+|m+|s+)\]|(y+|m+|d+|h+|s+(?:\.0+)?)|(AM/PM|A/P)|"([^"]*)"|\\(.)|_.|\*.|(.)', re.I | re.S
)
_DIGITS: Final = re.compile(r"[#0?](?:[#0?,]*[#0?])?(,*)(?:\.([#0?]*))?(,*)")
_MIDNIGHT: Final = re.compile(r"(?<=\d) (?:00?:00(?::00)?|12:00(?::00)? AM)$")
"""A day's time of day that nobody entered."""
MOST_DECIMALS: Final = 15


@dataclass(frozen=True, slots=True)
class _Section:
    """One part of a number's format: what stands before and behind the digits, and how many of them there are."""

    before: str
    behind: str
    least: int
    most: int
    thousands: bool
    scale: float
    digits: bool


@cache
def is_date_format(code: str) -> bool:
    """True for formats that show a number of days as a date or a time."""
    bare = _LITERAL.sub("", _LOCALE.sub("", code.split(";")[0]))
    if re.search(r"\[(h+|m+|s+)\]", bare, re.IGNORECASE):
        return True
    bare = re.sub(r"\[[^\[\]]*\]|general|E[+-]", "", bare, flags=re.IGNORECASE)
    return re.search(r"[ymdhs]", bare, re.IGNORECASE) is not None


def shown(number: float, code: str, since_1904: bool = False) -> str:
    """The number as a cell of this format shows it; `code` is the format as the file spells it."""
    if code.lower() in {"general", "", "@"}:
        return general(number)
    if is_date_format(code):
        return _as_date(number, code.split(";")[0], since_1904)
    return _as_number(number, code)


def general(number: float) -> str:
    """A number without a format: up to eleven digits, as spreadsheets show it."""
    if number == int(number) and abs(number) < 1e15:
        return str(int(number))
    return f"{number:.11g}"


def _as_number(number: float, code: str) -> str:
    sections = code.split(";")
    chosen = sections[0]
    if number < 0 and len(sections) > 1 and sections[1].strip():
        chosen, number = sections[1], -number
    elif number == 0 and len(sections) > 2:
        chosen = sections[2]
    if re.search(r"E[+-]", _LITERAL.sub("", chosen), re.IGNORECASE) or "/" in _LITERAL.sub("", _LOCALE.sub("", chosen)):
        return general(number)  # powers of ten and fractions read better in full
    section = _section(chosen)
    if not section.digits:
        return (section.before + section.behind).strip() or general(number)
    value = number * section.scale
    text = f"{abs(value):,.{section.most}f}" if section.thousands else f"{abs(value):.{section.most}f}"
    if section.most > section.least:
        whole, _, part = text.partition(".")
        part = part[: section.least] + part[section.least :].rstrip("0")
        text = f"{whole}.{part}" if part else whole
    sign = "-" if value < 0 and text.strip("0.,") else ""
    return f"{sign}{section.before}{text}{section.behind}".strip()


@cache
def _section(code: str) -> _Section:
    plain = _BRACKETS.sub("", _LOCALE.sub(lambda match: f'"{match[1]}"', code))
    literals: list[str] = []

    def keep(match: re.Match[str]) -> str:
        literals.append(match[1] or match[2] or "")
        return chr(0xE000 + len(literals) - 1)

    plain = _LITERAL.sub(keep, plain)
    found = _DIGITS.search(plain)
    before, behind = (plain, "") if found is None else (plain[: found.start()], plain[found.end() :])
    decimals = found[2] or "" if found else ""
    return _Section(
        before=_restored(before, literals),
        behind=_restored(re.sub(r"[#0?.,]", "", behind), literals),
        least=min(decimals.count("0"), MOST_DECIMALS),
        most=min(len(decimals), MOST_DECIMALS),
        thousands=found is not None and "," in found[0].split(".")[0].rstrip(","),
        scale=(100.0 if "%" in plain else 1.0) / 1000 ** (len(found[1] + found[3]) if found else 0),
        digits=found is not None,
    )


def _restored(text: str, literals: list[str]) -> str:
    return "".join(literals[ord(sign) - 0xE000] if "\ue000" <= sign <= "\uf8ff" else sign for sign in text)


def _as_date(number: float, code: str, since_1904: bool) -> str:
    epoch = datetime(1904, 1, 1) if since_1904 else datetime(1899, 12, 30)
    if not since_1904 and number < 60:
        epoch += timedelta(days=1)  # the format counts a 29 February 1900 that never was
    try:
        moment = epoch + timedelta(seconds=round(number * 86400, 3))
    except OverflowError:
        return general(number)
    if number < 0:
        return general(number)
    text = _dated(moment, number, _BRACKETS.sub("", _LOCALE.sub(r'"\1"', code))).strip()
    return _MIDNIGHT.sub("", text) if number == int(number) else text


def _dated(moment: datetime, number: float, code: str) -> str:
    tokens = list(_DATE_TOKEN.finditer(code))
    half = any(token[3] for token in tokens)
    pieces: list[str] = []
    last = ""
    for place, token in enumerate(tokens):
        if token[1]:
            pieces.append(_elapsed(number, token[1]))
            last = token[1][0].lower()
        elif token[2]:
            letters = token[2].lower()
            following = next((each[2].lower() for each in tokens[place + 1 :] if each[2]), "")
            minutes = letters[0] == "m" and len(letters) < 3 and (last == "h" or following.startswith("s"))
            pieces.append(_part(moment, "min" if minutes else letters, half))
            last = letters[0]
        elif token[3]:
            pieces.append("AM" if moment.hour < 12 else "PM")
        else:
            pieces.append(token[4] or token[5] or token[6] or "")
    return "".join(pieces)


def _elapsed(number: float, letters: str) -> str:
    per_day = {"h": 24, "m": 1440, "s": 86400}[letters[0].lower()]
    return str(int(number * per_day + 1e-6)).zfill(len(letters))


def _part(moment: datetime, letters: str, half: bool) -> str:
    kind, length = letters[0], len(letters)
    if letters == "min":
        return f"{moment.minute:02d}"
    if kind == "y":
        return f"{moment.year:04d}" if length > 2 else f"{moment.year % 100:02d}"
    if kind == "m":
        name = _MONTHS[moment.month - 1]
        shapes = {1: str(moment.month), 2: f"{moment.month:02d}", 3: name[:3], 5: name[0]}
        return shapes.get(length, name)
    if kind == "d":
        name = _DAYS[moment.weekday()]
        return {1: str(moment.day), 2: f"{moment.day:02d}", 3: name[:3]}.get(length, name)
    if kind == "h":
        hour = (moment.hour % 12 or 12) if half else moment.hour
        return f"{hour:02d}" if length > 1 else str(hour)
    seconds = f"{moment.second:02d}" if letters.split(".")[0] != "s" else str(moment.second)
    return seconds + (f".{moment.microsecond:06d}"[: 1 + len(letters.partition(".")[2])] if "." in letters else "")
