"""What the embedded index keeps in memory: its documents, to be filtered, and their vectors in one matrix."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.document_filter import fields_of, matches
from pipelines.embedded_file import ROW_BITS
from pipelines.embedded_seal import IndexSeal, document_place, vectors_place
from pipelines.ports import Filter, Vector
from pipelines.types import DocumentType, Source, Unit

_SPARSE = 0.25
"""Where fewer rows than this share are allowed, theirs are copied out instead of multiplying all."""


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document of the file: `no` is its number there, `languages` those that its texts were analysed in."""

    no: int
    source: Source
    pages: int
    chunks: int
    languages: frozenset[str | None]
    fields: dict[str, Any]


class HeldDocuments:
    """All documents of one state of the file, in the order of their numbers, with the vectors of their chunks.

    Never changed once made, so that threads share it; `changes` is the file's own count of its changes.
    """

    def __init__(self, documents: Sequence[HeldDocument], vectors: Vector, changes: int) -> None:
        self.documents = tuple(documents)
        self.changes = changes
        self.chunks = len(vectors)
        self._vectors = vectors
        self._by_no = {each.no: each for each in documents}
        counts = np.array([each.chunks for each in documents], np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._starts = {each.no: int(start) for each, start in zip(documents, starts, strict=False)}
        numbers = np.array([each.no for each in documents], np.int64)
        places = np.arange(self.chunks) - np.repeat(starts[:-1], counts)
        self._rows: NDArray[np.int64] = (np.repeat(numbers, counts) << ROW_BITS) + places
        lengths = np.linalg.norm(vectors, axis=1)
        self._scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)

    @property
    def pages(self) -> int:
        """How many pages the documents have together."""
        return sum(each.pages for each in self.documents)

    def allowed(self, where: Filter) -> list[HeldDocument]:
        """The documents that a checked filter lets through."""
        return [each for each in self.documents if matches(where, each.fields)]

    def of_row(self, row: int) -> HeldDocument:
        """The document that a row of the file belongs to."""
        return self._by_no[row >> ROW_BITS]

    def vector(self, row: int) -> Vector:
        """The vector of a chunk's row."""
        vector: Vector = self._vectors[self._starts[row >> ROW_BITS] + (row & ((1 << ROW_BITS) - 1))]
        return vector

    def nearest(self, vector: Vector, allowed: Sequence[HeldDocument], limit: int) -> dict[int, float]:
        """Rows of the allowed documents with their cosine to `vector`, best first, at most `limit`; exact."""
        count = sum(each.chunks for each in allowed)
        if not count or limit < 1:
            return {}
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        if count == self.chunks:
            places, scores = np.arange(count), self._vectors @ unit * self._scales
        else:
            spans = [np.arange(self._starts[d.no], self._starts[d.no] + d.chunks) for d in allowed]
            places = np.concatenate(spans)
            if count < _SPARSE * self.chunks:
                scores = self._vectors[places] @ unit * self._scales[places]
            else:
                scores = (self._vectors @ unit * self._scales)[places]
        if limit < count:
            best = np.argpartition(-scores, limit - 1)[:limit]
            places, scores = places[best], scores[best]
        order = np.lexsort((self._rows[places], -scores))
        found = zip(self._rows[places[order]].tolist(), np.clip(scores[order], -1, 1).tolist(), strict=True)
        return dict(found)

    def refreshed(self, db: sqlite3.Connection, changes: int, seal: IndexSeal) -> "HeldDocuments":
        """The state that the transaction of `db` sees; only vectors of documents that are not here yet are read."""
        documents = [_held(row, seal) for row in db.execute(_DOCUMENTS)]
        dimensions = self._vectors.shape[1]
        blocks = [np.empty((0, dimensions), np.float32)]
        for each in documents:
            start = self._starts.get(each.no)
            if start is not None:
                blocks.append(self._vectors[start : start + each.chunks])
                continue
            row = db.execute("SELECT packed FROM vectors WHERE no = ?", (each.no,)).fetchone()
            packed = seal.opened(vectors_place(each.no), row[0]) if row else b""
            if len(packed) != each.chunks * dimensions * 4:
                raise sqlite3.DatabaseError("malformed vectors")
            blocks.append(np.frombuffer(packed, "<f4").reshape(each.chunks, dimensions))
        return HeldDocuments(documents, np.concatenate(blocks), changes)


_DOCUMENTS = (
    "SELECT no, document_id, version_id, sealed, labels, type, date, language, pages, chunks, languages, unit "
    "FROM documents ORDER BY no"
)


def _held(row: tuple[Any, ...], seal: IndexSeal) -> HeldDocument:
    no, document_id, version_id, sealed, labels, kind, day, language, pages, chunks, languages, unit = row
    name, title = seal.opened_words(document_place(document_id), sealed)
    source = Source(
        document_id,
        version_id,
        name,
        title,
        tuple(json.loads(labels)),
        DocumentType(kind),
        date.fromisoformat(day) if day else None,
        language,
        Unit(unit),
    )
    return HeldDocument(no, source, pages, chunks, frozenset(json.loads(languages)), fields_of(source))
