"""Documents for tests of indexes, and what is found of them."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.access import Scope, scope_filter
from pipelines.ports import Index, IndexedChunk
from pipelines.types import Chunk, Page, Source

EVERYONE = scope_filter(Scope.of("everyone"))
NORTH = np.array([1, 0, 0, 0], np.float32)
EAST = np.array([0, 1, 0, 0], np.float32)
SOUTH = -NORTH

Sample = tuple[Source, list[Page], list[IndexedChunk]]


def sample(
    document_id: str,
    texts: Sequence[str],
    *,
    vectors: Sequence[Any] = (),
    version: str = "1",
    language: str | None = "en",
    tokens: Sequence[bytes] = (),
    **about: Any,
) -> Sample:
    """A document with one page and one chunk a text."""
    about = {"name": f"{document_id}.pdf", "title": f"Title of {document_id}", "labels": ("everyone",)} | about
    source = Source(document_id, f"{document_id}-{version}", language=language, **about)
    pages = [Page(n, text, label=f"p-{n}", language=language) for n, text in enumerate(texts, start=1)]
    chunks = [
        IndexedChunk(
            Chunk(f"{source.version_id}-c{n}", source, n, f"p-{n}", ("Part",), 0, len(text), text, "Part", language),
            np.asarray(vectors[n - 1] if vectors else NORTH, np.float32),
            tokens[n - 1] if tokens else b"",
        )
        for n, text in enumerate(texts, start=1)
    ]
    return source, pages, chunks


def among(*conditions: dict[str, Any], label: str = "everyone") -> dict[str, Any]:
    return scope_filter(Scope.of(label), *conditions)


def field(name: str, operator: str, value: Any) -> dict[str, Any]:
    return {"field": f"meta.{name}", "operator": operator, "value": value}


def found(index: Index, query: str, where: dict[str, Any] = EVERYONE, limit: int = 10) -> list[str]:
    return [hit.source.document_id for hit in index.search_chunks(query, where, limit)]


def everything_found(index: Index, query: str, where: dict[str, Any], limit: int = 100) -> set[str]:
    """The documents that any of the searches gives away."""
    hits = index.search_chunks(query, where, limit) + index.search_pages(query, where, limit)
    hits += index.search_vectors(NORTH, where, limit)
    return {hit.source.document_id for hit in hits} | {row.source.document_id for row in index.documents(where)}
