"""Rows of the Elasticsearch index: Haystack documents on the way in, hits on the way out."""

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
from haystack import Document

from pipelines.elasticsearch_index.mapping import field_of_language
from pipelines.index.index_content import found_by, page_id, searchable_chunk, searchable_page
from pipelines.ports import DocumentRow, Hit, IndexedChunk, PlainWords, Vector
from pipelines.text.page_kinds import kinds_of
from pipelines.text.text_analysis import writable
from pipelines.types import DocumentType, Page, Source, Unit

_DIGITS = 7
"""Decimals of a vector's numbers in JSON: float32 has no more, and shorter numbers are read faster."""


def chunk_rows(source: Source, generation: str, chunks: Sequence[IndexedChunk]) -> Iterator[Document]:
    """One Haystack document a chunk, ready for the store."""
    for place, each in enumerate(chunks):
        chunk = each.chunk
        meta = _about(source, generation) | {
            "chunk_id": chunk.id,
            "page": chunk.page,
            "label": chunk.label,
            "headings": list(chunk.headings),
            "start": chunk.start,
            "end": chunk.end,
            "context": writable(chunk.context),
            "spoken": chunk.language,
            "kinds": list(chunk.kinds),
            "vector": b64encode(np.ascontiguousarray(each.vector, "<f4").tobytes()).decode(),
        }
        field = field_of_language(chunk.language or source.language)
        meta["searchable"] = {field: writable(searchable_chunk(chunk))}
        yield Document(row_id(generation, place), writable(chunk.text), meta=meta, embedding=_numbers(each.vector))


def page_rows(source: Source, generation: str, pages: Sequence[Page]) -> Iterator[Document]:
    """One Haystack document a page."""
    for place, page in enumerate(pages):
        field = field_of_language(page.language or source.language)
        meta = _about(source, generation) | {
            "kind": "page",
            "page": page.number,
            "label": page.label,
            "end": len(page.text),
            "spoken": page.language,
            "kinds": list(kinds_of(page.text)),
            "searchable": {field: writable(searchable_page(source, page))},
        }
        yield Document(row_id(generation, place), writable(page.text), meta=meta)


def document_row(source: Source, generation: str, pages: int, chunks: int) -> Document:
    """The row that stands for the whole document, and says how many others there are."""
    meta = _about(source, generation) | {"kind": "document", "pages": pages, "chunks": chunks}
    return Document(row_id(generation, "document"), "", meta=meta)


def token_rows(generation: str, chunks: Sequence[IndexedChunk], index: str) -> Iterator[dict[str, Any]]:
    """Bulk actions that store the chunks' token vectors apart, so that no search has to carry them."""
    for place, each in enumerate(chunks):
        if each.tokens:
            row = {"chunk_id": each.chunk.id, "tokens": b64encode(each.tokens).decode()}
            yield {"_op_type": "index", "_index": index, "_id": row_id(generation, place), "_source": row}


def row_id(generation: str, place: int | str) -> str:
    """The id of a row: the same whenever the same content is written."""
    return f"{generation}:{place}"


def relabelled(row: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """A stored row with other labels, complete again: what the server leaves out of what it hands back is put in."""
    full = {**row, "labels": list(labels)}
    field = field_of_language(row.get("spoken") or row.get("language"))
    if "vector" in row:
        full["embedding"] = _numbers(_vector(row))
        full["searchable"] = {field: found_by(row["context"], row["content"], row["kinds"])}
    elif row["kind"] == "page":
        full["searchable"] = {field: found_by(row["title"], row["content"], row["kinds"])}
    return full


def chunk_hit(row: Mapping[str, Any], score: float) -> Hit:
    """A row of the chunks as a result."""
    return Hit(
        row["chunk_id"],
        score,
        source_of(row),
        row["page"],
        row["start"],
        row["end"],
        PlainWords(row.get("label"), tuple(row["headings"]), row["content"], row["context"]),
        row.get("spoken"),
        _vector(row),
        tuple(row["kinds"]),
    )


def page_hit(row: Mapping[str, Any], score: float) -> Hit:
    """A row of the pages as a result."""
    source = source_of(row)
    words = PlainWords(row.get("label"), (), "", source.title)
    return Hit(page_id(source, row["page"]), score, source, row["page"], 0, row["end"], words, row.get("spoken"))


def listed(row: Mapping[str, Any]) -> DocumentRow:
    """A document's row as the index lists it."""
    return DocumentRow(source_of(row), row["pages"], row["chunks"])


def source_of(row: Mapping[str, Any]) -> Source:
    """The document that a row belongs to."""
    return Source(
        row["document_id"],
        row["version_id"],
        row["document"],
        row["title"],
        tuple(row["labels"]),
        DocumentType(row["type"]),
        date.fromisoformat(row["date"]) if row.get("date") else None,
        row.get("language"),
        Unit(row["unit"]),
    )


def _about(source: Source, generation: str) -> dict[str, Any]:
    return {
        "generation": generation,
        "document_id": source.document_id,
        "version_id": source.version_id,
        "document": writable(source.name),
        "title": writable(source.title),
        "labels": list(source.labels),
        "type": source.type.value,
        "date": source.date.isoformat() if source.date else None,
        "language": source.language,
        "unit": source.unit.value,
    }


def _numbers(vector: Vector) -> list[float]:
    rounded: list[float] = np.round(vector.astype(np.float64), _DIGITS).tolist()
    return rounded


def _vector(row: Mapping[str, Any]) -> Vector:
    return np.frombuffer(b64decode(row["vector"]), "<f4")
