"""Chunks by the cosine of their vector with the question's."""

from haystack import component

from pipelines.ports import EncodedText, Filter, Hit, Index


@component
class VectorRetriever:
    """The chunks whose meaning is nearest to the question's."""

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=list[Hit])
    def run(self, encoded: EncodedText, where: Filter) -> dict[str, list[Hit]]:
        """`hits`: at most `limit` chunks that `where` lets through, nearest first, `score` the cosine."""
        return {"hits": self._index.search_vectors(encoded.vector, where, self._limit)}
