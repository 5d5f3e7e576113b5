"""Decides whether the passages are worth answering from; weak evidence ends in a refusal instead of a guess."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from haystack import component

from pipelines.components.words import content_stems
from pipelines.confidence import EVIDENCE
from pipelines.late_interaction import unpack
from pipelines.ports import EncodedText, Hit, Index
from pipelines.token_weights import token_weights
from pipelines.types import Passage

THRESHOLD = 0.35
"""The least probability of an answer in the passages; chosen from the curve in docs/evaluation.md."""
LOOKED_AT = 3


@component
class EvidenceGate:
    """Lets the best passages through where they may hold an answer, and nothing where they can't."""

    def __init__(self, index: Index, most: int, threshold: float = THRESHOLD) -> None:
        self._index = index
        self._most = most
        self._threshold = threshold

    @component.output_types(evidence=list[Passage], contexts=dict[str, str], inputs=dict[str, float])
    def run(self, question: str, encoded: EncodedText, hits: list[Hit]) -> dict[str, Any]:
        """`evidence`: the best `most` passages, missing where refused; `contexts` by chunk id; `inputs` always."""
        inputs = self._inputs(question, encoded, hits)
        if not hits or inputs["evidence"] < self._threshold:
            return {"inputs": inputs}
        chosen = hits[: self._most]
        return {
            "evidence": [as_passage(hit, used=True) for hit in chosen],
            "contexts": {hit.chunk_id: hit.context for hit in chosen},
            "inputs": inputs,
        }

    def _inputs(self, question: str, encoded: EncodedText, hits: Sequence[Hit]) -> dict[str, float]:
        head = hits[:LOOKED_AT]
        vectors = [hit.vector for hit in hits[: self._most] if hit.vector is not None]
        inputs = {
            "cosine": max((float(encoded.vector @ vector) for vector in vectors), default=0.0),
            "coverage": _coverage(question, head),
            **self._by_words(encoded, head),
        }
        return inputs | {"evidence": EVIDENCE(inputs)}

    def _by_words(self, encoded: EncodedText, head: Sequence[Hit]) -> dict[str, float]:
        """`meaning`: MaxSim of the best passage; `weakest`: the question's worst-met word over the best passages."""
        packed = [data for data in self._index.token_vectors([hit.chunk_id for hit in head]).values() if data]
        passages = [vectors for vectors in map(unpack, packed) if len(vectors)]
        weights = token_weights(encoded.tokens)
        if not passages or not weights.any():
            return {"meaning": 0.0, "weakest": 0.0}
        counted = weights >= weights.max() / 2
        best = np.stack([(encoded.token_vectors @ vectors.T).max(axis=1) for vectors in passages])
        met = best.max(axis=0)
        return {
            "meaning": float((best @ weights).max() / weights.sum()),
            "weakest": float(met[counted].min()),
        }


def _coverage(question: str, head: Sequence[Hit]) -> float:
    """The share of the question's content words that occur in the best passages or their context lines."""
    asked = set(content_stems(question))
    held = {stem for hit in head for stem in content_stems(f"{hit.context} {hit.source.name} {hit.text}")}
    return len(asked & held) / len(asked) if asked else 0.0


def as_passage(hit: Hit, used: bool) -> Passage:
    """A hit as answers show it."""
    return Passage(
        chunk_id=hit.chunk_id,
        document_id=hit.source.document_id,
        document=hit.source.name,
        title=hit.source.title,
        page=hit.page,
        last_page=hit.page,
        label=hit.label,
        text=hit.text,
        score=hit.score,
        used=used,
    )
