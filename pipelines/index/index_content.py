"""What both indexes hold of a document, checked and put into the words that are searched."""

import hashlib
import json
from collections.abc import Sequence

import numpy as np

from pipelines.ports import IndexedChunk, Vector
from pipelines.text.page_kinds import kind_words, kinds_of
from pipelines.types import Chunk, Page, Source

OTHER = "other"
"""Stands for a language that nobody named."""


def searchable_chunk(chunk: Chunk) -> str:
    """The text that finds a chunk: its context line and its page's kind, which are never quoted, and its own words."""
    return found_by(chunk.context, chunk.text, chunk.kinds)


def searchable_page(source: Source, page: Page) -> str:
    """The text that finds a whole page: the document's title over the page, and what the page's kind is called."""
    return found_by(source.title, page.text, kinds_of(page.text))


def found_by(context: str, text: str, kinds: Sequence[str]) -> str:
    """The text that finds `text`: its context line above it, the words of its kinds below."""
    return "\n".join(part for part in (context, text, kind_words(kinds)) if part)


def page_id(source: Source, number: int) -> str:
    """The id of a page of a version: the same whenever that version is written."""
    return f"{source.version_id}:p{number}"


def content_key(source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk], *others: str) -> str:
    """A key that two writes share only where all they hold is the same, labels aside; 32 hex digits."""
    seen = hashlib.sha256()
    date = source.date.isoformat() if source.date else None
    about = [*others, source.document_id, source.version_id, source.name, source.title, source.type, date]
    seen.update(json.dumps([*about, source.language, source.unit]).encode())
    for page in pages:
        seen.update(json.dumps([page.number, page.label, page.language, page.text]).encode())
    for each in chunks:
        chunk = each.chunk
        place = [chunk.id, chunk.page, chunk.label, chunk.headings, chunk.start, chunk.end, chunk.language, chunk.kinds]
        seen.update(json.dumps([*place, chunk.context, chunk.text]).encode())
        seen.update(np.ascontiguousarray(each.vector, dtype=np.float32).tobytes() + each.tokens)
    return seen.hexdigest()[:32]


def check_content(source: Source, chunks: Sequence[IndexedChunk], dimensions: int) -> None:
    """Raises `ValueError` before anything is written for what no index can hold: bad vectors, twin ids, no labels."""
    check_labels(source.labels)
    if len({each.chunk.id for each in chunks}) != len(chunks):
        raise ValueError(f"Two chunks of version {source.version_id} have the same id.")
    for each in chunks:
        if each.chunk.source.document_id != source.document_id:
            raise ValueError(f"Chunk {each.chunk.id} belongs to another document than {source.document_id}.")
        check_vector(each.vector, dimensions)


def check_labels(labels: Sequence[str]) -> None:
    """Raises `ValueError` where a document would be left without a reader."""
    if isinstance(labels, str) or not labels or any(not label.strip() for label in labels):
        raise ValueError("A document needs at least one access label, and none of them may be blank.")


def check_vector(vector: Vector, dimensions: int) -> None:
    """Raises `ValueError` for a vector of another length than the index's, or one without a direction."""
    if vector.shape != (dimensions,):
        raise ValueError(f"The index holds vectors of {dimensions} dimensions, not of shape {vector.shape}.")
    length = float(np.linalg.norm(vector))
    if not np.isfinite(length) or length == 0:
        raise ValueError("A vector needs a direction: this one is zero, infinite or not a number.")
