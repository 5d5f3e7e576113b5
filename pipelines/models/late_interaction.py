"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim).

The score is the weighted mean, over the question's word pieces, of the best cosine with the passage's token vectors
(Khattab and Zaharia, "ColBERT", SIGIR 2020; here with the embedder's own vectors, no training). Token vectors are
computed when a document is indexed and stored, so that ranking costs no pass of the model.
"""

from collections.abc import Sequence

import numpy as np

from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText, Vector

_LEVELS = 7
"""Values go from -7 to 7: four bits each. Ranking doesn't change against 32 bits; space is an eighth."""


def pack(encoded: EncodedText) -> bytes:
    """The token vectors of a passage in four bits a value: the number of dimensions in two bytes, then a row a token.

    A byte holds a value of the first half of the dimensions and its twin of the second. Punctuation and the model's
    own marks are left out; about 30 kB for 1,000 characters at 384 dimensions.
    """
    kept = _words_of(encoded)
    dimensions = int(kept.shape[1])
    kept = np.pad(kept, ((0, 0), (0, dimensions % 2)))
    peaks = np.abs(kept).max(axis=1, keepdims=True, initial=1e-12)
    levels = (np.round(kept / peaks * _LEVELS) + _LEVELS).astype(np.uint8)
    first, second = np.hsplit(levels, 2)
    rows: bytes = (first << 4 | second).tobytes()
    return dimensions.to_bytes(2, "big") + rows


def unpack(packed: bytes) -> Vector:
    """Float32 (tokens, dimensions), each row of length 1: what `pack` was given, but for the rounding."""
    dimensions = int.from_bytes(packed[:2], "big")
    twins = np.frombuffer(packed, np.uint8, offset=2).reshape(-1, (dimensions + 1) // 2)
    levels = np.concatenate([twins >> 4, twins & 15], axis=1)[:, :dimensions].astype(np.float32)
    levels -= _LEVELS
    levels *= 1 / np.sqrt(np.maximum(np.einsum("td,td->t", levels, levels), 1))[:, None]
    return levels


def max_similarities(question: EncodedText, passages: Sequence[EncodedText | bytes]) -> list[float]:
    """The score of each passage, in -1..1; passages without any word get -1."""
    weights = token_weights(question.tokens)
    counted = weights > 0
    if not counted.any():
        return [0.0] * len(passages)
    asked = question.token_vectors[counted]
    shares = weights[counted] / weights.sum()
    return [_score(asked, shares, passage) for passage in passages]


def _words_of(encoded: EncodedText) -> Vector:
    words: Vector = encoded.token_vectors[token_weights(encoded.tokens) > 0]
    return words


def _score(asked: Vector, shares: Vector, passage: EncodedText | bytes) -> float:
    vectors = unpack(passage) if isinstance(passage, bytes) else _words_of(passage)
    if not len(vectors):
        return -1.0
    return float((asked @ vectors.T).max(axis=1) @ shares)
