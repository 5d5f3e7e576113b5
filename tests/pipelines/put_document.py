"""A document into an index by the indexer alone, as the ingestor does it with records around it."""

from collections.abc import Callable, Sequence

from pipelines.index.vector_spool import VectorSpool
from pipelines.indexing.indexer import Indexer
from pipelines.types import Page, Source


def put_document(
    indexer: Indexer, source: Source, pages: Sequence[Page], on_progress: Callable[[int, int], None] | None = None
) -> int:
    """Makes the document searchable; how many chunks it has."""
    with VectorSpool() as spool:
        chunks = indexer.embed(source, pages, spool, on_progress)
        indexer.write(source, pages, chunks)
        return len(chunks)
