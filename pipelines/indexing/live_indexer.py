"""Documents into whichever generation is live, also where another one takes its place while they are on their way."""

from collections.abc import Callable, Sequence
from typing import overload

import structlog

from pipelines.index.generation_follower import Follower
from pipelines.index.vector_spool import VectorSpool
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.indexing.indexer import Indexer
from pipelines.ports import IndexedChunk
from pipelines.types import Immutable, Page, Source

_log = structlog.stdlib.get_logger("tcbot.index")


class GenerationChunks(Immutable, Sequence[IndexedChunk]):
    """Chunks whose vectors are those of one generation's embedder."""

    def __init__(self, generation: str, chunks: Sequence[IndexedChunk]) -> None:
        self.generation = generation
        self._chunks = chunks

    def __len__(self) -> int:
        return len(self._chunks)

    @overload
    def __getitem__(self, position: int) -> IndexedChunk: ...

    @overload
    def __getitem__(self, position: slice) -> Sequence[IndexedChunk]: ...

    def __getitem__(self, position: int | slice) -> IndexedChunk | Sequence[IndexedChunk]:
        return self._chunks[position]


class LiveIndexer(DocumentIndexer):
    """The indexer of the live generation: what was embedded for an earlier one is embedded again."""

    def __init__(self, follower: Follower[Indexer]) -> None:
        self._follower = follower

    def embed(
        self,
        source: Source,
        pages: Sequence[Page],
        spool: VectorSpool,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Sequence[IndexedChunk]:
        """See `DocumentIndexer.embed`."""
        generation, indexer = self._follower.newest()
        return GenerationChunks(generation.id, indexer.embed(source, pages, spool, on_progress))

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """See `DocumentIndexer.write`."""
        generation, indexer = self._follower.newest()
        if isinstance(chunks, GenerationChunks) and chunks.generation == generation.id:
            indexer.write(source, pages, chunks)
            return
        with VectorSpool() as spool:
            indexer.write(source, pages, indexer.embed(source, pages, spool))

    def follow(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Writes the document again where another generation is live by now.

        A switch comes before this look, or after the records: then whoever switched finds the document there. What
        fails here is done by them, or by the next sweep: the document is searchable where it was written to.
        """
        try:
            generation, _ = self._follower.newest()
            if not (isinstance(chunks, GenerationChunks) and chunks.generation == generation.id):
                self.write(source, pages, chunks)
        except Exception as error:
            _log.warning("generation_not_followed", document_id=source.document_id, error=type(error).__name__)
