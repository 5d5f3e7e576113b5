"""Words as the checks compare them: lower case, without endings, stop words apart."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

STOP_WORDS = frozenset(
    "a an the this that these those it its he she they them their his her we our us you your i my me one ones who whom"
    " whose which what when where why how is are was were be been being am do does did done has have had having will"
    " would shall should can could may might must of in on at by for with from to into onto over under about as than"
    " then so such and or but if because while until although though both either each any some all most more less very"
    " also only just not no nor never there here out up down off again further per via within between among during"
    " before after above below upon through toward towards against without according based provided given said says"
    " state states stated following follows yes however therefore thus etc".split()
)
"""Words that say nothing about what a text is about. Negations are among them: the polarity check looks at those."""

_POSSESSIVE = re.compile(r"['\u2019]s?$")
_ELIDED = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quelqu|d?all|dell|nell|sull|un)'(?=[^\W_]{2})")
"""Little words of French and Italian that have lost their vowel before the word they stand at: l'eau, dell'acqua."""
_IRISH = re.compile(r"\bo'(?=[^\W_]{3})")
"""Names that are written without their mark, too: O'Brien, OBrien."""
_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)?")
_ENDINGS = (
    "ization isation ational fulness iveness ements ation ition ments ement ances ences ings ment ions ance ence edly "
    "able ible ies ied ing ion ers ors est ely ed es er or ly al s e y"
).split()


def words(text: str) -> list[str]:
    """The words of a text in lower case, without accents and possessive endings, in order."""
    plain = text.lower()
    if not plain.isascii():
        folded = unicodedata.normalize("NFKD", plain)
        plain = without(folded, (c for c in set(folded) if unicodedata.combining(c)))
    if "'" not in plain and "\u2019" not in plain:
        return _WORD.findall(plain)
    plain = _IRISH.sub("o", _ELIDED.sub("", plain.replace("\u2019", "'")))
    return [_POSSESSIVE.sub("", word) for word in _WORD.findall(plain)]


def without(text: str, characters: Iterable[str]) -> str:
    """The text without some characters: much faster than a look at each, since a text has few different ones."""
    table = dict.fromkeys(map(ord, characters))
    return text.translate(table) if table else text


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """The word without its usual English endings, so that "carried", "carries" and "carry" are the same."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            root = word[: -len(ending)]
            if len(root) > 3 and root[-1] == root[-2] and root[-1] not in "aeiousl":
                root = root[:-1]
            return root[:-1] if root.endswith(("i", "e")) and len(root) > 3 else root
    return word


def content_stems(text: str) -> list[str]:
    """The stems of the words that carry meaning, figures left out (those are compared as numbers), in order."""
    return [stem(word) for word in words(text) if word not in STOP_WORDS and not word.isdigit() and len(word) > 1]
