"""Chunks by BM25."""

from haystack import component

from pipelines.ports import Filter, Hit, Index
from pipelines.text.codes_in_text import with_variants


@component
class KeywordRetriever:
    """The chunks whose words fit the question best."""

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=list[Hit])
    def run(self, question: str, where: Filter) -> dict[str, list[Hit]]:
        """`hits`: at most `limit` chunks that `where` lets through, best first."""
        return {"hits": self._index.search_chunks(with_variants(question), where, self._limit)}
