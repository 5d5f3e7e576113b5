"""The Markdown that a model writes, as pieces of Slack's mrkdwn: paragraphs, lists, code, tables, links.

A link shows where it leads: its address stands behind its words. Tables become lines of one width, or lists where they
are too wide for that: Slack's own table block may be used once in a message and stands below all else.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.slack.render.mrkdwn import Run, fenced, split
from bot.wording.safe_text import clean, is_address

LONGEST: Final = 2_800
"""Characters of a piece: Slack takes 3,000 in a section."""
WIDEST_TABLE: Final = 76
"""Characters of a table's line that a window shows without wrapping."""

_FENCE: Final = re.compile(r"^\s*+(`{3,}+|~{3,}+)\s*+[\w+#.-]*+\s*+$")
_ITEM: Final = re.compile(r"^(\s*)(?:([-*+•])|(\d{1,9})[.)])\s+(.*)$")
_HEADING: Final = re.compile(r"^\s{0,3}#{1,6}\s++(.*)$")
_RULE: Final = re.compile(r"^\s{0,3}([-*_])(?:\s*\1){2,}\s*$")
_DELIMITER: Final = re.compile(r"^\s*+\|?+\s*+:?+-++:?+\s*+(?:\|\s*+:?+-++:?+\s*+)*+\|?+\s*+$")
_INLINE: Final = re.compile(
    r"\\(?P<literal>[\\`*_{}\[\]()#+.!|~<>-])"
    r"|(?P<ticks>`{1,3})(?P<code>[^`\n]{1,500})(?P=ticks)"
    r"|\*\*\*(?=[^\s*])(?P<both>[^*\n]{1,500}?)(?<=\S)\*\*\*"
    r"|\*\*(?=[^\s*])(?P<bold>[^\n]{1,500}?)(?<=\S)\*\*"
    r"|(?<!\w)__(?=\S)(?P<bold_>[^\n]{1,500}?)(?<=\S)__(?!\w)"
    r"|(?<![*\w])\*(?=[^\s*])(?P<italic>[^*\n]{1,500}?)(?<=\S)\*(?![*\w])"
    r"|(?<!\w)_(?=[^\s_])(?P<italic_>[^_\n]{1,500}?)(?<=\S)_(?!\w)"
    r"|~~(?=\S)(?P<strike>[^~\n]{1,500}?)(?<=\S)~~"
    r"|!?\[(?P<words>[^\[\]\n]{1,500})\]\((?P<url>[^\s()]{1,3000})\)"
    r"|<(?P<address>https?://[^\s<>]{1,3000})>"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of mrkdwn of at most `LONGEST` characters; `gap` is what stands between it and what is before."""

    text: str
    gap: str = "\n\n"


def pieces(markdown: str) -> list[Piece]:
    """The whole text in pieces, in order."""
    lines = clean(markdown).split("\n")
    found: list[Piece] = []
    at = 0
    while at < len(lines):
        at = _fence(lines, at, found) or _table(lines, at, found) or _item(lines, at, found) or _other(lines, at, found)
    return found


def inline(text: str, look: Run | None = None) -> list[Run]:
    """The runs of a line; `look` is that of what surrounds it."""
    look = look or Run("")
    runs: list[Run] = []
    at = 0
    for found in _INLINE.finditer(text):
        runs.append(replace(look, text=text[at : found.start()]))
        runs += _runs(found, look)
        at = found.end()
    runs.append(replace(look, text=text[at:]))
    return [run for run in runs if run.text]


def _runs(found: re.Match[str], look: Run) -> list[Run]:
    part = found.groupdict()
    if part["literal"]:
        return [replace(look, text=part["literal"])]
    if part["code"]:
        return [Run(part["code"], code=True)]
    if part["both"]:
        return inline(part["both"], replace(look, bold=True, italic=True))
    if bold := part["bold"] or part["bold_"]:
        return inline(bold, replace(look, bold=True))
    if italic := part["italic"] or part["italic_"]:
        return inline(italic, replace(look, italic=True))
    if part["strike"]:
        return inline(part["strike"], replace(look, strike=True))
    url = part["address"] or part["url"]
    if not is_address(url):
        return [replace(look, text=found.group())]
    if part["address"] or part["words"] == url:
        return [Run(url, url=url)]
    return [*inline(part["words"], look), Run(" ("), Run(url, url=url), Run(")")]


def _fence(lines: list[str], at: int, found: list[Piece]) -> int:
    opened = _FENCE.match(lines[at])
    if not opened:
        return 0
    mark = opened.group(1)
    end = next(
        (n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(mark) and not lines[n].strip(" `~")),
        len(lines),
    )
    found += [Piece(block) for block in code_blocks(lines[at + 1 : end])]
    return min(end + 1, len(lines))


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


def _table(lines: list[str], at: int, found: list[Piece]) -> int:
    if "|" not in lines[at] or at + 1 >= len(lines) or "|" not in lines[at + 1] or not _DELIMITER.match(lines[at + 1]):
        return 0
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [_cells(lines[n]) for n in (at, *range(at + 2, end))]
    width = max(len(row) for row in rows)
    rows = [[*row, *[""] * (width - len(row))] for row in rows]
    plain = [["".join(run.text for run in inline(cell)) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in plain) for column in range(width)]
    if sum(widths) + 3 * (width - 1) <= WIDEST_TABLE:
        found += [Piece(block) for block in code_blocks(_aligned(plain, widths))]
        return end
    head, *body = rows
    for row in body or [head]:
        told = [f"**{name}**: {cell}" if name else cell for name, cell in zip(head, row, strict=True) if cell]
        _add(found, [Run("• "), *inline(" · ".join(told))], "\n")
    return end


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]


def _aligned(rows: list[list[str]], widths: list[int]) -> list[str]:
    lines = ["   ".join(cell.ljust(size) for cell, size in zip(row, widths, strict=True)).rstrip() for row in rows]
    return [lines[0], "─" * max(len(line) for line in lines), *lines[1:]]


def _item(lines: list[str], at: int, found: list[Piece]) -> int:
    item = _ITEM.match(lines[at])
    if not item or _RULE.match(lines[at]):
        return 0
    indent, _, number, text = item.groups()
    end = at + 1
    while end < len(lines) and lines[end].startswith(" ") and lines[end].strip() and not _ITEM.match(lines[end]):
        text += f" {lines[end].strip()}"
        end += 1
    mark = f"{number}. " if number else "• "
    gap = "\n" if found and at > 0 and (_ITEM.match(lines[at - 1]) or lines[at - 1].startswith(" ")) else "\n\n"
    _add(found, [Run("\u2003" * min(len(indent) // 2, 6) + mark), *inline(text)], gap)
    return end


def _other(lines: list[str], at: int, found: list[Piece]) -> int:
    line = lines[at]
    if not line.strip() or _RULE.match(line):
        return at + 1
    if heading := _HEADING.match(line):
        _add(found, inline(heading.group(1).rstrip().rstrip("#").rstrip(), Run("", bold=True)), "\n\n")
        return at + 1
    gap = "\n" if found and at > 0 and lines[at - 1].strip() else "\n\n"
    if line.lstrip().startswith(">"):
        for text in split(inline(line.lstrip().removeprefix(">").strip()), LONGEST - 10):
            found.append(Piece(f"> {text}", gap))
        return at + 1
    _add(found, inline(line.strip()), gap)
    return at + 1


def _add(found: list[Piece], runs: list[Run], gap: str) -> None:
    for text in split(runs, LONGEST):
        found.append(Piece(text, gap))
        gap = " "


def plain(line: str) -> str:
    """The words of a line of Markdown, without its formats."""
    return "".join(run.text for run in inline(clean(line)))
