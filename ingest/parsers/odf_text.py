"""Words of OpenDocument texts and slides as a reader sees them: nothing deleted, nothing hidden, notes in place."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.odf_styles import OdfStyles
from ingest.parsers.reading_order import NO_PLACE, Place, length, shapes_in_reading_order
from ingest.parsers.sections import Block, Kind
from ingest.parsers.table_heads import is_names_and_values
from ingest.parsers.table_lines import table_lines, with_merged_heads
from ingest.parsers.xml_parts import attribute, whole_number

BULLET: Final = "\u2022"
MOST_SPACES: Final = 100
MOST_COLUMNS: Final = 200
LONGEST_TITLE: Final = 200
_SKIPPED: Final = frozenset(
    {"tracked-changes", "annotation-end", "hidden-text", "hidden-paragraph", "table-of-content",
     "alphabetical-index", "illustration-index", "sequence-decls", "variable-decls", "user-field-decls", "forms",
     "page-number", "page-count", "ruby-text", "desc", "title", "date-time-decl", "footer-decl", "header-decl"}
)  # fmt: skip
"""What repeats the text, or isn't shown in it."""
_REPEATED: Final = frozenset({"header", "footer", "date-time", "page-number", "page"})
"""Placeholders that say the same on every slide."""


def blocks(parent: Iterable[Element], styles: OdfStyles) -> Iterator[Block]:
    """The blocks of everything inside an element, in reading order."""
    for element in parent:
        if element.tag in _SKIPPED or styles.hides_text(element):
            continue
        if element.tag in {"p", "h"}:
            yield from _paragraph(element, styles)
        elif element.tag == "annotation":
            yield from _note(element, styles)
        elif element.tag == "control":
            yield Block(styles.controls.get(attribute(element, "control") or "", ""))
        elif element.tag == "list":
            for item in element.iter("list-item"):
                for each in item:
                    if each.tag in {"p", "h"}:
                        yield from _paragraph(each, styles, Kind.ITEM)
        elif element.tag == "table":
            for line in table_lines(*_rows(element, styles)):
                yield Block(line)
        else:
            yield from blocks(element, styles)


def _paragraph(element: Element, styles: OdfStyles, kind: Kind = Kind.PARAGRAPH) -> Iterator[Block]:
    words = OdfWords(styles)
    text = words.text(element)
    level = attribute(element, "outline-level")
    if text and element.tag == "h":
        yield Block(text.replace("\n", " "), Kind.HEADING, max(1, whole_number(level, 1)))
    elif text:
        if kind is Kind.ITEM:
            text = f"{BULLET} {text}"
        yield Block(text, Kind.TITLE if styles.is_title(element) else kind)
    for note in words.notes:
        yield from _note(note, styles)
    for box in words.boxes:
        yield from blocks(box, styles)


def _note(note: Element, styles: OdfStyles) -> Iterator[Block]:
    if note.tag == "annotation":
        words = annotation_words(note, styles)
        if words:
            yield Block(words)
        return
    body = note.find("note-body")
    words = " ".join(block.text for block in blocks(body if body is not None else (), styles))
    citation = note.find("note-citation")
    mark = clean_line("".join(citation.itertext())) if citation is not None else ""
    if words:
        yield Block(f"Footnote {mark}: {words}")


def annotation_words(note: Element, styles: OdfStyles) -> str:
    """A comment with its author in front; empty for one that says nothing."""
    author = clean_line(note.findtext("creator") or "")
    said = clean_line(" ".join(block.text for block in blocks(note, styles) if block.text))
    return "" if not said else f"Comment by {author}: {said}" if author else f"Comment: {said}"


@dataclass(slots=True)
class OdfWords:
    """Reads the words of paragraphs; notes, comments and text boxes in them are gathered, to follow."""

    styles: OdfStyles
    notes: list[Element] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)

    def text(self, paragraph: Element) -> str:
        """The words as they are read: nothing hidden or struck out, raised and lowered letters as such."""
        return clean_text(spelled("".join(self._pieces(paragraph, self.styles.strikes(paragraph), 0))))

    def _pieces(self, element: Element, struck: bool, height: int) -> Iterator[str]:
        yield self._shown(element.text, struck, height)
        for child in element:
            if child.tag in {"note", "annotation"}:
                self.notes.append(child)
            elif child.tag in {"frame", "custom-shape", "g", "rect", "text-box"}:
                self.boxes.append(child)
            elif child.tag == "control":
                yield f" {self.styles.controls.get(attribute(child, 'control') or '', '')} "
            elif child.tag == "s":
                yield " " * min(whole_number(attribute(child, "c"), 1), MOST_SPACES)
            elif child.tag in {"tab", "line-break"}:
                yield " " if child.tag == "tab" else "\n"
            elif child.tag not in _SKIPPED and not self.styles.hides_text(child):
                yield from self._pieces(child, self.styles.strikes(child, struck), self.styles.raises(child) or height)
            yield self._shown(child.tail, struck, height)

    def _shown(self, text: str | None, struck: bool, height: int) -> str:
        if not text or not struck or not text.strip():
            text = text or ""
            return raised(text) if height > 0 else lowered(text) if height < 0 else text
        self.styles.struck = True
        return ""


