"""The words of a Word paragraph as a reader sees them: no field codes, nothing deleted, nothing hidden."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.docx_forms import form_field_words
from ingest.parsers.docx_styles import PLAIN_STYLE, Style, Styles, has_unseen_letters, raised_by
from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.symbol_fonts import as_signs
from ingest.parsers.xml_parts import attribute, is_on, value

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
_REFERENCES: Final = frozenset({"footnoteReference", "endnoteReference", "commentReference"})
_OBJECTS: Final = frozenset({"drawing", "pict", "object"})


@dataclass(slots=True)
class Words:
    """What a paragraph gives: its `text`, the notes and comments it refers to as (kind, id), its drawings.

    `commented` are the words that a comment is about, by its id.

    `bold` is true where all of it is, `struck` where some of it was struck out and is left out.
    """

    text: str = ""
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)
    commented: dict[str, str] = field(default_factory=dict)
    bold: bool = False
    struck: bool = False
    unseen: bool = False
    """Some were left out that nobody sees."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How the letters of a run look."""

    hidden: bool
    bold: bool
    struck: bool
    raised: int
    font: str


@dataclass(slots=True)
class _Reader:
    styles: Styles
    style: Style
    plain_look: _Look
    """How runs look that say nothing of it."""
    on_paper: bool
    """White letters don't show here."""
    pieces: list[str] = field(default_factory=list)
    words: Words = field(default_factory=Words)
    fields: list[list[str]] = field(default_factory=list)
    """Open fields, each as [code, whether its result has begun]."""
    ranges: dict[str, int] = field(default_factory=dict)
    """Where the words begin that open comments are about."""
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
        elif tag == "commentRangeStart":
            self.ranges[attribute(element, "id") or ""] = len(self.pieces)
        elif tag == "commentRangeEnd":
            identity = attribute(element, "id") or ""
            start = self.ranges.pop(identity, len(self.pieces))
            self.words.commented[identity] = clean_line(spelled("".join(self.pieces[start:])))
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
        look = self._look(run.find("rPr"))
        if self.on_paper and not look.hidden and self._is_unseen(run.find("rPr")):
            self.words.unseen = self.words.unseen or run.find("t") is not None
            look = replace(look, hidden=True)
        for child in run:
            self._part(child, look)

    def _is_unseen(self, properties: Element | None) -> bool:
        named = self.styles.get(value(properties, "rStyle")) if properties is not None else PLAIN_STYLE
        has_own = properties is not None and any(properties.find(each) is not None for each in ("color", "sz", "shd"))
        return has_unseen_letters(properties) if has_own else named.unseen or self.style.unseen

    def _look(self, properties: Element | None) -> _Look:
        if properties is None:
            return self.plain_look
        said = {each.tag: each for each in properties}
        own = self.styles.get(value(properties, "rStyle")) if "rStyle" in said else PLAIN_STYLE

        def switch(name: str, usual: bool) -> bool:
            return is_on(said[name]) if name in said else usual

        struck = own.struck or self.style.struck
        return _Look(
            hidden=switch("vanish", own.hidden or self.style.hidden),
            bold=switch("b", own.bold or self.style.bold),
            struck=switch("strike", struck) or switch("dstrike", False),
            raised=(raised_by(properties) if "vertAlign" in said or "position" in said else 0) or own.raised,
            font=_font(said["rFonts"]) if "rFonts" in said else "",
        )

    def _part(self, part: Element, look: _Look) -> None:
        tag = part.tag
        if tag == "fldChar":
            self._field(part, look)
        elif tag == "instrText":
            if self.fields:
                self.fields[-1][0] += part.text or ""
        elif look.hidden or any(_is_page_field(code) or not begun for code, begun in self.fields):
            return
        elif tag == "t":
            self._add(as_signs(part.text or "", look.font), look)
        elif tag == "sym":
            self._add(_sign(part), look)
        elif tag in _SIGNS:
            self._add(_SIGNS[tag], look)
        elif tag in _REFERENCES:
            self.words.notes.append((tag.removesuffix("Reference"), attribute(part, "id") or ""))
        elif tag in _OBJECTS:
            self.words.drawings.append(part)
        elif tag == "AlternateContent":
            for child in alternative(part):
                self._part(child, look)
        elif tag in TRANSPARENT:
            self.read(part)

    def _add(self, text: str, look: _Look) -> None:
        length = len(text.strip())
        if look.struck and length:
            self.words.struck = True
            return
        self.pieces.append(raised(text) if look.raised > 0 else lowered(text) if look.raised < 0 else text)
        self.plain += 0 if look.bold else length
        self.strong += length if look.bold else 0

    def _field(self, mark: Element, look: _Look) -> None:
        kind = attribute(mark, "fldCharType")
        if kind == "begin":
            if not look.hidden and all(begun for _, begun in self.fields):
                self._add(form_field_words(mark), look)
            self.fields.append(["", ""])
        elif kind == "separate" and self.fields:
            self.fields[-1][1] = "begun"
        elif kind == "end" and self.fields:
            self.fields.pop()


def _font(fonts: Element) -> str:
    """The font that a run itself names."""
    return attribute(fonts, "ascii") or attribute(fonts, "hAnsi") or ""


def _sign(sign: Element) -> str:
    """The sign that a number in a font of signs stands for."""
    try:
        letter = chr(int(attribute(sign, "char") or "", 16) & 0xFFFF)
    except ValueError:
        return ""
    return as_signs(letter, attribute(sign, "font"))


def _is_page_field(code: str) -> bool:
    return code.split()[:1] != [] and code.split()[0].upper() in PAGE_FIELDS


def alternative(element: Element) -> Iterator[Element]:
    """The children of the first kind of content that is offered: the others say the same once more."""
    chosen = element.find("Choice")
    if chosen is None:
        chosen = element.find("Fallback")
    if chosen is not None:
        yield from chosen


def read_words(paragraph: Element, styles: Styles, style: Style, on_paper: bool = False) -> Words:
    """The words of a paragraph in this style; `on_paper` says that nothing around it has a ground of its own."""
    plain = not style.shaded and paragraph.find("pPr/shd") is None
    reader = _Reader(styles, style, _Look(style.hidden, style.bold, style.struck, 0, ""), on_paper and plain)
    for child in paragraph:
        reader.read(child)
    words = reader.words
    words.text = clean_text(spelled("".join(reader.pieces)).replace("\t", " "))
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
