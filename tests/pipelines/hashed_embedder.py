"""An embedder for unit tests: no model, the same vectors on every run, equal words have equal vectors."""

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from pipelines.ports import EncodedText
from pipelines.text.words import stem

_TOKEN = re.compile(r"\w+|[^\w\s]")


class HashedEmbedder:
    """One random direction a word stem; words that differ are almost at right angles."""

    name = "hashed"
    dimensions = 64

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        return [self._encoded(text) for text in texts]

    def encode_question(self, question: str) -> EncodedText:
        return self._encoded(question)

    def pieces(self, text: str) -> list[tuple[str, int]]:
        return [(match.group().lower(), match.start()) for match in _TOKEN.finditer(text)] or [("[UNK]", 0)]

    def _encoded(self, text: str) -> EncodedText:
        tokens = tuple(token for token, _ in self.pieces(text))
        vectors = np.stack([_direction(stem(token), self.dimensions) for token in tokens])
        mean = vectors.mean(axis=0)
        return EncodedText((mean / np.linalg.norm(mean)).astype(np.float32), tokens, vectors)


def _direction(word: str, dimensions: int) -> np.ndarray:
    seed = int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big")
    vector = np.random.default_rng(seed).standard_normal(dimensions).astype(np.float32)
    return vector / np.linalg.norm(vector)
