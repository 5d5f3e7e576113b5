"""Fields of rich text that show something without words of their own: boxes, choices and signs."""

import re
from dataclasses import dataclass, field
from typing import Final

from ingest.parsers.cleaning import clean_line
from ingest.parsers.symbol_fonts import BOX, TICKED_BOX, as_signs

BOX_FIELD, CHOICE_FIELD = 1, 2
USUAL: Final = 25
"""The result that says that nobody changed what the form began with."""
MOST_CHOICES: Final = 100
_SYMBOL: Final = re.compile(r"\s*SYMBOL\s+(0x[0-9a-f]{1,4}|\d{1,5})(.{0,200})", re.IGNORECASE | re.DOTALL)
_FONT: Final = re.compile(r'\\f\s+"([^"]{1,60})"', re.IGNORECASE)


@dataclass(slots=True)
class RtfField:
    """Gathers the instructions of one field."""

    _code: str = ""
    _numbers: dict[str, int] = field(default_factory=dict)
    _choices: list[str] = field(default_factory=list)
    _in_choice: bool = False

    def open_group(self, word: str) -> None:
        """A group begins within the instructions: each choice stands in one."""
        self._in_choice = word == "ffl" and len(self._choices) < MOST_CHOICES
        if self._in_choice:
            self._choices.append("")

    def control(self, word: str, value: int | None) -> None:
        """Takes a control word."""
        if word in {"fftype", "ffres", "ffdefres"}:
            self._numbers[word] = value or 0

    def add(self, text: str) -> None:
        """Takes words of the instructions."""
        if self._in_choice:
            self._choices[-1] += text
        else:
            self._code += text

    def shown(self) -> str:
        """What the field shows before its result."""
        kind = self._numbers.get("fftype")
        chosen = self._numbers.get("ffres", USUAL)
        chosen = self._numbers.get("ffdefres", 0) if chosen == USUAL else chosen
        if kind == BOX_FIELD:
            return TICKED_BOX if chosen else BOX
        if kind == CHOICE_FIELD:
            return clean_line(self._choices[chosen]) if 0 <= chosen < len(self._choices) else ""
        symbol = _SYMBOL.match(self._code)
        if symbol is None:
            return ""
        font = _FONT.search(symbol[2])
        number = int(symbol[1], 16) if symbol[1].lower().startswith("0x") else int(symbol[1])
        return as_signs(chr(number & 0xFFFF), font[1] if font else "symbol")
