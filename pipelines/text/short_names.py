"""Abbreviations that people write for names: AMEX for American Express, P&G for Procter & Gamble."""

import re
from collections.abc import Sequence
from typing import Final

from pipelines.text.words import STOP_WORDS

LONGEST: Final = 8
MOST_WORDS: Final = 30
"""Words of a title that are compared."""

_SHORT: Final = re.compile(r"(?<![\w.-])[A-Z][A-Za-z&]{2,7}(?![\w-])")
_WORD: Final = re.compile(r"[^\W\d_]+")


def abbreviations(text: str) -> tuple[str, ...]:
    """The words of a text that look abbreviated: of three to eight letters, most of them capitals."""
    found = dict.fromkeys(match.group() for match in _SHORT.finditer(text))
    return tuple(each for each in found if sum(sign.isupper() for sign in each) > len(each) / 2)


def written_out(short: Sequence[str], title: str) -> list[str]:
    """The words of a title that one of the abbreviations is made of: the starts of words that follow each other."""
    words = _WORD.findall(title)[:MOST_WORDS]
    found: list[str] = []
    for each in short:
        letters = each.replace("&", "").casefold()
        for start in range(len(words)):
            count = _made_of(letters, [word.casefold() for word in words[start : start + LONGEST]])
            if count >= 2:
                found += (word for word in words[start : start + count] if word.casefold() not in STOP_WORDS)
                break
    return found


def _made_of(letters: str, words: Sequence[str]) -> int:
    """How many of the words, from the first on, give the letters by their starts; 0 where they don't.

    Words that say nothing, such as `of`, may give none.
    """
    reached = {0: 0}
    for count, word in enumerate(words, start=1):
        following = dict(reached) if word in STOP_WORDS else {}
        for place in reached:
            shared = 0
            while place + shared < len(letters) and shared < len(word) and letters[place + shared] == word[shared]:
                shared += 1
                following.setdefault(place + shared, count)
        if len(letters) in following:
            return following[len(letters)]
        reached = following
    return 0
