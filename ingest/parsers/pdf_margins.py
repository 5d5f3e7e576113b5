"""Running heads and feet of PDF pages, told by the pages around, and sentences that go on on the next page."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Final

from ingest.parsers.pdf_lines import BASELINE_TOLERANCE, Line
from ingest.parsers.wordless import LITTLE_WORDS

AROUND: Final = 2
"""How many pages before and behind are looked at: left and right pages may have heads of their own."""
MOST_ROWS: Final = 3
LEAST_GAP: Final = 1.5
"""Between a head and the text below it, in heights of its letters; lines of text are 1.2 apart."""
WIDER: Final = 1.3
"""How much wider that gap is than the page's usual one: heads of columns stand close to their rows."""
LETTERS_OF_A_NUMBER: Final = 8
"""`Page 3 of 12` has six letters beside its numbers."""
LONGEST_REST: Final = 600
_DIGITS: Final = re.compile(r"\d+")
_COUNT: Final = re.compile(r"\d+(?:[.,]\d+)*+ [^\W\d_]")
_SENTENCE: Final = re.compile(r"[.!?\u2026\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\]]*(?=\s|$)")


@dataclass(frozen=True, slots=True)
class MarginRow:
    """A row at a page's edge: the places of its lines, its words, and these with # for each number."""

    places: tuple[int, ...]
    words: str
    key: str


@dataclass(slots=True)
class Margins:
    """The outermost rows of a page, from its edges inwards."""

    heads: list[MarginRow] = field(default_factory=list)
    feet: list[MarginRow] = field(default_factory=list)


@dataclass(slots=True)
class Running:
    """The places of a page's running lines: those that are left out, and those that stay as its head and foot."""

    left_out: set[int] = field(default_factory=set)
    heads: set[int] = field(default_factory=set)
    feet: set[int] = field(default_factory=set)


def margins_of(lines: Sequence[Line]) -> Margins:
    """The rows at the top and at the bottom that a gap parts from the text. Cost: sorting the page's lines."""
    rows: list[list[int]] = []
    for place in sorted(range(len(lines)), key=lambda place: -lines[place].y):
        if rows and lines[rows[-1][0]].y - lines[place].y <= BASELINE_TOLERANCE:
            rows[-1].append(place)
        else:
            rows.append([place])
    gaps = [lines[above[0]].y - lines[below[0]].y for above, below in pairwise(rows)]
    if not gaps:
        return Margins()
    usual = median(gaps)
    return Margins(_parted(lines, rows, gaps, usual), _parted(lines, rows[::-1], gaps[::-1], usual))


def _parted(
    lines: Sequence[Line], rows: Sequence[Sequence[int]], gaps: Sequence[float], usual: float
) -> list[MarginRow]:
    """The first rows up to the last gap among them that is wide enough."""
    wide = [
        count
        for count, gap in enumerate(gaps[:MOST_ROWS], start=1)
        if gap >= LEAST_GAP * max(lines[place].size for place in rows[count - 1]) and gap >= WIDER * usual
    ]
    return [_margin_row(lines, row) for row in rows[: max(wide, default=0)]]


def _margin_row(lines: Sequence[Line], row: Sequence[int]) -> MarginRow:
    places = tuple(sorted(row, key=lambda place: lines[place].x))
    words = " ".join(" ".join(lines[place].text for place in places).split())
    return MarginRow(places, words, _DIGITS.sub("#", words.casefold()))


def running_lines(own: Margins, before: Sequence[Margins], after: Sequence[Margins]) -> Running:
    """Which of the page's lines are running heads and feet; `before` and `after` are the pages around, nearest first.

    A head is left out where it stood before, a foot where it stands again; what only counts the pages always is.
    """
    running = Running()
    for rows, kept, above, below in (
        (own.heads, running.heads, [page.heads for page in before], [page.heads for page in after]),
        (own.feet, running.feet, [page.feet for page in after], [page.feet for page in before]),
    ):
        known_above = {row.key for page in above for row in page}
        around = {row.key: row.words for page in (*above, *below) for row in page}
        for row in rows:
            if row.key not in around:
                break
            counts = "#" in row.key and sum(sign.isalpha() for sign in row.key) <= LETTERS_OF_A_NUMBER
            left_out = row.key in known_above or (counts and around[row.key] != row.words)
            (running.left_out if left_out else kept).update(row.places)
    return running


def rest_of_sentence(last: str, following: str) -> str:
    """What the next page's text begins with of the sentence that a page's text ends in; empty where it ends there."""
    first = following.lstrip()
    if not last or not _goes_on(last, first):
        return ""
    paragraph = first[:LONGEST_REST].partition("\n\n")[0]
    end = _SENTENCE.search(paragraph)
    return paragraph[: end.end()] if end is not None else ""


def _goes_on(last: str, first: str) -> bool:
    """True where the words of two pages belong to one sentence, by how the first ends and the second begins."""
    if first[:1].islower():
        return last[-1].isalnum() or last[-1] in ",-"
    word = last[-40:].split()[-1]
    if first[:1].isalpha():  # no sentence ends in an article or a preposition
        return word in LITTLE_WORDS and first[:1].isupper()
    return word.isalpha() and word.islower() and _COUNT.match(first) is not None
