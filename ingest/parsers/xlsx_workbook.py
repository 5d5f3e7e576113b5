"""What the cells of a workbook refer to: its sheets, shared words and number formats."""

from dataclasses import dataclass
from math import isfinite
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.number_formats import BUILT_IN, GENERAL, shown
from ingest.parsers.package import Package
from ingest.parsers.unseen_words import is_pale
from ingest.parsers.xml_parts import attribute, is_on, relation_id, value, whole_number

USUAL: Final = "xl/workbook.xml"
LONGEST_FORMAT: Final = 255
STRUCK: Final = "\x00"
"""Ends a cell's words where some were struck out."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its `number` and `name` on its tab, and the part that holds it."""

    number: int
    name: str
    part: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Workbook:
    """The whole file, apart from the cells."""

    sheets: tuple[Sheet, ...]
    strings: list[str]
    formats: tuple[str, ...]
    bold: tuple[bool, ...]
    struck: frozenset[int]
    """Styles of cells whose letters are struck out."""
    unseen: frozenset[int]
    """Styles of cells whose letters are as white as the sheet."""
    since_1904: bool

    def text(self, kind: str, stored: str, style: int) -> str:
        """What a cell shows: `kind` and `style` are those of the cell, `stored` what stands in it."""
        if kind == "s":
            place = whole_number(stored, -1)
            return self.strings[place] if 0 <= place < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if stored.strip() in {"1", "true"} else "FALSE"
        if kind == "inlineStr":
            return stored
        if kind in {"str", "e"}:
            return clean_line(stored)
        if kind == "d":
            return stored.replace("T", " ").removesuffix(" 00:00:00")
        try:
            number = float(stored)
        except ValueError:
            return clean_line(stored)
        if not isfinite(number):
            return clean_line(stored)
        code = self.formats[style] if 0 <= style < len(self.formats) else GENERAL
        return shown(number, code, self.since_1904)


def open_workbook(package: Package, limits: ParseLimits) -> Workbook:
    """Reads what the cells refer to; raises `UnreadableFileError`. Memory: the shared words."""
    main = package.main_part(USUAL)
    root = package.required(main)
    relations = package.relations(main)
    sheets = []
    for number, sheet in enumerate(root.findall("sheets/sheet"), start=1):
        relation = relations.get(relation_id(sheet) or "")
        if relation is None or relation.kind != "worksheet":  # charts have sheets of their own
            continue
        name = clean_line(sheet.attrib.get("name", "")) or f"Sheet {number}"
        hidden = sheet.attrib.get("state", "visible") in {"hidden", "veryHidden"}
        sheets.append(Sheet(number, name, relation.target, hidden))
    strings = next((each.target for each in relations.values() if each.kind == "sharedStrings"), "")
    styles = next((each.target for each in relations.values() if each.kind == "styles"), "")
    formats, bold, struck, unseen = _formats(package.xml(styles) if styles else None)
    properties = root.find("workbookPr")
    since_1904 = properties is not None and (attribute(properties, "date1904") or "0") in {"1", "true"}
    return Workbook(tuple(sheets), _strings(package, strings, limits), formats, bold, struck, unseen, since_1904)


def _strings(package: Package, part: str, limits: ParseLimits) -> list[str]:
    found: list[str] = []
    if part not in package or not part:
        return found
    characters = 0
    for element in package.stream(part, "si"):
        words = words_of(element)
        characters += len(words)
        if characters > limits.max_characters:
            raise UnreadableFileError("too_much_text", limit=f"{limits.max_characters:,}")
        found.append(words)
    return found


def words_of(element: Element) -> str:
    """The text of a cell's runs, without the readings that stand above Japanese words.

    Raised and lowered letters are spelled as such; `STRUCK` stands where words that are struck out were left out.
    """
    pieces = [child.text or "" for child in element if child.tag == "t"]
    pieces += [_run(child) for child in element if child.tag == "r"]
    text = spelled("".join(pieces))
    return clean_line(text) + (STRUCK if STRUCK in text else "")


def _run(run: Element) -> str:
    words = "".join(part.text or "" for part in run if part.tag == "t")
    properties = run.find("rPr")
    if properties is None:
        return words
    if words.strip() and is_on(properties.find("strike")):
        return STRUCK
    align = value(properties, "vertAlign")
    return raised(words) if align == "superscript" else lowered(words) if align == "subscript" else words


def _formats(root: Element | None) -> tuple[tuple[str, ...], tuple[bool, ...], frozenset[int], frozenset[int]]:
    """By cell style: the number's format, whether its letters are bold; the styles struck out, and those unseen."""
    if root is None:
        return (), (), frozenset(), frozenset()
    own = {
        each.attrib.get("numFmtId"): each.attrib.get("formatCode", GENERAL)[:LONGEST_FORMAT]
        for each in root.iter("numFmt")
    }
    fonts = [(is_on(font.find("b")), is_on(font.find("strike"))) for font in root.findall("fonts/font")]
    pale = [_is_pale(font.find("color")) for font in root.findall("fonts/font")]
    codes, bold, struck, unseen = [], [], set(), set()
    for style in root.findall("cellXfs/xf"):
        identity = style.attrib.get("numFmtId", "0")
        codes.append(own.get(identity, BUILT_IN.get(whole_number(identity), GENERAL)))
        font = whole_number(style.attrib.get("fontId"), -1)
        looks = fonts[font] if 0 <= font < len(fonts) else (False, False)
        bold.append(looks[0])
        if looks[1]:
            struck.add(len(codes) - 1)
        if 0 <= font < len(pale) and pale[font] and whole_number(style.attrib.get("fillId"), 0) == 0:
            unseen.add(len(codes) - 1)
    return tuple(codes), tuple(bold), frozenset(struck), frozenset(unseen)


def _is_pale(colour: Element | None) -> bool:
    return colour is not None and (colour.attrib.get("theme") == "0" or is_pale(colour.attrib.get("rgb", "")))
