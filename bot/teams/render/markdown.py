"""The Markdown that a model writes, as pieces of Teams' Markdown.

Teams shows no headings and no tables in messages: headings come in bold, tables as lines of one width, or as lists
where they are too wide for that.
"""

from collections.abc import Container
from dataclasses import dataclass
from typing import Final

from bot.teams.render.escapes import fenced
from bot.teams.render.runs import split
from bot.wording.markdown import Block, Code, Item, Paragraph, Quoted, Table, blocks, inline
from bot.wording.run import Run

LONGEST: Final = 2_800
"""Characters of a piece, addresses of links aside."""
WIDEST_TABLE: Final = 76
"""Characters of a table's line that a window shows without wrapping."""
DEEPEST_LIST: Final = 4
INDENT: Final = "    "


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of Markdown; `gap` is what stands between it and what is before."""

    text: str
    gap: str = "\n\n"


def pieces(markdown: str, marks: Container[int] = ()) -> list[Piece]:
    """The whole text in pieces, in order; citation marks of these numbers stay."""
    found: list[Piece] = []
    before: Block | None = None
    depth = -1
    for block in blocks(markdown):
        depth = min(block.depth, depth + 1, DEEPEST_LIST) if isinstance(block, Item) else -1
        found += _pieces(block, before, depth, marks)
        before = block
    return found


def text_of(found: list[Piece]) -> str:
    """The pieces as one text."""
    if not found:
        return ""
    return found[0].text.lstrip() + "".join(f"{each.gap}{each.text}" for each in found[1:])


def _pieces(block: Block, before: Block | None, depth: int, marks: Container[int]) -> list[Piece]:
    match block:
        case Code(lines):
            return [Piece(text) for text in code_blocks(list(lines))]
        case Table(rows):
            return _table(rows, marks)
        case Quoted(runs, is_close):
            texts = split(list(runs), LONGEST, marks)
            gaps = ["\n>\n" if is_close and isinstance(before, Quoted) else "\n\n", *["\n>\n"] * len(texts)]
            return [Piece(f"> {text}", gap) for text, gap in zip(texts, gaps, strict=False)]
        case Item(runs, mark=mark):
            sign = "-" if mark == "•" else mark
            return _listed(list(runs), f"{INDENT * depth}{sign} ", isinstance(before, Item), marks)
        case Paragraph(runs):
            return _told(list(runs), marks)


def code_blocks(lines: list[str]) -> list[str]:
    """Lines of code in blocks of at most `LONGEST` characters each."""
    found: list[list[str]] = [[]]
    size = 0
    for line in lines:
        for start in range(0, len(line) or 1, LONGEST // 2):
            piece = line[start : start + LONGEST // 2]
            if found[-1] and size + len(piece) > LONGEST:
                found.append([])
                size = 0
            found[-1].append(piece)
            size += len(piece) + 1
    return [fenced("\n".join(block)) for block in found if any(line.strip() for line in block)]


def _table(rows: tuple[tuple[str, ...], ...], marks: Container[int]) -> list[Piece]:
    plain = [["".join(run.text for run in inline(cell)) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in plain) for column in range(len(plain[0]))]
    if sum(widths) + 3 * (len(widths) - 1) <= WIDEST_TABLE:
        return [Piece(block) for block in code_blocks(_aligned(plain, widths))]
    head, *body = rows
    told: list[Piece] = []
    for row in body or [head]:
        cells = [f"**{name}**: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
        told += _listed(list(inline(" · ".join(cells))), "- ", bool(told), marks)
    return told


def _aligned(rows: list[list[str]], widths: list[int]) -> list[str]:
    lines = ["   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "─" * max(len(line) for line in lines), *lines[1:]]


def _told(runs: list[Run], marks: Container[int]) -> list[Piece]:
    return [Piece(text, " " if number else "\n\n") for number, text in enumerate(split(runs, LONGEST, marks))]


def _listed(runs: list[Run], sign: str, is_close: bool, marks: Container[int]) -> list[Piece]:
    first, *more = split(runs, LONGEST, marks) or [""]
    if not first:
        return []
    return [Piece(f"{sign}{first}", "\n" if is_close else "\n\n"), *(Piece(text, " ") for text in more)]
