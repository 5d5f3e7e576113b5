"""The heads above columns of figures, told by where their words stand: in several lines, and over several columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from ingest.parsers.pdf_lines import Line
from ingest.parsers.periods import is_period
from ingest.parsers.table_heads import LONGEST_HEAD, is_figure, is_head_like

APART: Final = 0.8
"""Words further apart than this, in heights of their letters, stand in different columns."""
SAME_LINE: Final = 0.25
NEXT_LINE: Final = 2.2
"""How far above the line below it, in heights of its letters, a line of heads stands at most."""
LARGEST: Final = 1.15
"""How large the letters of heads are at most, in those of the line below: larger ones are a title's."""
MOST_LINES: Final = 7
OFF: Final = 0.15
"""How far from the middle of its columns, in their width, the head of several columns stands at most."""
WIDEST: Final = 1.5
"""How wide the head of one column is at most, in widths of the column with the gaps beside it."""
_OF_ALL: Final = re.compile(
    r"\((?:unaudited|audited|.{0,30}\b(?:in|in us) (?:thousands|millions|billions|tausend|mio|tsd)\b.{0,80})\)$"
    r"|[^)]{0,80}\bexcept (?:per|for|share|where|as)\b",
    re.IGNORECASE,
)
"""What a whole table says of its figures."""
_SENTENCE_END: Final = re.compile(r"[^\W\d_]{5}[.]$")
"""A whole word with its stop, which abbreviations such as `Acc.` are not."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together; `left` and `right` in points."""

    text: str
    left: float
    right: float

    @property
    def middle(self) -> float:
        """Halfway between its edges."""
        return (self.left + self.right) / 2


class Columns:
    """Columns of figures beside each other: where each stands, and how far the space that is its own reaches."""

    def __init__(self, spans: Sequence[tuple[float, float]]) -> None:
        self.spans = tuple(spans)
        middles = [(left + right) / 2 for left, right in spans]
        pitch = min(after - before for before, after in pairwise(middles))
        bounds = [(before[1] + after[0]) / 2 for before, after in pairwise(spans)]
        self.bounds = (min(middles[0] - pitch / 2, spans[0][0]), *bounds, max(middles[-1] + pitch / 2, spans[-1][1]))

    def __len__(self) -> int:
        return len(self.spans)

    def over(self, piece: Piece) -> list[int]:
        """The columns whose figures a piece stands over."""
        return [n for n, (left, right) in enumerate(self.spans) if piece.left < right and piece.right > left]

    def around(self, piece: Piece) -> int | None:
        """The column in whose space a piece has its middle; None beside all of them."""
        for n, (left, right) in enumerate(pairwise(self.bounds)):
            if left <= piece.middle <= right:
                return n
        return None

    def width(self, column: int) -> float:
        """The width of a column's space."""
        return self.bounds[column + 1] - self.bounds[column]


def heads_above(columns: Columns, row: Line, lines: Sequence[Line]) -> list[str] | None:
    """One head a column from the lines above a table, whose first row is `row`.

    None where a column has no head, or two have the same: then nobody knows.
    """
    stacks: list[list[str]] = [[] for _ in range(len(columns))]
    spans: list[range] = []
    below, usual = row.y, 0.0
    for level in _levels(lines, row.y):
        pieces = sorted((piece for line in level for piece in pieces_of(line)), key=lambda piece: piece.left)
        size = level[0].size
        is_apart = level[0].y - below > NEXT_LINE * size or 0 < LARGEST * usual < size
        if is_apart or any(_is_prose(piece, columns) for piece in pieces):
            break
        below, usual = level[0].y, size
        beside = [piece for piece in pieces if piece.middle > columns.bounds[0] and not _OF_ALL.match(piece.text)]
        if any(is_figure(piece.text) and not is_head_like(piece.text) for piece in beside):
            break
        heads = [" ".join(stack) for stack in stacks]
        placed = _placed(beside, columns, [span for line in level for span in line.ruled], heads, spans)
        if placed is None:
            break
        for span, piece in zip(placed, beside, strict=False):
            for column in span:
                stacks[column].insert(0, piece.text)
        spans = [span for span in placed if len(span) > 1] or spans
    heads = [" ".join(stack) for stack in stacks]
    return heads if all(map(_is_head, heads)) and len(set(heads)) == len(heads) else None


def pieces_of(line: Line) -> Iterator[Piece]:
    """The words of a line with edges, those that stand together as one piece."""
    words = line.text.split()
    if len(words) != len(line.edges):
        return
    start = 0
    for place in range(1, len(words) + 1):
        if place < len(words) and line.edges[place][0] - line.edges[place - 1][1] <= APART * line.size:
            continue
        yield Piece(" ".join(words[start:place]), line.edges[start][0], line.edges[place - 1][1])
        start = place


