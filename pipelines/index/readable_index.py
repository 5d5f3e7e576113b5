"""An index that gives away only what the records let its readers read, at the moment of each search."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager
from typing import TypeVar

from pipelines.access import Scope, without_documents
from pipelines.index.document_filter import checked_filter, readers_of
from pipelines.index.readable_meanwhile import ReadableMeanwhile, asked_once, readable_meanwhile
from pipelines.ports import DocumentRow, Filter, Hit, Index, IndexedChunk, IndexEntry, Readable, Vector
from pipelines.types import Page, Source

MOST_SEARCHES = 5
"""How often a search is repeated without the documents that it should not have found. Each time leaves out others."""
FEW = 100
"""Up to so many documents of a scope are known by one look at the records, which counts them, too."""
_ASKED_AT_ONCE = 500

_Found = TypeVar("_Found", Hit, DocumentRow)


class ReadableIndex:
    """Wraps an `Index`: what it finds is what the index's labels and the records both let through.

    The index may be behind the records, or ahead of them: a crash or an outage can come between the two. So its labels
    only narrow the search, and `readable` decides about the few documents that were found. Where some of them may not
    be read, the search is repeated without them, so that the others don't lose their places. The searches of one
    question ask about each document once (`one_question`), and about none where its readers may read few.
    """

    def __init__(self, index: Index, readable: Readable) -> None:
        self._index = index
        self._readable = readable
        # What neither searches nor lists goes straight through.
        self.put: Callable[[Source, Sequence[Page], Sequence[IndexedChunk]], None] = index.put
        self.forget: Callable[[str], int] = index.forget
        self.set_labels: Callable[[str, Sequence[str]], None] = index.set_labels
        self.token_vectors: Callable[[Sequence[str]], dict[str, bytes]] = index.token_vectors
        self.inventory: Callable[[], list[IndexEntry]] = index.inventory
        self.rows_of: Callable[[str], int] = index.rows_of
        self.expunge: Callable[[], dict[str, int]] = index.expunge
        self.ping: Callable[[], str] = index.ping
        self.close: Callable[[], None] = index.close

    def search_chunks(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_chunks`."""
        return self._searched(where, limit, lambda narrowed: self._index.search_chunks(query, narrowed, limit))

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_pages`."""
        return self._searched(where, limit, lambda narrowed: self._index.search_pages(query, narrowed, limit))

    def search_vectors(self, vector: Vector, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        """See `Index.search_vectors`."""
        search = self._index.search_vectors
        return self._searched(where, limit, lambda narrowed: search(vector, narrowed, limit, kinds))

    def page_chunks(self, document_id: str, number: int, where: Filter) -> list[Hit]:
        """See `Index.page_chunks`."""
        return self._kept(self._index.page_chunks(document_id, number, checked_filter(where)), where)

    def documents(self, where: Filter) -> list[DocumentRow]:
        """See `Index.documents`. Costs in proportion to the documents: no question asks for it without a filter."""
        return self._kept(self._index.documents(where), where)

    def count(self, scope: Scope) -> int:
        """How many documents a scope may read: see `Readable.count`."""
        few = self._readable.some(scope, FEW + 1)
        if len(few) > FEW:
            return self._readable.count(scope)
        meanwhile = readable_meanwhile()
        if meanwhile is not None:
            meanwhile.is_all(scope, few)
        return len(few)

    def one_question(self) -> AbstractContextManager[None]:
        """A block in which searches, in whatever thread, hold to what the records said at its first search.

        To be opened for one question; what it is answered from is looked up again at its end.
        """
        return asked_once(self._readable.among)

    def readable(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """Those of the documents that a scope may read at this moment: see `Readable.among`."""
        return self._readable.among(document_ids, scope)

    def _searched(self, where: Filter, limit: int, search: Callable[[Filter], list[Hit]]) -> list[Hit]:
        narrowed = checked_filter(where)
        left_out: set[str] = set()
        for _ in range(MOST_SEARCHES):
            found = search(narrowed)
            kept = self._kept(found, where, readable_meanwhile())
            if len(kept) == len(found) or len(found) < limit:
                return kept
            left_out |= {hit.source.document_id for hit in found} - {hit.source.document_id for hit in kept}
            narrowed = without_documents(where, left_out)
        return kept

    def _kept(self, found: list[_Found], where: Filter, meanwhile: ReadableMeanwhile | None = None) -> list[_Found]:
        asked = list(dict.fromkeys(each.source.document_id for each in found))
        scope, among = readers_of(where), (meanwhile or self._readable).among
        readable: set[str] = set()
        for start in range(0, len(asked), _ASKED_AT_ONCE):
            readable |= among(asked[start : start + _ASKED_AT_ONCE], scope)
        return [each for each in found if each.source.document_id in readable]
