"""What puts documents into the index, as ingestion sees it: without Haystack, which costs seconds to import."""

from collections.abc import Callable, Sequence
from typing import Protocol

from pipelines.index.vector_spool import VectorSpool
from pipelines.ports import IndexedChunk
from pipelines.types import Page, Source


class DocumentIndexer(Protocol):
    """Embeds documents first, then writes them in one step. What fails raises `IndexUnavailableError`."""

    def embed(
        self,
        source: Source,
        pages: Sequence[Page],
        spool: VectorSpool,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Sequence[IndexedChunk]:
        """The document's chunks with their vectors, as long as `spool` is open, where the vectors lie.

        `on_progress` is told (chunks done, chunks in all); raising from it stops the work, and what was embedded
        stays in the spool.
        """
        ...

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes the document searchable in place of its earlier version. Idempotent."""
        ...

    def follow(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Called once the records know the document: writes it again where another index answers by now."""
        ...
