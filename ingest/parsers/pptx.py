"""PowerPoint presentations, with or without macros: a page a slide, in reading order, with tables, charts and notes.

Read from the XML itself, so that no slide costs more than its own parts, and placeholders, groups and diagrams are
read alike.
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
from ingest.parsers.drawings import drawn_words, paragraph_lines
from ingest.parsers.findings import Findings
from ingest.parsers.package import Package, Relation, note_properties
from ingest.parsers.pptx_comments import authors_of, slide_comments
from ingest.parsers.reading_order import NO_PLACE, Place, shapes_in_reading_order
from ingest.parsers.table_heads import is_names_and_values
from ingest.parsers.table_lines import table_lines, with_merged_heads
from ingest.parsers.xml_parts import attribute, relation_id
from pipelines.types import Heading, Page, Unit

USUAL: Final = "ppt/presentation.xml"
LONGEST_TITLE: Final = 200
_TITLES: Final = frozenset({"title", "ctrTitle"})
_REPEATED: Final = frozenset({"dt", "ftr", "sldNum", "hdr", "sldImg"})
"""Placeholders that say the same on every slide."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """A shape's words, where it stands (top, left), and what kind of placeholder it is, if one."""

    words: str
    place: Place
    placeholder: str | None


@dataclass(slots=True)
class _Slides:
    package: Package
    findings: Findings
    layouts: dict[str, dict[str, Place]] = field(default_factory=dict)
    authors: dict[str, str] = field(default_factory=dict)
    """Names of those who comment, by id."""
    number: int = 0
    size: tuple[int, int] | None = None
    """Width and height of the slides, where the file says them."""

    def slide(self, root: Element, name: str, number: int) -> tuple[str, str]:
        """(title, text) of the slide in the part of this name; the text begins with the title."""
        self.number = number
        relations = self.package.relations(name)
        shapes = list(self._shapes(root.find("cSld/spTree"), relations, self._inherited(relations)))
        titles = [shape.words for shape in shapes if shape.placeholder in _TITLES and shape.words]
        title = clean_line(titles[0]) if titles else ""
        body = [(each.words, each.place) for each in shapes if each.words and each.placeholder not in _TITLES]
        parts = [title, *titles[1:], *shapes_in_reading_order(body)]
        notes = self._notes(relations)
        if notes:
            parts.append(f"Notes: {notes}")
        parts += slide_comments(self.package, relations, self.authors, self.findings)
        return title, "\n\n".join(part for part in parts if part)

    def _shapes(
        self, tree: Element | None, relations: dict[str, Relation], inherited: dict[str, Place]
    ) -> Iterator[_Shape]:
        for element in tree if tree is not None else ():
            if _is_hidden(element):
                continue
            if self.size is not None and _is_beside(element, self.size):
                self.findings.warn("hidden_words", self.number)
                continue
            if element.tag == "sp":
                placeholder = element.find("nvSpPr/nvPr/ph")
                kind = None if placeholder is None else (attribute(placeholder, "type") or "body")
                if kind not in _REPEATED:
                    usual = NO_PLACE if placeholder is None else _usual_place(placeholder, inherited)
                    yield _Shape(
                        self._paragraphs(element.find("txBody")), _place(element.find("spPr/xfrm"), usual), kind
                    )
            elif element.tag == "grpSp":
                inside = [(each.words, each.place) for each in self._shapes(element, relations, inherited)]
                words = "\n".join(each for each in shapes_in_reading_order(inside) if each)
                yield _Shape(words, _place(element.find("grpSpPr/xfrm"), NO_PLACE), None)
            elif element.tag == "graphicFrame":
                yield _Shape(self._frame(element, relations), _place(element.find("xfrm"), NO_PLACE), None)
            elif element.tag == "AlternateContent":
                chosen = element.find("Choice")
                yield from self._shapes(
                    chosen if chosen is not None else element.find("Fallback"), relations, inherited
                )

    def _frame(self, frame: Element, relations: dict[str, Relation]) -> str:
        lines: list[str] = []
        for table in frame.iter("tbl"):
            rows = [
                [self._paragraphs(cell.find("txBody")) for cell in row.findall("tc")] for row in table.findall("tr")
            ]
            properties = table.find("tblPr")
            marked = properties is not None and (attribute(properties, "firstRow") or "0") in {"1", "true"}
            rows, continued = _filled(table, rows)
            pairs = is_names_and_values(rows)  # a row is marked by default, whatever stands in it
            heads = 0 if pairs else 1 if marked and len(rows) > 1 else None
            lines += table_lines(*with_merged_heads(rows, continued, heads))
        lines += drawn_words(frame, self.package, relations, self.findings)
        return "\n\n".join(lines)

    def _notes(self, relations: dict[str, Relation]) -> str:
        name = next((each.target for each in relations.values() if each.kind == "notesSlide"), None)
        try:
            root = self.package.xml(name) if name else None
        except Exception as error:
            let_fatal_through(error)
            self.findings.warn("parts_unreadable")
            return ""
        shapes = root.iter("sp") if root is not None else ()
        bodies = (
            shape.find("txBody")
            for shape in shapes
            if (place := shape.find("nvSpPr/nvPr/ph")) is not None and attribute(place, "type") == "body"
        )
        return "\n".join(words for body in bodies if (words := self._paragraphs(body)))

    def _paragraphs(self, body: Element | None) -> str:
        return "\n".join(paragraph_lines(body, self.findings, self.number))

    def _inherited(self, relations: dict[str, Relation]) -> dict[str, Place]:
        """Where a slide's layout puts the placeholders that the slide itself doesn't place."""
        name = next((each.target for each in relations.values() if each.kind == "slideLayout"), "")
        if name not in self.layouts:
            try:
                root = self.package.xml(name)
            except Exception as error:  # it costs the order alone
                let_fatal_through(error)
                root = None
            found: dict[str, Place] = {}
            for shape in root.iter("sp") if root is not None else ():
                placeholder, place = shape.find("nvSpPr/nvPr/ph"), _place(shape.find("spPr/xfrm"), NO_PLACE)
                if placeholder is not None and place != NO_PLACE:
                    for key in _keys(placeholder):
                        found.setdefault(key, place)
            self.layouts[name] = found
        return self.layouts[name]


