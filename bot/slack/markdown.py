"""An answer's markdown as Slack's rich text: what a model wrote is formatting, what it quoted can't become a mention.

Rich text instead of Slack's markdown block: its pieces are literal, so that no text in them is a mention, a link or
markup, and its limits are those of the message alone. Links lose their address: it is the document's, not ours. Tables
become columns of fixed width.
"""

from collections.abc import Iterator, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from bot.slack.blocks import RICH, Block, line, listed, size, words

DEEPEST = 5
"""Levels of lists that Slack indents."""
WIDEST = 40
"""Characters of a table's column; what is wider is cut with an ellipsis."""
_MARKS = {"strong": "bold", "em": "italic", "s": "strike"}


def rich_parts(text: str) -> list[Block]:
    """The parts of an answer in order, each at most `RICH` characters; none for an empty text."""
    tree = SyntaxTreeNode(_parsed(text))
    parts = [part for node in tree.children for part in _blocks(node, 0)]
    return [piece for part in parts for piece in _split(part)]


def _parsed(text: str) -> Sequence[Token]:
    reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    return reader.parse(text)


def _blocks(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    if node.type == "paragraph":
        yield line(*_inline(node), words("\n"))
    elif node.type == "heading":
        yield line(*_inline(node, "bold"), words("\n"))
    elif node.type in {"bullet_list", "ordered_list"}:
        yield from _list(node, depth)
    elif node.type in {"fence", "code_block"}:
        yield _fixed(node.content)
    elif node.type == "blockquote":
        pieces = [piece for child in node.children for piece in _inline(child)]
        yield {"type": "rich_text_quote", "elements": pieces or [words(" ")]}
    elif node.type == "table":
        yield _fixed(_table(node))


def _list(node: SyntaxTreeNode, depth: int) -> Iterator[Block]:
    """A list, cut where another one lies within it, as Slack wants them side by side."""
    style = "ordered" if node.type == "ordered_list" else "bullet"
    items: list[Block] = []
    done = 0
    for item in node.children:
        own = [piece for child in item.children if child.type in {"paragraph", "heading"} for piece in _inline(child)]
        items.append(line(*(own or [words(" ")])))
        inner = [child for child in item.children if child.type not in {"paragraph", "heading"}]
        if inner:
            yield listed(*items, style=style, indent=min(depth, DEEPEST), offset=done)
            done, items = done + len(items), []
            for child in inner:
                yield from _blocks(child, depth + 1)
    if items:
        yield listed(*items, style=style, indent=min(depth, DEEPEST), offset=done)


def _inline(node: SyntaxTreeNode, *styles: str) -> list[Block]:
    pieces: list[Block] = []
    for child in node.children:
        if child.type == "text" and child.content:
            pieces.append(words(child.content, *styles))
        elif child.type == "code_inline":
            pieces.append(words(child.content, *{*styles, "code"}))
        elif child.type in {"softbreak", "hardbreak"}:
            pieces.append(words("\n"))
        elif child.type == "image":
            pieces.append(words(child.content or "…", *styles))
        elif child.children:
            mark = _MARKS.get(child.type)
            pieces += _inline(child, *(sorted({*styles, mark}) if mark else styles))
    return pieces


def _fixed(text: str) -> Block:
    return {"type": "rich_text_preformatted", "elements": [words(text.rstrip("\n") or " ")]}


def _table(node: SyntaxTreeNode) -> str:
    rows = [["".join(_said(cell)) for cell in row.children] for part in node.children for row in part.children]
    rows = [[cell if len(cell) <= WIDEST else f"{cell[: WIDEST - 1]}…" for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in rows if column < len(row)) for column in range(max(map(len, rows)))]
    padded = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip() for row in rows]
    ruled = "  ".join("-" * width for width in widths)
    return "\n".join([padded[0], ruled, *padded[1:]])


def _said(node: SyntaxTreeNode) -> Iterator[str]:
    for piece in _inline(node):
        yield piece["text"]


def _split(part: Block) -> Iterator[Block]:
    """The part in pieces of at most `RICH` characters; a list between its items, a text at its words."""
    if size(part) <= RICH:
        yield part
        return
    pieces: list[Block] = []
    held = 0
    for element in part["elements"]:
        for piece in _split(element) if "elements" in element else _cut(element):
            if pieces and held + size(piece) > RICH:
                yield {**part, "elements": pieces}
                pieces, held = [], 0
            pieces.append(piece)
            held += size(piece)
    if pieces:
        yield {**part, "elements": pieces}


def _cut(piece: Block) -> Iterator[Block]:
    """A long piece of text in shorter ones, cut behind a sentence, else a word."""
    text = piece["text"]
    while len(text) > RICH:
        head = text[:RICH]
        end = max(head.rfind(". ") + 2, head.rfind("\n") + 1)
        if end < RICH // 2:
            end = head.rfind(" ") + 1 or RICH
        yield {**piece, "text": text[:end]}
        text = text[end:]
    if text:
        yield {**piece, "text": text}
