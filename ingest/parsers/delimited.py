"""Tables as text (CSV, TSV): encoding and delimiter are told by the content, rows come in blocks below their heads."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.delimited_rows import Dialect, delimited_rows, dialect_of
from ingest.parsers.findings import Findings
from ingest.parsers.grid import MOST_COLUMNS, GridRow
from ingest.parsers.grid_pages import GridPages
from ingest.parsers.row_blocks import row_blocks
from ingest.parsers.table_heads import is_list_of_figures
from ingest.parsers.table_lines import LOOKED_AT as HEADS_LOOKED_AT
from ingest.parsers.text import load
from pipelines.types import Page, Unit

DECLARED: Final = "sep="
"""A first line such as `sep=;` tells spreadsheet programs the delimiter."""


def _grid(text: str, dialect: Dialect, findings: Findings) -> Iterator[GridRow]:
    for number, row in enumerate(delimited_rows(text, dialect), start=1):
        if row.unclear:
            findings.warn("rows_unclear", number)
        cells = enumerate(row.cells[:MOST_COLUMNS], start=1)
        filled = {column: words for column, cell in cells if (words := clean_line(cell))}
        if filled:
            findings.length += 1
            yield GridRow(number, filled)


def _with_heads(rows: Iterator[GridRow]) -> Iterator[GridRow]:
    """The rows as they come; a first one that may hold heads counts as marked: such files nearly always have some."""
    first = list(islice(rows, HEADS_LOOKED_AT))
    columns = sorted({column for row in first for column in row.cells})
    if is_list_of_figures([[row.cells.get(column, "") for column in columns] for row in first]):
        first[0] = replace(first[0], bold=True)
    yield from first
    yield from rows


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """Blocks of rows as pages, labelled with the numbers of their rows (the heads' row is 1)."""
    text = load(path, limits, findings)
    first, _, rest = text.partition("\n")
    declared = first[-1] if first.lower().startswith(DECLARED) and len(first) == len(DECLARED) + 1 else ""
    text = rest if declared else text
    findings.unit = Unit.ROWS
    pages = GridPages(limits)
    for block in row_blocks(_with_heads(_grid(text, dialect_of(text, declared), findings))):
        numbers = block.rows
        pages.add(block, str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}\u2013{numbers[-1]}")
    if not text.strip():
        raise UnreadableFileError("no_text_in_file")
    yield from pages.all(findings)
