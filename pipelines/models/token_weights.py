"""How much each word piece counts when texts are compared word by word."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from pipelines.ports import Vector
from pipelines.text.words import STOP_WORDS

STOP_WEIGHT = 0.1
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


def _word_spans(tokens: Sequence[str]) -> Iterator[tuple[int, int]]:
    start = 0
    for end in range(1, len(tokens) + 1):
        if end == len(tokens) or not tokens[end].startswith("##"):
            yield start, end
            start = end


@lru_cache(maxsize=100_000)
def _word_weight(pieces: tuple[str, ...], figures: float) -> float:
    word = "".join(piece.removeprefix("##") for piece in pieces).strip("▁Ġ").lower()
    if not any(char.isalnum() for char in word) or _MODEL_MARK.fullmatch(word):
        return 0.0
    if word in STOP_WORDS:
        return STOP_WEIGHT
    return figures if word.isdigit() else 1.0
