"""What the embedded index keeps in memory: its documents, to be filtered, and their vectors in one matrix."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipelines.embedded_index.file import ROW_BITS
from pipelines.embedded_index.seal import IndexSeal, document_place, vectors_place
from pipelines.engine_measures import looked_up
from pipelines.index.document_filter import LABELS, fields_of, matches
from pipelines.ports import Filter, Vector
from pipelines.types import DocumentType, Source, Unit

_SPARSE = 0.25
"""Where fewer rows than this share are allowed, theirs are copied out instead of multiplying all."""
_PLACE = (1 << ROW_BITS) - 1
_MOST_FILTERS = 64
"""Filters whose documents are kept for one state of the file: those of the people who asked last."""


@dataclass(frozen=True, slots=True)
class LoadedDocument:
    """A document of the file: `no` is its number there, `languages` those that its texts were analysed in."""

    no: int
    source: Source
    pages: int
    chunks: int
    languages: frozenset[str | None]
    fields: dict[str, Any]


class AllowedDocuments:
    """The documents of one state that a filter lets through, in the order of their numbers."""

    def __init__(self, documents: Sequence[LoadedDocument], starts: Mapping[int, int]) -> None:
        self.documents = tuple(documents)
        self.chunks = sum(each.chunks for each in documents)
        self._starts = starts

    def __len__(self) -> int:
        return len(self.documents)

    @cached_property
    def languages(self) -> frozenset[str | None]:
        """Those that any of their texts was analysed in."""
        return frozenset().union(*{each.languages for each in self.documents})

    @cached_property
    def numbers(self) -> str:
        """Their numbers, as a JSON list for SQL."""
        return json.dumps([each.no for each in self.documents])

    @cached_property
    def positions(self) -> NDArray[np.int64]:
        """Where their vectors stand in the matrix."""
        spans = [np.arange(self._starts[d.no], self._starts[d.no] + d.chunks) for d in self.documents]
        return np.concatenate([np.empty(0, np.int64), *spans])


class LoadedDocuments:
    """All documents of one state of the file, in the order of their numbers, with the vectors of their chunks.

    Never changed once made, but for what it remembers, so that threads share it; `changes` is the file's own count of
    its changes.
    """

    def __init__(self, documents: Sequence[LoadedDocument], vectors: Vector, changes: int) -> None:
        self.documents = tuple(documents)
        self.changes = changes
        self.chunks = len(vectors)
        self.rows_with: dict[tuple[str, str], int] = {}
        """In how many rows a term is, as far as it was asked for; by the kind of row and the term's hash."""
        self._vectors = vectors
        self._by_no = {each.no: each for each in documents}
        counts = np.array([each.chunks for each in documents], np.int64)
        starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        self._starts = {each.no: int(start) for each, start in zip(documents, starts, strict=False)}
        numbers = np.array([each.no for each in documents], np.int64)
        positions = np.arange(self.chunks) - np.repeat(starts[:-1], counts)
        self._rows: NDArray[np.int64] = (np.repeat(numbers, counts) << ROW_BITS) + positions
        # A question searches three times with one filter, and others ask with the same: each is applied once a state.
        self._allowed = lru_cache(_MOST_FILTERS)(partial(_let_through, self.documents, self._starts))
        lengths = np.linalg.norm(vectors, axis=1)
        self._scales = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)

    @property
    def pages(self) -> int:
        """How many pages the documents have together."""
        return sum(each.pages for each in self.documents)

    def allowed(self, where: Filter) -> AllowedDocuments:
        """The documents that a checked filter lets through."""
        misses = self._allowed.cache_info().misses
        found = self._allowed(json.dumps(where))
        looked_up("filters", self._allowed.cache_info().misses == misses)
        return found

    def of_row(self, row: int) -> LoadedDocument:
        """The document that a row of the file belongs to."""
        return self._by_no[row >> ROW_BITS]

    def vector(self, row: int) -> Vector:
        """The vector of a chunk's row."""
        vector: Vector = self._vectors[self._starts[row >> ROW_BITS] + (row & _PLACE)]
        return vector

    def nearest(
        self, vector: Vector, allowed: AllowedDocuments, limit: int, rows: Sequence[int] | None = None
    ) -> dict[int, float]:
        """Rows of the allowed documents with their cosine to `vector`, best first, at most `limit`; exact.

        With `rows`, of these alone.
        """
        positions = allowed.positions if rows is None else np.intersect1d(allowed.positions, self._positions(rows))
        count = len(positions)
        if not count or limit < 1:
            return {}
        unit = (vector / np.linalg.norm(vector)).astype(np.float32)
        if count == self.chunks:
            scores = self._vectors @ unit * self._scales
        elif count < _SPARSE * self.chunks:
            scores = self._vectors[positions] @ unit * self._scales[positions]
        else:
            scores = (self._vectors @ unit * self._scales)[positions]
        if limit < count:
            best = np.argpartition(-scores, limit - 1)[:limit]
            positions, scores = positions[best], scores[best]
        order = np.lexsort((self._rows[positions], -scores))
        found = zip(self._rows[positions[order]].tolist(), np.clip(scores[order], -1, 1).tolist(), strict=True)
        return dict(found)

    def _positions(self, rows: Sequence[int]) -> NDArray[np.int64]:
        """Where the vectors of these rows stand in the matrix; rows of no document that is held are left out."""
        placed = (self._starts[row >> ROW_BITS] + (row & _PLACE) for row in rows if row >> ROW_BITS in self._starts)
        return np.fromiter(placed, np.int64)

    def refreshed(self, db: sqlite3.Connection, changes: int, seal: IndexSeal) -> "LoadedDocuments":
        """The state that the transaction of `db` sees; of documents that are here already only the labels are read."""
        documents = self._read(db, seal)
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
        return LoadedDocuments(documents, np.concatenate(blocks), changes)

    def _read(self, db: sqlite3.Connection, seal: IndexSeal) -> list[LoadedDocument]:
        """The documents that `db` holds now: a number stands for the same content for ever, but for its labels."""
        labels_of: dict[str, tuple[str, ...]] = {}
        documents = []
        for no, text in db.execute("SELECT no, labels FROM documents ORDER BY no"):
            if text not in labels_of:
                labels_of[text] = tuple(json.loads(text))
            labels = labels_of[text]
            held = self._by_no.get(no)
            if held is None:
                held = _held(db.execute(_DOCUMENT, (no,)).fetchone(), labels, seal)
            elif held.source.labels != labels:
                source = replace(held.source, labels=labels)
                held = replace(held, source=source, fields=fields_of(source))
            documents.append(held)
        return documents


