"""Word documents, with or without macros: sections at their headings, tables with their heads, notes where they belong.

Read from the XML itself: python-docx gives no text boxes, footnotes, list numbers or tracked changes.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.docx_styles import ListNumbering, Style, Styles, outline_level
from ingest.parsers.docx_tables import as_rows, children, is_layout, kept_rows
from ingest.parsers.docx_text import Words, alternative, read_words, text_boxes
from ingest.parsers.drawings import drawn_words
from ingest.parsers.findings import Findings
from ingest.parsers.package import Package, Relation, note_properties
from ingest.parsers.sections import Block, Kind, note_headlines, section_pages
from ingest.parsers.table_lines import table_lines
from ingest.parsers.xml_parts import attribute, value, whole_number
from pipelines.types import Page

USUAL: Final = "word/document.xml"
LONGEST_BOLD_HEADING: Final = 80
BOLD_LEVEL: Final = 3
_TRANSPARENT: Final = frozenset({"ins", "moveTo", "sdtContent", "customXml", "smartTag", "body"})
COMMENT: Final = "comment"
LONGEST_COMMENTED: Final = 80
"""Of words that a comment is about, more aren't repeated beside it."""
_NOTES: Final = {"footnote": "Footnote", "endnote": "Endnote"}


@dataclass(slots=True)
class _Reader:
    """Turns a part's elements into blocks, in reading order."""

    package: Package
    part: str
    findings: Findings
    styles: Styles
    numbering: ListNumbering
    relations: dict[str, Relation]
    has_headings: bool
    notes: dict[tuple[str, str], Element] = field(default_factory=dict)
    noted: int = 0
    boxes: int = 0
    """How many text boxes it is inside of."""
    cells: int = 0
    """How many cells of tables."""
    has_ground: bool = False
    """The pages have a colour of their own."""

    def blocks(self, parent: Element) -> Iterator[Block]:
        """The blocks of everything inside an element."""
        for child in parent:
            if child.tag == "p":
                yield from self._paragraph(child)
            elif child.tag == "tbl":
                yield from self._table(child)
            elif child.tag == "sdt":
                content = child.find("sdtContent")
                if content is not None and child.find("sdtPr/showingPlcHdr") is None:
                    yield from self.blocks(content)
            elif child.tag == "AlternateContent":
                for each in alternative(child):
                    yield from self.blocks(each)
            elif child.tag == "altChunk":  # a file of another kind in the place of words
                self.findings.warn("parts_unreadable")
            elif child.tag in _TRANSPARENT:
                yield from self.blocks(child)

    def words(self, paragraph: Element, style: Style) -> Words:
        """The words of one paragraph."""
        words = read_words(paragraph, self.styles, style, not (self.boxes or self.cells or self.has_ground))
        if words.unseen:
            self.findings.warn("hidden_words")
        if words.struck:
            self.findings.warn("struck_out")
        return words

    def style_of(self, paragraph: Element) -> Style:
        """The style that a paragraph names."""
        return self.styles.get(value(paragraph, "pPr/pStyle"))

    def _paragraph(self, paragraph: Element) -> Iterator[Block]:
        style = self.style_of(paragraph)
        if style.is_contents:
            return
        words = self.words(paragraph, style)
        number = self._number(paragraph, style) if words.text or words.struck else ""
        text = f"{number} {words.text}" if number and words.text else words.text
        level = self._level(paragraph, style, words, bool(number))
        if text and style.is_title:
            yield Block(text, Kind.TITLE)
        elif text and level:
            yield Block(text.replace("\n", " "), Kind.HEADING, level)
        elif text:
            yield Block(text, Kind.ITEM if number else Kind.PARAGRAPH)
        for kind, identity in words.notes:
            commented = words.commented.get(identity, "")
            yield from self._note(kind, identity, "" if commented == words.text else commented)
        for drawing in words.drawings:
            self.boxes += 1
            for box in text_boxes(drawing):
                yield from self.blocks(box)
            self.boxes -= 1
            for line in drawn_words(drawing, self.package, self.relations, self.findings):
                yield Block(line)

    def _level(self, paragraph: Element, style: Style, words: Words, numbered: bool) -> int:
        """The paragraph's heading level; where no style makes headings, short bold lines are taken for them."""
        level = outline_level(value(paragraph, "pPr/outlineLvl")) or style.level
        if level or self.has_headings or self.boxes or numbered or not words.bold:
            return level
        short = len(words.text) <= LONGEST_BOLD_HEADING and "\n" not in words.text
        return BOLD_LEVEL if short and words.text[-1:] not in ".,;:" else 0

    def _number(self, paragraph: Element, style: Style) -> str:
        shown = value(paragraph, "pPr/shownNumber")
        if shown is not None:
            return shown
        identity = value(paragraph, "pPr/numPr/numId")
        depth = value(paragraph, "pPr/numPr/ilvl")
        if identity is None and not style.numbering:
            return ""
        places = whole_number(depth, style.depth or max(0, style.level - 1))
        return self.numbering.label(identity or style.numbering, places)

    def _note(self, kind: str, identity: str, commented: str) -> Iterator[Block]:
        note = self.notes.pop((kind, identity), None)
        if note is None:
            return
        self.noted += kind in _NOTES
        said = " ".join(self.words(each, self.style_of(each)).text for each in note.iter("p")).strip()
        if said and kind == COMMENT:
            author = clean_line(attribute(note, "author") or "")
            by = f" by {author}" if author else ""
            about = f" on \u201c{commented}\u201d" if 0 < len(commented) <= LONGEST_COMMENTED else ""
            yield Block(f"Comment{by}{about}: {said}")
        elif said:
            yield Block(f"{_NOTES[kind]} {self.noted}: {said}")

    def _table(self, table: Element) -> Iterator[Block]:
        if is_layout(table):
            for row in kept_rows(table):
                for cell in children(row, "tc"):
                    self.cells += 1
                    yield from self.blocks(cell)
                    self.cells -= 1
            return
        rows, head_rows = as_rows(table, self._cell)
        for line in table_lines(rows, head_rows):
            yield Block(line)

    def _cell(self, cell: Element) -> str:
        """The words of a cell; whatever lies in it is read as if it stood on lines of its own."""
        self.cells += 1
        text = "\n".join(block.text for block in self.blocks(cell))
        self.cells -= 1
        return text


