"""How much each word piece counts when texts are compared word by word."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from pipelines.ports import Vector
from pipelines.text.lexical_cover import wide_signs
from pipelines.text.words import STOP_WORDS

STOP_WEIGHT = 0.1
SPELT_OUT = 2.7
"""Pieces a word from which on a language counts as unknown to the model. In the median of questions all-MiniLM-L6-v2
takes 1 for English, 2 for German, 4.5 for Arabic, 5.9 for Russian; multilingual-e5-small 1 to 1.7 for each."""
LITTLE_KNOWN = 1.7
"""The same from which on words are to be compared beside meanings."""
_BYTES = "Ġ"
_BEGIN = ("▁", _BYTES)
_MODEL_MARK = re.compile(r"\[(cls|sep|pad|unk|mask)\]|</?s>|<pad>|<unk>")


def token_weights(tokens: Sequence[str], figures: float = 1.0) -> Vector:
    """Float32 (len(tokens),): nothing for punctuation and model marks, little for stop words, else 1.

    `figures` is the weight of bare numbers. The pieces of one word share its weight, so that a rare word in five
    pieces does not count five times.
    """
    weights = np.zeros(len(tokens), np.float32)
    for start, end in _word_spans(tokens):
        weights[start:end] = _word_weight(tuple(tokens[start:end]), figures) / (end - start)
    return weights


def content_words(tokens: Sequence[str]) -> list[tuple[int, int]]:
    """Where each word begins and ends among its pieces: those that carry meaning; where there are none, all words."""
    weighed = [(span, _word_weight(tuple(tokens[slice(*span)]), 1.0)) for span in _word_spans(tokens)]
    carrying = [span for span, weight in weighed if weight > STOP_WEIGHT]
    return carrying or [span for span, weight in weighed if weight > 0]


def is_spelt_out(tokens: Sequence[str]) -> bool:
    """Whether a model takes the words of a text for little more than their letters, as one does with a language that it
    doesn't know: such vectors say how words are written, not what they mean.
    """
    return _pieces_a_word(tokens) > SPELT_OUT


def is_little_known(tokens: Sequence[str]) -> bool:
    """Whether a model has few of a text's words whole: it was hardly made for this language."""
    return _pieces_a_word(tokens) > LITTLE_KNOWN


def _pieces_a_word(tokens: Sequence[str]) -> float:
    """The mean over words of letters; 0 where there are none."""
    words = [tokens[start:end] for start, end in _word_spans(tokens)]
    read = [len(word) for word in words if _joined(word).isalpha() and not _MODEL_MARK.fullmatch(_joined(word))]
    return sum(read) / len(read) if read else 0.0


def _joined(pieces: Sequence[str]) -> str:
    return "".join(piece.removeprefix("##") for piece in pieces).strip("▁Ġ")


def _word_spans(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The pieces of each word. WordPiece marks those that go on ("##"), SentencePiece and byte-level BPE those that
    begin after a space ("▁", "Ġ"); there punctuation stands by itself, and so do signs of scripts without spaces.
    """
    mark = next((token[0] for token in tokens if token[:1] in _BEGIN), "")
    start = 0
    for end in range(1, len(tokens) + 1):
        if end == len(tokens) or _begins(tokens[end], tokens[end - 1], mark):
            yield start, end
            start = end


def _begins(piece: str, before: str, mark: str) -> bool:
    if not mark:
        return not piece.startswith("##")
    if piece.startswith(mark):
        return True
    borders = piece[:1], before.lstrip(mark)[-1:]
    return not all(_is_within_words(sign, mark) for sign in borders)


def _is_within_words(sign: str, mark: str) -> bool:
    """Whether a sign has others of its word beside it; bytes that aren't ASCII are written as signs that aren't."""
    if mark == _BYTES and sign and not sign.isascii():
        return True
    return (sign.isalnum() or unicodedata.category(sign or " ").startswith("M")) and not wide_signs(sign)


@lru_cache(maxsize=100_000)
def _word_weight(pieces: tuple[str, ...], figures: float) -> float:
    word = _joined(pieces).lower()
    if not any(char.isalnum() for char in word) or _MODEL_MARK.fullmatch(word):
        return 0.0
    if word in STOP_WORDS:
        return STOP_WEIGHT
    return figures if word.isdigit() else 1.0
