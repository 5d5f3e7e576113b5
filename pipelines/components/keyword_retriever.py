"""Chunks by BM25."""

from haystack import component

from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.ports import Filter, Hits, Index
from pipelines.text.codes_in_text import with_variants


@component
class KeywordRetriever:
    """The chunks whose words fit the question best."""

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=Hits)
    def run(self, question: str, where: Filter | Uncopied) -> dict[str, Hits]:
        """`hits`: at most `limit` chunks that `where` lets through, best first."""
        return {"hits": Hits(self._index.search_chunks(with_variants(question), as_filter(where), self._limit))}
