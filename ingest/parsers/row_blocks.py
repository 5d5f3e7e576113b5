"""Long tables in blocks of rows: each value with the head of its column, each block with the cells it comes from."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice, pairwise
from typing import Final

from ingest.parsers.tables import guessed_head_rows, heads_of, is_figure, is_head_like, row_line
from pipelines.types import Heading

BLOCK_CHARACTERS: Final = 2_500
LOOKED_AT: Final = 12
"""Rows at the top of a table by which its heads are told."""
LONGEST_TITLE: Final = 160
MOST_TITLES: Final = 2
"""Lone cells between empty rows that name the table below them; more are a list."""
MOST_COLUMNS: Final = 16_384


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its number and the words of its cells by column, both 1-based; whether all of them are bold."""

    number: int
    cells: dict[int, str]
    bold: bool = False


@dataclass(slots=True)
class Merges:
    """Merged cells, by (row, column) of the first: the last row that each covers, and the last column."""

    down: dict[tuple[int, int], int] = field(default_factory=dict)
    right: dict[tuple[int, int], int] = field(default_factory=dict)


@dataclass(slots=True)
class RowBlock:
    """A stretch of rows as text; `headings` say what stands above them; rows and columns are 1-based."""

    headings: list[Heading] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    length: int = 0
    rows: list[int] = field(default_factory=list)
    columns: set[int] = field(default_factory=set)

    def text(self) -> str:
        """Each row is a paragraph of its own, so that none is cut in two."""
        return "\n\n".join(self.lines)

    def cells(self) -> str:
        """The cells that the block was taken from: `B2:F40`, or `B2` for one."""
        first = f"{column_letters(min(self.columns))}{min(self.rows)}"
        last = f"{column_letters(max(self.columns))}{max(self.rows)}"
        return first if first == last else f"{first}:{last}"


def column_number(letters: str) -> int:
    """`A` is 1, `Z` 26, `AA` 27."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """1 is `A`, 27 `AA`."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def row_blocks(
    rows: Iterable[GridRow], name: str = "", merges: Merges | None = None, head_rows: Collection[int] = ()
) -> Iterator[RowBlock]:
    """The rows in blocks of some 2,500 characters. `name` is the sheet's; `head_rows` are known to hold heads.

    Empty rows part one table from the next; a lone cell above a table is its title. Memory: one block.
    """
    writer = _Writer(name)
    for table in _tables(_filled_down(rows, merges or Merges())):
        yield from writer.write(table, merges or Merges(), head_rows)
    yield from writer.flush()


def _filled_down(rows: Iterable[GridRow], merges: Merges) -> Iterator[GridRow]:
    """The rows with the words of cells that reach down in each row that they cover."""
    reaching: dict[int, tuple[int, str]] = {}
    for row in rows:
        for column, (last, words) in list(reaching.items()):
            if row.number > last:
                del reaching[column]
            else:
                row.cells.setdefault(column, words)
        for column, words in row.cells.items():
            if (row.number, column) in merges.down:
                reaching[column] = (merges.down[row.number, column], words)
        yield row


def _tables(rows: Iterable[GridRow]) -> Iterator[Iterator[GridRow]]:
    """The rows between empty ones, as iterators that must be used up before the next is taken."""
    source = iter(rows)
    held: list[GridRow] = list(islice(source, 1))

    def table() -> Iterator[GridRow]:
        while held:
            row = held.pop()
            held.extend(islice(source, 1))
            yield row
            if held and held[0].number > row.number + 1:
                return

    while held:
        yield table()


@dataclass(frozen=True, slots=True)
class _Band:
    """The columns of one of several tables that stand side by side."""

    first: int
    last: int

    def of(self, row: GridRow) -> GridRow:
        """The part of a row that lies in these columns."""
        return GridRow(row.number, {c: text for c, text in row.cells.items() if self.first <= c <= self.last}, row.bold)


def _side_by_side(rows: Sequence[GridRow]) -> list[_Band]:
    """The tables that stand beside each other, at least two, or none.

    An empty column alone parts no tables, since many leave one for the eye: each part needs heads of its own, in
    another row than its neighbour's or with the same word among them.
    """
    columns = sorted({column for row in rows for column in row.cells})
    starts = [column for before, column in pairwise(columns) if column > before + 1]
    if not starts:
        return []
    firsts = [columns[0], *starts]
    bands = [_Band(first, following - 1) for first, following in pairwise([*firsts, MOST_COLUMNS + 1])]
    seen: list[tuple[int, tuple[str, ...]]] = []
    for band in bands:
        parts = [part for row in rows if (part := band.of(row)).cells]
        tops = [part for part in parts if len(part.cells) > 1]
        cells = sorted({column for part in tops for column in part.cells})
        if not guessed_head_rows([[part.cells.get(column, "") for column in cells] for part in tops], marked=True):
            return []
        seen.append((tops[0].number, tuple(tops[0].cells.values())))
    apart = all(one[0] != other[0] or set(one[1]) & set(other[1]) for one, other in pairwise(seen))
    return bands if apart else []


