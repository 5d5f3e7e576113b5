"""Rows of figures below names of periods, in running text: each figure with the period that it stands below."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.parsers.figure_cells import figure_cells
from ingest.parsers.periods import is_period, is_plain_year
from ingest.parsers.table_lines import BETWEEN

_LONGEST_LABEL: Final = 100
LONGEST_HEAD_LABEL: Final = 70
MOST_ROWS: Final = 80
"""Lines below its heads that a table has at most on a page."""
WORDS_OF_A_PERIOD: Final = 4
MOST_PERIODS: Final = 8

_SPAN: Final = re.compile(
    r"\b(?:three|six|nine|twelve|thirteen|twenty-six|thirty-nine|\d{1,2}) (?:months|weeks|quarters)(?: ended)?\b",
    re.IGNORECASE,
)
_LOOSE: Final = re.compile(r"(?<=\()\s+(?=[\d$])|(?<=\d)\s+(?=\))")
_NUMBERED: Final = frozenset("level note notes class series tier item part stage phase type form section step".split())
"""Words whose number belongs to them, rather than to a column."""


@dataclass(frozen=True, slots=True)
class _Heads:
    periods: tuple[str, ...]
    with_notes: bool


def with_periods(lines: Sequence[str]) -> list[str]:
    """The same lines, rows of figures as `label | 2024: 1,200 | 2023: 1,100` where a line above names the periods.

    A row with more or fewer figures than there are periods stays as it is, and so does all else.
    """
    found: list[str] = []
    heads: _Heads | None = None
    left = 0
    for above, line in zip(["", *lines], lines, strict=False):
        named = _heads(line)
        if named is not None:
            heads, left = _told_apart(named, above), MOST_ROWS
        elif heads is not None and left:
            left -= 1
            line = _row(line, heads) or line
        found.append(line)
    return found


def _heads(line: str) -> _Heads | None:
    """The periods that a line ends with, at least two; None for every other line."""
    words = line.split()
    if len(words) > WORDS_OF_A_PERIOD * MOST_PERIODS or not words or not any(map(str.isdigit, words[-1])):
        return None
    periods: list[str] = []
    end = len(words)
    while end:
        start = _start_of_period(words, end)
        if start is None:
            break
        periods.insert(0, " ".join(words[start:end]))
        end = start
    label = " ".join(words[:end])
    if not 2 <= len(periods) <= MOST_PERIODS or len(label) > LONGEST_HEAD_LABEL or any(map(str.isdigit, label)):
        return None
    if all(map(is_plain_year, periods[1:])):  # "Years ended December 31, 2024 2023"
        periods[0] = periods[0].split()[-1]
    if len({len(period.split()) for period in periods}) > 1:
        return None
    return _Heads(tuple(periods), "note" in label.casefold())


def _told_apart(heads: _Heads, above: str) -> _Heads | None:
    """The heads by the lengths of time above them, where there are several; None where two are the same then."""
    spans, periods = _SPAN.findall(above), heads.periods
    if len(spans) > 1 and len(periods) % len(spans) == 0:
        each = len(periods) // len(spans)
        periods = tuple(f"{spans[place // each]} {period}" for place, period in enumerate(periods))
    return _Heads(periods, heads.with_notes) if len(set(periods)) == len(periods) else None


def _start_of_period(words: Sequence[str], end: int) -> int | None:
    """Where the longest period starts that ends before `end`."""
    for start in range(max(0, end - WORDS_OF_A_PERIOD), end):
        if is_period(" ".join(words[start:end])):
            return start
    return None


def _row(line: str, heads: _Heads) -> str | None:
    words = _LOOSE.sub("", line).split()
    found = figure_cells(words)
    label, cells = " ".join(words[: found[0].first] if found else words), [each.text for each in found]
    count = len(heads.periods)
    if heads.with_notes and len(cells) == count + 1 and cells[0].isdigit() and len(cells[0]) <= 2:
        label, cells = f"{label} {cells[0]}", cells[1:]
    if len(cells) != count or not is_label(label):
        return None
    return headed_row(label, zip(heads.periods, cells, strict=True))


def is_label(text: str) -> bool:
    """Whether words in front of figures name a row: neither too many, nor with a number of their own to come."""
    has_letters = any(map(str.isalpha, text))
    return has_letters and len(text) <= _LONGEST_LABEL and text.split()[-1].casefold() not in _NUMBERED


def headed_row(label: str, cells: Iterable[tuple[str, str]]) -> str:
    """`label | head: figure | head: figure`; `cells` are heads with their figures."""
    return BETWEEN.join([label.rstrip(" :\u2026"), *(f"{head}: {figure}" for head, figure in cells)])
