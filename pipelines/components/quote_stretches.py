"""From one span of a passage to a stretch that reads well: what a person would cut out to show it."""

import re
from collections.abc import Sequence

from pipelines.checking.support import ReadPassage
from pipelines.text.asked_figures import holds_figure
from pipelines.text.codes_in_text import begins_entry
from pipelines.text.continued_rows import MOST as MOST_CONTINUED
from pipelines.text.continued_rows import goes_on
from pipelines.text.lexical_cover import wide_signs
from pipelines.text.orders_to_models import OMITTED, only_asks
from pipelines.text.sentences import is_named_row, is_row_of_figures
from pipelines.text.words import content_stems

LONGEST = 300
SHORTEST = 90
_WIDE_SIGN = 2.5
"""How many letters say as much as one sign of a script without spaces."""
_MOST_ROWS = 200
_MOST_HEADS = 6
"""How many spans after a head the first row is at most."""
_PARAGRAPH_END = re.compile(r"\n[^\S\n]*\n")
_SENTENCE_END = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d\u2019)]?$")
_AFTER_NAME = re.compile(r"[\d$\u20ac\u00a3\u00a5(\t]")
_PRONOUN = re.compile(
    r"(?:it|its|he|she|his|her|they|their|these|those|this|that|such|er|sie|es|sein|seine|ihr|ihre|dies|diese|dieser|"
    r"dieses|il|elle|ils|elles|son|sa|ses|leur|ce|cette|su|sus|esto|este|esta)\b",
    re.IGNORECASE,
)


def says_nothing(passage: ReadPassage, first: int, last: int) -> bool:
    """Whether a stretch only asks: questions, headings and what is left of orders hold no answer."""
    return all(only_asks(passage.text[span.start : span.end].strip()) for span in passage.spans[first : last + 1])


def is_head(passage: ReadPassage, i: int) -> bool:
    """Whether a span stands above a table's first figures: no sentence, and no figure but periods, as far as there."""
    spans, start = passage.spans, passage.spans[i].start
    for here in range(i, min(i + 1 + _MOST_HEADS, len(spans))):
        if _SENTENCE_END.search(_text(passage, here)):
            return False
        if holds_figure(passage.text[start : spans[here].end]):
            return here > i and spans[here].table
    return False


def is_named_by(asked: Sequence[str], passage: ReadPassage, i: int) -> bool:
    """Whether a table's row has a name of two words or more that stand side by side in a question, as its stems."""
    if not passage.spans[i].table:
        return False
    cell = _text(passage, i).lstrip("|").partition("|")[0]
    name = content_stems(_AFTER_NAME.split(cell.rpartition(": ")[2], maxsplit=1)[0])
    return len(name) > 1 and any(list(asked[at : at + len(name)]) == name for at in range(len(asked)))


def widened(passage: ReadPassage, i: int) -> tuple[int, int]:
    """The span with its neighbours: a table's line with those round it, a sentence with what a pronoun ties to it, a
    very short one with the next or last of its paragraph. What is no sentence, such as a heading, is read on over the
    paragraph's end; a row that names its heads needs nothing. An entry of a list of codes ends where the next begins,
    and everything where orders to a model were left out.
    """
    spans = passage.spans
    whole = 0, len(spans) - 1
    if spans[i].table:
        return _widened_row(passage, i, *whole)
    is_sentence = _SENTENCE_END.search(passage.text[spans[i].start : spans[i].end]) is not None
    lowest, highest = _paragraph(passage, i) if is_sentence else whole
    first = last = i
    is_cut = OMITTED in passage.text

    def fits(start: int, end: int) -> bool:
        if is_cut and any(_text(passage, here).strip() == OMITTED for here in range(start, end + 1)):
            return False
        is_entry = any(begins_entry(passage.text[span.start : span.end]) for span in spans[start + 1 : end + 1])
        return spans[end].end - spans[start].start <= LONGEST and (not is_entry or _is_heading_of(passage, start, end))

    def is_whole(here: int) -> bool:
        """Whether a paragraph's last sentence is read, from where one doesn't go on."""
        ends = _SENTENCE_END.search(passage.text[spans[here].start : spans[here].end])
        return ends is not None and here == _paragraph(passage, here)[1]

    while first > lowest and _points_back(passage, first) and fits(first - 1, last):
        first -= 1
    while last < highest and _points_back(passage, last + 1) and fits(first, last + 1):
        last += 1
    if (
        only_asks(passage.text[spans[last].start : spans[last].end].strip())
        and last < whole[1]
        and fits(first, last + 1)
    ):
        last += 1  # what answers it
    while _length(passage.text[spans[first].start : spans[last].end]) < SHORTEST:
        if last < highest and not is_whole(last) and fits(first, last + 1):
            last += 1
        elif first > lowest and not is_whole(first - 1) and fits(first - 1, last):
            first -= 1
        else:
            break
    return first, last


