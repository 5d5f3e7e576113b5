"""What a sentence states as fact (numbers, dates, names) and which of it a source does not hold."""

import re
from dataclasses import dataclass
from functools import lru_cache

from pipelines.text.dates_in_text import Date, date_stands_in, dates
from pipelines.text.names_in_text import missing_names
from pipelines.text.numbers_in_text import Number, numbers, stands_in, table_scales


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """The facts of a passage with its context line, read once and compared with many sentences."""

    text: str
    context: str
    numbers: tuple[Number, ...]
    dates: tuple[Date, ...]
    years: frozenset[int]
    scales: frozenset[int]
    percent: bool


@dataclass(frozen=True, slots=True)
class MissingFact:
    """A fact that the source does not hold: `kind` is number, date or name, `written` how the sentence puts it."""

    kind: str
    written: str


@lru_cache(maxsize=512)
def source_facts(text: str, context: str = "") -> SourceFacts:
    """What `text` states, with the years, scales and names of its context line (title, headings, file name)."""
    both = f"{context}\n{text}"
    years = {int(year) for year in re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", both)}
    years |= {2000 + int(year) for year in re.findall(r"\b(?:FY|CY)\W?(\d\d)\b", both)}
    years |= {int(m[1][:2] + m[2]) for m in re.finditer(r"\b((?:19|20)\d\d)[-\u2013/](\d\d)\b", both)}
    return SourceFacts(
        text, context, tuple(numbers(text)), tuple(dates(both)), frozenset(years), table_scales(both),
        percent=bool(re.search(r"%|\bper\s?cent|Prozent", both)),
    )  # fmt: skip


def missing_facts(sentence: str, source: SourceFacts, question: str = "") -> list[MissingFact]:
    """The facts of `sentence` that `source` does not hold, in the order number, date, name; empty where all are there.

    Numbers agree by value, scale, percent sign, currency and unit; see `numbers_in_text.stands_in` for rounding. A
    number that only the question names is missing like any other. The word "one" is no number here.
    """
    stated = dates(sentence)
    inside = {i for date in stated for i in range(date.start, date.end)}
    missing = [
        MissingFact("number", number.written)
        for number in stated_numbers(sentence)
        if number.start not in inside and not _number_found(number, source, sentence)
    ]
    missing += [
        MissingFact("date", date.written)
        for date in stated
        if not date_stands_in(date, list(source.dates), source.years)
    ]
    around = f"{source.context}\n{source.text}"
    missing += [MissingFact("name", name) for name in missing_names(sentence, around, question)]
    return missing


def stated_numbers(sentence: str) -> list[Number]:
    """The numbers that a sentence claims: "one" is mostly a pronoun, "in millions" only scales the others."""
    claimed = [number for number in numbers(sentence) if number.written.lower() not in {"one", "zero"}]
    return [n for n in claimed if not re.fullmatch(r"[\u2019']?000s?", n.written)]


def _number_found(number: Number, source: SourceFacts, sentence: str) -> bool:
    if _is_year(number) and int(number.values[0]) in source.years:
        return True
    return bool(stands_in(number, list(source.numbers), source.scales, source.percent, sentence))


def _is_year(number: Number) -> bool:
    return (
        bool(re.fullmatch(r"(19|20)\d\d", number.written))
        and not number.percent
        and not number.currency
        and not number.unit
    )
