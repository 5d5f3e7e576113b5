"""Letters of a PDF that mean something by how they stand: raised and lowered ones, and struck-out ones."""

import ctypes
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence, Set
from dataclasses import dataclass, field, replace
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.parsers.letter_positions import lowered, raised, spelled
from ingest.parsers.pdf_lines import Line
from ingest.parsers.pdf_rules import Rule

SMALLER: Final = 0.87
"""What raised letters are at most as high as, of the line's own letters."""
SHIFTED: Final = 0.06
"""How far from the baseline they stand at least, in heights of the line's own letters."""
FURTHEST: Final = 0.8
LOWEST_RULE: Final = 0.08
HIGHEST_RULE: Final = 0.6
"""Between these heights above the baseline, in heights of the line's letters, a rule may go through them."""
CROSSED: Final = 0.8
"""Share of the letters and digits below a line that it has to go through, to strike them out."""
LONGEST_TOKEN: Final = 40
MOST_RUNS: Final = 4
_TOKEN: Final = re.compile(r"\S++")
_DIGIT: Final = re.compile(r"\d")
_RUN: Final = re.compile(r"\d+(?:[.,]\d+)*+[^\W\d_]?")
_GLUED: Final = re.compile("^([^\x03\x04]*?\x02)(?=[^\\W\\d_])")
_LETTER: Final = re.compile(r"[^\W\d_]")
_NOTE: Final = re.compile(r"[(\[]?[\d,*]{1,5}[)\]]?$")


@dataclass(slots=True)
class Letters:
    """The letters of one page by their place in its raw text: height, baseline and outline. For one page.

    The library counts in UTF-16 units, `raw` in signs.
    """

    textpage: Any
    raw: str
    _known: dict[int, tuple[float, float]] = field(default_factory=dict)
    _box: Any = field(default_factory=pdfium.FS_RECTF)
    _x: Any = field(default_factory=ctypes.c_double)
    _y: Any = field(default_factory=ctypes.c_double)
    _shifts: list[int] | None = None

    def __post_init__(self) -> None:
        if not self.raw.isascii() and max(self.raw) > "\uffff":
            self._shifts, shift = [], 0
            for sign in self.raw:
                self._shifts.append(shift)
                shift += sign > "\uffff"

    def standing(self, place: int) -> tuple[float, float]:
        """(height, baseline) of a letter in points; zeros where the library doesn't know."""
        known = self._known.get(place)
        if known is None:
            known = self._known[place] = self._standing(self.index(place))
        return known

    def outline(self, place: int) -> tuple[float, float, float, float] | None:
        """(left, bottom, right, top) of a letter's ink; None where the library doesn't know."""
        index = self.index(place)
        sides = [ctypes.c_double() for _ in range(4)]
        left, right, bottom, top = sides
        if index < 0 or not pdfium.FPDFText_GetCharBox(self.textpage, index, *sides):
            return None
        return left.value, bottom.value, right.value, top.value

    def index(self, place: int) -> int:
        """The library's own number of a letter; negative where it knows none."""
        shift = self._shifts[place] if self._shifts is not None else 0
        return int(pdfium.FPDFText_GetCharIndexFromTextIndex(self.textpage, place + shift))

    def _standing(self, index: int) -> tuple[float, float]:
        if index < 0 or not pdfium.FPDFText_GetLooseCharBox(self.textpage, index, self._box):
            return 0.0, 0.0
        pdfium.FPDFText_GetCharOrigin(self.textpage, index, self._x, self._y)
        return float(abs(self._box.top - self._box.bottom)), float(self._y.value)


def with_meaning(
    letters: Letters, lines: Sequence[Line], rules: Sequence[Rule], hidden: Set[int] = frozenset()
) -> tuple[list[Line], bool]:
    """The lines with raised and lowered letters spelled out and without struck-out ones; whether there were any.

    The places in `hidden` are left out, too.

    Lines that the library broke at a raised letter are whole again. Cost: some microseconds a number.
    """
    shifts = {place: shift for line in lines for place, shift in _shifted(letters, line)}
    struck = _struck(letters, lines, rules)
    gone = struck | hidden
    if not shifts and not gone and not any(map(_may_be_note, lines)):
        return list(lines), False
    found: list[Line] = []
    ending: int | None = None
    for line in lines:
        text = _edited(line, shifts, gone)
        last = found[-1] if found else None
        if last is not None and ending is not None and _goes_on(last, line):
            gap = " " if _is_apart(letters, ending, line) else ""
            found[-1] = replace(last, text=last.text + gap + text)
        elif last is not None and _is_note_of(last, line):
            found[-1] = replace(line, text=f"{raised(last.text)} {text}", x=last.x)
        else:
            found.append(replace(line, text=text))
        end = line.start + len(line.text) - 1
        ending = end if end in shifts else None
    spelled_out = (replace(line, text=spelled(line.text)) for line in found)
    return [line for line in spelled_out if line.text.strip()], bool(struck)


