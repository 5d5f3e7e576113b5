"""What holds at a place of rich text: where its words go, in which letters, and how they look."""

from dataclasses import dataclass, replace
from typing import Final

LEAST_SHIFT: Final = 4
"""Half points by which letters are moved at least to count as raised or lowered."""


@dataclass(frozen=True, slots=True)
class RtfState:
    """What a group inherits from the one around it. `target` is the group that the words go to; empty: nowhere.

    `raised` is 1 for letters above the line, -1 for those below it; `signs` is a font that shows signs for letters.
    """

    target: str = "text"
    code_page: str = "cp1252"
    signs: str = ""
    hidden: bool = False
    struck: bool = False
    raised: int = 0
    skipped_after_unicode: int = 1
    fresh: bool = False
    ignorable: bool = False

    @property
    def look(self) -> tuple[int, bool]:
        """Whether letters are raised or lowered, and whether they are struck out."""
        return self.raised, self.struck

    def looking(self, word: str, value: int | None, usual: str) -> "RtfState":
        """The same after a word that says how letters look; `usual` is the file's own code page."""
        if word == "plain":
            return replace(self, hidden=False, struck=False, raised=0, signs="", code_page=usual)
        if word in {"v", "deleted"}:
            return replace(self, hidden=value != 0)
        if word in {"strike", "striked"}:
            return replace(self, struck=value != 0)
        if word in {"up", "dn"}:  # in half points, 6 where none are given
            shifted = (6 if value is None else value) >= LEAST_SHIFT
            return replace(self, raised=(1 if word == "up" else -1) if shifted else 0)
        return replace(self, raised={"super": 1, "sub": -1}.get(word, 0))
