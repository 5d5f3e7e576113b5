"""Tables whose rows hold several names with their values side by side: `Tenant | Ida Voss | Landlord | Oxbow`."""

from typing import Final

from ingest.parsers.table_heads import LONGEST_HEAD, Rows, is_figure, is_names_and_values

FEWEST_COLUMNS: Final = 4
MOST_ROWS: Final = 12
"""Forms are short; longer tables are lists."""


def has_pairs_side_by_side(rows: Rows) -> bool:
    """True for an even number of columns, four at least, of which each second one tells what the one before it names.

    No name comes twice, or has a figure in it; each pair of columns has values of several kinds, as no column has.
    """
    width = max((len(row) for row in rows), default=0)
    if not 1 < len(rows) <= MOST_ROWS or width < FEWEST_COLUMNS or width % 2:
        return False
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    names = [row[column].strip() for row in full for column in range(0, width, 2) if row[column].strip()]
    if len({name.casefold() for name in names}) < len(names):
        return False
    if any(len(name) > LONGEST_HEAD or is_figure(name) or any(map(str.isdigit, name)) for name in names):
        return False
    pairs = ([row[column : column + 2] for row in full if row[column].strip()] for column in range(0, width, 2))
    return all(is_names_and_values(each) for each in pairs)
