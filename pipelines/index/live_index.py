"""The index as it is now: whichever generation is live, and all of them where something has to go."""

import threading
from collections import Counter
from collections.abc import Sequence

from pipelines.index.index_generations import Generation, IndexStore
from pipelines.ports import DocumentRow, Filter, Hit, Index, IndexedChunk, IndexEntry, IndexUnavailableError, Vector
from pipelines.types import Page, Source


class LiveIndex:
    """An `Index` over a store: each call looks which generation is live. Safe to call from several threads.

    What is forgotten or relabelled is so in every generation. Vectors must be those of the live one's embedder.
    """

    def __init__(self, store: IndexStore) -> None:
        self._store = store
        self._opened: dict[str, Index] = {}
        self._opening = threading.Lock()

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """See `Index.put`."""
        self._live().put(source, pages, chunks)

    def forget(self, document_id: str) -> int:
        """See `Index.forget`; the count is the live generation's."""
        for generation in self._store.others():
            try:
                self._open(generation).forget(document_id)
            except IndexUnavailableError:
                if self._is_there(generation):
                    raise
        return self._live().forget(document_id)

    def set_labels(self, document_id: str, labels: Sequence[str]) -> None:
        """See `Index.set_labels`; a document that only another generation holds is unknown."""
        for generation in self._store.others():
            try:
                self._open(generation).set_labels(document_id, labels)
            except KeyError:
                continue  # it isn't there yet, or not any more
            except IndexUnavailableError:
                if self._is_there(generation):
                    raise
        self._live().set_labels(document_id, labels)

    def search_chunks(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_chunks`."""
        return self._live().search_chunks(query, where, limit)

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """See `Index.search_pages`."""
        return self._live().search_pages(query, where, limit)

    def search_vectors(self, vector: Vector, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        """See `Index.search_vectors`."""
        return self._live().search_vectors(vector, where, limit, kinds)

    def page_chunks(self, document_id: str, number: int, where: Filter) -> list[Hit]:
        """See `Index.page_chunks`."""
        return self._live().page_chunks(document_id, number, where)

    def token_vectors(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        """See `Index.token_vectors`."""
        return self._live().token_vectors(chunk_ids)

    def documents(self, where: Filter) -> list[DocumentRow]:
        """See `Index.documents`."""
        return self._live().documents(where)

    def inventory(self) -> list[IndexEntry]:
        """See `Index.inventory`."""
        return self._live().inventory()

    def expunge(self) -> dict[str, int]:
        """What deleted rows leave for now in any generation, by what it is."""
        left: Counter[str] = Counter()
        for generation in self._store.others():
            try:
                left.update(self._open(generation).expunge())
            except IndexUnavailableError:
                if self._is_there(generation):
                    raise
        left.update(self._live().expunge())
        return dict(left)

    def rows_of(self, document_id: str) -> int:
        """How many rows are left of a document in all generations together."""
        left = 0
        for generation in self._store.others():
            try:
                left += self._open(generation).rows_of(document_id)
            except IndexUnavailableError:
                if self._is_there(generation):
                    raise
        return left + self._live().rows_of(document_id)

    def ping(self) -> str:
        """See `Index.ping`."""
        return self._live().ping()

    def close(self) -> None:
        """Lets go of all that was opened, and of the store."""
        with self._opening:
            opened, self._opened = self._opened, {}
        for index in opened.values():
            index.close()
        self._store.close()

    def _live(self) -> Index:
        generation = self._store.live()
        if generation is None:
            raise IndexUnavailableError("There is no index here any more. Restart TCBot, then run `tcbot reindex`.")
        return self._open(generation)

    def _open(self, generation: Generation) -> Index:
        with self._opening:
            if generation.id not in self._opened:
                self._opened[generation.id] = self._store.open(generation)
            return self._opened[generation.id]

    def _is_there(self, generation: Generation) -> bool:
        """Whether a generation that failed is still one of the others, rather than deleted at this moment."""
        there = any(each.id == generation.id for each in self._store.others())
        if not there:
            with self._opening:
                gone = self._opened.pop(generation.id, None)
            if gone is not None:
                gone.close()
        return there
