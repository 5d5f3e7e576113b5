"""Which rows of a table a question asks for, where it asks for all that are so: by values, months and amounts."""

import re
from collections.abc import Sequence

from pipelines.checking.support import ReadPassage
from pipelines.text.codes_in_text import CodesOf, amounts
from pipelines.text.dates_in_text import date_stands_in, dates
from pipelines.text.lexical_cover import AskedWords
from pipelines.text.sentences import is_named_row

FEWEST_ROWS = 3
_ASKS_ALL = re.compile(
    r"^\W*(?:which|list|name|show|what are|what were|give me|welche|nenne?|zeige?|liste|quel(?:le)?s|cu[aá]les)\b"
    r"|\b(?:all|every|each|alle|jede[rsn]?|tous|toutes|todos|todas)\b",
    re.IGNORECASE,
)
Row = tuple[int, int]
"""A passage's number and its span's."""


def fitting_rows(question: str, passages: Sequence[tuple[int, ReadPassage]]) -> list[Row]:
    """The rows that meet most of what tells rows apart; none where no list is asked for, or nothing tells them apart.

    `passages` are those of one document, each with its number. A word that every row has tells none of them apart.
    """
    rows = [
        (number, i)
        for number, passage in passages
        for i, span in enumerate(passage.spans)
        if is_named_row(passage.text[span.start : span.end])
    ]
    if len(rows) < FEWEST_ROWS or not _ASKS_ALL.search(question):
        return []
    read = dict(passages)
    texts = [read[number].text[read[number].spans[i].start : read[number].spans[i].end] for number, i in rows]
    met = [[value >= 1 for value in each] for each in AskedWords.of(question).met([_values(text) for text in texts])]
    told = [met_by for met_by in zip(*met, strict=True) if any(met_by) and not all(met_by)]
    asked_dates = dates(question)
    told += [tuple(date_stands_in(date, dates(text), frozenset()) for text in texts) for date in asked_dates]
    told += [tuple(CodesOf(text).hold_amount(amount) for text in texts) for amount in amounts(question)]
    counts = [sum(each) for each in zip(*told, strict=True)] if told else []
    most = max(counts, default=0)
    return [row for row, count in zip(rows, counts, strict=True) if count == most] if most else []


def _values(row: str) -> str:
    """The row's values without their heads."""
    return " ".join(cell.partition(": ")[2] or cell for cell in row.split(" | "))
