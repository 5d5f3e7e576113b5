"""Near-copies out of the evidence: maximal marginal relevance over the stored vectors."""

import numpy as np
from haystack import component
from pyversity import Strategy, diversify

from pipelines.ports import Hits

DIVERSITY = 0.15
"""0 keeps the order, 1 looks at difference alone; overlapping chunks go at little, other pages stay."""


@component
class Diversity:
    """Reorders the first `depth` hits by maximal marginal relevance (Carbonell and Goldstein, SIGIR 1998).

    Uses the vectors that came with the hits; nothing is embedded again.
    """

    def __init__(self, depth: int, diversity: float = DIVERSITY) -> None:
        self._depth = depth
        self._diversity = diversity

    @component.output_types(hits=Hits)
    def run(self, hits: Hits) -> dict[str, Hits]:
        """`hits`: the same ones; those that repeat an earlier one stand further down."""
        head = [hit for hit in hits[: self._depth] if hit.vector is not None]
        if len(head) < 3:
            return {"hits": hits}
        chosen = diversify(
            embeddings=np.stack([hit.vector for hit in head if hit.vector is not None]),
            scores=np.array([hit.score for hit in head]),
            k=len(head),
            strategy=Strategy.MMR,
            diversity=self._diversity,
        )
        first = [head[int(i)] for i in chosen.indices]
        kept = {hit.chunk_id for hit in first}
        return {"hits": Hits([*first, *(hit for hit in hits if hit.chunk_id not in kept)])}
