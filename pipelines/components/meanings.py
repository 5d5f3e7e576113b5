"""How well the sentences of a passage meet a question by late interaction."""

from dataclasses import dataclass

import numpy as np

from pipelines.checking.support import ReadPassage
from pipelines.models.token_weights import is_spelt_out, token_weights
from pipelines.ports import EncodedText, Vector

_UNMET = -2.0
"""Stands for the cosine with no word at all."""


@dataclass(frozen=True, slots=True)
class Meanings:
    """How well the spans of a passage meet each word piece of the question: `best` is float32 (spans, pieces)."""

    best: Vector
    shares: Vector

    @classmethod
    def of(cls, encoded: EncodedText | None, passage: ReadPassage) -> "Meanings | None":
        """One product for all spans, which the stretches of the passage share; None where nothing is to be compared."""
        weights = token_weights(encoded.tokens) if encoded is not None else np.zeros(0, np.float32)
        if encoded is None or not passage.vectors or weights.sum() == 0 or is_spelt_out(encoded.tokens):
            return None
        met = np.concatenate(passage.vectors) @ encoded.token_vectors.T
        ends = np.cumsum([len(vectors) for vectors in passage.vectors])
        each = (met[end - len(vectors) : end] for end, vectors in zip(ends, passage.vectors, strict=True))
        return cls(np.stack([rows.max(axis=0, initial=_UNMET) for rows in each]), weights / weights.sum())

    def of_spans(self, first: int, last: int) -> float:
        """The weighted mean of the best cosines with what the spans hold; 0 where they hold no word."""
        best = self.best[first : last + 1].max(axis=0)
        return float(best @ self.shares) if best[0] > _UNMET else 0.0
