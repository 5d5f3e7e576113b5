"""An index without the documents that somebody asked to forget, from the moment on at which the records say so."""

from collections.abc import Callable, Collection, Sequence

from pipelines.access import without_documents
from pipelines.document_filter import checked_filter
from pipelines.ports import DocumentRow, Filter, Hit, Index, IndexedChunk, IndexEntry, Vector
from pipelines.types import Page, Source


class LivingIndex:
    """Wraps an `Index`: no search lets a document through that `forgotten` names at that moment.

    `forgotten` is asked with every search. It names few: those whose rows may still be there.
    """

    def __init__(self, index: Index, forgotten: Callable[[], Collection[str]]) -> None:
        self._index = index
        self._forgotten = forgotten
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
        return self._index.search_chunks(query, self._living(where), limit)

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_pages`."""
        return self._index.search_pages(query, self._living(where), limit)

    def search_vectors(self, vector: Vector, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_vectors`."""
        return self._index.search_vectors(vector, self._living(where), limit)

    def chunks_of_pages(self, pages: Sequence[tuple[str, int]], where: Filter, limit: int) -> list[Hit]:
        """See `Index.chunks_of_pages`."""
        return self._index.chunks_of_pages(pages, self._living(where), limit)

    def documents(self, where: Filter) -> list[DocumentRow]:
        """See `Index.documents`."""
        return self._index.documents(self._living(where))

    def _living(self, where: Filter) -> Filter:
        return without_documents(checked_filter(where), self._forgotten())
