"""Rows and cells of spreadsheets, with the names that people know them by."""

from dataclasses import dataclass, field
from typing import Final

MOST_COLUMNS: Final = 16_384


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row: its number and the words of its cells by column, both 1-based; whether all of them are bold.

    `comments` are what people noted on cells of the row, by column.
    """

    number: int
    cells: dict[int, str]
    bold: bool = False
    comments: dict[int, str] = field(default_factory=dict)

    def within(self, first: int, last: int) -> "GridRow":
        """The part of the row that lies in these columns."""
        cells, comments = (
            {column: words for column, words in each.items() if first <= column <= last}
            for each in (self.cells, self.comments)
        )
        return GridRow(self.number, cells, self.bold, comments)


@dataclass(slots=True)
class Merges:
    """Merged cells, by (row, column) of the first: the last row that each covers, and the last column."""

    down: dict[tuple[int, int], int] = field(default_factory=dict)
    right: dict[tuple[int, int], int] = field(default_factory=dict)


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
