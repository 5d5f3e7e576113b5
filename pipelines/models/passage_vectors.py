"""A passage's token vectors with the places they stand at, from what the index stores: no pass of the model."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.models.late_interaction import unpack
from pipelines.models.token_weights import token_weights
from pipelines.ports import Embedder, Index, Vector


@dataclass(frozen=True, slots=True)
class PlacedVectors:
    """Token vectors in reading order; `starts` are the tokens' offsets in the passage's text."""

    starts: NDArray[np.int64]
    vectors: Vector

    def between(self, start: int, end: int) -> Vector:
        """The vectors of the tokens that start in text[start:end]."""
        first, last = np.searchsorted(self.starts, (start, end))
        inside: Vector = self.vectors[first:last]
        return inside


class StoredVectors:
    """Looks up the stored token vectors of passages and finds each token's place by tokenising the text again."""

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
        kept = token_weights([piece for piece, _ in pieces]) > 0
        starts = np.array([start for _, start in pieces], np.int64)[kept] - len(context) - 1
        vectors = unpack(packed)
        if len(vectors) != len(starts):  # stored under another context line, say
            return None
        return PlacedVectors(starts[starts >= 0], vectors[starts >= 0])
