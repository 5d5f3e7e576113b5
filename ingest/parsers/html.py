"""Web pages to pages: sections under their headings, lists, tables; nothing that a browser wouldn't show as text."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Final

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.findings import Findings
from ingest.parsers.html_checklists import item_mark
from ingest.parsers.html_fields import REPLACED, add_shown, is_formula_image
from ingest.parsers.html_looks import STRUCK_TAGS, Looks, apply_classes, has_struck_words, is_struck
from ingest.parsers.html_nesting import is_too_deep
from ingest.parsers.html_tables import table_text
from ingest.parsers.letter_positions import spelled
from ingest.parsers.sections import Block, Kind, note_headlines, section_pages
from ingest.parsers.text import decode, tidy
from ingest.parsers.unseen_words import is_unseen
from pipelines.types import Page

LEFT_OUT: Final = frozenset(
    "audio button canvas datalist embed head iframe menu nav noscript object option rp rt rtc script style svg "
    "template title video".split()
)
BLOCKS: Final = frozenset(
    "address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure "
    "footer form header hgroup hr html legend li main ol p pre section summary table tbody td tfoot th thead tr "
    "ul".split()
)
HEADINGS: Final = {f"h{level}": level for level in range(1, 7)}
DECLARED_WITHIN: Final = 4096
# What browsers take these names for, by the standard that they share.
BROWSER_NAMES: Final = {
    "ascii": "cp1252", "iso8859-1": "cp1252", "iso8859-9": "cp1254", "iso8859-11": "cp874", "gb2312": "gb18030",
    "gbk": "gb18030", "euc_kr": "cp949", "shift_jis": "cp932", "big5": "big5hkscs",
}  # fmt: skip
MOST_AROUND: Final = 50
MOST_REPLACED: Final = 0.002
"""Share of signs that can't be decoded above which a declared encoding isn't believed."""

_DECLARED: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*+=\s*+[\"']?\s*+([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_HIDDEN: Final = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all", re.IGNORECASE
)
_WHITE: Final = re.compile(r"[ \t\n\r\f]+")
_DATES: Final = ("article:published_time", "dcterms.date", "dc.date", "dcterms.created", "date")


def decode_html(data: bytes, findings: Findings, declared: str = "") -> str:
    """The text of a web page: by its mark, by `declared` (a mail's word), by its own word, else as plain text is."""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        own = _DECLARED.search(data[:DECLARED_WITHIN])
        for name in (declared, own[1].decode("ascii") if own else ""):
            text = _decoded(data, name)
            if text is not None:
                return text
    return decode(data, findings)


def _decoded(data: bytes, name: str) -> str | None:
    try:
        known = codecs.lookup(name).name
        if known.startswith("utf-16"):  # a declaration that could be read wasn't in UTF-16
            known = "utf-8"
        text = data.decode(BROWSER_NAMES.get(known, known), "replace")
    except (LookupError, ValueError, UnicodeError, TypeError):
        return None
    return text if text.count("\ufffd") <= MOST_REPLACED * len(text) else None


def is_hidden(node: Any) -> bool:
    """True for an element that a browser doesn't show, and for what leads through the site instead of telling."""
    attributes = node.attributes
    if not attributes:
        return False
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or attributes.get("role") == "navigation":
        return True
    style = attributes.get("style") or ""
    return bool(style) and (_HIDDEN.search(style) is not None or is_unseen(style, _is_on_paper(node)))


def _is_on_paper(node: Any) -> bool:
    """Whether nothing says that an element stands on another ground than white."""
    for _ in range(MOST_AROUND):
        attributes = node.attributes or {}
        if "bgcolor" in attributes or "class" in attributes or "background" in (attributes.get("style") or ""):
            return False
        node = node.parent
        if node is None:
            return True
    return False


@dataclass(slots=True)
class _Reader:
    """Walks through the elements without recursion and gathers blocks."""

    limits: ParseLimits
    blocks: list[Block] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    verbatim: int = 0
    item: str = ""
    numbers: list[int] = field(default_factory=list)

    def read(self, root: Any) -> list[Block]:
        """All blocks below an element."""
        looks = Looks.below(root)
        for node, entering in walk(root, self.limits, self._is_whole):
            if node.tag == "-text":
                text = node.text_content or ""
                self.words.append(looks.marked(text if self.verbatim else _WHITE.sub(" ", text)))
            elif node.tag in REPLACED:
                add_shown(node, self.words)
            elif entering:
                looks.see(node, entering)
                self._enter(node)
            else:
                looks.see(node, entering)
                self._leave(node.tag)
        self._end()
        return self.blocks

    def _is_whole(self, node: Any) -> bool:
        """True for a table of data, which is taken as a whole."""
        if node.tag != "table":
            return False
        text = table_text(node, lambda cell: text_below(cell, self.limits))
        if text is None:
            return False
        self._end()
        if text:
            self.blocks.append(Block(text))
        return True

    def _enter(self, node: Any) -> None:
        tag = node.tag
        if tag == "br":
            self.words.append("\n")
        elif tag in BLOCKS or tag in HEADINGS:
            self._end()
            if tag == "pre":
                self.verbatim += 1
            elif tag in {"ol", "ul"}:
                self.numbers.append(0 if tag == "ol" else -1)
            elif tag == "li":
                self.item = item_mark(node, self._mark())

    def _mark(self) -> str:
        if not self.numbers or self.numbers[-1] < 0:
            return "\u2022 "
        self.numbers[-1] += 1
        return f"{self.numbers[-1]}. "

    def _leave(self, tag: str) -> None:
        if tag in BLOCKS or tag in HEADINGS:
            self._end(HEADINGS.get(tag, 0))
            self.verbatim -= tag == "pre"
            if tag in {"ol", "ul"} and self.numbers:
                self.numbers.pop()

    def _end(self, level: int = 0) -> None:
        """Closes the paragraph that is being gathered."""
        text = spelled("".join(self.words))
        self.words = []
        if not self.verbatim:
            text = "\n".join(" ".join(line.split()) for line in text.split("\n")).strip()
        if text.strip():
            kind = Kind.HEADING if level else Kind.ITEM if self.item else Kind.PARAGRAPH
            self.blocks.append(Block(tidy(f"{self.item}{text}"), kind, level))
            self.item = ""


def _is_shown(node: Any) -> bool:
    """True for an element (not a comment or the like) whose words a browser shows, and doesn't strike out."""
    tag = node.tag
    if tag is None or tag[0] in "-_!#" or tag in LEFT_OUT:
        return False
    attributes = node.attributes
    if not attributes:
        return tag not in STRUCK_TAGS
    return (not is_hidden(node) or is_formula_image(node)) and not is_struck(tag, attributes.get("style"))


def walk(root: Any, limits: ParseLimits, is_whole: Any = lambda _node: False) -> Iterator[tuple[Any, bool]]:
    """Each shown node below `root` as (node, True) and, once its children were there, elements as (node, False).

    Elements that show something else than their text (`REPLACED`) come once, without their children.

    `is_whole` tells of an element that nobody wants to enter. Raises `UnreadableFileError` beyond the depth allowed.
    """
    above: list[Any] = []
    node = root.child
    while node is not None or above:
        if node is None:
            node = above.pop()
            yield node, False
            node = node.next
            continue
        if node.tag == "-text":
            yield node, True
        elif _is_shown(node) and not is_whole(node):
            yield node, True
            if node.tag in REPLACED:
                node = node.next
                continue
            above.append(node)
            if len(above) > limits.max_nesting:
                raise UnreadableFileError("too_nested", limit=f"{limits.max_nesting:,}")
            node = node.child
            continue
        node = node.next


def text_below(root: Any, limits: ParseLimits) -> str:
    """All shown words below an element, a space between blocks."""
    words: list[str] = []
    looks = Looks.below(root)
    for node, entering in walk(root, limits):
        if node.tag == "-text":
            words.append(looks.marked(node.text_content or ""))
        elif node.tag in REPLACED:
            add_shown(node, words)
        else:
            looks.see(node, entering)
            words.append(" " if node.tag in BLOCKS or node.tag == "br" else "")
    return spelled("".join(words))


def html_tree(text: str, limits: ParseLimits) -> Any:
    """The page as a tree of elements; raises `UnreadableFileError` for what can't be one."""
    if is_too_deep(text):
        raise UnreadableFileError("too_nested", limit=f"{limits.max_nesting:,}")
    try:
        return LexborHTMLParser(text)
    except (SelectolaxError, ValueError):
        raise UnreadableFileError("damaged") from None


def html_blocks(tree: Any, limits: ParseLimits) -> list[Block]:
    """The paragraphs, headings, items and tables of a web page or of a mail's body."""
    apply_classes(tree)
    return _Reader(limits).read(tree.body) if tree.body is not None else []


def note_struck_words(tree: Any, findings: Findings) -> None:
    """Notes that words were left out, where some are struck out."""
    if has_struck_words(tree):
        findings.warn("struck_out")


def _note_head(tree: Any, findings: Findings) -> None:
    title = tree.css_first("head > title")
    findings.metadata_title = clean_line(title.text())[:500] if title is not None else ""
    metas = [meta.attributes for meta in tree.css("head > meta")]
    named = {(meta.get("name") or meta.get("property") or "").casefold(): meta.get("content") for meta in metas}
    for name in _DATES:
        try:
            findings.created = date.fromisoformat((named.get(name) or "")[:10])
        except ValueError:
            continue
        return


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The page's sections as pages."""
    if path.stat().st_size > 4 * limits.max_characters:
        raise UnreadableFileError("too_much_text", limit=f"{limits.max_characters:,}")
    tree = html_tree(decode_html(path.read_bytes(), findings), limits)
    _note_head(tree, findings)
    blocks = html_blocks(tree, limits)
    note_struck_words(tree, findings)
    yield from section_pages(note_headlines(blocks, findings), limits, findings)
