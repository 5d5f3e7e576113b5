"""The rows of the embedded index: how a document's chunks, pages and terms are written, found and read."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

import numpy as np

from pipelines.embedded_index.file import ROW_BITS, IndexFile
from pipelines.embedded_index.loaded_documents import AllowedDocuments, LoadedDocuments
from pipelines.embedded_index.seal import (
    IndexSeal,
    chunk_place,
    document_place,
    page_place,
    tokens_place,
    vectors_place,
)
from pipelines.embedded_index.sealed_words import SealedWords
from pipelines.index.index_content import searchable_chunk, searchable_page
from pipelines.ports import Hit, IndexedChunk
from pipelines.text.text_analysis import query_terms, terms, writable
from pipelines.types import Page, Source

COMMON_SHARE = 0.4
"""A term in more rows than this share tells little; it is left out where rarer ones remain."""

FEW_ROWS = 1000
"""Up to so many rows every term is looked up: it costs little, and a small collection has common words that matter."""

MOST_TERMS = 64
"""Of a longer question, the rarest terms are looked up: they decide the order, and the common ones take the time."""

MOST_KNOWN = 20_000
"""Terms whose rows are counted once as long as the file doesn't change, some 3 MB."""

_NUMBERED = ("chunks", "tokens", "pages", "chunk_terms", "page_terms")
"""The tables whose rows carry their document's number."""

Analysed = tuple[list[str], list[str]]
"""The hashed terms of a document's chunks and of its pages, one text an entry, joined by spaces."""


def analysed(source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk], seal: IndexSeal) -> Analysed:
    """What the terms tables hold for a document; some 10 ms for 100 chunks."""
    of_chunks = [terms(searchable_chunk(each.chunk), each.chunk.language or source.language) for each in chunks]
    of_pages = [terms(searchable_page(source, page), page.language or source.language) for page in pages]
    return _blinded(of_chunks, seal), _blinded(of_pages, seal)


def insert_document(
    db: sqlite3.Connection,
    source: Source,
    pages: Sequence[Page],
    chunks: Sequence[IndexedChunk],
    content: str,
    found_by: Analysed,
    seal: IndexSeal,
) -> None:
    """Writes one document; the caller holds the transaction."""
    if max(len(pages), len(chunks)) >= 1 << ROW_BITS:
        raise ValueError(f"A document can have at most {(1 << ROW_BITS) - 1:,} chunks.")
    spoken = {each.chunk.language or source.language for each in chunks}
    spoken |= {page.language or source.language for page in pages}
    no = db.execute(
        "INSERT INTO documents (document_id, version_id, sealed, labels, type, date, language, languages, "
        "pages, chunks, content, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source.document_id,
            source.version_id,
            seal.words(document_place(source.document_id), writable(source.name), writable(source.title)),
            json.dumps(source.labels),
            source.type.value,
            source.date.isoformat() if source.date else None,
            source.language,
            json.dumps(sorted(spoken, key=str)),
            len(pages),
            len(chunks),
            content,
            source.unit.value,
        ),
    ).lastrowid
    first = (no or 0) << ROW_BITS
    packed = b"".join(np.ascontiguousarray(each.vector, "<f4").tobytes() for each in chunks)
    db.execute("INSERT INTO vectors VALUES (?, ?)", (no, seal.data(vectors_place(no or 0), packed)))
    db.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _chunk_rows(first, chunks, seal))
    kept = ((row, seal.data(tokens_place(row), each.tokens)) for row, each in enumerate(chunks, first) if each.tokens)
    db.executemany("INSERT INTO tokens VALUES (?, ?)", kept)
    listed = (
        (row, page.number, len(page.text), page.language, seal.words(page_place(row), page.label))
        for row, page in enumerate(pages, first)
    )
    db.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", listed)
    for table, texts in zip(("chunk_terms", "page_terms"), found_by, strict=True):
        rows = ((first + n, text) for n, text in enumerate(texts))
        db.executemany(f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)", rows)  # noqa: S608 - one of two names


def delete_document(db: sqlite3.Connection, no: int) -> None:
    """Deletes all rows of a document; the caller holds the transaction."""
    for table in _NUMBERED:
        db.execute(f"DELETE FROM {table} WHERE rowid BETWEEN ? AND ?", row_span(no))  # noqa: S608 - names above
    db.execute("DELETE FROM vectors WHERE no = ?", (no,))
    db.execute("DELETE FROM documents WHERE no = ?", (no,))


def merge_terms(db: sqlite3.Connection) -> None:
    """Writes the terms anew without those of deleted rows, which FTS5 only marks."""
    for table in ("chunk_terms", "page_terms"):
        db.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608 - one of two names


