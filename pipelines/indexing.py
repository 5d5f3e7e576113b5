"""Pages into the index: split by document type, embed, write."""

import dataclasses
from collections.abc import Callable, Sequence
from typing import Any

from haystack import Pipeline, component
from haystack.core.errors import PipelineRuntimeError

from pipelines.chunking import chunk_pages
from pipelines.document_type import detect_type
from pipelines.late_interaction import pack
from pipelines.ports import Embedder, Index, IndexedChunk
from pipelines.types import Chunk, DocumentType, Page, Source

SLAB = 128
"""Chunks embedded before their token vectors are packed: what is held unpacked stays under 50 MB."""


@component
class PageSplitter:
    """Cuts pages into chunks, sized by the document's type; tells the type where it isn't given."""

    @component.output_types(source=Source, chunks=list[Chunk])
    def run(self, source: Source, pages: list[Page], document_type: DocumentType | None = None) -> dict[str, Any]:
        """`source` with its type, and its `chunks` in reading order."""
        typed = dataclasses.replace(source, type=document_type or detect_type(pages))
        return {"source": typed, "chunks": chunk_pages(typed, pages)}


@component
class ChunkEmbedder:
    """Embeds each chunk with its context line, and packs its token vectors for the late interaction."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @component.output_types(chunks=list[IndexedChunk])
    def run(
        self, chunks: list[Chunk], on_progress: Callable[[int], None] | None = None
    ) -> dict[str, list[IndexedChunk]]:
        """`chunks` with their vectors; some 30 to 110 chunks a second on two cores, told to `on_progress`."""
        done: list[IndexedChunk] = []
        for start in range(0, len(chunks), SLAB):
            slab = chunks[start : start + SLAB]
            texts = self._embedder.encode([f"{chunk.context}\n{chunk.text}" for chunk in slab])
            done += [IndexedChunk(chunk, text.vector, pack(text)) for chunk, text in zip(slab, texts, strict=True)]
            if on_progress is not None:
                on_progress(len(done))
        return {"chunks": done}


@component
class IndexWriter:
    """Makes the chunks and pages searchable in one step."""

    def __init__(self, index: Index) -> None:
        self._index = index

    @component.output_types(written=int)
    def run(self, source: Source, pages: list[Page], chunks: list[IndexedChunk]) -> dict[str, int]:
        """`written`: how many chunks the document has now."""
        self._index.put(source, pages, chunks)
        return {"written": len(chunks)}


class Indexer:
    """Puts parsed documents into the index, and takes them out again."""

    def __init__(self, index: Index, embedder: Embedder) -> None:
        self._index = index
        self._pipeline = Pipeline()
        self._pipeline.add_component("split", PageSplitter())
        self._pipeline.add_component("embed", ChunkEmbedder(embedder))
        self._pipeline.add_component("write", IndexWriter(index))
        self._pipeline.connect("split.chunks", "embed.chunks")
        self._pipeline.connect("split.source", "write.source")
        self._pipeline.connect("embed.chunks", "write.chunks")

    def put(
        self,
        source: Source,
        pages: Sequence[Page],
        document_type: DocumentType | None = None,
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Makes a document searchable in place of its earlier version; how many chunks it has. Safe to repeat.

        `on_progress` gets the number of chunks embedded so far. Raises `IndexUnavailableError`.
        """
        given = {
            "split": {"source": source, "pages": list(pages), "document_type": document_type},
            # A function of its own, since Haystack copies what it is given: a copied progress bar never moves.
            "embed": {"on_progress": (lambda done: on_progress(done)) if on_progress else None},
            "write": {"pages": list(pages)},
        }
        try:
            written: int = self._pipeline.run(given)["write"]["written"]
        except PipelineRuntimeError as error:
            own = error.__cause__ or error
        else:
            return written
        raise own

    def forget(self, document_id: str) -> int:
        """Removes a document from the index; how many chunks it had."""
        return self._index.forget(document_id)
