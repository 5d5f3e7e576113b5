"""Four ranked lists into one: chunks by words, by meaning and by their page's kind, pages by words."""

from typing import Any

from haystack import component

from pipelines.ports import Hit, Hits

RRF_K = 60
"""The constant of reciprocal rank fusion (Cormack, Clarke, Büttcher, SIGIR 2009)."""


@component
class PageAwareFusion:
    """Reciprocal rank fusion in which a chunk also inherits the rank of the page that it stands on."""

    @component.output_types(hits=Hits)
    def run(self, keyword: Hits, vector: Hits, pages: Hits, kinds: Hits) -> dict[str, Any]:
        """`hits`: every chunk of the lists once, best first, `score` the fused one."""
        page_votes = {(page.source.version_id, page.page): vote for page, vote in _votes(pages)}
        scores: dict[str, float] = {}
        chunks: dict[str, Hit] = {}
        for hit, vote in (*_votes(keyword), *_votes(vector), *_votes(kinds)):
            if hit.chunk_id not in chunks:
                chunks[hit.chunk_id] = hit
                scores[hit.chunk_id] = page_votes.get((hit.source.version_id, hit.page), 0.0)
            scores[hit.chunk_id] += vote
        ranked = sorted(chunks.values(), key=lambda hit: -scores[hit.chunk_id])
        return {"hits": Hits(hit.scored(scores[hit.chunk_id]) for hit in ranked)}


def _votes(ranked: Hits) -> list[tuple[Hit, float]]:
    return [(hit, 1 / (RRF_K + rank)) for rank, hit in enumerate(ranked, start=1)]
