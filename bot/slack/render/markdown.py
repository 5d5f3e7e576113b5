"""The Markdown that a model writes, as pieces of Slack's mrkdwn.

Tables become lines of one width, or lists where they are too wide for that: Slack's own table block may be used once in
a message and stands below all else.
"""

from dataclasses import dataclass
from typing import Final

from bot.slack.render.mrkdwn import fenced, split
from bot.wording.markdown import Block, Code, Item, Paragraph, Quoted, Table, blocks, inline
from bot.wording.run import Run

LONGEST: Final = 2_800
"""Characters of a piece: Slack takes 3,000 in a section."""
WIDEST_TABLE: Final = 76
"""Characters of a table's line that a window shows without wrapping."""
DEEPEST_LIST: Final = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of mrkdwn of at most `LONGEST` characters; `gap` is what stands between it and what is before."""

    text: str
    gap: str = "\n\n"


def pieces(markdown: str) -> list[Piece]:
    """The whole text in pieces, in order."""
    return [piece for block in blocks(markdown) for piece in _pieces(block)]


def code_blocks(lines: list[str]) -> list[str]:
    """Lines of code in blocks of at most `LONGEST` characters each."""
    blocks: list[list[str]] = [[]]
    size = 0
    for line in lines:
        for start in range(0, len(line) or 1, LONGEST // 6):  # an escaped character may take five
            piece = line[start : start + LONGEST // 6]
            length = len(fenced(piece))
            if blocks[-1] and size + length > LONGEST:
                blocks.append([])
                size = 0
            blocks[-1].append(piece)
            size += length
    return [fenced("\n".join(block)) for block in blocks if any(line.strip() for line in block)]


def _pieces(block: Block) -> list[Piece]:
    match block:
        case Code(lines):
            return [Piece(text) for text in code_blocks(list(lines))]
        case Table(rows):
            return _table(rows)
        case Quoted(runs, is_close):
            gap = "\n" if is_close else "\n\n"
            return [Piece(f"> {text}", gap) for text in split(list(runs), LONGEST - 10)]
        case Item(runs, is_close, mark, depth):
            return _told([Run("\u2003" * min(depth, DEEPEST_LIST) + f"{mark} "), *runs], is_close)
        case Paragraph(runs, is_close):
            return _told(list(runs), is_close)


def _table(rows: tuple[tuple[str, ...], ...]) -> list[Piece]:
    plain = [["".join(run.text for run in inline(cell)) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in plain) for column in range(len(plain[0]))]
    if sum(widths) + 3 * (len(widths) - 1) <= WIDEST_TABLE:
        return [Piece(block) for block in code_blocks(_aligned(plain, widths))]
    head, *body = rows
    told = []
    for row in body or [head]:
        cells = [f"**{name}**: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
        told += _told([Run("• "), *inline(" · ".join(cells))], is_close=True)
    return told


def _aligned(rows: list[list[str]], widths: list[int]) -> list[str]:
    lines = ["   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "─" * max(len(line) for line in lines), *lines[1:]]


def _told(runs: list[Run], is_close: bool) -> list[Piece]:
    texts = split(runs, LONGEST)
    gaps = ["\n" if is_close else "\n\n", *[" "] * len(texts)]
    return [Piece(text, gap) for text, gap in zip(texts, gaps, strict=False)]