def _rows(table: Element, styles: OdfStyles) -> tuple[list[list[str]], int]:
    """(rows, head rows) of a table in a text or on a slide."""
    rows: list[list[str]] = []
    continued: set[tuple[int, int]] = set()
    heads = int(attribute(table, "use-first-row-styles") == "true")
    above: dict[int, tuple[int, str]] = {}
    for row, is_head in _table_rows(table):
        heads = len(rows) + 1 if is_head and heads in {len(rows), 1} else heads
        cells: list[str] = []
        for cell in row:
            if cell.tag not in {"table-cell", "covered-table-cell"} or len(cells) > MOST_COLUMNS:
                continue
            column, number = len(cells), len(rows)
            text = "\n".join(_bare(block) for block in blocks(cell, styles))
            rows_left, reaching = above.get(column, (0, ""))
            if cell.tag == "covered-table-cell" and rows_left:
                text, above[column] = reaching, (rows_left - 1, reaching)
            elif cell.tag == "covered-table-cell" and column:
                text = cells[-1]
                continued.add((number, column))
            down = whole_number(attribute(cell, "number-rows-spanned"), 1)
            if down > 1:
                above[column] = (down - 1, text)
            cells.append(text)
        rows.append(cells)
    pairs = is_names_and_values(rows)  # a first row is marked by default, whatever stands in it
    return with_merged_heads(rows, continued, 0 if pairs else heads or None)


def _bare(block: Block) -> str:
    """A block's words without a list's mark: in cells and on slides nearly all stands in lists."""
    return block.text.removeprefix(f"{BULLET} ") if block.kind is Kind.ITEM else block.text


def _table_rows(table: Element) -> Iterator[tuple[Element, bool]]:
    """(row, whether the table says that it holds heads)."""
    for child in table:
        if child.tag == "table-row":
            yield child, False
        elif child.tag == "table-header-rows":
            for row in child.iter("table-row"):
                yield row, True
        elif child.tag in {"table-rows", "table-row-group"}:
            yield from _table_rows(child)


def margins(root: Element | None, styles: OdfStyles) -> Iterator[Block]:
    """What stands in headers and footers, each once; `root` is the part that holds the styles."""
    seen: set[str] = set()
    for page in root.iter("master-page") if root is not None else ():
        for margin in page:
            if margin.tag not in {"header", "footer"}:
                continue
            words = " ".join(block.text.replace("\n", " ") for block in blocks(margin, styles)).strip()
            if sum(sign.isalpha() for sign in words) > 2 and words not in seen:
                seen.add(words)
                yield Block(f"{margin.tag.capitalize()}: {words}")


def slide_text(slide: Element, styles: OdfStyles) -> tuple[str, str]:
    """(title, text) of a slide: the title, then the shapes by their places, then the notes."""
    titles: list[str] = []
    shapes: list[tuple[str, Place]] = []
    notes = ""
    comments: list[str] = []
    for shape in slide:
        kind = attribute(shape, "class")
        if shape.tag == "notes":
            frames = (each for each in shape if attribute(each, "class") == "notes")
            notes = "\n".join(block.text for frame in frames for block in blocks(frame, styles))
        elif shape.tag == "annotation":
            comments.append(annotation_words(shape, styles))
        elif kind not in _REPEATED and shape.tag not in _SKIPPED and attribute(shape, "placeholder") != "true":
            words = "\n".join(_bare(block) for block in blocks([shape], styles))
            if kind == "title":
                titles.append(words)
            else:
                shapes.append((words, _place(shape)))
    parts = [*titles, *shapes_in_reading_order(shapes), *([f"Notes: {notes}"] if notes else []), *comments]
    title = clean_line(titles[0].replace("\n", " "))[:LONGEST_TITLE] if titles else ""
    return title, "\n\n".join(part for part in parts if part)


def _place(shape: Element) -> Place:
    top, left = length(attribute(shape, "y")), length(attribute(shape, "x"))
    return (top, left) if top is not None and left is not None else NO_PLACE