def rows_of_no_other(db: sqlite3.Connection, document_id: str) -> int:
    """How many rows there are that belong to no other document: its own, and those that a document's end has left."""
    others = "SELECT no FROM documents WHERE document_id != ?"
    owners = [(table, f"rowid >> {ROW_BITS}") for table in _NUMBERED] + [("vectors", "no"), ("documents", "no")]
    counts = [f"SELECT count(*) FROM {table} WHERE {owner} NOT IN ({others})" for table, owner in owners]  # noqa: S608
    return sum(int(db.execute(count, (document_id,)).fetchone()[0]) for count in counts)


def row_span(no: int) -> tuple[int, int]:
    """The first and the last row that a document can have."""
    return no << ROW_BITS, ((no + 1) << ROW_BITS) - 1


def ranked(
    db: sqlite3.Connection,
    kind: Literal["chunk", "page"],
    question: str,
    allowed: AllowedDocuments,
    held: LoadedDocuments,
    limit: int,
    seal: IndexSeal,
) -> dict[int, float]:
    """Rows of the allowed documents with their BM25 score, best first, at most `limit`."""
    asked = seal.blind(query_terms(question, allowed.languages))
    rows = held.chunks if kind == "chunk" else held.pages
    terms = _selective(db, kind, asked, rows, held.rows_with)
    if not terms or limit < 1:
        return {}
    # Hashed terms are hex digits, so a quoted one can't end early.
    expression = " OR ".join(f'"{term}"' for term in terms)
    table = f"{kind}_terms"
    statement = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ?"  # noqa: S608 - one of two names
    values: list[str | int] = [expression]
    if len(allowed) < len(held.documents):
        statement += f" AND (rowid >> {ROW_BITS}) IN (SELECT value FROM json_each(?))"  # noqa: S608 - a number
        values.append(allowed.numbers)
    return dict(db.execute(f"{statement} ORDER BY rank, rowid LIMIT ?", [*values, limit]))


def rows_of_kinds(db: sqlite3.Connection, kinds: Sequence[str]) -> list[int]:
    """The rows of all chunks on pages of one of these kinds."""
    wanted = set(kinds)
    held = db.execute("SELECT row, kinds FROM chunks WHERE kinds != ''")
    return [row for row, names in held if not wanted.isdisjoint(names.split())]


def hits(db: sqlite3.Connection, held: LoadedDocuments, found: Mapping[int, float], file: IndexFile) -> list[Hit]:
    """The chunks of the found rows, in their order; their words are opened when they are read."""
    chosen = "SELECT * FROM chunks WHERE row IN (SELECT value FROM json_each(?))"
    rows = {row[0]: row[1:] for row in db.execute(chosen, (json.dumps(list(found)),))}
    made = []
    for row, score in found.items():
        identity, page, start, end, language, sealed, kinds = rows[row]
        made.append(
            Hit(
                identity,
                score,
                held.of_row(row).source,
                page,
                start,
                end,
                SealedWords(file, row, sealed),
                language,
                held.vector(row),
                tuple(kinds.split()),
            )
        )
    return made


def _selective(
    db: sqlite3.Connection, kind: str, asked: Sequence[str], rows: int, known: dict[tuple[str, str], int]
) -> list[str]:
    """The asked terms that occur, rarest first, without those that occur nearly everywhere where others remain.

    `known` keeps in how many rows each term is: SQLite counts them one by one, longest for the words of all questions.
    """
    counting = f"SELECT doc FROM {kind}_vocabulary WHERE term = ?"  # noqa: S608 - one of two names
    counts = {}
    for term in asked:
        count = known.get((kind, term))
        if count is None:
            (count,) = db.execute(counting, (term,)).fetchone() or (0,)
            if len(known) < MOST_KNOWN:
                known[kind, term] = count
        counts[term] = count
    occurring = sorted((term for term in asked if counts[term]), key=counts.__getitem__)[:MOST_TERMS]
    if rows <= FEW_ROWS:
        return occurring
    return [term for term in occurring if counts[term] <= COMMON_SHARE * rows] or occurring


def _blinded(entries: Sequence[Sequence[str]], seal: IndexSeal) -> list[str]:
    """The hashed terms of each entry, joined; every different term is hashed once."""
    different = sorted({term for entry in entries for term in entry})
    hashed = dict(zip(different, seal.blind(different), strict=True))
    return [" ".join(hashed[term] for term in entry) for entry in entries]


def _chunk_rows(first: int, chunks: Sequence[IndexedChunk], seal: IndexSeal) -> Iterator[tuple[object, ...]]:
    for row, each in enumerate(chunks, first):
        chunk = each.chunk
        texts = (chunk.label, chunk.headings, writable(chunk.text), writable(chunk.context))
        sealed = seal.words(chunk_place(row), *texts)
        yield row, chunk.id, chunk.page, chunk.start, chunk.end, chunk.language, sealed, " ".join(chunk.kinds)