def _notes(package: Package, relations: dict[str, Relation], findings: Findings) -> dict[tuple[str, str], Element]:
    found: dict[tuple[str, str], Element] = {}
    for relation in relations.values():
        kind = relation.kind.removesuffix("s")
        root = _optional(package, relation.target, findings) if kind in _NOTES or kind == COMMENT else None
        for note in root if root is not None else ():
            if note.tag == kind and attribute(note, "type") in {None, "normal"}:
                found[kind, attribute(note, "id") or ""] = note
    return found


def _optional(package: Package, name: str, findings: Findings) -> Element | None:
    """A part that the document can be read without; a damaged one is left out with a warning."""
    try:
        return package.xml(name)
    except Exception as error:
        let_fatal_through(error)
        findings.warn("parts_unreadable")
        return None


def _part_of(relations: dict[str, Relation], kind: str) -> str:
    return next((relation.target for relation in relations.values() if relation.kind == kind), "")


def _has_headings(body: Element, styles: Styles) -> bool:
    return any(
        styles.get(value(paragraph, "pPr/pStyle")).level or outline_level(value(paragraph, "pPr/outlineLvl"))
        for paragraph in body.iter("p")
    )


def _margins(reader: _Reader) -> Iterator[Block]:
    """What stands in headers and footers, each once: they repeat on every page but may name the document's version."""
    seen: set[str] = set()
    for relation in reader.relations.values():
        if relation.kind not in {"header", "footer"}:
            continue
        root = _optional(reader.package, relation.target, reader.findings)
        if root is None:
            continue
        margin = _Reader(
            reader.package, relation.target, reader.findings, reader.styles, ListNumbering(),
            reader.package.relations(relation.target), True,
        )  # fmt: skip
        words = " ".join(block.text.replace("\n", " ") for block in margin.blocks(root)).strip()
        if sum(sign.isalpha() for sign in words) > 2 and words not in seen:
            seen.add(words)
            yield Block(f"{relation.kind.capitalize()}: {words}")


def _blocks(package: Package, findings: Findings) -> Iterator[Block]:
    part = package.main_part(USUAL)
    root = package.required(part)
    body = root.find("body")
    if body is None:
        raise UnreadableFileError("damaged")
    relations = package.relations(part)
    styles = Styles(_optional(package, _part_of(relations, "styles"), findings))
    numbering = ListNumbering.of(_optional(package, _part_of(relations, "numbering"), findings))
    reader = _Reader(package, part, findings, styles, numbering, relations, _has_headings(body, styles))
    reader.notes = _notes(package, relations, findings)
    reader.has_ground = root.find("background") is not None
    yield from reader.blocks(body)
    yield from _margins(reader)


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The document's sections as pages, each labelled with its heading."""
    with Package(path, limits) as package:
        yield from read_package(package, limits, findings)


def read_package(package: Package, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The same for a file that is open."""
    note_properties(package, findings)
    yield from section_pages(note_headlines(_blocks(package, findings), findings), limits, findings)