@dataclass(slots=True)
class _Writer:
    name: str
    heads: dict[int, str] = field(default_factory=dict)
    title: str = ""
    waiting: bool = False
    """Whether the title still waits for its table, which an empty row parts from it."""
    block: RowBlock = field(default_factory=RowBlock)

    def write(self, table: Iterator[GridRow], merges: Merges, known: Collection[int]) -> Iterator[RowBlock]:
        """The blocks that a table completes."""
        first = list(islice(table, LOOKED_AT))
        bands = _side_by_side(first)
        if bands:
            rows = [*first, *table]
            for band in bands:
                yield from self.flush()
                for each in _tables(row for row in map(band.of, rows) if row.cells):
                    yield from self.write(each, merges, known)
            return
        titles = _title_rows(first, known)
        body = first[titles:]
        if titles:
            self.waiting = not body
            yield from self._start_title(first[:titles])
            if not body:
                return
        elif self.waiting and len(first[0].cells) > 1:
            self.waiting = False
        elif self.title and len(body[0].cells) > 1 and not self._continues(body):
            yield from self.flush()
            self.title = ""
        count = _head_rows(body, merges, known)
        if count:
            self.heads = _heads(body[:count], merges)
        elif not self._continues(body):
            self.heads = {}
        if count and len(body) == count and len(first) < LOOKED_AT:  # heads of nothing are all there is to say
            self.heads, count = {}, 0
        if self.heads and not set(self.heads) <= {column for row in body[count:] for column in row.cells}:
            for row in body[:count]:  # a head without values would say nothing
                self._append(row, row_line([row.cells[column] for column in sorted(row.cells)]))
        for row in (*body[count:], *table):
            if row.number in known and row is not body[0]:
                self.heads = _heads([row], merges)
                continue
            yield from self._add(row)

    def flush(self) -> Iterator[RowBlock]:
        """The block so far, where it holds anything; what follows starts another."""
        if self.block.lines:
            yield self.block
        self.block = RowBlock()

    def _continues(self, body: Sequence[GridRow]) -> bool:
        """True where rows after an empty one still stand below the heads above it."""
        return len(body[0].cells) > 1 and set(body[0].cells) <= set(self.heads)

    def _start_title(self, rows: Sequence[GridRow]) -> Iterator[RowBlock]:
        if self.block.length > BLOCK_CHARACTERS // 2 or self.title:
            yield from self.flush()
        words = " ".join(text for row in rows for text in row.cells.values())
        self.title = words[:LONGEST_TITLE] if len(words) <= LONGEST_TITLE else ""
        for row in rows:
            self._append(row, row_line(list(row.cells.values())))

    def _add(self, row: GridRow) -> Iterator[RowBlock]:
        cells = [row.cells[column] for column in sorted(row.cells)]
        lone = len(cells) == 1 and len(self.heads) > 1 and not is_figure(cells[0])
        heads = [] if lone else [self.heads.get(column, "") for column in sorted(row.cells)]
        line = row_line(cells, heads)
        if self.block.length + len(line) > BLOCK_CHARACTERS:
            yield from self.flush()
        self._append(row, line)

    def _append(self, row: GridRow, line: str) -> None:
        if not self.block.lines:
            above = [(self.name, 1)] if self.name else []
            above += [(self.title, 2)] if self.title else []
            self.block.headings = [Heading(words, 0, level) for words, level in above]
        elif self.title and self.title not in {heading.text for heading in self.block.headings}:
            self.block.headings.append(Heading(self.title, self.block.length, 2))
        self.block.lines.append(line)
        self.block.length += len(line) + 2
        self.block.rows.append(row.number)
        self.block.columns.update(row.cells)


def _title_rows(rows: Sequence[GridRow], known: Collection[int]) -> int:
    """How many lone cells stand above the first row of several, or are all there is, before the next table."""
    count = 0
    while count < len(rows) and len(set(rows[count].cells.values())) == 1 and rows[count].number not in known:
        if is_figure(next(iter(rows[count].cells.values()))):
            break
        count += 1
    if count == len(rows):
        return count if count <= MOST_TITLES else 0
    return count if len(rows[count].cells) > 1 else 0


def _head_rows(body: Sequence[GridRow], merges: Merges, known: Collection[int]) -> int:
    """How many rows at the top hold heads: 0, 1, or 2 where those of the first reach over several columns."""
    columns = sorted({column for row in body for column in row.cells})
    rows = [[row.cells.get(column, "") for column in columns] for row in body]
    spanning = any((body[0].number, column) in merges.right for column in body[0].cells)
    marked = body[0].bold and len(body) > 1 and not body[1].bold
    wordy = all(map(is_head_like, rows[0]))
    if body[0].number not in known and not (spanning and wordy) and not guessed_head_rows(rows, marked):
        return 0
    second = len(body) > 2 and all(map(is_head_like, rows[1])) and body[0].number not in known
    return 2 if spanning and second else 1


def _heads(rows: Sequence[GridRow], merges: Merges) -> dict[int, str]:
    """The heads by column, those of merged cells for each column that they cover."""
    spread: list[dict[int, str]] = []
    for row in rows:
        cells = dict(row.cells)
        for column, words in row.cells.items():
            for covered in range(column + 1, merges.right.get((row.number, column), column) + 1):
                cells.setdefault(covered, words)
        spread.append(cells)
    columns = sorted({column for cells in spread for column in cells})
    heads = heads_of([[cells.get(column, "") for column in columns] for cells in spread])
    return dict(zip(columns, heads, strict=True))
