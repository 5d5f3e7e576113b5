"""Tells text whose letters are mapped wrong: letters and blanks like any other, but no words of a language."""

import re
import unicodedata
from collections import Counter
from typing import Final

FEWEST_WORDS: Final = 25
FEWEST_DISTINCT: Final = 15
MOST_OF_A_WORD: Final = 3
"""How often a word's letters count at most: units and parts of codes come in every row of a table."""
FEWEST_KNOWN: Final = 0.08
"""Share of the words that little words make up at least; in running text it is a fifth to a half."""
LEAST_ALIKE: Final = 0.74
"""How alike, as a cosine, the letters' shares are at least to what they are in languages of the same script."""
SAMPLE: Final = 6_000
_WORD: Final = re.compile(
    r"(?<![^\s(\"'\u201e\u201c\u00bb\u00ab])[^\W\d_]{2,24}(?![^\s.,;:!?)\"'\u201c\u201d\u00bb\u00ab-])(?!-\w{0,9}\d)"
)
_LETTERS: Final[dict[str, dict[str, int]]] = {
    # How often letters stand in running text, in thousandths, over some languages of each script.
    "latin": dict(zip("abcdefghijklmnopqrstuvwxyz", (
        88, 15, 34, 42, 136, 13, 20, 25, 79, 4, 12, 48, 29, 80, 67, 25, 4, 73, 68, 69, 39, 13, 10, 3, 9, 8,
    ), strict=True)),
    "cyrillic": dict(zip("абвгдежзийклмнопрстуфхцчшщъыьэюя", (
        85, 16, 45, 18, 31, 84, 9, 18, 78, 10, 35, 42, 31, 67, 106, 27, 47, 54, 63, 26, 3, 9, 6, 14, 7, 4, 4, 15, 14, 3,
        6, 20,
    ), strict=True)),
    "greek": dict(zip("αβγδεζηθικλμνξοπρστυφχψω", (
        122, 7, 18, 18, 87, 4, 47, 13, 93, 41, 29, 34, 62, 5, 97, 41, 44, 84, 81, 40, 9, 12, 2, 20,
    ), strict=True)),
}  # fmt: skip
LITTLE_WORDS: Final = frozenset(
    # en, de, nl, sv, da, nb, fr, es, pt, it, ca, gl, ro
    "the of and to in is for on with as by at from or an be are this that it not was "
    "der die das und von zu mit den dem des ein eine ist auf für im nicht sich werden bei auch oder wird als "
    "de het een en van op te dat met voor zijn aan door niet "
    "och att det som på är av för med till inte "
    "og er til af på ikke som den at har "
    "le la les et des du un une dans est pour que qui sur par au aux ne pas ou avec "
    "el los las y en del se por con una para es lo su al "
    "o os as e do da dos em um uma não com ao "
    "il di che gli della per non sono nel alla dei si "
    "els i amb és pel dels o unha non coa "
    "și în la cu pe de din care nu sau este "
    # pl, cs, sk, sl, hr, lt, lv, et, fi, hu
    "w i na z do nie się jest oraz o od za po dla przez lub "
    "a v je se na že s ve pro jako by k od nebo "
    "sa sú ktoré alebo pre ako "
    "in za so pri kot ki ali je iz "
    "su kao koji od u ili će "
    "ir yra kad su iš dėl apie ar "
    "un ir no par ar kas uz pie "
    "ja on ei et ka oma kui see või "
    "ja on ei se että oli mutta tai kun ovat joka "
    "az és hogy nem egy is ez van vagy meg "
    # tr, id, ms, vi, ga, eu, sq, sw, la
    "ve bir bu için ile da de olarak daha çok olan "
    "yang dan di untuk dengan dari ini itu pada dalam atau akan "
    "adalah oleh kepada tidak "
    "và của là có các trong được cho không với một này "
    "agus na ar an le sa tá eta da du bat "
    "dhe të në me për që ya wa na kwa ni za et in est cum non ad quod "
    # ru, uk, bg, sr
    "и в не на с что по для от как из к за это или при его "
    "і та у що до від або про як є "
    "на за от се да са който е със "
    "је у да се су од за који "
    # el
    "και το του της η ο την των με για από να στο στην είναι που δεν τα "
    .split()
)  # fmt: skip


def is_wordless(text: str) -> bool:
    """True for enough words of one alphabet of which hardly any is a word, and whose letters are no language's.

    Both have to hold: lists of parts have no little words, and names may have rare letters. Scripts that are written
    without blanks, or whose letters aren't known here, are never judged.
    """
    words = [word.casefold() for word in _WORD.findall(text[:SAMPLE])]
    if len(words) < FEWEST_WORDS or sum(word in LITTLE_WORDS for word in words) >= FEWEST_KNOWN * len(words):
        return False
    counts = Counter(words)
    if len(counts) < FEWEST_DISTINCT:
        return False
    often = "".join(word * min(count, MOST_OF_A_WORD) for word, count in counts.items())
    letters = Counter(unicodedata.normalize("NFD", often))
    return all(_likeness(letters, usual) < LEAST_ALIKE for usual in _LETTERS.values()) and any(
        sum(letters[letter] for letter in usual) > 0.6 * letters.total() for usual in _LETTERS.values()
    )


def _likeness(letters: Counter[str], usual: dict[str, int]) -> float:
    dot = sum(letters[letter] * share for letter, share in usual.items())
    size = (sum(count**2 for count in letters.values()) * sum(share**2 for share in usual.values())) ** 0.5
    return dot / size if size else 0.0
