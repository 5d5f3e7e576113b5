"""The numbers of a text with scale, unit and rounding, and whether one text's number stands in another."""

import re
from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from pipelines.text.units import BEHIND_NUMBERS, IRREGULAR

_SCALES = {
    "hundred": 2, "thousand": 3, "thousands": 3, "k": 3, "000": 3, "lakh": 5, "lakhs": 5, "million": 6, "millions": 6,
    "mn": 6, "mio": 6, "mm": 6, "m": 6, "crore": 7, "crores": 7, "billion": 9, "billions": 9, "bn": 9, "mrd": 9,
    "trillion": 12, "trillions": 12, "tn": 12,
}  # fmt: skip
_CURRENCIES = {
    "us$": "$", "$": "$", "usd": "$", "dollar": "$", "\u20ac": "\u20ac", "eur": "\u20ac", "euro": "\u20ac",
    "\u00a3": "\u00a3", "gbp": "\u00a3", "pound": "\u00a3", "\u00a5": "\u00a5", "jpy": "\u00a5", "yen": "\u00a5",
    "chf": "chf", "franc": "chf", "\u20b9": "rs", "rs": "rs", "inr": "rs", "rupee": "rs",
}  # fmt: skip
CURRENCIES = frozenset(_CURRENCIES.values())
"""How `Number.currency` names them."""
_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORDS = {word: i for i, word in enumerate(_ONES)} | {word: 20 + 10 * i for i, word in enumerate(_TENS)}
_NUMBER = re.compile(
    r"(?<![\w.,])(?P<open>\()?\s?(?P<sign>[-\u2212](?=\s?[\d$\u20ac\u00a3.]))?"
    r"(?P<currency>US\$|[$\u20ac\u00a3\u00a5\u20b9]|\b(?:USD|EUR|GBP|CHF|JPY|INR|Rs\.?)(?=\s?\d))?\s?(?P<late_sign>\()?"
    r"(?P<digits>\d{1,3}(?:[,\u2019'\u00a0\u202f]\d{2,3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)?|\.\d+)"
    r"(?P<ordinal>st|nd|rd|th)?(?![\d])(?P<close>\))?"
    r"(?:\s?(?P<percent>%|percent\b|per\scent\b|percentage\b|Prozent\b))?"
    r"(?:[\s-]?(?P<scale>hundred|thousand|million|billion|trillion|lakhs?|crores?|bn|mn|mio|mrd|tn|k|m)\b\.?)?",
    re.IGNORECASE,
)
_WORD_NUMBER = re.compile(
    rf"\b(?P<tens>{'|'.join(sorted(_WORDS, key=len, reverse=True))})(?:-(?P<ones>{'|'.join(_ONES[1:10])}))?\b"
    r"(?:[\s-](?P<percent>percent\b|per\scent\b))?(?:[\s-](?P<scale>hundred|thousand|million|billion|trillion)\b)?",
    re.IGNORECASE,
)
_TABLE_SCALE = re.compile(
    r"\b(?:in|amounts?|dollars|usd|rs\.?|inr|eur)\b[^.\n]{0,24}?\b(thousands?|millions?|billions?|crores?|lakhs?)\b"
    r"|[$\u20ac\u00a3]\s?(?:in\s)?(millions?|mn|m|bn|k)\b|['\u2019](000)\b",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"\b(about|approximately|around|nearly|almost|roughly|some|over|more than|circa)\s*\W?$", re.IGNORECASE
)
_PROFIT = re.compile(r"\b(income|profit|earnings|gain|surplus|inflow|increas\w+|grew|growth|provided)\b", re.IGNORECASE)
_DOWN = re.compile(
    r"\b(loss\w*|decreas\w+|declin\w+|fell|drop\w*|negative|deficit|outflow\w*|used|reduc\w+|less|lower|down|expen\w+|"
    r"tax\w*|cost\w*|paid|pay\w*)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Number:
    """One number as it stands in a text: `values` its possible readings (positive), already scaled by `scale`.

    `places` counts the decimals shown, `figures` the significant digits; `unit` is a unit or currency word that
    follows, in the singular; `scale` the power of ten of a word such as "million".
    """

    values: tuple[Decimal, ...]
    places: int
    figures: int
    scale: int
    percent: bool
    currency: str
    unit: str
    negative: bool
    bracketed: bool
    about: bool
    start: int
    end: int
    written: str


def numbers(text: str) -> list[Number]:
    """Every number of the text in figures or English words, in order of place; digits inside codes are left out."""
    found = [_from_figures(text, m) for m in _NUMBER.finditer(text) if not _in_code(text, m)]
    taken = {i for n in found for i in range(n.start, n.end)}
    found += [_from_words(text, m) for m in _WORD_NUMBER.finditer(text) if m.start() not in taken]
    return sorted(found, key=lambda number: number.start)


def _in_code(text: str, match: re.Match[str]) -> bool:
    """Whether the digits belong to a code such as 10-K, 3M or 2L, whose letters are compared as a name."""
    rest = text[match.end("digits") :]
    return (
        not match.group("ordinal")
        and bool(re.match(r"-?[A-Z](?![a-z]{2})|[a-z]{1,2}\d", rest))
        and not (match.group("scale") or match.group("percent"))
    )


def _readings(digits: str) -> tuple[Decimal, ...]:
    plain = re.sub(r"[\u2019'\u00a0\u202f]", "", digits)
    if "," in plain and "." in plain:
        decimal_comma = plain.rfind(",") > plain.rfind(".")
        plain = plain.replace(".", "").replace(",", ".") if decimal_comma else plain.replace(",", "")
        return (Decimal(plain),)
    if plain.count(",") == 1 and not re.search(r",\d{3}$", plain):
        return (Decimal(plain.replace(",", ".")),)
    plain = plain.replace(",", "")
    if plain.count(".") > 1:
        return (Decimal(plain.replace(".", "")),)
    if re.fullmatch(r"[1-9]\d{0,2}\.\d{3}", plain):  # 1.234 is one thousand or one and a bit, depending on the country
        return (Decimal(plain), Decimal(plain.replace(".", "")))
    return (Decimal(plain),)


def _unit_after(text: str, end: int) -> str:
    for found in re.findall(r"[^\W\d_]+", text[end : end + 28])[:2]:
        word = str(found).lower()
        single = IRREGULAR.get(word) or (word.removesuffix("s") if len(word) > 2 else word)
        if single in BEHIND_NUMBERS or single in _CURRENCIES:
            return single
    return ""


def _from_figures(text: str, match: re.Match[str]) -> Number:
    digits = match.group("digits")
    scale = _SCALES.get((match.group("scale") or "").lower(), 0)
    values = tuple(value.scaleb(scale) for value in _readings(digits))
    significant = re.sub(r"\D", "", digits).lstrip("0")
    unit = _unit_after(text, match.end())
    currency = _CURRENCIES.get((match.group("currency") or unit).lower().rstrip("."), "")
    opened = bool(match.group("open") or match.group("late_sign"))
    return Number(
        values=values, places=-min(0, _exponent(_readings(digits)[0])), figures=len(significant), scale=scale,
        percent=bool(match.group("percent")), currency=currency, unit="" if unit in _CURRENCIES else unit,
        negative=bool(match.group("sign")), bracketed=opened and bool(match.group("close")),
        about=bool(_ABOUT.search(text[max(0, match.start() - 20) : match.start("digits")])),
        start=match.start("digits"), end=match.end(), written=match.group().strip(" ("),
    )  # fmt: skip


def _exponent(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return exponent if isinstance(exponent, int) else 0


def _from_words(text: str, match: re.Match[str]) -> Number:
    value = _WORDS[match.group("tens").lower()] + _WORDS.get((match.group("ones") or "").lower(), 0)
    scale = _SCALES.get((match.group("scale") or "").lower(), 0)
    unit = _unit_after(text, match.end())
    return Number(
        values=(Decimal(value).scaleb(scale),), places=0, figures=len(str(value)), scale=scale,
        percent=bool(match.group("percent")), currency=_CURRENCIES.get(unit, ""),
        unit="" if unit in _CURRENCIES else unit, negative=False, bracketed=False, about=False,
        start=match.start(), end=match.end(), written=match.group(),
    )  # fmt: skip


def table_scales(text: str) -> frozenset[int]:
    """The powers of ten that headings such as "in millions" give to a page's bare numbers; always holds 0."""
    words = (next(group for group in m.groups() if group).lower() for m in _TABLE_SCALE.finditer(text))
    return frozenset({0, *(_SCALES[word] for word in words)})


def stands_in(
    number: Number, sources: list[Number], scales: frozenset[int], percent_near: bool, sentence: str
) -> list[Number]:
    """Those of `sources` that say the same as `number` of `sentence`; empty where none does.

    Rounding counts as the same only where the sentence shows fewer digits. A bare table figure takes the scales of
    its headings; where the passage names none, a scaled number of three or more digits matches its bare digits.
    """
    matches = [s for s in sources if _fits(number, s, percent_near) and _same_value(number, s, scales)]
    bracketed = [s for s in matches if s.bracketed and s.figures >= 3]
    if matches and len(bracketed) == len(matches) and not number.negative:
        gains_only = _PROFIT.search(sentence) and not _DOWN.search(sentence)
        return [] if gains_only else matches
    if number.negative:
        return [s for s in matches if s.negative or s.bracketed]
    return matches


def _fits(number: Number, source: Number, percent_near: bool) -> bool:
    if number.percent != source.percent and not (number.percent and percent_near):
        return False
    if number.currency and source.currency and number.currency != source.currency:
        return False
    return not (number.unit and source.unit and number.unit != source.unit)


def _same_value(number: Number, source: Number, scales: frozenset[int]) -> bool:
    bare = source.scale == 0 and not source.percent
    powers = set(scales) if bare else {0}
    if bare and scales == {0} and number.scale and number.figures >= 3:
        powers |= {number.scale}
    return any(
        _equal_or_rounded(number, value, other.scaleb(power), source)
        for value in number.values
        for other in source.values
        for power in powers
    )


def _equal_or_rounded(number: Number, value: Decimal, other: Decimal, source: Number) -> bool:
    if value == other:
        return True
    shown = value.scaleb(-number.scale)
    exact = other.scaleb(-number.scale)
    if -_exponent(exact.normalize()) > number.places and source.figures > number.figures and exact >= Decimal("0.05"):
        step = Decimal(1).scaleb(-number.places)
        modes = (ROUND_HALF_UP, ROUND_DOWN) if number.about else (ROUND_HALF_UP,)
        return any(exact.quantize(step, rounding=mode) == shown for mode in modes)
    if number.about and number.places == 0 and number.scale == 0:
        zeros = len(str(int(value))) - len(str(int(value)).rstrip("0"))
        step = Decimal(1).scaleb(zeros)
        return zeros > 0 and abs(value - other) < step and source.figures > number.figures - zeros
    return False
