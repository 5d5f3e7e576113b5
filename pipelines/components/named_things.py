"""Whether the documents mention what a question names: an exact code, a name, a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pipelines.ports import Filter, Hit, Index
from pipelines.text.asked_names import AskedNames
from pipelines.text.codes_in_text import Code, CodesOf
from pipelines.text.lexical_cover import is_slip
from pipelines.text.names_in_text import initials
from pipelines.text.words import stem, words

BEST_PAGES = 5
"""Pages on one of which each name has to stand."""
_LOOKED_THROUGH = 200
_SAME_START = 5
"""Letters that "Germany" and "German" share."""
_FEWEST = 3
_RUN = re.compile(r"[A-Z][a-z][\w&'\u2019-]*(?: [A-Z][a-z][\w&'\u2019-]*){2,}")


@dataclass(frozen=True, slots=True)
class Mentioned:
    """`nowhere` are names that no document has, `elsewhere` says that some stand in other places than the evidence.

    `is_exact` says that the evidence holds a code or an amount of the question as it was asked for.
    """

    nowhere: tuple[str, ...] = ()
    elsewhere: bool = False
    is_exact: bool = False


class NamedThings:
    """Looks names up in the index: one search a name, and none for questions that name nothing."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def mentioned(self, question: str, where: Filter, hits: Sequence[Hit]) -> Mentioned:
        """What is known of the names of a question, by the best `hits` and the documents that `where` lets through."""
        asked = AskedNames.of(question)
        if not hits or not (asked.names or asked.codes or asked.years or asked.amounts):
            return Mentioned()
        best = _Best(hits)
        missing = [code.written for code in asked.codes if not best.text.hold(code)]
        names = [name for name in asked.names if name not in missing and not best.names(name)]
        nowhere = [code.written for code in asked.codes if code.written in missing and not self._holds(code, where)]
        is_elsewhere = len(missing) > len(nowhere)
        for name in names:
            found = self._place_of(name, where, best)
            nowhere += [name] if found == "nowhere" else []
            is_elsewhere = is_elsewhere or found == "elsewhere"
        is_elsewhere = is_elsewhere or any(self._is_other_year(year, where, best) for year in asked.years)
        is_elsewhere = is_elsewhere or self._is_other_name(asked.names, question, where, best)
        amounts = any(best.text.hold_amount(amount) for amount in asked.amounts)
        is_exact = amounts or (bool(asked.codes) and not missing)
        return Mentioned(tuple(dict.fromkeys(nowhere)), is_elsewhere, is_exact)

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

    def _is_other_name(self, names: Sequence[str], question: str, where: Filter, best: "_Best") -> bool:
        """Whether a run of three names has no two neighbours anywhere in the best document: American Water Works."""
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
                return True
        return False


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
        return name.isupper() and name in initials(self._written)

    def _has(self, word: str) -> bool:
        if word in self._words or stem(word) in self._stems:
            return True
        start = word[:_SAME_START]
        alike = len(word) >= _SAME_START and any(each.startswith(start) for each in self._words)
        return alike or (len(word) >= _SAME_START and any(is_slip(word, each) for each in self._words))

    def has_year(self, year: str) -> bool:
        """Whether the year stands there, also as part of 2022/23 or FY22."""
        return bool(
            re.search(rf"{year}|(?:FY|CY)\W?{year[2:]}(?!\d)|(?:19|20)\d\d[-\u2013/]{year[2:]}(?!\d)", self._written)
        )
