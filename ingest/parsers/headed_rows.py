"""Rows of figures in the tables of a PDF page, each figure with the head of the column that it stands in."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.parsers.column_heads import APART, Columns, Piece, heads_above
from ingest.parsers.figure_cells import figure_cells
from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_word_edges import ABOVE, LEAST_ROWS
from ingest.parsers.period_rows import headed_row, is_label

MOST_BETWEEN: Final = 4
"""Lines without figures that may stand between two rows of one table."""
ALIKE: Final = 6.0
"""Points by which the columns of a table may move where it goes on below the same heads."""


@dataclass(frozen=True, slots=True)
class _Row:
    """`joined` is a figure that stands so near to the label that it may belong to it."""

    place: int
    label: str
    cells: tuple[Piece, ...]
    joined: Piece | None = None


@dataclass(slots=True)
class ColumnHeads:
    """Finds the heads of figures, page by page: a table may go on on the next one without its heads."""

    _open: tuple[Columns, list[str]] | None = None

    def headed(self, lines: Sequence[Line], texts: Sequence[str]) -> list[str]:
        """The texts of a page's lines, as `with_column_heads` says."""
        found = list(texts)
        known, self._open = self._open, None
        end = 0
        for block in _blocks(lines, texts):
            first, before = block[0].place, end
            columns = _columns(block)
            if columns is None:
                continue
            above = [lines[place] for place in range(max(end, first - ABOVE), first)]
            heads = heads_above(columns, lines[first], above)
            if heads is None and known is not None and _same(columns, known[0]) and (before or first <= MOST_BETWEEN):
                heads = known[1]
            end = block[-1].place + 1
            if heads is None:
                continue
            known = columns, heads
            self._open = known if end >= len(lines) - MOST_BETWEEN else None
            for row in block:
                headed = _headed(row, columns, heads)
                if headed:
                    found[row.place] = headed
        return found


def with_column_heads(lines: Sequence[Line], texts: Sequence[str]) -> list[str]:
    """The texts of the lines, rows of figures as `label | head: 1,200 | head: 1,100` where a column's head is certain.

    A line without edges, a table of which a column has no head, and all else stay as they are.
    """
    return ColumnHeads().headed(lines, texts)


def _blocks(lines: Sequence[Line], texts: Sequence[str]) -> Iterator[list[_Row]]:
    """Rows that belong to one table: below each other, without other heads between them."""
    block: list[_Row] = []
    for place, (line, text) in enumerate(zip(lines, texts, strict=True)):
        row = _row(place, line, text)
        if block and (
            place - block[-1].place > MOST_BETWEEN
            or line.y > lines[block[-1].place].y
            or (row is None and _parts(line))
        ):
            if len(block) >= LEAST_ROWS:
                yield block
            block = []
        if row is not None:
            block.append(row)
    if len(block) >= LEAST_ROWS:
        yield block


def _parts(line: Line) -> bool:
    """True for a line of several pieces that isn't a row: heads of what follows."""
    if len(line.edges) < 2:
        return False
    gaps = [after[0] - before[1] for before, after in pairwise(line.edges)]
    return max(gaps) > 2 * line.size


def _row(place: int, line: Line, text: str) -> _Row | None:
    words = text.split()
    found = figure_cells(words) if len(words) == len(line.edges) else []
    if not found or not found[0].first:
        return None
    label = " ".join(words[: found[0].first])
    if not is_label(label):
        return None
    cells = tuple(Piece(each.text, line.edges[each.first][0], line.edges[each.last][1]) for each in found)
    before = found[0].first - 1
    is_led = words[before].endswith(("\u2026", ".."))  # by dots up to the first figure
    is_joined = not is_led and cells[0].left - line.edges[before][1] <= APART * line.size
    joined, cells = (cells[0], cells[1:]) if is_joined else (None, cells)
    return _Row(place, label, cells, joined) if len(cells) > 1 else None


def _columns(block: Sequence[_Row]) -> Columns | None:
    """Where the figures of most rows stand below each other; None where they don't."""
    usual = Counter(len(row.cells) for row in block).most_common(1)[0][0]
    rows = [row for row in block if len(row.cells) == usual]
    if len(rows) < LEAST_ROWS:
        return None
    spans = [(min(row.cells[n].left for row in rows), max(row.cells[n].right for row in rows)) for n in range(usual)]
    apart = all(before[1] < after[0] for before, after in pairwise(spans))
    return Columns(spans) if apart else None


def _same(columns: Columns, others: Columns) -> bool:
    if len(columns) != len(others):
        return False
    pairs = list(zip(columns.spans, others.spans, strict=True))
    return any(all(abs(one[side] - other[side]) <= ALIKE for one, other in pairs) for side in (0, 1))


def _headed(row: _Row, columns: Columns, heads: Sequence[str]) -> str:
    """The row with the heads of its figures; nothing where one stands in no column, or two in one."""
    label, cells = row.label, row.cells
    if row.joined is not None and columns.over(row.joined):
        cells = (row.joined, *cells)
    elif row.joined is not None:
        label = f"{label} {row.joined.text}"
    homes = [over[0] if len(over := columns.over(cell)) == 1 else None for cell in cells]
    if None in homes or len(set(homes)) < len(homes):
        return ""
    return headed_row(
        label, ((heads[home], cell.text) for home, cell in zip(homes, cells, strict=True) if home is not None)
    )
