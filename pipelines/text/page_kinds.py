"""Pages that are something: a balance sheet, an income statement. Told by their title and shape, asked for by a name.

`KINDS` says all that is known of a kind; a further one is an entry in `page_kind_words`.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from pipelines.text.dates_in_text import MONTHS
from pipelines.text.page_kind_words import ASKED, TITLES, WORDS

TITLE_LINES: Final = 14
"""Lines at the top of a page that can be its title."""
LONGEST_TITLE: Final = 140
MOST_WORDS_BEFORE: Final = 7
"""Words of a company's name that may stand before the name of a statement."""
LEAST_ROWS: Final = 8
LEAST_SHARE: Final = 0.3
"""Rows of figures that a page of figures has at least, and their share of its lines."""
MOST_KINDS: Final = 2
"""A page that names more kinds than this is a list of them."""

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_NUMBERED: Final = re.compile(r"\d{1,2}[.)]|\d[A-Z]\w*")
_SIGNS: Final = "()[]{}<>$\u20ac\u00a3%.,:;'\u2019*|-\u2013\u2014"
_NOTHING: Final = frozenset("-\u2013\u2014")
_JOINING: Final = frozenset("and of und der des f\u00fcr zum".split())
_BEHIND: Final = frozenset(
    """continued unaudited audited condensed consolidated loss deficit income data and or of the for as at in on to from
    ended ending year years month months period periods quarter quarters week weeks fiscal three six nine twelve
    thirteen group company parent thousand thousands million millions billion billions dollar dollars euro euros pounds
    u.s us except per share shares amounts fortsetzung ungepr\u00fcft konzern konzerns zum f\u00fcr das die den der
    des vom bis gesch\u00e4ftsjahr gesch\u00e4ftsjahres jahr jahres mio tsd teur eur usd gbp chf""".split()
)
_WHY: Final = re.compile(
    r"\b(?:why|how come|reasons? (?:for|of|behind)|what (?:drove|caused|led to|explains|explained|contributed)|"
    r"warum|weshalb|wieso|gr\u00fcnde? f\u00fcr|was hat\b.{1,80}\b(?:verursacht|bewirkt))\b",
    re.IGNORECASE,
)
_BETWEEN: Final = r"(?:['\u2019]s?)?[\s-]+"


@dataclass(frozen=True, slots=True)
class PageKind:
    """`title`: what its title line says; `words` are searched beside its own; `asked`: a question asks for it."""

    name: str
    title: re.Pattern[str]
    words: str
    asked: re.Pattern[str]


def _any_of(phrases: Sequence[str]) -> re.Pattern[str]:
    """Finds any of the phrases, the longest first, in words of any case."""
    longest = sorted(phrases, key=len, reverse=True)
    spelled = (_BETWEEN.join(map(_word, phrase.replace("-", " ").split())) for phrase in longest)
    return re.compile(rf"(?<!\w)(?:{'|'.join(spelled)})(?!\w)", re.IGNORECASE)


def _word(written: str) -> str:
    return re.escape(written).replace(r"\*", r"\w*")


KINDS: Final = {
    name: PageKind(name, _any_of(titles), " ".join(WORDS[name].split()), _any_of(ASKED[name]))
    for name, titles in TITLES.items()
}


def kinds_of(text: str) -> tuple[str, ...]:
    """The kinds of a page: those that one of its first lines names and nothing else, where it is a page of figures."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if not _is_of_figures(lines):
        return ()
    found = dict.fromkeys(kind.name for line in _titles(lines) for kind in KINDS.values() if _is_title(line, kind))
    return tuple(found) if len(found) <= MOST_KINDS else ()


def asked_kinds(question: str) -> tuple[str, ...]:
    """The kinds of pages that a question asks for, by their names or by what stands on them."""
    return tuple(kind.name for kind in KINDS.values() if kind.asked.search(question))


def asks_why(question: str) -> bool:
    """Whether a question asks for reasons, which no table of figures gives."""
    return _WHY.search(question) is not None


def kind_words(kinds: Sequence[str]) -> str:
    """What pages of these kinds are searched by beside their own words; a name that no kind has gives nothing."""
    return " ".join(KINDS[name].words for name in kinds if name in KINDS)


def _titles(lines: Sequence[str]) -> Iterator[str]:
    """The first lines, and each with the one below it, since a long title takes two."""
    first = lines[:TITLE_LINES]
    yield from (line for line in first if len(line) <= LONGEST_TITLE)
    yield from (f"{above} {below}" for above, below in pairwise(first) if len(above) + len(below) < LONGEST_TITLE)


def _is_title(line: str, kind: PageKind) -> bool:
    found = kind.title.search(line)
    if found is None or line[-1] in ".;:," or _is_listed(line):
        return False
    before, behind = line[: found.start()].split(), line[found.end() :].split()
    return len(before) <= MOST_WORDS_BEFORE and all(map(_names, before)) and all(map(_says_when, behind))


def _is_listed(line: str) -> bool:
    """True for an entry of a list of contents: it ends with the number of a page, which is no day."""
    words = line.split()
    ends = len(words) > 1 and words[-1].isdigit() and len(words[-1]) < 4
    return ends and words[-2].strip(_SIGNS).casefold() not in MONTHS


def _names(word: str) -> bool:
    """True for a word as it stands before the name of a statement: `NIKE,`, `Company`, `and`, `4.`."""
    core = word.strip(_SIGNS)
    return not core or core[0].isupper() or word == "&" or word in _JOINING or _NUMBERED.fullmatch(word) is not None


def _says_when(word: str) -> bool:
    """True for a word as it stands behind that: of a period, a unit, `continued`."""
    core = word.strip(_SIGNS).casefold()
    return not core or core[0].isdigit() or core in _BEHIND or core in MONTHS


def _is_of_figures(lines: Sequence[str]) -> bool:
    rows = sum(map(_ends_with_figures, lines))
    return rows >= LEAST_ROWS and rows >= LEAST_SHARE * len(lines)


def _ends_with_figures(line: str) -> bool:
    """True for a line whose last words are two figures or more, years aside, or a row of cells with their heads."""
    cells = line.split(" | ")
    if len(cells) > 2:
        return sum(_is_amount(cell.split()[-1]) for cell in cells if cell.strip()) >= 2
    figures = 0
    for word in reversed(line.split()):
        if _is_amount(word):
            figures += 1
        elif word.strip(_SIGNS):
            break
    return figures >= 2


def _is_amount(word: str) -> bool:
    """True for a figure that is no year, and for what stands in the place of none."""
    core = word.strip(_SIGNS)
    return word in _NOTHING or (core[:1].isdigit() and _YEAR.fullmatch(core) is None)
