"""The calendar dates of a text in any usual form, and whether one text's date stands in another."""

import re
from dataclasses import dataclass

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero januari gennaio janeiro",
            "february feb februar février febrero februari febbraio fevereiro",
            "march mar märz mars marzo maart março", "april apr avril abril aprile", "may mai mayo mei maggio maio",
            "june jun juni juin junio giugno junho", "july jul juli juillet julio luglio julho",
            "august aug août agosto augustus", "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = rf"(?P<month>{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th|\.)?"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE)
    for form in (
        rf"(?<![\d.,]){_DAY}(?:\s+of|\s+de)?\s+{_MONTH}(?:,?\s+(?:de\s+)?{_YEAR}\b)?",
        rf"\b{_MONTH}\s+{_DAY}(?!\d)(?:,?\s+{_YEAR}\b)?",
        rf"\b{_MONTH},?\s+(?:de\s+)?{_YEAR}\b",
    )
)
_ISO = re.compile(r"\b(?P<year>(?:19|20)\d\d)[-/.](?P<a>0?[1-9]|1[0-2])[-/.](?P<b>0?[1-9]|[12]\d|3[01])\b")
_SLASHED = re.compile(r"(?<![\d.])(?P<a>[0-3]?\d)[/.-](?P<b>[0-3]?\d)[/.-](?P<year>(?:19|20)?\d\d)(?![\d.])")
_BARE_MONTH = re.compile(
    r"\b(?:(?:in|by|since|until|of|from|to|before|after|end|early|late|mid|de|di|a|ad)"
    r"|(?P<foreign>im|ab|bis|seit|vom|vor|nach|ende|anfang|mitte|en|du|depuis|avant|après|dès|fin|desde|hasta|nel|em"
    rf"|sinds|tot|vanaf))[\s-]+{_MONTH}",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date as it stands in a text. `days` holds its readings as (month, day), day 0 where none is said."""

    days: frozenset[tuple[int, int]]
    year: int | None
    start: int
    end: int
    written: str


def dates(text: str) -> list[Date]:
    """Every date of the text, in order of place: 31 March 2026, March 31, March 2026, 2026-03-31, 31/3/26, in March."""
    found: list[Date] = []
    taken: set[int] = set()

    def add(match: re.Match[str], days: set[tuple[int, int]], year: str | None) -> None:
        real = frozenset((month, day) for month, day in days if 1 <= month <= 12 and 0 <= day <= 31)
        if real and match.start() not in taken:
            number = int(year) + (2000 if len(year) == 2 else 0) if year else None
            found.append(Date(real, number, match.start(), match.end(), match.group().strip()))
            taken.update(range(match.start(), match.end()))

    for match in _ISO.finditer(text):
        add(match, {(int(match["a"]), int(match["b"]))}, match["year"])
    for match in _SLASHED.finditer(text):
        add(match, {(int(match["a"]), int(match["b"])), (int(match["b"]), int(match["a"]))}, match["year"])
    for form in _FORMS:
        for match in form.finditer(text):
            groups = match.groupdict()
            if _is_month(match["month"]):
                add(match, {(MONTHS[match["month"].lower()], int(groups.get("day") or 0))}, groups.get("year"))
    for match in _BARE_MONTH.finditer(text):
        if _is_month(match["month"]) or (match["foreign"] and match["month"] in {"mars", "mai", "mei"}):
            add(match, {(MONTHS[match["month"].lower()], 0)}, None)
    return sorted(found, key=lambda date: date.start)


def _is_month(word: str) -> bool:
    """Whether the word is written as a month: "may", "mar" and "mars" are also words, a capital tells them apart."""
    return word[0].isupper() or word not in {"may", "mar", "mars", "dec", "sep", "mai", "mei"}


def date_stands_in(date: Date, sources: list[Date], years: frozenset[int]) -> bool:
    """Whether a source date says the same; a year that the source date leaves out must be among `years`."""
    for source in sources:
        same_day = any(
            month == other and (day == 0 or day == other_day)
            for month, day in date.days
            for other, other_day in source.days
        )
        same_year = date.year is None or date.year == source.year or (source.year is None and date.year in years)
        if same_day and same_year:
            return True
    return False
