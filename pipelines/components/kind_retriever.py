"""Chunks on the kind of page that a question asks for."""

from haystack import component

from pipelines.components.reranking import named
from pipelines.index.document_filter import Uncopied, as_filter
from pipelines.ports import EncodedText, Filter, Hits, Index
from pipelines.text.page_kinds import asked_kinds


@component
class KindRetriever:
    """The chunks on pages of the asked kinds whose meaning is nearest, those of the named document first.

    A ratio's words don't stand on the balance sheet that it is computed from: its words and its vector find other
    pages first.
    """

    def __init__(self, index: Index, limit: int) -> None:
        self._index = index
        self._limit = limit

    @component.output_types(hits=Hits)
    def run(self, question: str, encoded: EncodedText, where: Filter | Uncopied) -> dict[str, Hits]:
        """`hits`: at most `limit` chunks that `where` lets through; none where no kind of page is asked for."""
        kinds = asked_kinds(question)
        if not kinds:
            return {"hits": Hits()}
        found = self._index.search_vectors(encoded.vector, as_filter(where), self._limit, kinds)
        fits = [hit.score + share for hit, share in zip(found, named(question, found), strict=True)]
        order = sorted(range(len(found)), key=lambda place: -fits[place])
        return {"hits": Hits(found[place] for place in order)}