def _keys(placeholder: Element) -> list[str]:
    """What a slide's placeholder finds its layout's by: its index first, else its kind."""
    index, kind = attribute(placeholder, "idx"), attribute(placeholder, "type") or "body"
    return [*([f"#{index}"] if index else []), kind]


def _usual_place(placeholder: Element, inherited: dict[str, Place]) -> Place:
    return next((inherited[key] for key in _keys(placeholder) if key in inherited), NO_PLACE)


def _place(transform: Element | None, usual: Place) -> Place:
    offset = transform.find("off") if transform is not None else None
    if offset is None:
        return usual
    try:
        return int(offset.attrib["y"]), int(offset.attrib["x"])
    except (KeyError, ValueError):
        return usual


def _is_hidden(element: Element) -> bool:
    named = next((child.find("cNvPr") for child in element if child.find("cNvPr") is not None), None)
    return named is not None and (attribute(named, "hidden") or "0") in {"1", "true"}


def _size(element: Element | None) -> tuple[int, int] | None:
    try:
        return (int(element.attrib["cx"]), int(element.attrib["cy"])) if element is not None else None
    except (KeyError, ValueError):
        return None


def _is_beside(element: Element, size: tuple[int, int]) -> bool:
    """Whether a shape lies beside the slide altogether; what a group holds is placed by other measures."""
    transform = element.find("spPr/xfrm")
    if transform is None:
        return False
    top, left = _place(transform, NO_PLACE)
    extent = _size(transform.find("ext"))
    if (top, left) == NO_PLACE or extent is None:
        return False
    return left + extent[0] <= 0 or top + extent[1] <= 0 or left >= size[0] or top >= size[1]


def _filled(table: Element, rows: list[list[str]]) -> tuple[list[list[str]], set[tuple[int, int]]]:
    """The rows with the words of merged cells in each cell they cover, and those that a cell to the left reaches."""
    continued: set[tuple[int, int]] = set()
    for number, row in enumerate(table.findall("tr")):
        for column, cell in enumerate(row.findall("tc")):
            if cell.attrib.get("hMerge") in {"1", "true"} and column:
                rows[number][column] = rows[number][column - 1]
                continued.add((number, column))
            elif cell.attrib.get("vMerge") in {"1", "true"} and number and column < len(rows[number - 1]):
                rows[number][column] = rows[number - 1][column]
    return rows, continued


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """A page a slide, labelled with its title; hidden slides are left out, with a warning."""
    with Package(path, limits) as package:
        yield from read_package(package, limits, findings)


def read_package(package: Package, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The same for a file that is open."""
    note_properties(package, findings)
    main = package.main_part(USUAL)
    relations = package.relations(main)
    listed = package.required(main).findall("sldIdLst/sldId")
    names = [relations[each].target for slide in listed if (each := relation_id(slide) or "") in relations]
    if not names:
        raise UnreadableFileError("no_pages")
    if len(names) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(names), Unit.SLIDE
    size = _size(package.required(main).find("sldSz"))
    slides = _Slides(package, findings, authors=authors_of(package, relations), size=size)
    for number, name in enumerate(names, start=1):
        yield _page(slides, number, name)


def _page(slides: _Slides, number: int, name: str) -> Page:
    findings = slides.findings
    try:
        root = slides.package.required(name)
        if root.attrib.get("show") in {"0", "false"}:
            findings.warn("hidden_slides", number)
            return Page(number, "")
        title, text = slides.slide(root, name, number)
    except Exception as error:
        let_fatal_through(error)
        findings.warn("pages_unreadable", number)
        return Page(number, "")
    if not text:
        findings.warn("pages_without_text", number)
    if title and not findings.headlines:
        findings.headlines.append(title)
    heading = (Heading(title[:LONGEST_TITLE], 0),) if title else ()
    return Page(number, text, title[:LONGEST_TITLE] or None, heading)
