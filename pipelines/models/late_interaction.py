"""Late interaction: how well each word of a question is met by some word of a passage (MaxSim).

The score is the weighted mean, over the question's word pieces, of the best cosine with the passage's word vectors
(Khattab and Zaharia, "ColBERT", SIGIR 2020; here with the embedder's own vectors, no training). A word's vector is the
mean of its pieces'; stop words have none. They are computed when a document is indexed and stored, so that ranking
costs no pass of the model.
"""

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from pipelines.models.token_weights import content_words, token_weights
from pipelines.ports import EncodedText, Vector

PACKED = "signs of words"
"""Names the form of `pack`, for what keeps it beside what it was made from."""
_SHRUNK = float(np.sqrt(2 / np.pi))
"""The cosine of a vector of many dimensions with its own signs: products with these are by so much too small."""


def pack(encoded: EncodedText) -> bytes:
    """The signs of a passage's word vectors: the number of dimensions in two bytes, then a row of bits a word.

    A row's last byte is filled up with zeros. Some 6 kB for 1,000 characters at 384 dimensions.
    """
    words = word_vectors(encoded)
    rows: bytes = np.packbits(words > 0, axis=1).tobytes()
    return int(words.shape[1]).to_bytes(2, "big") + rows


def unpack(packed: bytes) -> Vector:
    """Float32 (words, dimensions), so scaled that a product with a row is, in the mean, that with the word's vector."""
    dimensions = int.from_bytes(packed[:2], "big")
    rows = np.frombuffer(packed, np.uint8, offset=2).reshape(-1, (dimensions + 7) // 8)
    signs: Vector = _signs_of_bytes(dimensions).take(rows, axis=0).reshape(len(rows), 8 * rows.shape[1])
    return signs[:, :dimensions]


@lru_cache(maxsize=4)
def _signs_of_bytes(dimensions: int) -> Vector:
    """Float32 (256, 8): what the bits of each byte stand for; looked up in half the time that the sums take."""
    signs: Vector = np.unpackbits(np.arange(256, dtype=np.uint8)[:, np.newaxis], axis=1).astype(np.float32)
    signs -= 0.5
    signs *= 2 / _SHRUNK / np.sqrt(dimensions)
    signs.setflags(write=False)
    return signs


def word_vectors(encoded: EncodedText) -> Vector:
    """Float32 (words, dimensions), each row of length 1: a vector for each of `content_words`, in their order."""
    spans = content_words(encoded.tokens)
    dimensions = encoded.token_vectors.shape[1]
    means = [encoded.token_vectors[start:end].mean(axis=0) for start, end in spans]
    words = np.array(means, np.float32).reshape(len(means), dimensions)
    unit: Vector = words / np.maximum(np.linalg.norm(words, axis=1, keepdims=True), 1e-12)
    return unit


def max_similarities(question: EncodedText, passages: Sequence[EncodedText | bytes]) -> list[float]:
    """The score of each passage, in -1..1; passages without any word get -1."""
    weights = token_weights(question.tokens)
    counted = weights > 0
    if not counted.any():
        return [0.0] * len(passages)
    asked = question.token_vectors[counted]
    shares = weights[counted] / weights.sum()
    return [_score(asked, shares, passage) for passage in passages]


def _score(asked: Vector, shares: Vector, passage: EncodedText | bytes) -> float:
    vectors = unpack(passage) if isinstance(passage, bytes) else word_vectors(passage)
    if not len(vectors):
        return -1.0
    return float((asked @ vectors.T).max(axis=1) @ shares)
