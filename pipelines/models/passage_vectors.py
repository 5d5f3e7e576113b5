"""A passage's word vectors with the places they stand at, from what the index stores: no pass of the model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.models.late_interaction import unpack
from pipelines.models.token_weights import content_words
from pipelines.ports import Embedder, Index, Vector


@dataclass(frozen=True, slots=True)
class PlacedVectors:
    """Word vectors in reading order; `starts` are the words' offsets in the passage's text."""

    starts: NDArray[np.int64]
    vectors: Vector

    def between(self, start: int, end: int) -> Vector:
        """The vectors of the words that start in text[start:end]."""
        first, last = np.searchsorted(self.starts, (start, end))
        inside: Vector = self.vectors[first:last]
        return inside


class StoredVectors:
    """Looks up the stored word vectors of passages and finds each word's place by tokenising the text again."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder

    def of(self, chunk_ids: Sequence[str], contexts: Sequence[str], texts: Sequence[str]) -> list[PlacedVectors | None]:
        """One entry a passage, None where none are stored; about a millisecond a passage."""
        packed = self._index.token_vectors(chunk_ids)
        return [
            self._placed(packed[chunk_id], context, text) if packed.get(chunk_id) else None
            for chunk_id, context, text in zip(chunk_ids, contexts, texts, strict=True)
        ]

    def _placed(self, packed: bytes, context: str, text: str) -> PlacedVectors | None:
        pieces = self._embedder.pieces(f"{context}\n{text}")
        words = content_words([piece for piece, _ in pieces])
        starts = np.array([pieces[first][1] for first, _ in words], np.int64) - len(context) - 1
        vectors = unpack(packed)
        if len(vectors) != len(starts):  # stored under another context line, say
            return None
        return PlacedVectors(starts[starts >= 0], vectors[starts >= 0])
