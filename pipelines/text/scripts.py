"""Which script a text is written in: names are written anew in another one, Москва for Moscow."""

import unicodedata
from collections import Counter

_LOOKED_AT = 2000


def script_of(text: str) -> str:
    """The script of most of the first letters of a text, as Unicode names it (LATIN, CYRILLIC); empty without any."""
    letters = (char for char in text[:_LOOKED_AT] if char.isalpha())
    counts = Counter(unicodedata.name(char, "").partition(" ")[0] for char in letters)
    return max(counts, key=lambda script: counts[script]) if counts else ""
