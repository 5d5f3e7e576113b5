"""What stands above a table: its title, its unit, the heads of its columns. Its later rows don't say it again."""

import re
from collections.abc import Collection, Iterator
from typing import Final

from pipelines.text.sentences import is_table_line

MOST_LINES: Final = 70
"""Lines of a table that are gone through, up to its first."""
FURTHEST: Final = 6_000
"""Characters of a table that are gone through."""
LONGEST_ROW: Final = 500
LONGEST_LINE: Final = 120
LONGEST: Final = 160
"""Characters of a lead that are kept: it stands in front of what begins in the middle of the table."""

_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_DIGITS: Final = re.compile(r"\d[\d,.]*")


def table_lead(text: str, start: int, known: Collection[str] = ()) -> str:
    """The lines above the table in whose middle `text[start:]` begins, in one; nothing where it begins elsewhere.

    Lines that are `known` to stand in front of it anyway are left out.
    """
    end = text.find("\n", start, start + LONGEST_ROW)
    if not _is_row(text[start : end if end >= 0 else start + LONGEST_ROW].strip()):
        return ""
    lead: list[str] = []
    for line in reversed(list(_upwards(text, start))):
        if _is_row(line):
            break
        if line not in known:
            lead.append(line)
    else:
        return ""
    return " ".join(lead)[:LONGEST].rstrip()


def _upwards(text: str, start: int) -> Iterator[str]:
    """The lines of the table above, from the lowest: rows, labels, heads and a title; a sentence ends them."""
    begin = max(0, start - FURTHEST)
    above = text[begin:start].split("\n")[1 if begin else 0 :]
    lines = [line.strip() for line in above[-MOST_LINES:] if line.strip()]
    for line in reversed(lines):
        if not _is_row(line) and (len(line) > LONGEST_LINE or line[-1] in ".;"):
            return
        yield line


def _is_row(line: str) -> bool:
    """True for a row of figures, and not for a line of heads, whose figures are years and days."""
    if not is_table_line(line):
        return False
    figures = [figure.rstrip(",.") for figure in _DIGITS.findall(line)]
    dated = any(map(_YEAR.fullmatch, figures)) and all(_YEAR.fullmatch(each) or len(each) < 3 for each in figures)
    return not dated or " | " in line
