"""Whether the documents mention what a question names: an exact code, a name, a year."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import pairwise

from pipelines.ports import Filter, Hit, Index
from pipelines.text.asked_names import AskedNames
from pipelines.text.codes_in_text import Code, CodesOf
from pipelines.text.currencies import asked_currency, currencies
from pipelines.text.dates_in_text import Date, date_stands_in, dates
from pipelines.text.lexical_cover import is_slip
from pipelines.text.measures_in_text import measured
from pipelines.text.names_in_text import initials
from pipelines.text.scripts import script_of
from pipelines.text.sentences import is_named_row
from pipelines.text.short_names import written_out
from pipelines.text.words import stem, words

BEST_PAGES = 5
"""Pages on one of which each name has to stand."""
_LOOKED_THROUGH = 200
_SAME_START = 5
"""Letters that "Germany" and "German" share."""
_FEWEST = 3
_MOST_YEARS = 3
_YEARS = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d)")
_FULL_NAME = re.compile(r"[A-Z][a-z][\w'\u2019-]*(?: [A-Z][\w'\u2019.-]*)+")
_BEHIND_NAME = re.compile(r"(?:['\u2019]s?|\.)$")
_RUN = re.compile(r"[A-Z][a-z][\w&'\u2019-]*(?: [A-Z][a-z][\w&'\u2019-]*){2,}")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`nowhere` are names that no document has, `elsewhere` those that stand in other places than the evidence.

    `years` are those of the question that the evidence lacks, `years_there` those that it has in their place.
    `is_exact` says that the evidence holds a code or an amount of the question as it was asked for, `has_full_name`
    that its text has a name of several words of it, which no title has, `has_name` that a value of a table's row is a
    name of it, `has_date` that one holds a date of it, `has_measure` one of its figures with the unit. `is_turned`
    says that the evidence says it the other way round, or doesn't deny what the question asks as denied.
    """

    nowhere: tuple[str, ...] = ()
    elsewhere: tuple[str, ...] = ()
    years: tuple[str, ...] = ()
    years_there: tuple[str, ...] = ()
    is_exact: bool = False
    has_full_name: bool = False
    has_name: bool = False
    has_date: bool = False
    has_measure: bool = False
    is_turned: bool = False

    @property
    def is_missing(self) -> bool:
        """Whether something that the question names isn't in the evidence."""
        return bool(self.nowhere or self.elsewhere or self.years or self.is_turned)


