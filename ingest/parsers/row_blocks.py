"""Long tables in blocks of rows: each value with the head of its column, each block with the cells it comes from."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

from ingest.parsers.grid import GridRow, Merges, column_letters
from ingest.parsers.grid_heads import head_rows, heads_by_column, side_by_side, title_rows
from ingest.parsers.paired_columns import has_pairs_side_by_side
from ingest.parsers.table_heads import is_figure
from ingest.parsers.table_lines import BETWEEN, LOOKED_AT, pairs_line, row_line
from pipelines.types import Heading

BLOCK_CHARACTERS: Final = 2_500
LONGEST_TITLE: Final = 160


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


def row_blocks(
    rows: Iterable[GridRow], name: str = "", merges: Merges | None = None, known_heads: Collection[int] = ()
) -> Iterator[RowBlock]:
    """The rows in blocks of some 2,500 characters. `name` is the sheet's; `known_heads` are rows that hold heads.

    Empty rows part one table from the next; a lone cell above a table is its title. Memory: one block.
    """
    writer = _Writer(name)
    for table in _tables(_filled_down(rows, merges or Merges())):
        yield from writer.write(table, merges or Merges(), known_heads)
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


def _comments(row: GridRow, heads: Mapping[int, str]) -> list[str]:
    """What is noted on the row's cells, each by the head of its column, or by its cell."""
    names = {column: heads.get(column) or f"{column_letters(column)}{row.number}" for column in row.comments}
    return [words.replace("Comment", f"Comment on {names[column]}", 1) for column, words in row.comments.items()]


@dataclass(slots=True)
class _Writer:
    name: str
    heads: dict[int, str] = field(default_factory=dict)
    title: str = ""
    waiting: bool = False
    """Whether the title still waits for its table, which an empty row parts from it."""
    block: RowBlock = field(default_factory=RowBlock)
    paired: list[int] = field(default_factory=list)
    """The columns of a table whose rows hold several names with their values."""

    def write(self, table: Iterator[GridRow], merges: Merges, known: Collection[int]) -> Iterator[RowBlock]:
        """The blocks that a table completes."""
        first = list(islice(table, LOOKED_AT))
        bands = side_by_side(first)
        if bands:
            rows = [*first, *table]
            for band in bands:
                yield from self.flush()
                for each in _tables(row for row in map(band.of, rows) if row.cells):
                    yield from self.write(each, merges, known)
            return
        titles = title_rows(first, known)
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
        columns = sorted({column for row in body for column in row.cells})
        is_paired = has_pairs_side_by_side([[row.cells.get(column, "") for column in columns] for row in body])
        self.paired = columns if is_paired else []
        count = 0 if is_paired else head_rows(body, merges, known)
        commented = [*first[:titles], *body[:count]]
        if count:
            self.heads = heads_by_column(body[:count], merges)
        elif not self._continues(body):
            self.heads = {}
        if count and len(body) == count and len(first) < LOOKED_AT:  # heads of nothing are all there is to say
            self.heads, count = {}, 0
        if self.heads and not set(self.heads) <= {column for row in body[count:] for column in row.cells}:
            for row in body[:count]:  # a head without values would say nothing
                self._append(row, row_line([row.cells[column] for column in sorted(row.cells)]))
        for row in commented:
            for line in _comments(row, row.cells):
                self._append(row, line)
        for row in (*body[count:], *table):
            if row.number in known and row is not body[0]:
                self.heads = heads_by_column([row], merges)
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
        if self.paired:
            line = pairs_line([row.cells.get(column, "") for column in self.paired])
        if row.comments:
            line = BETWEEN.join([line, *_comments(row, self.heads)])
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
