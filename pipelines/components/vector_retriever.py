"""Chunks by the cosine of their vector with the question's."""

from haystack import component

from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.ports import EncodedText, Filter, Hits, Index


@component
class VectorRetriever:
    """The chunks whose meaning is nearest to the question's."""

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=Hits)
    def run(self, encoded: EncodedText, where: Filter | Uncopied) -> dict[str, Hits]:
        """`hits`: at most `limit` chunks that `where` lets through, nearest first, `score` the cosine."""
        return {"hits": Hits(self._index.search_vectors(encoded.vector, as_filter(where), self._limit))}
