"""Which language a text is in. Offline; the model (4 MB) is loaded at the first question, once a process (0.6 s)."""

import threading
import unicodedata
from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

SAMPLE_CHARACTERS: Final = 1_000
FEWEST_LETTERS: Final = 40
SURE: Final = 0.6

# The languages that the search can analyse, and some of their neighbours so that those aren't taken for them.
LANGUAGES: Final = tuple(
    "ar bg bn ca cs da de el en es et eu fa fi fr ga gl he hi hr hu hy id is it ja ko lt lv ms nb nl nn no pl pt ro "
    "ru sk sl sr sv th tr uk ur vi zh".split()
)

_lock = threading.Lock()
_identifier: Any = None


def _model() -> Any:
    global _identifier
    with _lock:
        if _identifier is None:
            from py3langid.langid import MODEL_FILE, LanguageIdentifier  # type: ignore[import-untyped]

            identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
            known = set(identifier.labels)
            identifier.set_languages([code for code in LANGUAGES if code in known])
            _identifier = identifier
    return _identifier


def _is_mixed(words: str) -> bool:
    """True where no script holds three fifths of the letters, as in a list of greetings of the world."""
    scripts: Counter[str] = Counter()
    for letter in words[:400]:
        if letter.isalpha():
            # The first word of a letter's name is its script; the three of Japanese are one.
            script = unicodedata.name(letter, "?").split()[0]
            scripts["CJK" if script in ("HIRAGANA", "KATAKANA") else script] += 1
    return max(scripts.values()) < 0.6 * scripts.total()


def language_of(text: str) -> str | None:
    """The ISO 639-1 code of the text's language; None where there are too few letters to tell. Cost: 0.3 ms."""
    sample = text[: 2 * SAMPLE_CHARACTERS]
    words = " ".join(word for word in sample.split() if any(letter.isalpha() for letter in word))[:SAMPLE_CHARACTERS]
    letters = sum(letter.isalpha() for letter in words)
    # Chinese, Japanese and Korean say in one sign what others say in three letters.
    wide = sum("\u3040" <= letter <= "\u9fff" or "\uac00" <= letter <= "\ud7a3" for letter in words)
    if letters + 2 * wide < FEWEST_LETTERS:
        return None
    if not words.isascii() and _is_mixed(words):
        return None
    code, probability = _model().classify(words)
    return str(code) if probability >= SURE else None


def main_language(languages: Iterable[str | None]) -> str | None:
    """The language of most pages that have one; None where no language holds half of them."""
    counts = Counter(code for code in languages if code is not None)
    if not counts:
        return None
    code, count = counts.most_common(1)[0]
    return code if 2 * count >= counts.total() else None
