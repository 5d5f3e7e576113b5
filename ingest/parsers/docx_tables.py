"""Tables of Word documents as rows of cells, merged cells filled in, with the number of rows that hold heads."""

from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.table_lines import with_merged_heads
from ingest.parsers.xml_parts import attribute, is_on, value, whole_number

LONGEST_CELL: Final = 600
"""Cells of one or two rows that hold more lay out a page; nobody reads them against a head."""
LONGEST_OF_MANY: Final = 3_000
"""The same for tables of more rows, which may have long remarks in them."""
MOST_COLUMNS: Final = 200
_LOOKED_THROUGH: Final = frozenset({"sdt", "sdtContent", "customXml", "ins", "moveTo"})


def children(parent: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, those inside content controls too."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _LOOKED_THROUGH:
            yield from children(child, tag)


def kept_rows(table: Element) -> Iterator[Element]:
    """The rows that nobody deleted."""
    for row in children(table, "tr"):
        if row.find("trPr/del") is None:
            yield row


def is_layout(table: Element) -> bool:
    """True for a table that only puts things beside each other: one column, one cell, or cells full of text."""
    cells = [list(children(row, "tc")) for row in children(table, "tr")]
    if max((len(row) for row in cells), default=0) < 2:
        return True
    if any(cell.find("tbl") is not None for row in cells for cell in row):
        return True
    longest = max(sum(len(text.text or "") for text in cell.iter("t")) for row in cells for cell in row)
    return longest > (LONGEST_CELL if len(cells) <= 2 else LONGEST_OF_MANY)


def as_rows(table: Element, read: Callable[[Element], str]) -> tuple[list[list[str]], int]:
    """(rows, head rows). A cell that spans rows says the same in each; one that spans columns says it for each head."""
    rows: list[list[str]] = []
    flagged: list[bool] = []
    continued: set[tuple[int, int]] = set()
    above: dict[int, str] = {}
    for row in kept_rows(table):
        cells, reached = _row(row, read, above)
        continued |= {(len(rows), column) for column in reached}
        rows.append(cells)
        flagged.append(is_on(row.find("trPr/tblHeader")))
    heads = flagged.index(False) if False in flagged else 0
    return with_merged_heads(rows, continued, heads or None, _first_row_is_marked(table))


def _row(row: Element, read: Callable[[Element], str], above: dict[int, str]) -> tuple[list[str], set[int]]:
    """(cells, columns that a cell to the left reaches); `above` holds the words of cells that reach down."""
    cells: list[str] = [""] * _left_free(row, "gridBefore")
    reached: set[int] = set()
    for cell in children(row, "tc"):
        properties = cell.find("tcPr")
        merge = properties.find("vMerge") if properties is not None else None
        column = len(cells)
        if merge is not None and attribute(merge, "val") != "restart":
            text = above.get(column, "")
        else:
            text = read(cell)
            above.pop(column, None)
            if merge is not None:
                above[column] = text
        width = min(max(1, whole_number(value(properties, "gridSpan"), 1)), MOST_COLUMNS)
        cells += [text] * width
        reached |= set(range(column + 1, column + width))
    cells += [""] * _left_free(row, "gridAfter")
    return cells[:MOST_COLUMNS], {column for column in reached if column < MOST_COLUMNS}


def _left_free(row: Element, side: str) -> int:
    """How many columns the row leaves free before its first cell, or behind its last one."""
    return min(whole_number(value(row, f"trPr/{side}")), MOST_COLUMNS)


def _first_row_is_marked(table: Element) -> bool:
    """True where all of the first row is bold, or shaded, and the second is not."""
    rows = list(children(table, "tr"))[:2]
    return len(rows) == 2 and _stands_out(rows[0]) and not _stands_out(rows[1])


def _stands_out(row: Element) -> bool:
    cells = list(children(row, "tc"))
    shaded = [cell.find("tcPr/shd") is not None for cell in cells]
    bold = [any(is_on(run.find("rPr/b")) for run in cell.iter("r")) for cell in cells]
    return bool(cells) and (all(shaded) or all(bold))
