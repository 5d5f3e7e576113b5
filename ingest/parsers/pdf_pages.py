"""The pages of a PDF beside each other: without running heads and feet, and with sentences that end on the next."""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from ingest.parsers.cleaning import clean_lines, join_broken_words
from ingest.parsers.findings import Findings, Transfer
from ingest.parsers.headed_rows import ColumnHeads
from ingest.parsers.pdf_headings import PlacedLine, Typography, headlines, merge, outline_headings, typographic_headings
from ingest.parsers.pdf_lines import Line, lines_in_reading_order, paragraph_starts
from ingest.parsers.pdf_margins import AROUND, Margins, Running, margins_of, rest_of_sentence, running_lines
from ingest.parsers.period_rows import with_periods
from pipelines.types import PAGE_BREAK, Page


@dataclass(slots=True)
class LaidPage:
    """A page before its neighbours are known: its lines, else its text, and what has to be handed over with it."""

    number: int
    label: str | None = None
    lines: list[Line] = field(default_factory=list)
    fields: str = ""
    text: str = ""
    outbox: list[Transfer] = field(default_factory=list)
    margins: Margins = field(default_factory=Margins)


@dataclass(frozen=True, slots=True)
class _Composed:
    """A page with what is handed over with it; between `start` and `end` its text is neither head nor foot."""

    page: Page
    outbox: list[Transfer]
    start: int = 0
    end: int = 0

    def followed_by(self, other: "_Composed") -> Page:
        """The page with the rest of its last sentence, where the other one begins with that."""
        last = self.page.text[self.start : self.end]
        rest = rest_of_sentence(last, other.page.text[other.start : other.end])
        if not rest:
            return self.page
        if last[-1] == "-":  # a word that the page's end parts
            word, _, rest = rest.partition(" ")
            last = last[:-1] + word
        text = f"{self.page.text[: self.start]}{last}{PAGE_BREAK}{rest}{self.page.text[self.end :]}"
        return replace(self.page, text=text)


@dataclass(slots=True)
class PageSequence:
    """Makes pages of laid pages, a few behind them. `outline` holds (title, level) by the page's index."""

    findings: Findings
    outline: Mapping[int, Sequence[tuple[str, int]]]
    _typography: Typography = field(default_factory=Typography)
    _columns: ColumnHeads = field(default_factory=ColumnHeads)

    def pages(self, laid: Iterator[LaidPage]) -> Iterator[Page]:
        """The pages in order; what belongs to one is in the outbox as it is yielded."""
        held: _Composed | None = None
        for before, page, after in _windows(map(self._taken, laid)):
            composed = self._composed(page, running_lines(page.margins, before, after))
            if held is not None:
                self.findings.outbox += held.outbox
                yield held.followed_by(composed)
            held = composed
        if held is not None:
            self.findings.outbox += held.outbox
            yield held.page

    def _taken(self, page: LaidPage) -> LaidPage:
        """Learns from a page as it comes; its transfers wait with it."""
        page.outbox, self.findings.outbox = self.findings.outbox, []
        page.lines = lines_in_reading_order(page.lines)
        page.margins = margins_of(page.lines)
        self._typography.learn(page.lines)
        if page.lines and not self.findings.headlines:
            self.findings.headlines = headlines(_placed(page.lines)[0])
        return page

    def _composed(self, page: LaidPage, running: Running) -> _Composed:
        if not page.lines:
            return _Composed(Page(page.number, page.text or page.fields, page.label), page.outbox)
        edges = running.heads | running.feet | running.left_out
        head, foot = ([page.lines[place] for place in sorted(places)] for places in (running.heads, running.feet))
        body = [line for place, line in enumerate(page.lines) if place not in edges]
        placed, text, spans = _placed(head, body, foot, columns=self._columns)
        outlined = outline_headings(self.outline.get(page.number - 1, ()), placed)
        headings = merge(outlined, typographic_headings(placed, self._typography))
        whole = "\n\n".join(part for part in (text, page.fields) if part)
        return _Composed(Page(page.number, whole, page.label, headings), page.outbox, *spans[1])


def _windows(pages: Iterator[LaidPage]) -> Iterator[tuple[list[Margins], LaidPage, list[Margins]]]:
    """Each page with the margins of those before and behind it, nearest first."""
    before: deque[Margins] = deque(maxlen=AROUND)
    waiting: deque[LaidPage] = deque()
    more = True
    while more or waiting:
        while more and len(waiting) <= AROUND:
            page = next(pages, None)
            more = page is not None
            if page is not None:
                waiting.append(page)
        if waiting:
            page = waiting.popleft()
            yield list(before), page, [each.margins for each in waiting]
            before.appendleft(page.margins)


def _placed(
    *groups: Sequence[Line], columns: ColumnHeads | None = None
) -> tuple[list[PlacedLine], str, list[tuple[int, int]]]:
    """The clean lines with their offsets, the text that they make, paragraphs apart, and the span of each group.

    `columns` knows the tables of the pages before; the longest group is the page's body.
    """
    body = max(range(len(groups)), key=lambda place: len(groups[place]))
    placed: list[PlacedLine] = []
    parts: list[str] = []
    spans: list[tuple[int, int]] = []
    length = 0
    for place, lines in enumerate(groups):
        breaks = paragraph_starts(lines)
        breaks_here, first = True, len(placed)
        whole = join_broken_words(clean_lines([line.text for line in lines]))
        heads = columns if columns is not None and place == body else ColumnHeads()
        texts = with_periods(heads.headed(lines, whole))
        for position, (line, text) in enumerate(zip(lines, texts, strict=True)):
            breaks_here = breaks_here or position in breaks
            if not text:
                continue
            gap = "" if not parts else "\n\n" if breaks_here else "\n"
            placed.append(PlacedLine(line, text, length + len(gap), opens_paragraph=breaks_here))
            parts += (gap, text)
            length += len(gap) + len(text)
            breaks_here = False
        spans.append((placed[first].start if len(placed) > first else length, length))
    return placed, "".join(parts), spans
