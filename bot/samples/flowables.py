"""Turns the Markdown of a sample's source into reportlab flowables: headings, text, lists, tables, callouts."""

import re
from collections.abc import Iterator
from typing import Any
from xml.sax.saxutils import escape

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from reportlab.lib.colors import HexColor
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import (
    Flowable,
    KeepTogether,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)
from reportlab.platypus.tableofcontents import TableOfContents

from bot.samples.styles import RULE, STRIPE, Look

CLAUSE = re.compile(r"(\d+\.\d+|\([A-Z]\)) ")
SIGNALS = {
    "DANGER": ("#b3261e", "#fbeceb"),
    "WARNING": ("#c4620a", "#fdf1e4"),
    "CAUTION": ("#a88200", "#fdf8e1"),
}


class Heading(Paragraph):
    """A heading paragraph that the document template enters into the outline and the contents."""

    def __init__(self, text: str, look: Look, level: int) -> None:
        super().__init__(text, look.paragraph(f"h{level}"))
        self.level = level


def flowables(markdown: str, look: Look, width: float) -> Iterator[Flowable]:
    """The flowables of a source's body, laid out for a frame `width` points wide.

    `<!-- page -->` starts a new page, `<!-- body -->` a new page on which the numbering starts at 1,
    `<!-- contents -->` stands for the table of contents.
    """
    tree = SyntaxTreeNode(MarkdownIt("commonmark").enable("table").parse(markdown))
    for node in tree.children:
        match node.type:
            case "heading":
                yield Heading(_inline(node.children[0]), look, int(node.tag[1]))
            case "paragraph":
                yield _paragraph(_inline(node.children[0]), look)
            case "bullet_list" | "ordered_list":
                yield _list(node, look)
            case "table":
                yield from (_table(node, look, width), Spacer(1, look.leading * 0.6))
            case "blockquote":
                yield from (_callout(node, look, width), Spacer(1, look.leading * 0.5))
            case "html_block":
                yield from _instruction(node.content.strip(), look)
            case other:
                raise ValueError(f"The source uses {other!r}, which the builder can't lay out.")


def contents(look: Look) -> TableOfContents:
    """An empty table of contents in the document's own styles; it fills itself while the document is built."""
    tight = TableStyle([(f"{edge}PADDING", (0, 0), (-1, -1), 0) for edge in ("LEFT", "RIGHT", "TOP", "BOTTOM")])
    table = TableOfContents(dotsMinLevel=0, tableStyle=tight)
    table.levelStyles = [look.paragraph("contents0"), look.paragraph("contents1")]
    return table


def _instruction(comment: str, look: Look) -> Iterator[Flowable]:
    match comment:
        case "<!-- page -->":
            yield PageBreak()
        case "<!-- body -->":
            yield from (NextPageTemplate("body"), PageBreak())
        case "<!-- contents -->":
            yield from (contents(look), Spacer(1, look.leading))
        case other:
            raise ValueError(f"The source says {other!r}; known are page, body and contents.")


def _inline(node: SyntaxTreeNode) -> str:
    """The node's text as reportlab's own markup."""
    match node.type:
        case "text":
            return escape(node.content)
        case "softbreak":
            return " "
        case "strong":
            return f"<b>{''.join(map(_inline, node.children))}</b>"
        case "em":
            return f"<i>{''.join(map(_inline, node.children))}</i>"
        case "inline":
            return "".join(map(_inline, node.children))
        case other:
            raise ValueError(f"The source uses {other!r} inside a line, which the builder can't lay out.")


def _paragraph(text: str, look: Look) -> Paragraph:
    clause = CLAUSE.match(text) if look.clause_indent else None
    if clause is None:
        return Paragraph(text, look.paragraph("body"))
    return Paragraph(text[clause.end() :], look.paragraph("clause"), bulletText=clause.group(1))


def _list(node: SyntaxTreeNode, look: Look) -> ListFlowable:
    ordered = node.type == "ordered_list"
    style = look.paragraph("body")
    style.spaceAfter = look.leading * 0.2
    items: list[Any] = [
        ListItem([Paragraph(_inline(child.children[0]), style) for child in item.children]) for item in node.children
    ]
    return ListFlowable(
        items,
        bulletType="1" if ordered else "bullet",
        start=None if ordered else "\u2022",
        bulletFormat="%s." if ordered else None,
        bulletFontName=look.regular,
        bulletFontSize=look.size,
        bulletColor=look.accent,
        leftIndent=18,
        spaceAfter=look.leading * 0.4,
    )


def _table(node: SyntaxTreeNode, look: Look, width: float) -> Flowable:
    rows = [[_inline(cell.children[0]) for cell in row.children] for part in node.children for row in part.children]
    styles = [look.paragraph("head")] + [look.paragraph("cell")] * (len(rows) - 1)
    cells = [[Paragraph(text, style) for text in row] for row, style in zip(rows, styles, strict=True)]
    table = Table(cells, colWidths=_column_widths(rows, look, width), repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, 0), look.accent),
                ("ROWBACKGROUNDS", (0, 1), (-1, -1), [HexColor("#ffffff"), STRIPE]),
                ("LINEBELOW", (0, 0), (-1, -1), 0.5, RULE),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 6),
                ("RIGHTPADDING", (0, 0), (-1, -1), 6),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ]
        )
    )
    return KeepTogether([table])


def _column_widths(rows: list[list[str]], look: Look, width: float) -> list[float]:
    """Widths in proportion to each column's longest cell, but never too narrow for its longest word."""
    size = look.size - 1

    def measure(text: str) -> float:
        return stringWidth(re.sub(r"<[^>]+>", "", text), look.bold, size) + 14

    columns = list(zip(*rows, strict=True))
    wanted = [max(map(measure, column)) for column in columns]
    needed = [max(measure(word) for cell in column for word in cell.split() or [""]) for column in columns]
    if sum(wanted) <= width:
        spare = (width - sum(wanted)) / len(wanted)
        return [wish + spare for wish in wanted]
    spare = width - sum(needed)
    excess = [wish - need for wish, need in zip(wanted, needed, strict=True)]
    return [need + spare * more / sum(excess) for need, more in zip(needed, excess, strict=True)]


def _callout(node: SyntaxTreeNode, look: Look, width: float) -> Flowable:
    text = " ".join(_inline(child.children[0]) for child in node.children)
    word = re.sub(r"<[^>]+>", "", text).split(":")[0].split(".")[0]
    edge, ground = SIGNALS.get(word, (look.accent.hexval().replace("0x", "#"), "#f3f6f7"))
    table = Table([[Paragraph(text, look.paragraph("callout"))]], colWidths=[width])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), HexColor(ground)),
                ("LINEBEFORE", (0, 0), (0, -1), 3, HexColor(edge)),
                ("LEFTPADDING", (0, 0), (-1, -1), 10),
                ("TOPPADDING", (0, 0), (-1, -1), 6),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
            ]
        )
    )
    return KeepTogether([table])
