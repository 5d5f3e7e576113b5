"""What ingestion needs of parts that have an embedded and a real side, each a Protocol."""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol

from pipelines.index.vector_spool import VectorSpool
from pipelines.ports import IndexedChunk
from pipelines.types import Page, Source


class Originals(Protocol):
    """Where the files themselves are kept, by version id. A repeat of any call is harmless."""

    def put(self, key: str, source: BinaryIO) -> object:
        """Stores what `source` holds from where it stands to its end; readable only once it is whole."""
        ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """The file as it was stored, to be read once from its start; `FileNotFoundError` where there is none."""
        ...

    def holds(self, key: str) -> bool:
        """Whether the file is there."""
        ...

    def delete(self, key: str) -> bool:
        """Deletes the file; False where there was none."""
        ...


class IndexesDocuments(Protocol):
    """What the ingestor needs of `pipelines.indexing.indexer.Indexer`, which it doesn't import: that costs seconds."""

    def embed(
        self,
        source: Source,
        pages: Sequence[Page],
        spool: VectorSpool,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Sequence[IndexedChunk]:
        """The document's chunks with their vectors, as long as `spool` is open."""
        ...

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes the document searchable in place of its earlier version."""
        ...

    def follow(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Called once the records know the document: writes it again where another index answers by now."""
        ...
