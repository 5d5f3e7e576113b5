"""The Markdown that a model writes, as blocks that every chat spells in its own way.

A link shows where it leads: its address stands behind its words.
"""

import re
from dataclasses import dataclass, replace
from typing import Final

from bot.wording.run import Run
from bot.wording.safe_text import clean, is_address

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
class Paragraph:
    """A line of text, or a heading in bold. `is_close` says that it follows what stands before it without a gap."""

    runs: tuple[Run, ...]
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Quoted(Paragraph):
    """A line that is marked as somebody else's words."""


@dataclass(frozen=True, slots=True)
class Item(Paragraph):
    """An item of a list: `mark` is its bullet or number, `depth` how many lists it lies in, from 0."""

    mark: str = "•"
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Code:
    """Lines of code."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table's rows, the head first, all of one length; each cell is a line of Markdown."""

    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Code | Table


def blocks(markdown: str) -> list[Block]:
    """The whole text in blocks, in order."""
    lines = clean(markdown).split("\n")
    found: list[Block] = []
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


def plain(line: str) -> str:
    """The words of a line of Markdown, without its formats."""
    return "".join(run.text for run in inline(clean(line)))


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


def _fence(lines: list[str], at: int, found: list[Block]) -> int:
    opened = _FENCE.match(lines[at])
    if not opened:
        return 0
    mark = opened.group(1)
    end = next(
        (n for n in range(at + 1, len(lines)) if lines[n].strip().startswith(mark) and not lines[n].strip(" `~")),
        len(lines),
    )
    found.append(Code(tuple(lines[at + 1 : end])))
    return min(end + 1, len(lines))


def _table(lines: list[str], at: int, found: list[Block]) -> int:
    if "|" not in lines[at] or at + 1 >= len(lines) or "|" not in lines[at + 1] or not _DELIMITER.match(lines[at + 1]):
        return 0
    end = at + 2
    while end < len(lines) and "|" in lines[end]:
        end += 1
    rows = [_cells(lines[n]) for n in (at, *range(at + 2, end))]
    width = max(len(row) for row in rows)
    found.append(Table(tuple((*row, *[""] * (width - len(row))) for row in rows)))
    return end


def _cells(line: str) -> list[str]:
    line = line.strip().removeprefix("|").removesuffix("|")
    return [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line)]


def _item(lines: list[str], at: int, found: list[Block]) -> int:
    item = _ITEM.match(lines[at])
    if not item or _RULE.match(lines[at]):
        return 0
    indent, _, number, text = item.groups()
    end = at + 1
    while end < len(lines) and lines[end].startswith(" ") and lines[end].strip() and not _ITEM.match(lines[end]):
        text += f" {lines[end].strip()}"
        end += 1
    is_close = bool(found) and at > 0 and bool(_ITEM.match(lines[at - 1]) or lines[at - 1].startswith(" "))
    mark = f"{number}." if number else "•"
    found.append(Item(tuple(inline(text)), is_close, mark, len(indent) // 2))
    return end


def _other(lines: list[str], at: int, found: list[Block]) -> int:
    line = lines[at]
    if not line.strip() or _RULE.match(line):
        return at + 1
    if heading := _HEADING.match(line):
        words = heading.group(1).rstrip().rstrip("#").rstrip()
        found.append(Paragraph(tuple(inline(words, Run("", bold=True)))))
        return at + 1
    is_close = bool(found) and at > 0 and bool(lines[at - 1].strip())
    if line.lstrip().startswith(">"):
        found.append(Quoted(tuple(inline(line.lstrip().removeprefix(">").strip())), is_close))
    else:
        found.append(Paragraph(tuple(inline(line.strip())), is_close))
    return at + 1
