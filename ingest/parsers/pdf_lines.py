"""The lines of a PDF page with their place and size, in reading order."""

import ctypes
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import islice, pairwise
from statistics import median
from typing import Any, Final

import pypdfium2.raw as pdfium

LAM: Final = "\u0644"
BROKEN_WORD: Final = "\ufffe"
_LINE_END: Final = re.compile("\r\n|\ufffe|$")
_WORD: Final = re.compile(r"[^\W_]+")
_LAM_ALEF: Final = re.compile("[\u0627\u0622\u0623\u0625]\u0644")
BASELINE_TOLERANCE: Final = 2.5
"""Points by which the baselines of one row may differ."""
COLUMN_TOLERANCE: Final = 20.0
"""Points by which the pieces of one column may start apart: numbers are set to the right."""
LONGEST_CELL: Final = 7
"""Runs from so many lines on are a column of cells; shorter ones may be one cell's text."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of raw text; `x`, `y` is where it starts (points from the lower left), `size` its letters' height.

    `weight` is the font's boldness where the file tells (400 is common), else 0; `start` its place in the page's text.
    For lines that may belong to a table `edges` are (left, right) of each word, `ruled` those of rules drawn below it.
    """

    text: str
    x: float
    y: float
    size: float
    weight: int
    start: int = 0
    edges: tuple[tuple[float, float], ...] = ()
    ruled: tuple[tuple[float, float], ...] = ()

    def followed_by(self, other: "Line", gap: str) -> "Line":
        """One line of both, with `gap` between them."""
        edges = (*self.edges, *other.edges) if gap and self.edges and other.edges else ()
        return replace(self, text=f"{self.text}{gap}{other.text}", edges=edges, ruled=(*self.ruled, *other.ruled))


class LineReader:
    """Reads the lines of a page; holds the buffers for the library's calls. Cost: some 5 µs a line."""

    def __init__(self) -> None:
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._box = pdfium.FS_RECTF()

    def lines(self, textpage: Any, raw: str, closely: bool = False) -> list[Line]:
        """The lines of `raw`, which is the whole text of `textpage`, empty ones left out.

        A line's height is its first letter's; `closely` looks at the first letters of more words and takes the
        highest, for titles in small capitals.
        """
        found: list[Line] = []
        # The library counts in UTF-16 units; `raw` is decoded, so signs beyond U+FFFF count double.
        wide = not raw.isascii() and max(raw) > "\uffff"
        start = shift = 0
        for match in _LINE_END.finditer(raw):
            text = raw[start : match.start()]
            stripped = text.lstrip()
            if stripped:
                letters = [letter.start() for letter in islice(_WORD.finditer(text), 5 if closely else 1)]
                places = [start + shift + place for place in letters or [len(text) - len(stripped)]]
                # The library joins words that were split at a line's end and puts U+FFFE where the hyphen was.
                whole = f"{stripped}-" if match.group() == BROKEN_WORD else stripped.rstrip()
                found.append(replace(self._line(textpage, whole, places), start=match.start() - len(stripped)))
            if wide:
                shift += sum(sign > "\uffff" for sign in text)
            start = match.end()
        return found

    def _line(self, textpage: Any, text: str, places: Sequence[int]) -> Line:
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, places[0])
        if index < 0 or not pdfium.FPDFText_GetCharOrigin(textpage, index, self._x, self._y):
            return Line(text, 0.0, 0.0, 0.0, 0)
        height = max(self._height(textpage, place) for place in places)
        weight = pdfium.FPDFText_GetFontWeight(textpage, index)
        return Line(text, self._x.value, self._y.value, round(height, 1), max(0, weight))

    def _height(self, textpage: Any, place: int) -> float:
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, place)
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(textpage, index, self._box):
            return 0.0
        return float(abs(self._box.top - self._box.bottom))

    def repair_lam_alef(self, textpage: Any, raw: str) -> str:
        """`raw` with Arabic lam-alef ligatures in the order they are read.

        The library spells the ligature's two letters backwards; both then stand at the same place, which tells them
        from an alef and a lam that follow each other.
        """
        if LAM not in raw:
            return raw
        signs = list(raw)
        for match in _LAM_ALEF.finditer(raw):
            if self._place(textpage, match.start()) == self._place(textpage, match.start() + 1) is not None:
                signs[match.start()], signs[match.start() + 1] = LAM, raw[match.start()]
        return "".join(signs)

    def _place(self, textpage: Any, text_index: int) -> tuple[float, float] | None:
        index = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, text_index)
        if index < 0 or not pdfium.FPDFText_GetCharOrigin(textpage, index, self._x, self._y):
            return None
        return round(self._x.value, 1), round(self._y.value, 1)


