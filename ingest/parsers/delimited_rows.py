"""Rows of a table in plain text: which sign parts its cells, and how its quotation marks are meant."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Final

from ingest.parsers.table_heads import is_figure

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE: Final = 65_536
LOOKED_AT: Final = 60
MOST_PREAMBLE: Final = 12
"""Lines in front of a table that say what it is."""
FEWEST_SWALLOWED: Final = 3
"""Lines within a cell that all look like rows before they are taken for such."""
LONGEST_CELL: Final = 1 << 20
WORDED: Final = 1.5
"""How much a first row of different words counts beside one of figures."""
_SPACED_QUOTE: Final = re.compile(r'(?:^|[,;\t|]) +"', re.MULTILINE)
_ESCAPED_QUOTE: Final = re.compile(r'\\"(?=[^,;\t|\r\n])')


@dataclass(frozen=True, slots=True)
class DelimitedRow:
    """A row's cells; `unclear` where its quotation marks didn't close, so that its lines were read one by one."""

    cells: list[str]
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a table is written: its delimiter, how many cells its rows have, blanks in front of quotation marks."""

    delimiter: str
    width: int = 0
    spaced: bool = False

    def read(self, lines: Iterable[str]) -> Iterator[list[str]]:
        """The rows as the format has them; raises `csv.Error`."""
        csv.field_size_limit(LONGEST_CELL)
        return csv.reader(lines, delimiter=self.delimiter, skipinitialspace=self.spaced)


def dialect_of(text: str, delimiter: str = "") -> Dialect:
    """How the table is written, by its first lines; `delimiter` where that is known.

    The delimiter is the one under whose row of heads most rows have as many cells. Lines are read as the format reads
    them, so that signs in quotation marks don't count, and lines in front of the heads don't either.
    """
    sample = text[:SAMPLE]
    spaced = _SPACED_QUOTE.search(sample) is not None
    best, most = Dialect(delimiter or ",", 0, spaced), 0.0
    for sign in (delimiter,) if delimiter else DELIMITERS:
        fit, width = _fit(Dialect(sign, 0, spaced), sample)
        if fit > most:
            best, most = Dialect(sign, width, spaced), fit
    return best


def _fit(dialect: Dialect, sample: str) -> tuple[float, int]:
    """(how well the lines make a table under its best row of heads, how many cells that has)."""
    rows: list[list[str]] = []
    with suppress(csv.Error):
        rows.extend(row for row in islice(dialect.read(sample.splitlines(keepends=True)), LOOKED_AT) if row)
    best = (0.0, 0)
    for start, heads in enumerate(rows[: MOST_PREAMBLE + 1]):
        width = len(heads)
        if width < 2 or (start and start == len(rows) - 1):
            continue
        alike = sum(len(row) == width for row in rows[start:])
        words = [cell.strip() for cell in heads]
        worded = all(words) and len(set(words)) == width and not any(map(is_figure, words))
        fit = alike / (len(rows) - start) * (alike / len(rows)) ** 0.5 * min(width, 50) ** 0.5
        best = max(best, (fit * (WORDED if worded else 1.0), width))
    return best


def delimited_rows(text: str, dialect: Dialect) -> Iterator[DelimitedRow]:
    """The table's rows in order. Marks behind a backslash are part of their cell; unclosed ones swallow no rows."""
    if _ESCAPED_QUOTE.search(text[:SAMPLE]):
        text = text.replace('\\"', '""')
    lines = _Lines(text)
    rows = dialect.read(lines)
    while True:
        lines.taken.clear()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:  # a cell without end
            row = None
        if row is not None and not _swallowed(row, list(lines.taken), dialect):
            yield DelimitedRow(row)
            continue
        first, *others = lines.taken
        lines.put_back(others)
        rows = dialect.read(lines)
        yield DelimitedRow([cell.strip(' "') for cell in first.rstrip("\n").split(dialect.delimiter)], unclear=True)


class _Lines:
    """The lines of a text, of which some can be put back; `taken` are those that went out since it was emptied."""

    def __init__(self, text: str) -> None:
        self._rest = iter(re.finditer(r"[^\n]*\n|[^\n]+", text))
        self._waiting: deque[str] = deque()
        self.taken: list[str] = []

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._waiting.popleft() if self._waiting else next(self._rest)[0]
        self.taken.append(line)
        return line

    def put_back(self, lines: list[str]) -> None:
        """The lines come again, next."""
        self._waiting.extendleft(reversed(lines))


def _swallowed(row: list[str], lines: list[str], dialect: Dialect) -> bool:
    """True for a row of several lines that doesn't fit its table, or whose inner lines are rows by themselves."""
    if len(lines) < 2 or dialect.width < 2:
        return False
    if len(row) != dialect.width or not lines[-1].rstrip().endswith(('"', *row[-1][-1:])):
        return True
    inner = lines[1:-1]
    return len(inner) >= FEWEST_SWALLOWED and all(line.count(dialect.delimiter) == dialect.width - 1 for line in inner)
