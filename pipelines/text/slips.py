"""Words of a question that may be misspelt, and what they may be: one letter lost, doubled, swapped, wrong."""

import re

from pipelines.text.function_words import function_words_of, language_of_question

FEWEST_LETTERS = 5
FEWEST_WHERE_ONE_IS_WRONG = 6
"""Letters of a word of which one may be another: of shorter ones, too many are words themselves."""
MOST_SUSPECTS = 4
"""Words of one question that are looked at."""
_WORD = re.compile(r"(?<![\w@./\\:#-])[^\W\d_]{5,24}(?![\w@/\\#-]|[.:][^\W_])")
_QUOTED = re.compile('"[^"]*"|\u201c[^\u201d]*\u201d|\u00ab[^\u00bb]*\u00bb')
_ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz",
    "\u00e4\u00f6\u00fc\u00df\u00e9\u00e8\u00e0\u00e1\u00ed\u00f3\u00fa\u00f1\u00e7",
    "".join(map(chr, range(0x3B1, 0x3CA))),
    "".join(map(chr, range(0x430, 0x450))),
)


def suspects(question: str) -> list[str]:
    """Words as they are written that have letters enough: no figures, no abbreviations, nothing within quotes."""
    plain = _QUOTED.sub(lambda match: " " * len(match.group()), question)
    little = function_words_of(language_of_question(question))
    found = (match.group() for match in _WORD.finditer(plain))
    return list(dict.fromkeys(word for word in found if not word.isupper() and word.casefold() not in little))


def nearby(word: str, language: str = "en") -> list[list[str]]:
    """The words in small letters that differ by one slip, by its kind, the likeliest first; their first letter stays.

    Two neighbours swapped; a letter too many; one too few; one wrong. Some hundreds for a long word.
    """
    small = word.casefold()
    letters = _letters(small, language)
    places = range(1, len(small))
    kinds: list[list[str]] = [
        [small[: i - 1] + small[i] + small[i - 1] + small[i + 1 :] for i in places],
        [small[:i] + small[i + 1 :] for i in places],
        [small[:i] + letter + small[i:] for i in range(1, len(small) + 1) for letter in letters],
    ]
    if len(small) >= FEWEST_WHERE_ONE_IS_WRONG:
        kinds.append([small[:i] + letter + small[i + 1 :] for i in places for letter in letters])
    return [list(dict.fromkeys(each for each in kind if each != small)) for kind in kinds]


def _letters(word: str, language: str) -> str:
    """The letters of the word's script; accented ones where the language has them."""
    latin, accented, *others = _ALPHABETS
    for alphabet in others:
        if any(letter in alphabet for letter in word):
            return alphabet
    return latin if language == "en" and word.isascii() else latin + accented