class NamedThings:
    """Looks names up in the index: one search a name, and none for questions that name nothing."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def mentioned(self, question: str, where: Filter, hits: Sequence[Hit]) -> Mentioned:
        """What is known of the names of a question, by the best `hits` and the documents that `where` lets through."""
        asked = AskedNames.of(question)
        asked_dates, sizes, currency = dates(question), measured(question), asked_currency(question)
        named = asked.names or asked.codes or asked.years or asked.amounts
        if not hits or not (named or asked_dates or sizes or currency):
            return Mentioned()
        best = _Best(hits)
        # A name of another script than the evidence would be written in that one, in a way that nobody can look up.
        asked_names = [name for name in asked.names if script_of(name) == best.script]
        missing = [code.written for code in asked.codes if not best.text.hold(code)]
        names = [name for name in asked_names if name not in missing and not best.names(name)]
        nowhere = [code.written for code in asked.codes if code.written in missing and not self._holds(code, where)]
        elsewhere = [written for written in missing if written not in nowhere]
        places = {name: self._place_of(name, where, best) for name in names}
        nowhere += [name for name, place in places.items() if place == "nowhere"]
        elsewhere += [name for name, place in places.items() if place == "elsewhere"]
        elsewhere += [currency] if currency and best.has_other_currencies(currency) else []
        if not elsewhere:
            elsewhere += self._other_name(asked_names, question, where, best)
        years = [year for year in asked.years if self._is_other_year(year, where, best)]
        amounts = any(best.text.hold_amount(amount) for amount in asked.amounts)
        return Mentioned(
            nowhere=tuple(dict.fromkeys(nowhere)),
            elsewhere=tuple(dict.fromkeys(elsewhere)),
            years=tuple(years),
            years_there=best.years() if years else (),
            is_exact=amounts or (bool(asked.codes) and not missing),
            has_full_name=best.has_full_name(question, asked.names),
            has_name=best.has_name(asked.names),
            has_date=best.has_date(asked_dates),
            has_measure=best.has_measure(sizes),
        )

    def _holds(self, code: Code, where: Filter) -> bool:
        """Whether any document holds the code."""
        query = " ".join(code.variants)
        found = self._index.search_chunks(query, where, _LOOKED_THROUGH)
        return any(CodesOf(f"{hit.context}\n{hit.text}").hold(code) for hit in found)

    def _place_of(self, name: str, where: Filter, best: "_Best") -> str:
        """`here`, `elsewhere` or `nowhere`; a word that a document writes small is no name, and so is here."""
        pages = self._index.search_pages(name, where, _LOOKED_THROUGH)
        if any((hit.source.document_id, hit.page) in best.pages for hit in pages):
            return "here"
        found = self._index.search_chunks(name, where, 20)
        small = name[0].lower() + name[1:]
        if small != name and any(re.search(rf"(?<!\w){re.escape(small)}(?!\w)", hit.text) for hit in found):
            return "here"
        return "elsewhere" if pages else "nowhere"

    def _is_other_year(self, year: str, where: Filter, best: "_Best") -> bool:
        """Whether a year stands in none of the best pages, nor in the name of the best document."""
        if best.has_year(year):
            return False
        query = f"{year} FY{year} FY{year[2:]} CY{year}"
        pages = self._index.search_pages(query, where, _LOOKED_THROUGH)
        return not any((hit.source.document_id, hit.page) in best.pages for hit in pages)

    def _other_name(self, names: Sequence[str], question: str, where: Filter, best: "_Best") -> list[str]:
        """A run of three names of which no two are neighbours anywhere in the best document: American Water Works."""
        for run in _RUN.findall(question):
            parts = [word for word in run.split() if re.sub(r"['\u2019]s?$", "", word) in names]
            if len(parts) < _FEWEST:
                continue
            pairs = [" ".join(words(f"{a} {b}")) for a, b in pairwise(parts)]
            of_best = {"field": "meta.document_id", "operator": "==", "value": best.document_id}
            narrowed = {**where, "conditions": [*where["conditions"], of_best]}
            found = self._index.search_chunks(" ".join(parts), narrowed, 50)
            texts = [" ".join(words(f"{hit.source.name} {hit.context} {hit.text}")) for hit in found]
            if not any(pair in text for pair in pairs for text in texts):
                return [run]
        return []


class _Best:
    """The best hits, read once: their words, their pages, the names of their documents."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        first: dict[tuple[str, int], Hit] = {}
        for hit in hits:
            first.setdefault((hit.source.document_id, hit.page), hit)
        self.pages = frozenset(list(first)[:BEST_PAGES])
        self.document_id = hits[0].source.document_id
        read = [hit for hit in hits if (hit.source.document_id, hit.page) in self.pages]
        self._written = "\n".join(f"{hit.source.name} {hit.source.title} {hit.context}\n{hit.text}" for hit in read)
        self._text = " ".join(" ".join(hit.text for hit in read).split())
        self.script = script_of(self._text)
        self._titles = frozenset(title for hit in read for title in (hit.source.name, hit.source.title))
        self.text = CodesOf(self._written)
        self._words = frozenset(words(re.sub(r"[_.\-/]", " ", self._written)))
        self._stems = frozenset(stem(word) for word in self._words)
        self._compact = re.sub(r"[\W_]+", "", self._written.casefold())

    def names(self, name: str) -> bool:
        """Whether a name stands there: another form of it, written apart, with a slip, or by its initials."""
        parts = words(name)
        if all(self._has(part) for part in parts):
            return True
        if len(name) > 3 and re.sub(r"[\W_]+", "", name.casefold()) in self._compact:
            return True
        return name.isupper() and (name in initials(self._written) or self._writes_out(name))

    def _writes_out(self, name: str) -> bool:
        """Whether a document's name or title has the words that an abbreviation is made of."""
        return any(written_out([name], title) for title in self._titles)

    def _has(self, word: str) -> bool:
        if word in self._words or stem(word) in self._stems:
            return True
        start = word[:_SAME_START]
        alike = len(word) >= _SAME_START and any(each.startswith(start) for each in self._words)
        return alike or (len(word) >= _SAME_START and any(is_slip(word, each) for each in self._words))

    def has_other_currencies(self, currency: str) -> bool:
        """Whether figures there are in currencies of which this is none; where none is named, it may be any."""
        there = currencies(self._written)
        return bool(there) and currency not in there

    def years(self) -> tuple[str, ...]:
        """The years that stand there, the newest first."""
        return tuple(sorted(set(_YEARS.findall(self._written)), reverse=True)[:_MOST_YEARS])

    def has_full_name(self, question: str, names: Sequence[str]) -> bool:
        """Whether a name of several words stands in the text, and in no title: somebody of whom it is told."""
        found = (_BEHIND_NAME.sub("", run) for run in _FULL_NAME.findall(question))
        runs = (run for run in found if any(part in names for part in run.split()))
        return any(run in self._text and not any(run in title for title in self._titles) for run in runs)

    def has_name(self, names: Sequence[str]) -> bool:
        """Whether a value of a table's row is one of the names."""
        wanted = {name.casefold() for name in names}
        return bool(wanted) and any(value.casefold() in wanted for value in self._values())

    def has_date(self, asked: Sequence[Date]) -> bool:
        """Whether a value of a table's row holds one of the dates."""
        values = (value for value in self._values() if any(sign.isdigit() for sign in value)) if asked else ()
        return any(date_stands_in(date, dates(value), frozenset()) for value in values for date in asked)

    def has_measure(self, asked: Set[tuple[str, str]]) -> bool:
        """Whether a value of a table's row is one of the figures with its unit."""
        return bool(asked) and any(measured(value) & asked for value in self._values())

    def _values(self) -> Iterator[str]:
        """The values of rows that name their heads."""
        for line in filter(is_named_row, self._written.split("\n")):
            yield from (cell.partition(": ")[2] for cell in line.split(" | "))

    def has_year(self, year: str) -> bool:
        """Whether the year stands there, also as part of 2022/23 or FY22."""
        return bool(
            re.search(rf"{year}|(?:FY|CY)\W?{year[2:]}(?!\d)|(?:19|20)\d\d[-\u2013/]{year[2:]}(?!\d)", self._written)
        )
