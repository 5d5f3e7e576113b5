"""Quotes that need a word beside them: part of a list, and documents that differ in their figures."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations

from pipelines.checking.support import ReadPassage
from pipelines.components.fitting_rows import fitting_rows
from pipelines.text.text_analysis import plain_number
from pipelines.text.words import content_stems
from pipelines.types import Passage, Remark

Found = tuple[int, str, float]
"""A quote before it is cited: its passage's number, its words, its score."""
LONGEST_LIST = 900
"""Characters of the rows that are shown of one passage."""
_ALL_READ = 8
"""With so many passages there may be more that were not read."""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:FY|CY) ?\d\d")
"""A question that names its year doesn't ask which document is newer."""
_ASKS_NEWEST = re.compile(
    r"\b(?:current(?! (?:assets?|liabilit|ratio|portion|account))|"
    r"currently|now|today|newest|latest|valid|in force|at present|aktuell\w*|derzeit|heute|jetzt|"
    r"neueste\w*|g\u00fcltig\w*|actuel\w*|actual\w*)\b",
    re.IGNORECASE,
)
_SAME_WORDS = 0.8


def figures(text: str) -> frozenset[str]:
    """The numbers of a text, by value."""
    return frozenset(plain_number(each) for each in _NUMBER.findall(text))


def are_versions(
    stems: frozenset[str], numbers: frozenset[str], others: frozenset[str], other_numbers: frozenset[str]
) -> bool:
    """Whether two stretches have the same words, but for a few, and other figures."""
    is_same = len(stems & others) >= _SAME_WORDS * max(1, len(stems | others))
    return is_same and not (numbers <= other_numbers or other_numbers <= numbers)


def listed(
    question: str, evidence: Sequence[Passage], read: Sequence[ReadPassage], best: int
) -> tuple[list[Found], list[Remark]]:
    """The rows that fit a question for all of them, a quote a passage; none where it asks for no list.

    Said beside it: that these are part of the rows that fit, or that not all of the document was read.
    """
    document = evidence[best].document_id
    of_document = [(i, read[i]) for i in range(len(read)) if evidence[i].document_id == document]
    rows = fitting_rows(question, of_document)
    found: list[Found] = []
    texts: set[str] = set()
    shown = 0
    for number, passage in of_document:
        kept: list[str] = []
        for _, i in (row for row in rows if row[0] == number):
            text = passage.text[passage.spans[i].start : passage.spans[i].end]
            if text in texts:  # passages overlap
                continue
            texts.add(text)
            if sum(map(len, kept)) + len(text) <= LONGEST_LIST:
                kept.append(text)
        shown += len(kept)
        if kept:
            found.append((number, " \u2026 ".join(kept), 1.0))
    if shown < len(texts):
        return found, [Remark("rows_shown", (("shown", shown), ("fits", len(texts))))]
    is_all = len(evidence) < _ALL_READ
    return found, [] if is_all or not found else [Remark("rows_may_be_more", (("shown", shown),))]


def newest_first(
    question: str, evidence: Sequence[Passage], found: Sequence[Found]
) -> tuple[list[Found], list[Remark]]:
    """Quotes of several documents that differ in their figures alone, the newest first; where the question asks for
    what holds now, the older ones aren't shown.
    """
    kept: list[Found] = list(found)
    remarks: list[Remark] = []
    if _PERIOD.search(question):
        return kept, remarks
    for first, second in combinations(found, 2):
        if not _are_versions(evidence, first, second):
            continue
        older, newer = sorted((first, second), key=lambda each: _day(evidence[each[0]]) or date.min)
        days = [_day(evidence[each[0]]) for each in (newer, older)]
        if days[0] is None or days[1] is None or days[0] == days[1]:
            continue
        if newer in kept and older in kept and kept.index(newer) > kept.index(older):
            kept.insert(kept.index(older), kept.pop(kept.index(newer)))
        values = {"newer": evidence[newer[0]], "older": evidence[older[0]]}
        told = tuple((name, _dated(passage)) for name, passage in values.items())
        if _ASKS_NEWEST.search(question):
            kept = [each for each in kept if each != older]
            remarks.append(Remark("versions_older", told))
        else:
            remarks.append(Remark("versions_differ", told))
    return kept, remarks[:1]


def _are_versions(evidence: Sequence[Passage], first: Found, second: Found) -> bool:
    """Whether two quotes of different documents say the same with other figures."""
    if evidence[first[0]].document_id == evidence[second[0]].document_id:
        return False
    stems, others = frozenset(content_stems(first[1])), frozenset(content_stems(second[1]))
    return are_versions(stems, figures(first[1]), others, figures(second[1]))


def _day(passage: Passage) -> date | None:
    """The document's date, or the last year in its name."""
    if passage.date is not None:
        return passage.date
    years = _YEAR.findall(f"{passage.document} {passage.title}")
    return date(int(max(years)), 1, 1) if years else None


def _dated(passage: Passage) -> str:
    name = passage.document.rpartition(".")[0] or passage.document
    day = _day(passage)
    known = passage.date.isoformat() if passage.date is not None else str(day.year) if day is not None else ""
    return name if known in name else f"{name} ({known})"
