"""Three ranked lists into one: chunks by words, chunks by meaning, pages by words."""

import dataclasses
from typing import Any

from haystack import component

from pipelines.ports import Hit

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009)."""


@component
class PageAwareFusion:
    """Reciprocal rank fusion in which a chunk also inherits the rank of the page that it stands on."""

    @component.output_types(hits=list[Hit])
    def run(self, keyword: list[Hit], vector: list[Hit], pages: list[Hit]) -> dict[str, Any]:
        """`hits`: every chunk of the first two lists once, best first, `score` the fused one."""
        page_votes = {(page.source.version_id, page.page): vote for page, vote in _votes(pages)}
        scores: dict[str, float] = {}
        chunks: dict[str, Hit] = {}
        for hit, vote in (*_votes(keyword), *_votes(vector)):
            if hit.chunk_id not in chunks:
                chunks[hit.chunk_id] = hit
                scores[hit.chunk_id] = page_votes.get((hit.source.version_id, hit.page), 0.0)
            scores[hit.chunk_id] += vote
        ranked = sorted(chunks.values(), key=lambda hit: -scores[hit.chunk_id])
        return {"hits": [dataclasses.replace(hit, score=scores[hit.chunk_id]) for hit in ranked]}


def _votes(ranked: list[Hit]) -> list[tuple[Hit, float]]:
    return [(hit, 1 / (RRF_K + rank)) for rank, hit in enumerate(ranked, start=1)]
