"""Which rows of a table a question asks for, where it asks for all that are so: by values, months and amounts."""

import re
from collections.abc import Collection, Sequence, Set

from pipelines.checking.support import ReadPassage
from pipelines.text.codes_in_text import CodesOf, amounts
from pipelines.text.dates_in_text import Date, date_stands_in, dates
from pipelines.text.lexical_cover import AskedWords
from pipelines.text.names_in_text import named_in
from pipelines.text.sentences import is_named_row
from pipelines.text.words import content_stems, words

FEWEST_ROWS = 3
_ASKS_ALL = re.compile(
    r"^\W*(?:which|list|name|show|what are|what were|give me|welche|nenne?|zeige?|liste|quel(?:le)?s|cu[aá]les)\b"
    r"|\b(?:all|every|each|alle|jede[rsn]?|tous|toutes|todos|todas)\b",
    re.IGNORECASE,
)
_ASKS_ONE = re.compile(
    r"^\W*(?:(?:at|by|for|from|in|of|on|since|to|until|with) )?(?:what|when|where|who|whose|whom|how|why|"
    r"is|are|was|were|do|does|did|can|could|may|must|should|has|have|had|will|would|"
    r"(?:ab |bis |seit |von |zu )?(?:wann|wem|wo\w*|wer|wen|wie|was|warum|ist|sind|war|waren|hat|haben)|kann|darf|muss|"
    r"combien|quand|o[u\u00f9]|qui|est|cu[a\u00e1]nto|cu[a\u00e1]ndo|d[o\u00f3]nde|qui[e\u00e9]n)\b",
    re.IGNORECASE,
)
"""What isn't a mere phrase such as "invoices due in May", which wants all rows that are so."""
_FEWEST_NAMED = 2
LONGEST_PHRASE = 5
"""Words of a phrase without a date that wants all rows which are so: open invoices."""
_LEGAL_FORMS = frozenset(
    "ag bv co corp ev gmbh inc kg limited llc llp ltd mbh nv oy plc pty sa sarl se spa srl ug".split()
)
"""What firms are called without."""
Row = tuple[int, int]
"""A passage's number and its span's."""


def fitting_rows(question: str, passages: Sequence[tuple[int, ReadPassage]], best: Collection[Row] = ()) -> list[Row]:
    """The rows that meet most of what tells rows apart; none where no list is asked for, or nothing tells them apart.

    Where no list is asked for and one of the rows is the `best`, all that have the same name of the question as a value
    answer it: "How many hours did Ben work?" A short phrase such as "open invoices" wants all.

    `passages` are those of one document, each with its number. A word that every row has tells none of them apart.
    """
    rows = [
        (number, i)
        for number, passage in passages
        for i, span in enumerate(passage.spans)
        if is_named_row(passage.text[span.start : span.end])
    ]
    read = dict(passages)
    texts = [read[number].text[read[number].spans[i].start : read[number].spans[i].end] for number, i in rows]
    asked_dates = dates(question)
    is_best = any(row in best for row in rows)
    is_phrase = is_best and _ASKS_ONE.match(question) is None
    if _ASKS_ALL.search(question) or (is_phrase and asked_dates):
        fitting = _most_fitting(question, texts, asked_dates) if len(rows) >= FEWEST_ROWS else []
        return [rows[n] for n in fitting]
    named = _named(question, texts) if is_best else []
    if len(named) >= _FEWEST_NAMED and any(rows[n] in best for n in named):
        fitting = _most_fitting(question, [texts[n] for n in named], asked_dates)
        return [rows[named[n]] for n in fitting] or [rows[n] for n in named]
    if is_phrase and len(rows) >= FEWEST_ROWS and len(question.split()) <= LONGEST_PHRASE:
        fitting = _most_fitting(question, texts, asked_dates)
        if len(fitting) >= _FEWEST_NAMED and any(rows[n] in best for n in fitting):
            return [rows[n] for n in fitting]
    return []


def _most_fitting(question: str, rows: Sequence[str], asked_dates: Sequence[Date]) -> list[int]:
    """The rows that meet most of what is said and tells them apart; none where nothing does."""
    asked = frozenset(content_stems(question))
    met = [[value >= 1 for value in each] for each in AskedWords.of(question).met([_values(row) for row in rows])]
    told = [met_by for met_by in zip(*met, strict=True) if any(met_by) and not all(met_by)]
    for date in asked_dates:
        told.append(tuple(date_stands_in(date, dates(_dated(row, asked)), frozenset()) for row in rows))
    told += [tuple(CodesOf(row).hold_amount(amount) for row in rows) for amount in amounts(question)]
    counts = [sum(each) for each in zip(*told, strict=True)] if told else []
    most = max(counts, default=0)
    return [n for n, count in enumerate(counts) if count == most] if most else []


def _dated(row: str, asked: Set[str]) -> str:
    """The cells with a date below a head that is asked for ("issued in March"), else the whole row."""
    cells = [cell for cell in row.split(" | ") if dates(cell)]
    meant = [cell for cell in cells if asked & frozenset(content_stems(cell.partition(": ")[0]))]
    return " | ".join(meant or [row])


def _named(question: str, rows: Sequence[str]) -> list[int]:
    """The rows that have a name of the question as a value."""
    asked = f" {' '.join(words(question))} "
    names = {name.casefold() for name in named_in(question)}
    return [n for n, row in enumerate(rows) if any(_is_named(value, asked, names) for value in _cell_values(row))]


def _is_named(value: str, asked: str, names: Set[str]) -> bool:
    folded = " ".join(word for word in words(value) if word not in _LEGAL_FORMS)
    return bool(folded) and f" {folded} " in asked and any(part.casefold() in names for part in value.split())


def _values(row: str) -> str:
    """The row's values without their heads."""
    return " ".join(_cell_values(row))


def _cell_values(row: str) -> list[str]:
    return [cell.partition(": ")[2] or cell for cell in row.split(" | ")]
