"""Headings of a PDF: from its outline, and from letters that are larger or bolder than the text around them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from ingest.parsers.pdf_lines import Line
from pipelines.text.sentences import is_row_of_figures
from pipelines.types import Heading

LONGEST_HEADING: Final = 140
MOST_HEADLINES: Final = 8
MOST_HEADINGS: Final = 14
"""A page with more large lines than this is a cover, a slide or a poster; none of them is a heading then."""
_NOT_LETTERS: Final = re.compile(r"[\W\d_]+")
_FILE_NAME: Final = re.compile(r"\.(pdf|docx?|indd|qxd|ps)$", re.IGNORECASE)
_KEY: Final = re.compile(r"\W+")


@dataclass(slots=True)
class PlacedLine:
    """A line as it went into the page's text, with where it starts there."""

    line: Line
    text: str
    start: int
    opens_paragraph: bool


@dataclass(slots=True)
class Typography:
    """What the document's letters have looked like so far: heights and weights by the number of signs."""

    heights: Counter[float] = field(default_factory=Counter)
    weights: Counter[int] = field(default_factory=Counter)

    def learn(self, lines: Sequence[Line]) -> None:
        """Adds a page."""
        for line in lines:
            self.heights[line.size] += len(line.text)
            self.weights[line.weight] += len(line.text)

    def usual(self) -> tuple[float, int]:
        """Height and weight of most letters; zeros before anything is known."""
        if not self.heights:
            return 0.0, 0
        return self.heights.most_common(1)[0][0], self.weights.most_common(1)[0][0]


def _can_be_heading(text: str) -> bool:
    letters = _NOT_LETTERS.sub("", text)
    if is_row_of_figures(text):  # printed bold
        return False
    if len(letters) < 3 or len(text) > LONGEST_HEADING or text[0] in "\u2022>*|\u25aa\u25cf\u2713":
        return False
    return len(letters) >= 0.5 * len(text.replace(" ", ""))


def _level(placed: PlacedLine, usual_height: float, usual_weight: int) -> int | None:
    """1 to 3 by height, 4 for bold lines of the text's own height; None for ordinary lines."""
    ratio = placed.line.size / usual_height if usual_height else 1.0
    if ratio >= 1.15:
        return 1 if ratio >= 1.8 else 2 if ratio >= 1.35 else 3
    bold = usual_weight > 0 and placed.line.weight >= 1.5 * usual_weight
    stands_alone = placed.opens_paragraph and placed.text[-1] not in ".,;:" and len(placed.text) <= 90
    if bold and ratio > 0.9 and stands_alone and not placed.text[0].islower():
        return 4
    return None


def typographic_headings(placed: Sequence[PlacedLine], typography: Typography) -> list[Heading]:
    """The headings that letters alone show; lines of one size that follow each other are one heading."""
    height, weight = typography.usual()
    page = Typography()
    page.learn([item.line for item in placed])
    height = max(height, page.usual()[0])  # a page set larger than the rest has its own ordinary size
    found: list[Heading] = []
    previous: tuple[int, float] | None = None
    for index, item in enumerate(placed):
        level = _level(item, height, weight)
        if level is None or not _can_be_heading(item.text):
            previous = None
            continue
        if found and level < 4 and previous == (index - 1, item.line.size) and not item.opens_paragraph:
            last = found[-1]
            found[-1] = Heading(f"{last.text} {item.text}"[:LONGEST_HEADING], last.start, last.level)
        else:
            found.append(Heading(item.text, item.start, level))
        previous = (index, item.line.size)
    too_much = sum(len(heading.text) for heading in found) > 0.3 * sum(len(item.text) for item in placed)
    return found if len(found) <= MOST_HEADINGS and not (too_much and len(placed) > 12) else []


def outline_headings(entries: Sequence[tuple[str, int]], placed: Sequence[PlacedLine]) -> list[Heading]:
    """Outline entries (title, level) of one page at the line that starts with their words, else at the page's start."""
    if not entries:
        return []
    keys = [_KEY.sub("", item.text).casefold() for item in placed]
    found: list[Heading] = []
    for title, level in entries:
        key = _KEY.sub("", title).casefold()
        if not key or len(title) > LONGEST_HEADING or _FILE_NAME.search(title):
            continue
        place = next(
            (item.start for item, line in zip(placed, keys, strict=True) if line and _same_start(line, key)), 0
        )
        found.append(Heading(title, place, level))
    return found


def _same_start(line: str, key: str) -> bool:
    return line.startswith(key) or (len(line) >= 8 and key.startswith(line))


def merge(outline: Sequence[Heading], typographic: Sequence[Heading]) -> tuple[Heading, ...]:
    """All headings of a page in order; where both know one, the outline's level counts."""
    taken = {heading.start for heading in outline}
    merged = [*outline, *(heading for heading in typographic if heading.start not in taken)]
    return tuple(sorted(merged, key=lambda heading: (heading.start, heading.level)))


def headlines(placed: Sequence[PlacedLine]) -> list[str]:
    """The most prominent stretches of words on a page, largest letters first, then from the top.

    Lines of the same letters that follow each other without a gap are one stretch.
    """
    groups: list[list[PlacedLine]] = []
    for item in placed:
        last = groups[-1][-1].line if groups else None
        same = (
            last is not None and last.weight == item.line.weight and abs(last.size - item.line.size) < 0.06 * last.size
        )
        if same and not item.opens_paragraph:
            groups[-1].append(item)
        elif item.line.size > 0:
            groups.append([item])
    highest = max((group[0].line.size for group in groups), default=0.0)
    groups = [group for group in groups if group[0].line.size >= 0.65 * highest]
    groups.sort(key=lambda group: (-round(group[0].line.size), group[0].start))
    return [" ".join(item.text for item in group)[:400] for group in groups[:MOST_HEADLINES]]
