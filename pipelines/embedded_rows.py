"""The rows of the embedded index: how a document's chunks, pages and terms are written, found and read."""

import json
import sqlite3
from collections.abc import Mapping, Sequence
from typing import Literal

import numpy as np

from pipelines.embedded_documents import HeldDocument, HeldDocuments
from pipelines.embedded_file import ROW_BITS
from pipelines.index_content import searchable_chunk, searchable_page
from pipelines.ports import Hit, IndexedChunk
from pipelines.text_analysis import query_terms, terms, writable
from pipelines.types import Page, Source

COMMON_SHARE = 0.4
"""A term in more rows than this share tells little; it is left out where rarer ones remain."""

FEW_ROWS = 1000
"""Up to so many rows every term is looked up: it costs little, and a small collection has common words that matter."""

MOST_TERMS = 64
"""Of a longer question, the rarest terms are looked up: they decide the order, and the common ones take the time."""

Analysed = tuple[list[str], list[str]]
"""The terms of a document's chunks and of its pages, one text an entry, joined by spaces."""


def analysed(source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> Analysed:
    """What the terms tables hold for a document; some 5 ms for 100 chunks."""
    of_chunks = [
        " ".join(terms(searchable_chunk(each.chunk), each.chunk.language or source.language)) for each in chunks
    ]
    of_pages = [" ".join(terms(searchable_page(source, page), page.language or source.language)) for page in pages]
    return of_chunks, of_pages


def insert_document(
    db: sqlite3.Connection,
    source: Source,
    pages: Sequence[Page],
    chunks: Sequence[IndexedChunk],
    content: str,
    found_by: Analysed,
) -> None:
    """Writes one document; the caller holds the transaction."""
    if max(len(pages), len(chunks)) >= 1 << ROW_BITS:
        raise ValueError(f"A document can have at most {(1 << ROW_BITS) - 1:,} chunks.")
    spoken = {each.chunk.language or source.language for each in chunks}
    spoken |= {page.language or source.language for page in pages}
    no = db.execute(
        "INSERT INTO documents (document_id, version_id, name, title, labels, type, date, language, languages, "
        "pages, chunks, content, unit) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source.document_id,
            source.version_id,
            writable(source.name),
            writable(source.title),
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
    db.execute("INSERT INTO vectors VALUES (?, ?)", (no, packed))
    db.executemany("INSERT INTO chunks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _chunk_rows(first, chunks))
    kept = ((first + n, each.tokens) for n, each in enumerate(chunks) if each.tokens)
    db.executemany("INSERT INTO tokens VALUES (?, ?)", kept)
    listed = ((first + n, p.number, p.label, len(p.text), p.language) for n, p in enumerate(pages))
    db.executemany("INSERT INTO pages VALUES (?, ?, ?, ?, ?)", listed)
    for table, texts in zip(("chunk_terms", "page_terms"), found_by, strict=True):
        rows = ((first + n, text) for n, text in enumerate(texts))
        db.executemany(f"INSERT INTO {table} (rowid, terms) VALUES (?, ?)", rows)  # noqa: S608 - one of two names


def delete_document(db: sqlite3.Connection, no: int) -> None:
    """Deletes all rows of a document; the caller holds the transaction."""
    for table, key in (("chunks", "row"), ("tokens", "row"), ("pages", "row"), ("chunk_terms", "rowid")):
        db.execute(f"DELETE FROM {table} WHERE {key} BETWEEN ? AND ?", row_span(no))  # noqa: S608 - names above
    db.execute("DELETE FROM page_terms WHERE rowid BETWEEN ? AND ?", row_span(no))
    db.execute("DELETE FROM vectors WHERE no = ?", (no,))
    db.execute("DELETE FROM documents WHERE no = ?", (no,))


def row_span(no: int) -> tuple[int, int]:
    """The first and the last row that a document can have."""
    return no << ROW_BITS, ((no + 1) << ROW_BITS) - 1


def ranked(
    db: sqlite3.Connection,
    kind: Literal["chunk", "page"],
    question: str,
    allowed: Sequence[HeldDocument],
    held: HeldDocuments,
    limit: int,
) -> dict[int, float]:
    """Rows of the allowed documents with their BM25 score, best first, at most `limit`."""
    asked = query_terms(question, frozenset().union(*(each.languages for each in allowed)))
    rows = held.chunks if kind == "chunk" else held.pages
    told = _telling(db, kind, asked, rows)
    if not told or limit < 1:
        return {}
    # Terms come out of our own analysis: letters, digits, marks and points, so a quoted one can't end early.
    expression = " OR ".join(f'"{term}"' for term in told)
    table = f"{kind}_terms"
    statement = f"SELECT rowid, -rank FROM {table} WHERE {table} MATCH ?"  # noqa: S608 - one of two names
    values: list[str | int] = [expression]
    if len(allowed) < len(held.documents):
        statement += f" AND (rowid >> {ROW_BITS}) IN (SELECT value FROM json_each(?))"  # noqa: S608 - a number
        values.append(json.dumps([each.no for each in allowed]))
    return dict(db.execute(f"{statement} ORDER BY rank, rowid LIMIT ?", [*values, limit]))


def hits(db: sqlite3.Connection, held: HeldDocuments, found: Mapping[int, float]) -> list[Hit]:
    """The chunks of the found rows, in their order."""
    chosen = "SELECT * FROM chunks WHERE row IN (SELECT value FROM json_each(?))"
    rows = {row[0]: row[1:] for row in db.execute(chosen, (json.dumps(list(found)),))}
    made = []
    for row, score in found.items():
        identity, page, label, headings, start, end, text, context, language = rows[row]
        made.append(
            Hit(
                identity,
                score,
                held.of_row(row).source,
                page,
                label,
                tuple(json.loads(headings)),
                start,
                end,
                text,
                context,
                language,
                held.vector(row),
            )
        )
    return made


def _telling(db: sqlite3.Connection, kind: str, asked: Sequence[str], rows: int) -> list[str]:
    """The asked terms that occur, rarest first, without those that occur nearly everywhere where others remain."""
    counting = f"SELECT doc FROM {kind}_vocabulary WHERE term = ?"  # noqa: S608 - one of two names
    counts = {term: (db.execute(counting, (term,)).fetchone() or (0,))[0] for term in asked}
    occurring = sorted((term for term in asked if counts[term]), key=counts.__getitem__)[:MOST_TERMS]
    if rows <= FEW_ROWS:
        return occurring
    return [term for term in occurring if counts[term] <= COMMON_SHARE * rows] or occurring


def _chunk_rows(first: int, chunks: Sequence[IndexedChunk]) -> list[tuple[object, ...]]:
    return [
        (
            first + n,
            each.chunk.id,
            each.chunk.page,
            each.chunk.label,
            json.dumps(each.chunk.headings),
            each.chunk.start,
            each.chunk.end,
            writable(each.chunk.text),
            writable(each.chunk.context),
            each.chunk.language,
        )
        for n, each in enumerate(chunks)
    ]
