"""The words of a Word paragraph as a reader sees them: no field codes, nothing deleted, nothing hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_text
from ingest.parsers.docx_styles import Styles, value
from ingest.parsers.xml_parts import attribute, is_on

TRANSPARENT: Final = frozenset(
    {"ins", "moveTo", "hyperlink", "smartTag", "customXml", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "ruby",
     "rubyBase", "oMath", "oMathPara", "AlternateContent", "Choice", "Fallback"}
)  # fmt: skip
"""Elements that are looked through; what is deleted or moved away isn't among them."""
PAGE_FIELDS: Final = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})
_SIGNS: Final = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "softHyphen": ""}
_FORMULA: Final = frozenset(
    {"f", "sSup", "sSub", "sSubSup", "rad", "d", "nary", "e", "num", "den", "sup", "sub", "func", "fName", "acc", "bar",
     "box", "groupChr", "limLow", "limUpp", "lim", "eqArr", "m", "mr"}
)  # fmt: skip
_BEFORE: Final = {"den": "/", "sup": "^", "sub": "_"}
_OBJECTS: Final = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class Words:
    """What a paragraph gives: its `text`, the notes it refers to as (kind, id), its drawings, whether all is bold."""

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)
    bold: bool = False


@dataclass(slots=True)
class _Reader:
    styles: Styles
    hidden: bool
    bold: bool
    pieces: list[str] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    fields: list[list[str]] = field(default_factory=list)
    """Open fields, each as [code, whether its result has begun]."""
    plain: int = 0
    strong: int = 0

    def read(self, element: Element) -> None:
        """Takes up an element of a paragraph with all that is inside."""
        tag = element.tag
        if tag == "r":
            self._run(element)
        elif tag == "AlternateContent":
            for child in alternative(element):
                self.read(child)
        elif tag == "fldSimple" and _is_page_field(attribute(element, "instr") or ""):
            return
        elif tag == "sdt" and element.find("sdtPr/showingPlcHdr") is not None:
            return  # asks to fill something in that nobody filled in
        elif tag in TRANSPARENT:
            for child in element:
                self.read(child)
        elif tag in _FORMULA:
            self._formula(element)

    def _formula(self, element: Element) -> None:
        """A formula on one line: `(x+a)^n`, `(1+x)/2`."""
        tag, start = element.tag, len(self.pieces)
        if tag == "nary":
            self.pieces.append(value(element, "naryPr/chr") or "\u222b")
        for child in element:
            self.read(child)
        inside = "".join(self.pieces[start:])
        if tag == "d":
            opens, closes = value(element, "dPr/begChr"), value(element, "dPr/endChr")
            inside = f"{'(' if opens is None else opens}{inside}{')' if closes is None else closes}"
        elif tag in _BEFORE and inside:
            inside = f"{_BEFORE[tag]}{inside if inside.isalnum() else f'({inside})'}"
        elif tag == "num" and not inside.isalnum():
            inside = f"({inside})"
        elif tag == "rad":
            inside = f"\u221a({inside})"
        self.pieces[start:] = [inside]

    def _run(self, run: Element) -> None:
        properties = run.find("rPr")
        style = self.styles.get(value(properties, "rStyle"))
        switch = properties.find("vanish") if properties is not None else None
        hidden = is_on(switch) if switch is not None else self.hidden or style.hidden
        weight = properties.find("b") if properties is not None else None
        bold = is_on(weight) if weight is not None else self.bold or style.bold
        for child in run:
            self._part(child, hidden, bold)

    def _part(self, part: Element, hidden: bool, bold: bool) -> None:
        tag = part.tag
        if tag == "fldChar":
            self._field(attribute(part, "fldCharType") or "")
        elif tag == "instrText":
            if self.fields:
                self.fields[-1][0] += part.text or ""
        elif hidden or any(_is_page_field(code) or not begun for code, begun in self.fields):
            return
        elif tag == "t":
            self._add(part.text or "", bold)
        elif tag in _SIGNS:
            self.pieces.append(_SIGNS[tag])
        elif tag in {"footnoteReference", "endnoteReference"}:
            self.words.notes.append((tag.removesuffix("Reference"), attribute(part, "id") or ""))
        elif tag in _OBJECTS:
            self.words.drawings.append(part)
        elif tag == "AlternateContent":
            for child in alternative(part):
                self._part(child, hidden, bold)
        elif tag in TRANSPARENT:
            self.read(part)

    def _add(self, text: str, bold: bool) -> None:
        self.pieces.append(text)
        length = len(text.strip())
        self.plain += 0 if bold else length
        self.strong += length if bold else 0

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(["", ""])
        elif kind == "separate" and self.fields:
            self.fields[-1][1] = "begun"
        elif kind == "end" and self.fields:
            self.fields.pop()


def _is_page_field(code: str) -> bool:
    return code.split()[:1] != [] and code.split()[0].upper() in PAGE_FIELDS


def alternative(element: Element) -> Iterator[Element]:
    """The children of the first kind of content that is offered: the others say the same once more."""
    chosen = element.find("Choice")
    if chosen is None:
        chosen = element.find("Fallback")
    if chosen is not None:
        yield from chosen


def read_words(paragraph: Element, styles: Styles, hidden: bool, bold: bool) -> Words:
    """The words of a paragraph; `hidden` and `bold` are what its style says."""
    reader = _Reader(styles, hidden, bold)
    for child in paragraph:
        reader.read(child)
    words = reader.words
    words.text = clean_text("".join(reader.pieces).replace("\t", " "))
    words.bold = reader.strong > 0 and reader.plain == 0
    return words


def text_boxes(drawing: Element) -> Iterator[Element]:
    """The contents of the text boxes of a drawing, each once, outermost first; boxes inside them are left to them."""
    pending = [drawing]
    while pending:
        element = pending.pop()
        if element.tag == "txbxContent":
            yield element
        elif element.tag == "AlternateContent":
            pending.extend(reversed(list(alternative(element))))
        else:
            pending.extend(reversed(list(element)))
