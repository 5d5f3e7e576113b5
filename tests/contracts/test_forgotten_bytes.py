"""What is forgotten is on no disk any more: the raw bytes of every file, log and segment are looked through."""

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.library.forgetting import DISK
from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.embedded_index.seal import IndexSeal
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import IndexedChunk
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion
from pipelines.text.text_analysis import terms
from pipelines.types import Chunk, Page, Source
from tests.ingest.holdings import TRAVEL, Holdings
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.servers.elasticsearch import JavaElasticsearch, has_java
from tests.servers.postgres import PostgresServer

WORD = "zanthrope"
SECRET = "\n\n".join(f"Clause {n}: the {WORD} merger closes on the third of March, as agreed." for n in range(40))
PIECE = 48
"""Bytes of a sealed value that are looked for: a value may lie on several pages."""


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Holdings]:
    opened = Holdings(tmp_path / "home")
    yield opened
    opened.close()


def sealed_values(held: Holdings, document_id: str) -> list[bytes]:
    """Every sealed value and hashed term that the files of index and records hold of a document alone."""
    with closing(sqlite3.connect(held.folder / "index.db")) as db:
        (no,) = db.execute("SELECT no FROM documents WHERE document_id = ?", (document_id,)).fetchone()
        found = [row[0] for row in db.execute("SELECT sealed FROM documents WHERE no = ?", (no,))]
        found += [row[0] for row in db.execute("SELECT packed FROM vectors WHERE no = ?", (no,))]
        for column, table in (("sealed", "chunks"), ("packed", "tokens"), ("sealed", "pages")):
            found += [row[0] for row in db.execute(f"SELECT {column} FROM {table} WHERE row >> 20 = ?", (no,))]
        seal = IndexSeal.held(db, held.keys)
    hashed = [
        each[4:].encode() for each in seal.blind(terms(WORD, "en"))
    ]  # of a term, FTS5 leaves out what the one before begins with, too
    with closing(sqlite3.connect(held.folder / "records.db")) as db:
        names = db.execute("SELECT name, title FROM documents WHERE id = ?", (document_id,)).fetchone()
    return [bytes(each) for each in found] + hashed + [each.encode() for each in names]


def left_of(values: list[bytes], folder: Path) -> set[str]:
    """The names of the files that hold a piece of one of the values."""
    pieces = {value[n : n + PIECE] for value in values for n in range(0, max(1, len(value) - PIECE), PIECE)}
    return {
        path.name for path in folder.iterdir() if path.is_file() and any(map(path.read_bytes().__contains__, pieces))
    }


def test_no_file_holds_a_piece_of_what_was_forgotten_while_the_bot_runs(held: Holdings) -> None:
    for n in range(4):
        held.ingest(f"before{n}.md", f"{TRAVEL} Number {n}.")
    secret = held.ingest("secret.md", SECRET)
    held.answer("q1", secret)
    for n in range(4):
        held.ingest(f"after{n}.md", f"{TRAVEL} Number {n}, too.")
    values = sealed_values(held, secret.document_id)
    assert left_of(values, held.folder) >= {"index.db-wal", "records.db-wal"}
    held.forgetter.forget(secret.document_id)
    assert left_of(values, held.folder) >= {"index.db-wal"}
    assert held.forgetter.verify(secret.document_id) == []
    assert left_of(values, held.folder) == set()
    assert held.tombstones.unexpunged() == []
    assert sorted(held.found("flight")) == sorted(each.name for each in held.library.documents())


def test_a_reader_in_the_way_is_told_and_the_next_sweep_finishes_it(held: Holdings) -> None:
    held.ingest("travel.md", TRAVEL)
    secret = held.ingest("secret.md", SECRET)
    values = sealed_values(held, secret.document_id)
    with closing(sqlite3.connect(held.folder / "index.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM chunks").fetchone()
        held.forgetter.forget(secret.document_id)
        (trace,) = held.forgetter.verify(secret.document_id)
        assert (trace.place, trace.what) == (DISK, "bytes of index.db-wal")
        assert held.found(WORD) == ["travel.md"]
        assert held.tombstones.unfinished() == []  # nothing of it is left but that
    assert left_of(values, held.folder) != set()
    assert held.sweeper().sweep().failed == 0
    assert left_of(values, held.folder) == set()
    assert held.forgetter.verify(secret.document_id) == []


@pytest.mark.servers
def test_postgresql_removes_dead_rows_once_nobody_sees_them(tmp_path: Path) -> None:
    with closing(PostgresServer()) as server:
        server.start()
        with closing(Database(server.address, tmp_path, KeyRing.in_folder(tmp_path))) as database:
            database.migrate()
            with database.session() as session:
                asked = AskedQuestion(id="q1", text="?", standalone="", scope=[], outcome="answered", answer=SECRET)
                session.add(asked)
            with database.engine.connect() as reader:
                reader.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
                reader.execute(text("SELECT count(*) FROM questions"))
                with database.session() as session:
                    session.execute(text("UPDATE questions SET answer = ''"))
                assert database.expunge() == {"transactions that still see deleted rows": 1}
                reader.rollback()
            assert database.expunge() == {}
            with database.engine.connect() as connection:
                dead = "SELECT sum(n_dead_tup) FROM pg_stat_all_tables WHERE relname = 'questions'"
                assert connection.scalar(text(dead)) == 0


@pytest.mark.servers
@pytest.mark.skipif(not has_java(), reason="its data folder can be read only where it runs here")
def test_elasticsearch_merges_deleted_rows_away_within_a_minute() -> None:
    with closing(JavaElasticsearch()) as server:
        server.start()
        with closing(ElasticsearchIndex(server.url, "small", 4, "bytes")) as index:
            for n in range(12):
                put(index, n, TRAVEL)
            secret = put(index, 99, f"The {WORD} merger closes in March.")
            put(index, 100, TRAVEL)
            assert holds(server._data, WORD)
            index.forget(secret.document_id)
            assert index.rows_of(secret.document_id) == 0
            assert holds(server._data, WORD)
            until = time.monotonic() + 90
            while index.expunge() and time.monotonic() < until:
                time.sleep(2)
            assert index.expunge() == {}
            assert not holds(server._data, WORD)


def put(index: ElasticsearchIndex, n: int, words: str) -> Source:
    """A document of one chunk."""
    source = Source(f"{n:032x}", "e" * 32, f"document{n}.md", f"Document {n}", ("everyone",))
    chunk = Chunk(f"{n}-1", source, 1, None, (), 0, len(words), words, "")
    vector = HashedEmbedder().encode([words])[0].vector[:4] + 0.01
    index.put(source, [Page(1, words)], [IndexedChunk(chunk, vector, b"tokens")])
    return source


def holds(folder: Path, word: str) -> bool:
    """Whether a file of a running server holds a word in plain."""
    for path in folder.rglob("*"):
        try:
            if path.is_file() and path.name != "server.log" and word.encode() in path.read_bytes():
                return True
        except OSError:  # merged away just now
            continue
    return False