def _is_heading_of(passage: ReadPassage, start: int, end: int) -> bool:
    """Whether the first of these spans only heads the second, and nothing follows."""
    span = passage.spans[start]
    return end == start + 1 and not _SENTENCE_END.search(passage.text[span.start : span.end])


def _length(text: str) -> float:
    """How much a text says, in letters of scripts with spaces."""
    return len(text) + (_WIDE_SIGN - 1) * wide_signs(text)


def _widened_row(passage: ReadPassage, i: int, lowest: int, highest: int) -> tuple[int, int]:
    spans = passage.spans
    first = last = i
    row = passage.text[spans[i].start : spans[i].end]
    if is_named_row(row):
        return _with_continued_rows(passage, i, lowest, highest)
    if head_row(passage, i) is not None or is_row_of_figures(row):
        return first, last
    while True:
        if first > lowest and i - first < 2 and spans[last].end - spans[first - 1].start <= LONGEST:
            first -= 1
        elif last < highest and last - i < 2 and spans[last + 1].end - spans[first].start <= LONGEST:
            last += 1
        else:
            return first, last


def _with_continued_rows(passage: ReadPassage, i: int, lowest: int, highest: int) -> tuple[int, int]:
    """A row that names its heads, with those that go on with it: they leave its first cell empty, as merged ones do."""
    spans = passage.spans
    nearest = range(i - 1, max(lowest, i - MOST_CONTINUED) - 1, -1)
    above = next((row for row in nearest if goes_on(_text(passage, i), _text(passage, row))), i)
    first = above if spans[i].end - spans[above].start <= LONGEST else i
    last = i
    while (
        last < highest
        and spans[last + 1].end - spans[first].start <= LONGEST
        and goes_on(_text(passage, last + 1), _text(passage, first))
    ):
        last += 1
    return first, last


def _text(passage: ReadPassage, i: int) -> str:
    return passage.text[passage.spans[i].start : passage.spans[i].end]


def _paragraph(passage: ReadPassage, i: int) -> tuple[int, int]:
    """The first and the last span of a span's paragraph: no blank line lies between its spans."""
    spans, text = passage.spans, passage.text
    first = last = i
    while first > 0 and not _PARAGRAPH_END.search(text[spans[first - 1].end : spans[first].start]):
        first -= 1
    while last + 1 < len(spans) and not _PARAGRAPH_END.search(text[spans[last].end : spans[last + 1].start]):
        last += 1
    return first, last


def _points_back(passage: ReadPassage, i: int) -> bool:
    span = passage.spans[i]
    return not span.table and _PRONOUN.match(passage.text[span.start : span.end]) is not None


def head_row(passage: ReadPassage, i: int) -> str | None:
    """The heads above a row of a table that is drawn with bars; None for what is no such row, or is its first ones."""
    rows: list[str] = []
    while i >= 0 and len(rows) < _MOST_ROWS:
        span = passage.spans[i]
        text = passage.text[span.start : span.end]
        if not text.startswith("|"):
            break
        rows.append(text)
        i -= 1
    is_ruled = len(rows) > 2 and re.fullmatch(r"[|:\s-]+", rows[-2]) is not None
    return rows[-1] if is_ruled else None