_DOCUMENT = (
    "SELECT no, document_id, version_id, sealed, type, date, language, pages, chunks, languages, unit "
    "FROM documents WHERE no = ?"
)


def _let_through(documents: Sequence[LoadedDocument], starts: Mapping[int, int], filter_json: str) -> AllowedDocuments:
    """The documents that a filter lets through; the conditions on labels are judged once for each set of labels."""
    where = json.loads(filter_json)
    about_labels = [_in_a_set(each) for each in where["conditions"] if each.get("field") == LABELS]
    others = {**where, "conditions": [each for each in where["conditions"] if each.get("field") != LABELS]}
    verdicts: dict[tuple[str, ...], bool] = {}
    allowed = []
    for each in documents:
        labels = each.source.labels
        if labels not in verdicts:
            verdicts[labels] = matches({**where, "conditions": about_labels}, each.fields)
        if verdicts[labels] and (not others["conditions"] or matches(others, each.fields)):
            allowed.append(each)
    return AllowedDocuments(allowed, starts)


def _in_a_set(condition: dict[str, Any]) -> dict[str, Any]:
    """The same condition, which thousands of labels make no slower."""
    value = condition["value"]
    return {**condition, "value": frozenset(value)} if isinstance(value, list) else condition


def _held(row: tuple[Any, ...], labels: tuple[str, ...], seal: IndexSeal) -> LoadedDocument:
    no, document_id, version_id, sealed, kind, day, language, pages, chunks, languages, unit = row
    name, title = seal.opened_words(document_place(document_id), sealed)
    source = Source(
        document_id,
        version_id,
        name,
        title,
        labels,
        DocumentType(kind),
        date.fromisoformat(day) if day else None,
        language,
        Unit(unit),
    )
    return LoadedDocument(no, source, pages, chunks, frozenset(json.loads(languages)), fields_of(source))
