"""What no text may bring into a chat, whoever wrote it: invisible signs, and addresses that are none."""

import re
import unicodedata
from typing import Final

LONGEST_ADDRESS: Final = 3_000
_ADDRESS: Final = re.compile(r"https?://[^\s<>|\"`]+", re.IGNORECASE)
_INVISIBLE: Final = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")
"""Marks that turn the direction of text round: with them a name can pose as another."""


def clean(text: str) -> str:
    """The text without control characters, marks that turn its direction, and halves of characters."""
    return "".join(
        character
        for character in text.replace("\r\n", "\n").replace("\r", "\n")
        if character in "\n\t" or (unicodedata.category(character) not in {"Cc", "Cs"} and character not in _INVISIBLE)
    )


def is_address(url: str) -> bool:
    """Whether this is a web address that can't be mistaken for more than that."""
    return len(url) <= LONGEST_ADDRESS and bool(_ADDRESS.fullmatch(url))
