"""Names of stretches of time, which head columns as often as words do: `2025`, `Q1 2026`, `Jan-26`, `KW 12`."""

import re
from typing import Final

LONGEST: Final = 40
_YEAR = r"(?:19|20)\d\d"
_SHORT_YEAR = rf"'?(?:{_YEAR}|\d\d)"
_GAP = r"[ ./'\u2019-]{0,3}"
_MONTH = (
    r"(?:jan(?:uary|uar|vier)?|feb(?:ruary|ruar)?|f\u00e9vr?(?:ier)?|mar(?:ch|s|zo)?|m\u00e4rz?|apr(?:il|ile)?|avr(?:il)?|abr(?:il)?"
    r"|may|mai|mayo|maggio|mag|june?|juni|juin|junio|giugno|july?|juli|juillet|julio|luglio|aug(?:ust)?|ao\u00fbt"
    r"|ago(?:sto)?|sept?(?:ember|embre|tembre)?|oct(?:ober|obre|ubre)?|okt(?:ober)?|ott(?:obre)?|nov(?:ember|embre|iembre)?"
    r"|dec(?:ember)?|dez(?:ember)?|d\u00e9c(?:embre)?|dic(?:iembre|embre)?|ene(?:ro)?|gen(?:naio)?|enero|febrero|febbraio"
    r"|janeiro|fevereiro|mar\u00e7o|maio|junho|julho|setembro|outubro|novembro|dezembro)"
)
_SHAPES: Final = (
    rf"(?:(?:FY|CY|GJ|WJ|YTD|LTM){_GAP})?{_YEAR}(?:[/\u2013-]\d\d(?:\d\d)?)?[ ]?[AEFBPR]?",
    rf"(?:FY|CY|GJ|WJ|YTD|LTM){_GAP}\d\d(?:/\d\d)?[ ]?[AEFBPR]?",
    rf"[QHTS][1-4](?:{_GAP}{_SHORT_YEAR})?",
    rf"{_YEAR}{_GAP}[QHTS][1-4]",
    rf"[1-4][QHTS](?:{_GAP}{_SHORT_YEAR})?",
    rf"[1-4](?:\.|st|nd|rd|th)? ?(?:quarter|quartal|half|halbjahr|trimestre|semestre)(?: {_YEAR})?",
    rf"(?:quarter|quartal|half|halbjahr|period|periode|month|monat|day|tag|year|jahr|[MPY]) ?\d{{1,2}}(?: {_YEAR})?",
    rf"(?:CW|KW|W|WK|week|woche|sem)\.? ?\d{{1,2}}(?:{_GAP}{_SHORT_YEAR})?",
    rf"(?:\d{{1,2}}\.? )?{_MONTH}\.?(?:{_GAP}{_SHORT_YEAR})?",
    rf"{_MONTH}\.? \d{{1,2}}, ?{_YEAR}",
    rf"{_YEAR}{_GAP}{_MONTH}",
    rf"(?:0?[1-9]|1[0-2])[/.-]{_YEAR}",
    rf"\d{{1,2}}[\u2013-]\d{{1,2}}[/.]{_YEAR}",
    rf"{_YEAR}[./-](?:0?[1-9]|1[0-2])(?:[./-](?:0?[1-9]|[12]\d|3[01]))?",
    rf"(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|[12]\d|3[01])[./-]{_SHORT_YEAR}",
    r"(?:\u4ee4\u548c|\u5e73\u6210|\u662d\u548c|\u6c11\u570b|[RHS])\d{1,3}(?:\u5e74|[./])(?:\d{1,2}(?:\u6708|[./])(?:\d{1,2}\u65e5?)?)?",
    rf"{_YEAR}\ub144(?: \d{{1,2}}\uc6d4(?: \d{{1,2}}\uc77c)?)?",
    rf"{_YEAR}\u5e74\u5ea6?(?:\d{{1,2}}\u6708(?:\d{{1,2}}\u65e5)?)?",
    r"\d{1,2}\u6708|\u7b2c[1-4\u4e00-\u56db](?:\u56db\u534a\u671f|\u5b63\u5ea6)|[\u4e0a\u4e0b]\u534a\u671f",
)
_PERIOD: Final = re.compile("|".join(_SHAPES), re.IGNORECASE)
_PLAIN_YEAR: Final = re.compile(_YEAR)


def is_period(cell: str) -> bool:
    """True for what names a year, a part of one, a month, a week or a day, and nothing else."""
    return len(cell) <= LONGEST and _PERIOD.fullmatch(cell.strip()) is not None


def names_a_period(cell: str) -> bool:
    """True for words of which some name a period and the others hold no figures: `Plan 2026`, `Q1 2026 actual`."""
    words = cell.split() if len(cell) <= LONGEST else []
    named = [is_period(word) for word in words]
    return any(named) and all(known or word.isalpha() for known, word in zip(named, words, strict=True))


def is_plain_year(cell: str) -> bool:
    """True for four digits that may be a year, and as well a number."""
    return _PLAIN_YEAR.fullmatch(cell.strip()) is not None
