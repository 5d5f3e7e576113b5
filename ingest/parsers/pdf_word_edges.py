"""Where the words of a PDF page's tables begin and end across the page."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from ingest.parsers.figure_cells import figure_cells
from ingest.parsers.pdf_letters import Letters
from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_rules import Rule

LEAST_ROWS: Final = 2
"""Rows of figures that make a table."""
MOST_ROWS: Final = 400
"""Rows of a page that are looked at: no page that people read has more."""
ABOVE: Final = 14
"""Lines above a row of figures that may hold the heads of its columns."""
LONGEST: Final = 30
"""Words of a line that may be a row or hold heads."""
LOWEST: Final = 0.7
"""How far below a line's baseline, in heights of its letters, a rule stands that is drawn under it."""

_WORD: Final = re.compile(r"\S+")
_LINE_END: Final = re.compile("[\r\n\ufffe]|$")


def with_edges(letters: Letters, lines: Sequence[Line], rules: Sequence[Rule]) -> list[Line]:
    """The lines, those that may belong to a table with the edges of their words and the rules below them.

    Some 5 \u00b5s a word of a table; nothing on pages without rows of figures.
    """
    words = [line.text.split() for line in lines]
    rows = [place for place, each in enumerate(words) if 2 < len(each) <= LONGEST and len(figure_cells(each)) > 1]
    if len(rows) < LEAST_ROWS:
        return list(lines)
    near = {place for row in rows[:MOST_ROWS] for place in range(max(0, row - ABOVE), row + 2)}
    drawn = sorted(rules, key=lambda rule: rule.top)
    heights = [rule.top for rule in drawn]
    found = []
    for place, line in enumerate(lines):
        if place in near and len(words[place]) <= LONGEST:
            edges = _edges(letters, line)
            below = slice(bisect_left(heights, line.y - LOWEST * line.size), bisect_left(heights, line.y))
            ruled = tuple((rule.left, rule.right) for rule in drawn[below]) if edges else ()
            line = replace(line, edges=edges, ruled=ruled)
        found.append(line)
    return found


def _edges(letters: Letters, line: Line) -> tuple[tuple[float, float], ...]:
    """(left, right) of each word in points; none where the line reads otherwise than the page's text."""
    end = _LINE_END.search(letters.raw, line.start)
    words = list(_WORD.finditer(letters.raw, line.start, end.start() if end else line.start))
    if [word.group() for word in words] != line.text.split():
        return ()
    found = []
    for word in words:
        first, last = letters.outline(word.start()), letters.outline(word.end() - 1)
        if first is None or last is None:
            return ()
        found.append((first[0], max(first[2], last[2])))
    return tuple(found)
