"""Decides whether the passages are worth answering from; weak evidence ends in a refusal instead of a guess."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from haystack import component

from pipelines.checking.confidence import EVIDENCE
from pipelines.models.late_interaction import unpack
from pipelines.models.token_weights import token_weights
from pipelines.ports import EncodedText, Hit, Index
from pipelines.types import PAGE_BREAK, Passage

THRESHOLD = 0.25
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
    def run(self, encoded: EncodedText, hits: list[Hit]) -> dict[str, Any]:
        """`evidence`: the best `most` passages, missing where refused; `contexts` by chunk id; `inputs` always."""
        inputs = self._inputs(encoded, hits)
        if not hits or inputs["evidence"] < self._threshold:
            return {"inputs": inputs}
        chosen = hits[: self._most]
        return {
            "evidence": [as_passage(hit, used=True) for hit in chosen],
            "contexts": {hit.chunk_id: hit.context for hit in chosen},
            "inputs": inputs,
        }

    def _inputs(self, encoded: EncodedText, hits: Sequence[Hit]) -> dict[str, float]:
        """`cosine`: the nearest passage's; `weakest`: how well the question's worst-met word is met by the best few.

        `evidence` is the probability computed from both.
        """
        vectors = [hit.vector for hit in hits[: self._most] if hit.vector is not None]
        cosine = max((float(encoded.vector @ vector) for vector in vectors), default=0.0)
        inputs = {"cosine": cosine, "weakest": self._weakest(encoded, hits[:LOOKED_AT])}
        return inputs | {"evidence": EVIDENCE(inputs)}

    def _weakest(self, encoded: EncodedText, head: Sequence[Hit]) -> float:
        packed = [data for data in self._index.token_vectors([hit.chunk_id for hit in head]).values() if data]
        weights = token_weights(encoded.tokens)
        counted = (weights > 0) & (weights >= weights.max(initial=0) / 2)
        if not packed or not counted.any():
            return 0.0
        met = np.stack([(encoded.token_vectors[counted] @ unpack(data).T).max(axis=1, initial=-1) for data in packed])
        return float(met.max(axis=0).min())


def as_passage(hit: Hit, used: bool) -> Passage:
    """A hit as answers show it."""
    return Passage(
        chunk_id=hit.chunk_id,
        document_id=hit.source.document_id,
        document=hit.source.name,
        title=hit.source.title,
        page=hit.page,
        last_page=hit.page + (PAGE_BREAK in hit.text),
        label=hit.label,
        text=hit.text,
        score=hit.score,
        used=used,
        unit=hit.source.unit,
    )
