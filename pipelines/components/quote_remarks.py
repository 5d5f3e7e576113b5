"""Quotes that need a word beside them: part of a list, and documents that disagree."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import combinations, takewhile

from pipelines.checking.support import ReadPassage
from pipelines.components.fitting_rows import Row, fitting_rows
from pipelines.components.statements import Statement, disagree
from pipelines.text.continued_rows import MOST as MOST_CONTINUED
from pipelines.text.continued_rows import goes_on
from pipelines.types import Passage, Remark

Found = tuple[int, str, float]
"""A quote before it is cited: its passage's number, its words, its score."""
LONGEST_LIST = 900
"""Characters of the rows that are shown of one passage."""
_ALL_READ = 8
"""With so many passages there may be more that were not read."""
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b(?:FY|CY) ?\d\d")
"""A question that names its year doesn't ask which document is newer."""
_ASKS_NEWEST = re.compile(
    r"\b(?:current(?! (?:assets?|liabilit|ratio|portion|account))|"
    r"currently|now|today|newest|latest|valid|in force|at present|aktuell\w*|derzeit|heute|jetzt|"
    r"neueste\w*|g\u00fcltig\w*|actuel\w*|actual\w*)\b",
    re.IGNORECASE,
)


def listed(
    question: str, evidence: Sequence[Passage], read: Sequence[ReadPassage], best: Sequence[Row]
) -> tuple[list[Found], list[Remark]]:
    """The rows that fit a question for all of them, a quote a passage; none where it asks for no list.

    `best` are the spans of the best quote.

    Said beside it: that these are part of the rows that fit, or that not all of the document was read.
    """
    document = evidence[best[0][0]].document_id
    of_document = [(i, read[i]) for i in range(len(read)) if evidence[i].document_id == document]
    rows = fitting_rows(question, of_document, best)
    found: list[Found] = []
    texts: set[str] = set()
    shown = 0
    for number, passage in of_document:
        kept: list[str] = []
        for _, i in (row for row in rows if row[0] == number):
            text = _whole_row(passage, i)
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


def _whole_row(passage: ReadPassage, i: int) -> str:
    """A row with those that go on with it."""
    texts = [passage.text[span.start : span.end] for span in passage.spans[i : i + MOST_CONTINUED]]
    return " ".join([texts[0], *takewhile(lambda row: goes_on(row, texts[0]), texts[1:])])


def newest_first(
    question: str, evidence: Sequence[Passage], found: Sequence[Found], stated: Sequence[Sequence[Statement]]
) -> tuple[list[Found], list[Remark]]:
    """Quotes that disagree, with a remark; `stated` says what each states.

    The newest document's comes first where both are dated and the question names no period; where it asks for what
    holds now, the older one isn't shown.
    """
    kept: list[Found] = list(found)
    for (first, says), (second, other) in combinations(zip(found, stated, strict=True), 2):
        if not disagree(says, other):
            continue
        older, newer = sorted((first, second), key=lambda each: _day(evidence[each[0]]) or date.min)
        days = [_day(evidence[each[0]]) for each in (newer, older)]
        if None in days or days[0] == days[1] or _PERIOD.search(question):
            places = [_dated(evidence[first[0]]), _dated(evidence[second[0]])]
            if places[0] == places[1]:
                return kept, [Remark("pages_disagree", (("document", places[0]),))]
            return kept, [Remark("sources_disagree", (("first", places[0]), ("second", places[1])))]
        if kept.index(newer) > kept.index(older):
            kept.insert(kept.index(older), kept.pop(kept.index(newer)))
        told = tuple((name, _dated(evidence[each[0]])) for name, each in (("newer", newer), ("older", older)))
        if _ASKS_NEWEST.search(question):
            return [each for each in kept if each != older], [Remark("versions_older", told)]
        return kept, [Remark("versions_differ", told)]
    return kept, []


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
