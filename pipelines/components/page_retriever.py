"""Whole pages by BM25."""

from haystack import component

from pipelines.ports import Filter, Hit, Index
from pipelines.text.codes_in_text import with_variants


@component
class PageRetriever:
    """The pages whose words fit the question best: a question's words are often spread over a page."""

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=list[Hit])
    def run(self, question: str, where: Filter) -> dict[str, list[Hit]]:
        """`hits`: at most `limit` pages that `where` lets through, best first."""
        return {"hits": self._index.search_pages(with_variants(question), where, self._limit)}
