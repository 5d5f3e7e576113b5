"""What a stretch of a document states, so that two can be told to disagree: in figures, in dates, or yes against no."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.text.dates_in_text import MONTHS
from pipelines.text.polarity import contradicts
from pipelines.text.sentences import is_row_of_figures
from pipelines.text.text_analysis import plain_number
from pipelines.text.words import content_stems
from pipelines.types import Passage

SAME_WORDS = 0.8
"""The share of all their words that two statements have in common which are about the same."""
SAME_WORDS_OF_ONE_DOCUMENT = 0.9
"""The same within one document, which says many things in nearly the same words."""
_MOST_TURNED = 0.6
"""The share of the shorter one's words that is in common where one says yes and the other no."""
_FEWEST = 2
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<![\d.,])(?:19|20)\d\d(?![\d,]|\.\d)")
_SENTENCE_END = re.compile(r"[.!?\u3002][\"'\u201d\u2019)]?$")
_MONTH_STEMS = frozenset(stem for month in MONTHS for stem in content_stems(month))


@dataclass(frozen=True, slots=True)
class Statement:
    """`stems` are its words without months, `months` those; `figures` its numbers without `years`; of a row that names
    its heads, those below the years that were asked for, with `heads`. `names` are the words of its document's names.
    """

    text: str
    document_id: str
    is_row: bool
    stems: frozenset[str]
    months: frozenset[str]
    figures: frozenset[str]
    years: frozenset[str]
    heads: frozenset[str]
    names: frozenset[str]

    @classmethod
    def of(cls, text: str, passage: Passage, question: str, is_row: bool) -> "Statement":
        """What `text`, a stretch of the passage, states of what is asked; what ends in no stop is a row, too."""
        line, heads = " ".join(text.split()), frozenset[str]()
        is_row = is_row or not _SENTENCE_END.search(line)
        if is_row and is_row_of_figures(line):
            name, *cells = line.split(" | ")
            years = set(_YEAR.findall(question))
            asked = [cell.partition(": ") for cell in cells if not years or years & set(_YEAR.findall(cell))]
            heads = frozenset(head for head, _, _ in asked)
            line = " ".join([name, *(f"{' '.join(_YEAR.findall(head))} {value}" for head, _, value in asked)])
        stems = frozenset(content_stems(line))
        numbers = frozenset(plain_number(each) for each in _NUMBER.findall(_YEAR.sub(" ", line)))
        return cls(
            text=text,
            document_id=passage.document_id,
            is_row=is_row,
            stems=stems - _MONTH_STEMS,
            months=stems & _MONTH_STEMS,
            figures=numbers,
            years=frozenset(_YEAR.findall(line)),
            heads=heads,
            names=frozenset(content_stems(re.sub(r"[-_.]+", " ", f"{passage.title} {passage.document}"))),
        )

    def disagrees(self, other: "Statement") -> bool:
        """Whether both are about the same and can't both be right.

        Rows disagree with what stands in documents of the same name alone: the same line is in every company's report.
        Within one document only sentences do, that have one figure each.
        """
        if self.years and other.years and not self.years & other.years:
            return False
        is_own = self.document_id == other.document_id
        has_row = self.is_row or other.is_row
        if has_row and (is_own or not self._is_row_beside(other)):
            return False
        common, shorter = self.stems & other.stems, min(len(self.stems), len(other.stems))
        if len(common) < _FEWEST and common != self.stems:
            return False
        least = SAME_WORDS_OF_ONE_DOCUMENT if is_own else SAME_WORDS
        if common and len(common) >= least * len(self.stems | other.stems):
            if is_own and max(len(self.figures), len(other.figures)) > 1:
                return False
            if _differ(self.figures, other.figures) or _differ(self.months, other.months):
                return True
        is_near = len(common) >= max(_FEWEST, _MOST_TURNED * shorter) and self.figures == other.figures
        return is_near and not has_row and not is_own and _turned(self.text, other.text)

    def _is_row_beside(self, other: "Statement") -> bool:
        is_named_alike = len(self.names & other.names) >= max(1, min(len(self.names), len(other.names)) // 2)
        are_rows = self.is_row and other.is_row
        return is_named_alike and (not are_rows or (bool(self.heads) and self.heads == other.heads))


def disagree(some: Sequence[Statement], others: Sequence[Statement]) -> bool:
    """Whether one of some statements disagrees with one of the others."""
    return any(each.disagrees(other) for each in some for other in others)


def _differ(some: frozenset[str], others: frozenset[str]) -> bool:
    """Whether each has what the other lacks; figures in thousands and in full are the same."""
    first, second = ({_short(each) for each in which} for which in (some, others))
    return bool(first - second) and bool(second - first)


def _short(figure: str) -> str:
    """Without the thousands at its end."""
    zeros = len(figure) - len(figure.rstrip("0"))
    return figure[: len(figure) - zeros // 3 * 3]


def _turned(text: str, other: str) -> bool:
    return contradicts(text, other, other) and contradicts(other, text, text)
