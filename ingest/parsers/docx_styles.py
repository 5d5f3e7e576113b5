"""What a Word file's styles and lists say of a paragraph: its heading level, its number, whether it is hidden."""

from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from ingest.parsers.unseen_words import SMALLEST_POINTS, is_pale
from ingest.parsers.xml_parts import attribute, is_on, value, whole_number

DEEPEST_STYLE: Final = 20
"""Styles that are based on each other in a circle end here."""
BODY_LEVEL: Final = 9
LEAST_SHIFT: Final = 4
"""Half points by which letters are moved at least to count as raised or lowered; less corrects a font."""
BULLET: Final = "\u2022"


@dataclass(frozen=True, slots=True)
class Style:
    """A style with what it takes over from those it is based on; `level` is a heading's, 1 the outermost, else 0.

    `raised` is 1 for letters above the line, -1 for those below it.
    """

    name: str = ""
    level: int = 0
    hidden: bool = False
    bold: bool = False
    struck: bool = False
    raised: int = 0
    unseen: bool = False
    """Its letters are white, or of no size."""
    shaded: bool = False
    numbering: str = ""
    depth: int = 0

    @property
    def is_title(self) -> bool:
        """True for the style of the document's title."""
        return self.name == "title"

    @property
    def is_contents(self) -> bool:
        """True for entries of a table of contents, which repeat the headings."""
        return self.name.startswith(("toc ", "table of figures"))


PLAIN_STYLE: Final = Style()
"""What holds where no style is named."""


class Styles:
    """The styles of a file, by id."""

    def __init__(self, root: Element | None) -> None:
        found = root.iter("style") if root is not None else ()
        self._elements = {attribute(style, "styleId") or "": style for style in found}
        self._known: dict[str, Style] = {}

    def get(self, identity: str | None) -> Style:
        """The style of this id; a plain one where there is none."""
        if not identity:
            return PLAIN_STYLE
        if identity not in self._known:
            self._known[identity] = self._read(identity)
        return self._known[identity]

    def _read(self, identity: str) -> Style:
        chain: list[Element] = []
        current: str | None = identity
        while current in self._elements and len(chain) < DEEPEST_STYLE:
            chain.append(self._elements[current])
            current = value(chain[-1], "basedOn")
        name = (value(chain[0], "name") if chain else "") or identity
        name = name.lower()
        letters = next((own for each in chain if (own := each.find("rPr")) is not None), None)
        return Style(
            name=name,
            level=_level_of_name(name) or _outline(chain),
            hidden=_first_switch(chain, "rPr/vanish"),
            bold=_first_switch(chain, "rPr/b"),
            struck=_first_switch(chain, "rPr/strike") or _first_switch(chain, "rPr/dstrike"),
            unseen=has_unseen_letters(letters),
            shaded=any(each.find(path) is not None for each in chain for path in ("pPr/shd", "rPr/shd")),
            raised=next((height for each in chain if (height := raised_by(each.find("rPr")))), 0),
            numbering=next((found for each in chain if (found := value(each, "pPr/numPr/numId"))), ""),
            depth=whole_number(next((found for each in chain if (found := value(each, "pPr/numPr/ilvl"))), None)),
        )


def has_unseen_letters(properties: Element | None) -> bool:
    """Whether a run's properties make its letters as pale as paper without a ground of their own, or of no size."""
    if properties is None:
        return False
    size = whole_number(value(properties, "sz"), 0)
    if 0 < size <= 2 * SMALLEST_POINTS:
        return True
    has_ground = properties.find("shd") is not None or properties.find("highlight") is not None
    return not has_ground and is_pale(value(properties, "color") or "")


def raised_by(properties: Element | None) -> int:
    """Where a run's properties put its letters: 1 above the line, -1 below it, 0 on it."""
    align = value(properties, "vertAlign")
    if align is not None:
        return {"superscript": 1, "subscript": -1}.get(align, 0)
    shift = value(properties, "position") or ""
    height = whole_number(shift.lstrip("-"))
    return 0 if height < LEAST_SHIFT else -1 if shift.startswith("-") else 1


def _level_of_name(name: str) -> int:
    """Word keeps the English names of its own styles in every language."""
    return whole_number(name[8:]) if name.startswith("heading ") else 0


def _outline(chain: list[Element]) -> int:
    for element in chain:
        level = value(element, "pPr/outlineLvl")
        if level is not None:
            return outline_level(level)
    return 0


def outline_level(level: str | None) -> int:
    """The heading level of an outline level as the file stores it; 0 for body text."""
    number = whole_number(level, BODY_LEVEL)
    return number + 1 if number < BODY_LEVEL else 0


def _first_switch(chain: list[Element], path: str) -> bool:
    return next((is_on(found) for element in chain if (found := element.find(path)) is not None), False)


@dataclass(frozen=True, slots=True)
class _Level:
    shape: str
    pattern: str
    start: int


@dataclass(slots=True)
class ListNumbering:
    """Counts the numbered paragraphs of a file in reading order: `label` gives each its number."""

    _levels: dict[str, dict[int, _Level]] = field(default_factory=dict)
    _lists: dict[str, str] = field(default_factory=dict)
    _restarted: set[str] = field(default_factory=set)
    _counters: dict[str, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, root: Element | None) -> "ListNumbering":
        """The lists that a file defines."""
        made = cls()
        if root is None:
            return made
        for abstract in root.iter("abstractNum"):
            levels = {whole_number(attribute(level, "ilvl")): _level(level) for level in abstract.iter("lvl")}
            made._levels[attribute(abstract, "abstractNumId") or ""] = levels
        for each in root.iter("num"):
            identity = attribute(each, "numId") or ""
            made._lists[identity] = value(each, "abstractNumId") or ""
            if each.find("lvlOverride/startOverride") is not None:
                made._restarted.add(identity)
        return made

    def label(self, identity: str, depth: int) -> str:
        """The next number of this list at this depth, as it stands in front: `3.1`, `(a)`, a bullet; may be empty.

        Lists of one definition count on together, as Word does for headings, unless one says that it starts anew.
        """
        abstract = self._lists.get(identity, "")
        levels = self._levels.get(abstract, {})
        level = levels.get(depth)
        if level is None:
            return ""
        if level.shape == "bullet":
            return BULLET
        own = identity in self._restarted
        counters = self._counters.setdefault(f"list {identity}" if own else abstract, {})
        counters[depth] = counters.get(depth, level.start - 1) + 1
        for deeper in [each for each in counters if each > depth]:
            del counters[deeper]
        text = level.pattern
        for place in range(9):
            if f"%{place + 1}" in text:
                at = levels.get(place, level)
                text = text.replace(f"%{place + 1}", _written(counters.get(place, at.start), at.shape))
        return text.strip()


def _level(element: Element) -> _Level:
    start = whole_number(value(element, "start"), 1)
    return _Level(value(element, "numFmt") or "decimal", value(element, "lvlText") or "", start)


def _written(number: int, shape: str) -> str:
    if shape in {"lowerLetter", "upperLetter"}:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 % 5 + 1) if number > 0 else ""
        return letters.upper() if shape == "upperLetter" else letters
    if shape in {"lowerRoman", "upperRoman"}:
        return _roman(number).upper() if shape == "upperRoman" else _roman(number)
    if shape == "decimalZero":
        return f"{number:02d}"
    return "" if shape == "none" else str(number)


def _roman(number: int) -> str:
    text = ""
    for size, sign in (
        (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
        (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
    ):  # fmt: skip
        count, number = divmod(min(number, 3999), size)
        text += sign * count
    return text
