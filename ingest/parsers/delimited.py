"""Tables as text (CSV, TSV): encoding and delimiter are told by the content, rows come in blocks below their heads."""

import csv
from collections import Counter
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.findings import Findings
from ingest.parsers.grid import MOST_COLUMNS, GridRow
from ingest.parsers.grid_pages import GridPages
from ingest.parsers.row_blocks import row_blocks
from ingest.parsers.text import load
from pipelines.types import Page, Unit

DELIMITERS: Final = (",", ";", "\t", "|")
SAMPLE: Final = 65_536
LOOKED_AT: Final = 60
LONGEST_CELL: Final = 1 << 20
DECLARED: Final = "sep="
"""A first line such as `sep=;` tells spreadsheet programs the delimiter."""


def delimiter_of(text: str) -> str:
    """The sign that parts the cells: the one that gives most lines the same number of cells, the more the better.

    Lines are read as the format reads them, so that signs in quotation marks don't count.
    """
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        widths = [len(row) for row, _ in zip(_rows(text[:SAMPLE], delimiter), range(LOOKED_AT), strict=False) if row]
        (width, count), *_ = Counter(widths).most_common(1) or [(1, 0)]
        fit = count / max(1, len(widths)) * min(width, 50)
        if width > 1 and fit > most:
            best, most = delimiter, fit
    return best


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    csv.field_size_limit(LONGEST_CELL)
    try:
        yield from csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    except csv.Error:
        return


def _grid(text: str, delimiter: str, findings: Findings) -> Iterator[GridRow]:
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter)
    number = 0
    while True:
        number += 1
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error:
            findings.warn("parts_unreadable")
            continue
        cells = {column: words for column, cell in enumerate(row[:MOST_COLUMNS], 1) if (words := clean_line(cell))}
        if cells:
            findings.length += 1
            yield GridRow(number, cells)


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """Blocks of rows as pages, labelled with the numbers of their rows (the heads' row is 1)."""
    text = load(path, limits, findings)
    delimiter = delimiter_of(text)
    first, _, rest = text.partition("\n")
    if first.lower().startswith(DECLARED) and len(first) == len(DECLARED) + 1:
        text, delimiter = rest, first[-1]
    findings.unit = Unit.ROWS
    pages = GridPages(limits)
    for block in row_blocks(_grid(text, delimiter, findings)):
        numbers = block.rows
        pages.add(block, str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]}\u2013{numbers[-1]}")
    if not text.strip():
        raise UnreadableFileError("no_text_in_file")
    yield from pages.all(findings)
