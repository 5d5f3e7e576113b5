"""Pages into the index: split by document type, embed, write."""

from collections.abc import Callable, Sequence
from typing import Any

from haystack import Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from pipelines.index.vector_spool import SpooledChunks, VectorSpool, chunk_key
from pipelines.indexing.chunking import chunk_pages
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.models.late_interaction import PACKED, pack
from pipelines.ports import Embedder, Index, IndexedChunk
from pipelines.types import Chunk, Page, Source

SLAB = 128
"""Chunks embedded before their token vectors are packed: what is held unpacked stays under 50 MB."""


@component
class PageSplitter:
    """Cuts pages into chunks, sized by the document's type."""

    @component.output_types(chunks=list[Chunk])
    def run(self, source: Source, pages: list[Page]) -> dict[str, Any]:
        """The document's `chunks` in reading order."""
        return {"chunks": chunk_pages(source, pages)}


@component
class ChunkEmbedder:
    """Embeds each chunk with its context line, and packs its token vectors for the late interaction."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @component.output_types(chunks=SpooledChunks)
    def run(
        self,
        chunks: list[Chunk],
        spool: VectorSpool,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> dict[str, SpooledChunks]:
        """`chunks` with their vectors, which lie in `spool`; those that it holds already cost nothing.

        Some 30 to 110 chunks a second on two cores. `on_progress` is told (chunks done, chunks in all).
        """
        keys = [chunk_key(f"{self._embedder.name}\n{PACKED}", chunk) for chunk in chunks]
        for start in range(0, len(chunks), SLAB):
            missing = {
                key: f"{chunk.context}\n{chunk.text}"
                for key, chunk in zip(keys[start : start + SLAB], chunks[start : start + SLAB], strict=True)
                if key not in spool
            }
            if missing:
                texts = self._embedder.encode(list(missing.values()))
                spool.add([(key, text.vector, pack(text)) for key, text in zip(missing, texts, strict=True)])
            if on_progress is not None:
                on_progress(min(start + SLAB, len(chunks)), len(chunks))
        return {"chunks": SpooledChunks(chunks, keys, spool)}


class Indexer(DocumentIndexer):
    """Puts parsed documents into the index: embeds them first, then writes them in one step."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._pipeline = Pipeline()
        self._pipeline.add_component("split", PageSplitter())
        self._pipeline.add_component("embed", ChunkEmbedder(embedder))
        self._pipeline.connect("split.chunks", "embed.chunks")

    def embed(
        self,
        source: Source,
        pages: Sequence[Page],
        spool: VectorSpool,
        on_progress: Callable[[int, int], None] | None = None,
    ) -> Sequence[IndexedChunk]:
        """See `DocumentIndexer.embed`."""
        given = {
            "split": {"source": source, "pages": list(pages)},
            # A function of its own, since Haystack copies what it is given: a copied progress bar never moves.
            "embed": {"spool": spool, "on_progress": (lambda *done: on_progress(*done)) if on_progress else None},
        }
        try:
            chunks: SpooledChunks = self._pipeline.run(given)["embed"]["chunks"]
        except PipelineRuntimeError as error:
            own = error.__cause__ or error
        else:
            return chunks
        raise own

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """See `DocumentIndexer.write`."""
        self._index.put(source, pages, chunks)

    def follow(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """One index has nothing to follow."""
