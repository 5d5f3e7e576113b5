"""Text into the terms that the embedded index stores and looks up: folded, split, stemmed by language."""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from threading import local

import Stemmer

STEMMED = {
    "ar": "arabic",
    "da": "danish",
    "de": "german",
    "en": "english",
    "es": "spanish",
    "fi": "finnish",
    "fr": "french",
    "hu": "hungarian",
    "it": "italian",
    "nl": "dutch",
    "no": "norwegian",
    "pt": "portuguese",
    "ro": "romanian",
    "ru": "russian",
    "sv": "swedish",
    "tr": "turkish",
}
"""Languages (ISO 639-1) whose words are reduced to stems, with the name of the stemmer."""

MAX_QUERY_WORDS = 200
MAX_QUERY_CHARACTERS = 4000
LONGEST_TERM = 64
"""Characters of a term that are told apart; what is longer is no word that anybody types."""

# Han, kana and hangul are written without spaces between words.
_CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f"
# Vowel signs of Indic scripts, Hebrew, Arabic and Thai belong to the word that they stand in.
_MARKS = (
    "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0981-\u09cd\u0b82-\u0bcd\u0e31-\u0e4e"
)
_NUMBER = r"\d+(?:[.,]\d+)+"
_TERMS = re.compile(rf"(?P<number>{_NUMBER})|(?P<cjk>[{_CJK}]+)|(?P<word>(?:[^\W_{_CJK}]|[{_MARKS}])+)")
_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
_stemmers = local()


def terms(text: str, language: str | None) -> list[str]:
    """The terms of a text in order, repeats included; a language without a stemmer keeps its words whole."""
    found: list[str] = []
    folded = unicodedata.normalize("NFKC", text).casefold()
    for match in _TERMS.finditer(folded):
        token = match.group()
        if match.lastgroup == "number":
            found.append(plain_number(token)[:LONGEST_TERM])
        elif match.lastgroup == "cjk":
            found.extend(_pairs(token))
        else:
            found.append(token[:LONGEST_TERM])
    name = STEMMED.get(language or "")
    return _stemmer(name).stemWords(found) if name else found


@lru_cache(maxsize=100_000)
def stemmed(word: str, language: str) -> str:
    """The stem that the index keeps of a word; the word itself in a language without a stemmer."""
    name = STEMMED.get(language)
    return str(_stemmer(name).stemWord(word)) if name else word


def query_terms(question: str, languages: frozenset[str | None]) -> list[str]:
    """Every distinct term that the question can have in one of the languages; at most the first words of a long one."""
    short = shortened(question)
    found: dict[str, None] = {}
    for language in sorted(languages, key=str):
        found.update(dict.fromkeys(terms(short, language)))
    return list(found)


def shortened(question: str) -> str:
    """The question's distinct words, as many as a search can bear, and only characters that can be written as UTF-8."""
    words = dict.fromkeys(writable(question)[:MAX_QUERY_CHARACTERS].replace("\0", " ").split())
    return " ".join(list(words)[:MAX_QUERY_WORDS])


def writable(text: str) -> str:
    """The same text, character for character, with a question mark for what UTF-8 can't hold (half surrogate pairs)."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def plain_number(written: str) -> str:
    """1,234.5, 1.234,5 and 1234.5 give 1234.5: a separator before just three digits groups, any other is a point."""
    return _THOUSANDS.sub("", written).replace(",", ".")


def _pairs(run: str) -> list[str]:
    return [first + second for first, second in pairwise(run)] or [run]


def _stemmer(name: str) -> Stemmer.Stemmer:
    """A stemmer of this thread alone: they keep state between calls."""
    made: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    if name not in made:
        made[name] = Stemmer.Stemmer(name)
    return made[name]