def _levels(lines: Sequence[Line], top: float) -> Iterator[list[Line]]:
    """Lines above `top` that share a baseline together, from the lowest up."""
    level: list[Line] = []
    count = 0
    for line in sorted((line for line in lines if line.edges and line.y > top), key=lambda line: line.y):
        if level and line.y - level[0].y > SAME_LINE * level[0].size:
            yield level
            level, count = [], count + 1
        if count == MOST_LINES:
            return
        level.append(line)
    if level:
        yield level


def _is_prose(piece: Piece, columns: Columns) -> bool:
    """True for the end of a sentence, and for a piece that reaches from beside the columns into them, or over all."""
    if _SENTENCE_END.search(piece.text):
        return True
    first, last = columns.spans[0], columns.spans[-1]
    return (piece.left < columns.bounds[0] and piece.right > first[1] + 0.5 * (first[1] - first[0])) or (
        len(piece.text.split()) > 8 and piece.right - piece.left > 0.7 * (last[1] - first[0])
    )


def _placed(
    pieces: Sequence[Piece],
    columns: Columns,
    ruled: Sequence[tuple[float, float]],
    below: Sequence[str],
    spans: Sequence[range],
) -> list[range] | None:
    """The columns that each piece of a line heads; nothing where it tells of the whole table, None where it is no head.

    `ruled` are the lines drawn under it, `below` the heads so far, `spans` the columns that pieces below head together.
    """
    if not pieces:
        return []
    is_single = all(below)
    if is_single:
        drawn = [_under(piece, columns, ruled) or _over(piece, columns, spans) for piece in pieces]
        if not any(drawn) and _is_repeated(below, len(pieces)):
            drawn = list(_shared(pieces, columns))
        if any(drawn):
            homes = [each or _home(piece, columns) for each, piece in zip(drawn, pieces, strict=True)]
            taken = [column for home in homes for column in home or ()]
            return [home or range(0) for home in homes] if len(set(taken)) == len(taken) else None
    homes = [_home(piece, columns) for piece in pieces]
    if len(pieces) == 1 and (homes[0] is None or (is_single and _is_over_all(pieces[0], columns))):
        return []
    if spans or None in homes or len(set(homes)) < len(homes):
        return None
    return [home for home in homes if home is not None]


def _under(piece: Piece, columns: Columns, ruled: Sequence[tuple[float, float]]) -> range | None:
    """The columns over which a line is drawn below a piece; None where it shows nothing."""
    for left, right in ruled:
        over = columns.over(Piece("", left, right)) if left <= piece.middle <= right else []
        if 1 < len(over) < len(columns):
            return range(over[0], over[-1] + 1)
    return None


def _over(piece: Piece, columns: Columns, spans: Sequence[range]) -> range | None:
    """The columns that a piece below this one heads together."""
    for span in spans:
        left, right = columns.bounds[span[0]], columns.bounds[span[-1] + 1]
        if abs(piece.middle - (left + right) / 2) < OFF * (right - left):
            return span
    return None


def _is_repeated(heads: Sequence[str], count: int) -> bool:
    """True where heads come again, or name periods alone, so that those above them say which is which."""
    size, rest = divmod(len(heads), count)
    if rest or size < 2:
        return False
    groups = [tuple(heads[start : start + size]) for start in range(0, len(heads), size)]
    return len(groups) > 1 and (len(set(groups)) == 1 or all(map(is_period, heads)))


def _shared(pieces: Sequence[Piece], columns: Columns) -> Iterator[range | None]:
    """The columns of each piece, where all stand over the middle of equally many, or all at the first of them."""
    size = len(columns) // len(pieces)
    spans = [range(place * size, (place + 1) * size) for place in range(len(pieces))]
    homes = [_home(piece, columns) for piece in pieces]
    at_first = [home is not None and home[0] == span[0] for home, span in zip(homes, spans, strict=True)]
    for piece, span in zip(pieces, spans, strict=True):
        yield span if all(at_first) else _over(piece, columns, [span])


def _is_over_all(piece: Piece, columns: Columns) -> bool:
    """True for a lone piece that tells of the whole table: a unit in brackets, and what stands over its middle."""
    middle, width = (columns.bounds[0] + columns.bounds[-1]) / 2, columns.bounds[-1] - columns.bounds[0]
    in_brackets = piece.text[0] == "(" and piece.text[-1] == ")"
    return in_brackets or abs(piece.middle - middle) < OFF * width


def _home(piece: Piece, columns: Columns) -> range | None:
    """The one column that a piece heads; None where it may head several, or none."""
    over = columns.over(piece)
    if len(over) > 1:
        return None
    home = over[0] if over else columns.around(piece)
    if home is None or piece.right - piece.left > WIDEST * columns.width(home):
        return None
    return range(home, home + 1)


def _is_head(head: str) -> bool:
    return 0 < len(head) <= LONGEST_HEAD and is_head_like(head)