def _rows(lines: Sequence[Line]) -> list[list[Line]]:
    """Lines that share a baseline together, from the top down, each row from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (-line.y, line.x)):
        if rows and rows[-1][0].y - line.y <= min(BASELINE_TOLERANCE, 0.4 * (line.size or BASELINE_TOLERANCE)):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x) for row in rows]


def _runs_down(lines: Sequence[Line]) -> list[int]:
    """The lengths of the runs that go straight down, line by line, in the order in which the file stores them."""
    runs = [1]
    for above, line in pairwise(lines):
        straight = abs(above.x - line.x) <= COLUMN_TOLERANCE and 0 < above.y - line.y <= 4 * (line.size or 10)
        if straight:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


def _is_columnar_table(lines: Sequence[Line], rows: Sequence[Sequence[Line]]) -> bool:
    """True where a table's cells don't come row by row although rows of three and more short pieces are on the page.

    Either they are stored in long runs down, or they jump about. Papers in two or three columns have long pieces;
    tables that come row by row have one piece a row; cells of several lines make short runs, and putting their rows
    together would mix their words.
    """
    if median(len(line.text) for line in lines) > 24:
        return False
    if sum(len(row) for row in rows if len(row) >= 3) < 0.5 * len(lines):
        return False
    runs = _runs_down(lines)
    in_columns = sum(length for length in runs if length >= LONGEST_CELL)
    in_cells = sum(length for length in runs if 1 < length < LONGEST_CELL)
    jumps = sum(line.y > above.y + line.size for above, line in pairwise(lines))
    return in_columns >= 0.3 * len(lines) or (jumps >= 3 and in_cells <= 0.15 * len(lines))


def _join_baselines(lines: Sequence[Line]) -> list[Line]:
    """Pieces that follow each other on one baseline as one line: a change of font is no break."""
    joined: list[Line] = []
    end = 0.0
    for line in lines:
        last = joined[-1] if joined else None
        if last is not None and abs(last.y - line.y) <= 0.15 * line.size and line.x > end and last.text[-1] != "-":
            gap = "" if line.text[0] in ",.;:)" else " "
            joined[-1] = last.followed_by(line, gap)
        else:
            joined.append(line)
        end = line.x
    return joined


def lines_in_reading_order(lines: list[Line]) -> list[Line]:
    """The lines as they came, except that tables stored column by column are put together row by row."""
    if len(lines) < 12:
        return _join_baselines(lines)
    rows = _rows(lines)
    if not _is_columnar_table(lines, rows):
        return _join_baselines(lines)
    return [reduce(lambda line, piece: line.followed_by(piece, " "), row) for row in rows]


def paragraph_starts(lines: Sequence[Line]) -> set[int]:
    """The positions of lines that a gap wider than the page's usual one separates from the line above."""
    gaps: dict[int, float] = {}
    for index in range(1, len(lines)):
        gap = lines[index - 1].y - lines[index].y
        if lines[index].size > 0:
            gaps[index] = gap
    usual = sorted(gap for gap in gaps.values() if gap > 1.0)
    if len(usual) < 3:
        return set()
    typical = usual[len(usual) // 3]
    return {
        index
        for index, gap in gaps.items()
        if gap < -typical or gap > max(1.5 * typical, 1.4 * max(lines[index].size, lines[index - 1].size))
    }