def _edited(line: Line, shifts: dict[int, int], struck: Set[int]) -> str:
    if not any(place in shifts or place in struck for place in range(line.start, line.start + len(line.text))):
        return line.text
    parts = []
    for place, sign in enumerate(line.text, line.start):
        shift = shifts.get(place, 0)
        if place not in struck:
            parts.append(raised(sign) if shift > 0 else lowered(sign) if shift < 0 else sign)
    text = "".join(parts)
    opens = shifts.get(line.start, 0) > 0 and line.start not in struck
    return _GLUED.sub(r"\1 ", text, count=1) if opens else text


def _goes_on(last: Line, line: Line) -> bool:
    return abs(last.y - line.y) <= 0.15 * line.size and line.x > last.x


def _is_apart(letters: Letters, ending: int, line: Line) -> bool:
    box = letters.outline(ending)
    return letters.raw[line.start - 1] == " " or box is None or line.x - box[2] > 0.15 * line.size


def _may_be_note(line: Line) -> bool:
    return len(line.text) <= 5 and _NOTE.match(line.text) is not None


def _is_note_of(mark: Line, line: Line) -> bool:
    """True for a raised number that the library took for a line of its own, in front of the line it belongs to."""
    return (
        _may_be_note(mark)
        and mark.size < SMALLER * line.size
        and SHIFTED * line.size < mark.y - line.y < FURTHEST * line.size
        and 0 < line.x - mark.x < 2 * line.size
    )


def _shifted(letters: Letters, line: Line) -> list[tuple[int, int]]:
    """(place, 1 or -1) of the raised and lowered letters that could be read as part of the number or word before."""
    found: list[tuple[int, int]] = []
    for token in _TOKEN.finditer(line.text) if _DIGIT.search(line.text) else ():
        if _DIGIT.search(token[0]) is None:
            continue
        start, end = line.start + token.start(), line.start + token.end()
        beside = start
        if not token.start() and _NOTE.match(token[0]):
            word = _LETTER.search(line.text, token.end(), token.end() + 3)
            beside = line.start + word.start() if word else start
        if end - start < 2 and beside == start:
            continue
        height = letters.standing(beside)[0]
        ends = [run.end() - 1 for run in _RUN.finditer(token[0])][-MOST_RUNS:]
        probed = [letters.standing(start + place)[0] for place in {0, *ends}]
        if min(probed) < SMALLER * max(height, *probed):
            found += _shifted_in(letters, {*range(start, min(end, start + LONGEST_TOKEN)), beside})
    return found


def _shifted_in(letters: Letters, places: set[int]) -> list[tuple[int, int]]:
    """The raised and lowered ones of letters that stand together."""
    standing = {place: letters.standing(place) for place in sorted(places)}
    height, baseline = max(standing.values(), key=lambda each: each[0])
    shifts = {
        place: (stands - baseline) / height for place, (own, stands) in standing.items() if 0 < own < SMALLER * height
    }
    found = {place: 1 if shift > 0 else -1 for place, shift in shifts.items() if SHIFTED < abs(shift) < FURTHEST}
    in_brackets = any(place - 1 not in found and letters.raw[place] in "([" for place in found)
    return [] if in_brackets else sorted(found.items())


def _struck(letters: Letters, lines: Sequence[Line], rules: Sequence[Rule]) -> set[int]:
    """The places of letters that a drawn line goes through the middle of."""
    found: set[int] = set()
    standing = sorted((line for line in lines if line.size), key=lambda line: line.y)
    baselines = [line.y for line in standing]
    tallest = max((line.size for line in standing), default=0.0)
    for rule in rules:
        first = bisect_left(baselines, rule.bottom - HIGHEST_RULE * tallest)
        for line in standing[first : bisect_right(baselines, rule.top)]:
            above = (rule.top - line.y) / line.size, (rule.bottom - line.y) / line.size
            if line.x < rule.right and above[0] >= LOWEST_RULE and above[1] <= HIGHEST_RULE:
                found |= _crossed(letters, line, rule)
    return found


def _crossed(letters: Letters, line: Line, rule: Rule) -> set[int]:
    """The places that a rule strikes out of a line, with the stops behind them; none where it misses many letters."""
    beside, below, crossed = set(), 0, []
    for place, sign in enumerate(line.text, line.start):
        box = letters.outline(place) if not sign.isspace() else None
        if box is None or not rule.left - 0.5 <= (box[0] + box[2]) / 2 <= rule.right + 0.5:
            continue
        beside.add(place)
        if not sign.isalnum():
            continue
        below += 1
        margin = 0.15 * (box[3] - box[1])
        if box[1] + margin <= rule.top and rule.bottom <= box[3] - margin:
            crossed.append(place)
    if not crossed or len(crossed) < CROSSED * below:
        return set()
    end = crossed[-1] + 1
    inside = line.text[crossed[0] - line.start - 1 : crossed[0] - line.start] if crossed[0] > line.start else ""
    if inside.isalnum() or line.text[end - line.start : end - line.start + 1].isalnum():
        return set()  # what crosses a part of a word points at something
    while end in beside:
        end += 1
    return set(range(crossed[0], end))
