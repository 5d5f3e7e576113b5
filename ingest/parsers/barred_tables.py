"""Tables that are drawn with bars in plain text: each row with the heads of its columns, as in other files."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.parsers.table_heads import is_names_and_values
from ingest.parsers.table_lines import table_lines

_RULED: Final = re.compile(r":?-+:?|=+")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")
_BAR: Final = re.compile(r"(?<!\\)\|")
_BREAK: Final = re.compile(r"<br ?/?>", re.IGNORECASE)


def with_named_cells(text: str) -> str:
    """The text with `head: value` for the cells of its tables, each row a paragraph; fenced code stays as it is.

    A table has a rule below its heads: `|---|---|`, `---+---`. Cost: nothing where there is none, else one pass.
    """
    if "--" not in text or "|" not in text:
        return text
    return "\n".join(_lines(text.split("\n")))


def _lines(lines: Sequence[str]) -> Iterator[str]:
    fence, place = "", 0
    while place < len(lines):
        line = lines[place]
        mark = _FENCE.match(line)
        if mark is not None and (not fence or mark[1].startswith(fence)):
            fence = "" if fence else mark[1]
        opening = place + _is_border(line)
        if fence or not _opens_table(lines, opening):
            yield line
            place += 1
            continue
        place = opening + 2
        rows = [_cells(lines[opening])]
        while place < len(lines) and (_BAR.search(lines[place]) or _is_border(lines[place])):
            if not _is_rule(lines[place], 2):
                rows.append(_cells(lines[place]))
            place += 1
        yield from ("", "\n\n".join(_rows(rows)), "")


def _opens_table(lines: Sequence[str], place: int) -> bool:
    """Whether heads stand on a line, and a rule with as many columns below them."""
    if place + 1 >= len(lines) or not _BAR.search(lines[place]) or not _is_rule(lines[place + 1]):
        return False
    return len(_ruled(lines[place + 1])) == len(_cells(lines[place]))


def _is_border(line: str) -> bool:
    return line.lstrip()[:2] in {"+-", "+="} and _is_rule(line)


def _is_rule(line: str, least: int = 1) -> bool:
    """Whether nothing but dashes stands in each of its cells, `least` or more; a bar or a cross parts them."""
    cells = _ruled(line)
    return re.search(r"[|+]", line) is not None and all(
        len(cell) >= least and _RULED.fullmatch(cell) is not None for cell in cells
    )


def _ruled(line: str) -> list[str]:
    return _cells(line.replace("+", "|"))


def _cells(line: str) -> list[str]:
    """The cells between the bars of a row; a bar at its start or end stands before or behind them all."""
    bare = line.strip().removeprefix("|")
    bare = bare[:-1] if bare.endswith("|") and not bare.endswith("\\|") else bare
    return [_BREAK.sub(" ", cell).replace("\\|", "|").strip() for cell in _BAR.split(bare)]


def _rows(rows: list[list[str]]) -> Iterator[str]:
    if not any(rows[0]):
        return table_lines(rows[1:], 0)
    if len(rows) == 1:
        return table_lines(rows, 0)
    return table_lines(rows, 0 if is_names_and_values(rows) else 1)
