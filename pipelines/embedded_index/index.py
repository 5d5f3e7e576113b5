"""The index without a server: BM25 by SQLite's FTS5, cosine over one matrix in memory, everything in one file."""

import json
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from pipelines.embedded_index.file import IndexFile
from pipelines.embedded_index.loaded_documents import LoadedDocuments
from pipelines.embedded_index.rows import (
    analysed,
    delete_document,
    hits,
    insert_document,
    merge_terms,
    ranked,
    row_span,
    rows_of_kinds,
    rows_of_no_other,
)
from pipelines.embedded_index.seal import tokens_place
from pipelines.embedded_index.sealed_words import SealedWords
from pipelines.index.document_filter import checked_filter
from pipelines.index.index_content import check_content, check_labels, check_vector, content_key, page_id
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import DocumentRow, Filter, Hit, IndexedChunk, IndexEntry, Vector
from pipelines.types import Page, Source


class EmbeddedIndex:
    """An `Index` in one SQLite file, for one machine and some 20,000 chunks; its texts are sealed with `keys`.

    Safe to call from several threads; other processes may hold the same file, and see a `put` when it returns.
    Memory: 4 bytes a dimension and chunk. Raises `IndexUnavailableError` for a file of another embedder, a damaged
    one, and a full disk; `WrongKeyError` and `TamperedError`. Without `keys`, the key file beside the index has them.
    """

    def __init__(
        self, path: Path, embedder_name: str, dimensions: int, keys: KeyRing | None = None, model: str = ""
    ) -> None:
        self._file = IndexFile(path, embedder_name, dimensions, keys or KeyRing.in_folder(path.parent), model)
        self._seal = self._file.seal
        self._dimensions = dimensions
        self._held = LoadedDocuments((), np.empty((0, dimensions), np.float32), -1)
        self._refreshing = threading.Lock()

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes this version the only visible one of its document, in one transaction. Idempotent."""
        check_content(source, chunks, self._dimensions)
        content = self._seal.mark(content_key(source, pages, chunks))
        # Analysed before the transaction, so that other writers wait for the disk alone.
        found_by = analysed(source, pages, chunks, self._seal)
        with self._file.writing() as db:
            labels = json.dumps(source.labels)
            held = db.execute(
                "SELECT no, content, labels FROM documents WHERE document_id = ?", (source.document_id,)
            ).fetchone()
            if held and held[1:] == (content, labels):
                return
            _count_change(db)
            if held and held[1] == content:
                db.execute("UPDATE documents SET labels = ? WHERE no = ?", (labels, held[0]))
                return
            if held:
                delete_document(db, held[0])
            insert_document(db, source, pages, chunks, content, found_by, self._seal)

    def forget(self, document_id: str) -> int:
        """Removes every chunk and page of the document and says how many chunks there were; unknown ids give 0."""
        with self._file.writing() as db:
            held = db.execute("SELECT no, chunks FROM documents WHERE document_id = ?", (document_id,)).fetchone()
            if held:
                _count_change(db)
                delete_document(db, held[0])
        return int(held[1]) if held else 0

    def set_labels(self, document_id: str, labels: Sequence[str]) -> None:
        """Replaces who may read the document; an unknown id raises `KeyError`. One row is written."""
        check_labels(labels)
        with self._file.writing() as db:
            changed = db.execute(
                "UPDATE documents SET labels = ? WHERE document_id = ?", (json.dumps(tuple(labels)), document_id)
            )
            if not changed.rowcount:
                raise KeyError(document_id)
            _count_change(db)

    def search_chunks(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over chunks, context line included; best first, vectors filled."""
        checked_filter(where)
        with self._file.reading() as db:
            held = self._current(db)
            return hits(db, held, ranked(db, "chunk", query, held.allowed(where), held, limit, self._seal), self._file)

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over whole pages (with the document's title in front); best first, no vectors, empty `text`."""
        checked_filter(where)
        with self._file.reading() as db:
            held = self._current(db)
            found = ranked(db, "page", query, held.allowed(where), held, limit, self._seal)
            chosen = (
                "SELECT row, number, length, language, sealed FROM pages WHERE row IN (SELECT value FROM json_each(?))"
            )
            rows = {row[0]: row[1:] for row in db.execute(chosen, (json.dumps(list(found)),))}
        found_pages = []
        for row, score in found.items():
            number, length, language, sealed = rows[row]
            source = held.of_row(row).source
            identity, words = page_id(source, number), SealedWords(self._file, row, sealed, source.title)
            found_pages.append(Hit(identity, score, source, number, 0, length, words, language))
        return found_pages

    def page_chunks(self, document_id: str, number: int, where: Filter) -> list[Hit]:
        """The chunks of a page, by its number, in their order; none of a document that the filter lets not through."""
        checked_filter(where)
        with self._file.reading() as db:
            held = self._current(db)
            allowed = next((d for d in held.allowed(where).documents if d.source.document_id == document_id), None)
            if allowed is None:
                return []
            chosen = "SELECT row FROM chunks WHERE row BETWEEN ? AND ? AND page = ? ORDER BY starts, row"
            rows = db.execute(chosen, (*row_span(allowed.no), number))
            return hits(db, held, dict.fromkeys((row for (row,) in rows), 0.0), self._file)

    def search_vectors(self, vector: Vector, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        """The chunks nearest by cosine, exactly; `score` is the cosine in -1..1; best first, vectors filled."""
        checked_filter(where)
        check_vector(vector, self._dimensions)
        with self._file.reading() as db:
            held = self._current(db)
            rows = rows_of_kinds(db, kinds) if kinds else None
            return hits(db, held, held.nearest(vector, held.allowed(where), limit, rows), self._file)

    def token_vectors(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        """The packed token vectors stored with the given chunks; unknown ids are left out."""
        chosen = (
            "SELECT row, id, packed FROM chunks JOIN tokens USING (row) WHERE id IN (SELECT value FROM json_each(?))"
        )
        with self._file.reading() as db:
            found = db.execute(chosen, (json.dumps(list(chunk_ids)),))
            return {chunk_id: self._seal.opened(tokens_place(row), packed) for row, chunk_id, packed in found}

    def documents(self, where: Filter) -> list[DocumentRow]:
        """The documents that the filter lets through, by name."""
        checked_filter(where)
        with self._file.reading() as db:
            held = self._current(db)
        rows = [DocumentRow(each.source, each.pages, each.chunks) for each in held.allowed(where).documents]
        return sorted(rows, key=lambda row: (row.source.name, row.source.document_id))

    def inventory(self) -> list[IndexEntry]:
        """What is held of each document, for upkeep alone: no texts, no names."""
        chosen = "SELECT document_id, version_id, labels, pages, chunks FROM documents"
        with self._file.reading() as db:
            return [
                IndexEntry(document_id, version_id, tuple(json.loads(labels)), pages, chunks)
                for document_id, version_id, labels, pages, chunks in db.execute(chosen)
            ]

    def rows_of(self, document_id: str) -> int:
        """How many rows of any kind belong to the document, or to none at all; reads every row's number."""
        with self._file.reading() as db:
            return rows_of_no_other(db, document_id)

    def expunge(self) -> dict[str, int]:
        """Takes deleted rows out of the segments of the terms and out of the write-ahead log; what stays for now.

        The terms are written anew, where anything was deleted: about a second for 20,000 chunks.
        """
        with self._file.writing() as db:
            merge_terms(db)
        left = self._file.empty_log()
        return {f"bytes of {self._file.path.name}-wal": left} if left else {}

    def ping(self) -> str:
        """One line: the file, its documents and chunks."""
        with self._file.reading() as db:
            documents, chunks = db.execute("SELECT count(*), ifnull(sum(chunks), 0) FROM documents").fetchone()
        about = f"SQLite {sqlite3.sqlite_version}, {chunks} chunks of {documents} documents"
        return f"embedded index {self._file.path} ({about})"

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

    def _current(self, db: sqlite3.Connection) -> LoadedDocuments:
        """What the transaction of `db` sees; documents that are new since the last search are read, others kept."""
        held = self._held
        (changes,) = db.execute("SELECT changes FROM state").fetchone()
        if held.changes == changes:
            return held
        with self._refreshing:
            if self._held.changes == changes:
                return self._held
            read = self._held.refreshed(db, changes, self._seal)
            if read.changes > self._held.changes:
                self._held = read
            return read


def _count_change(db: sqlite3.Connection) -> None:
    """Tells every reader, in this process and others, that what it holds in memory is of the past."""
    db.execute("UPDATE state SET changes = changes + 1")
