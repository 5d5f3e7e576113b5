"""The SQLite file behind the embedded index: its tables, connections, transactions, and errors that say what to do."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.embedded_index.seal import IndexSeal
from pipelines.keys.key_ring import KeyRing, TamperedError
from pipelines.ports import IndexUnavailableError

SCHEMA = 4
ROW_BITS = 20
"""A row's number is its document's number, shifted by these bits, plus its place in the document."""

REMEDY = "Run `tcbot reindex`: it builds another one beside it, from the originals."

_BUSY_SECONDS = 20.0
_IN_THE_WAY_MS = 2000
_TABLES = """
CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE state (changes INTEGER NOT NULL);
INSERT INTO state VALUES (0);
CREATE TABLE documents (
    no INTEGER PRIMARY KEY AUTOINCREMENT, document_id TEXT NOT NULL UNIQUE, version_id TEXT NOT NULL,
    sealed BLOB NOT NULL, labels TEXT NOT NULL, type TEXT NOT NULL, date TEXT, language TEXT,
    languages TEXT NOT NULL, pages INTEGER NOT NULL, chunks INTEGER NOT NULL, content TEXT NOT NULL,
    unit TEXT NOT NULL
);
CREATE TABLE vectors (no INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE chunks (
    row INTEGER PRIMARY KEY, id TEXT NOT NULL, page INTEGER NOT NULL, starts INTEGER NOT NULL, ends INTEGER NOT NULL,
    language TEXT, sealed BLOB NOT NULL, kinds TEXT NOT NULL
);
CREATE INDEX chunks_by_id ON chunks (id);
CREATE INDEX chunks_by_kind ON chunks (kinds) WHERE kinds != '';
CREATE TABLE tokens (row INTEGER PRIMARY KEY, packed BLOB NOT NULL);
CREATE TABLE pages (
    row INTEGER PRIMARY KEY, number INTEGER NOT NULL, length INTEGER NOT NULL, language TEXT, sealed BLOB NOT NULL
);
CREATE VIRTUAL TABLE chunk_terms USING fts5 (terms, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE chunk_vocabulary USING fts5vocab (chunk_terms, row);
CREATE VIRTUAL TABLE page_terms USING fts5 (terms, tokenize = "ascii tokenchars '.'");
CREATE VIRTUAL TABLE page_vocabulary USING fts5vocab (page_terms, row);
"""


@contextmanager
def explained_errors(path: Path) -> Iterator[None]:
    """Turns what SQLite says into an `IndexUnavailableError` with the file and the remedy."""
    try:
        yield
    except (sqlite3.Error, OSError, TamperedError) as error:
        said = "malformed" if isinstance(error, TamperedError) else str(error).lower()
        if "full" in said or "disk i/o" in said or "no space" in said:
            remedy = "can't grow: the disk is full or refuses to write. Free some space and try again; nothing was lost"
        elif "malformed" in said or "not a database" in said or "corrupt" in said:
            remedy = "is damaged. Run `tcbot reindex --anew`: it builds another one beside it, from the originals"
        elif "locked" in said or "busy" in said:
            remedy = "is being written by another process for too long. Try again when it is done"
        elif "readonly" in said or "unable to open" in said or isinstance(error, OSError):
            remedy = "can't be opened. Check that the folder is there and that this user may read and write it"
        else:
            remedy = f"refused to work ({type(error).__name__}). Run `tcbot doctor`"
        raise IndexUnavailableError(f"The index file {path} {remedy}.") from error


class IndexFile:
    """The open file: `reading()` and `writing()` give connections inside a transaction, to any thread; `seal` its key.

    A committed `writing()` block is on the disk when it returns, survives a crash, and is seen by the other processes
    that hold the file. Readers never wait for the writer. Raises `IndexUnavailableError` where the file belongs to
    another embedder, is damaged, or can't be written; `WrongKeyError` where its key isn't in the ring. A new one keeps
    in mind the EMBEDDING_MODEL `model` that it was made with.
    """

    def __init__(self, path: Path, embedder_name: str, dimensions: int, keys: KeyRing, model: str = "") -> None:
        self.path = path
        self._idle: list[sqlite3.Connection] = []
        self._process = os.getpid()
        self._lock = threading.Lock()
        self._closed = False
        with explained_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            _make_private(path)
        with self.writing() as db:
            version = db.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                for statement in _TABLES.split(";\n"):
                    db.execute(statement)
                held = {"embedder": embedder_name, "dimensions": str(dimensions), "model": model}
                held["made_at"] = datetime.now(UTC).isoformat()
                db.executemany("INSERT INTO settings VALUES (?, ?)", held.items())
                db.execute(f"PRAGMA user_version = {SCHEMA}")
            elif version != SCHEMA:
                raise IndexUnavailableError(
                    f"The index file {path} has layout {version}, this program writes {SCHEMA}. {REMEDY}"
                )
            self.seal = IndexSeal.held(db, keys)
            held = dict(db.execute("SELECT key, value FROM settings"))
        if (held["embedder"], held["dimensions"]) != (embedder_name, str(dimensions)):
            raise IndexUnavailableError(
                f"The index file {path} holds vectors of {held['embedder']} ({held['dimensions']} dimensions), not of "
                f"{embedder_name} ({dimensions}). {REMEDY}"
            )

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees one state of the file, whatever is written meanwhile."""
        with self._transaction("BEGIN") as db:
            yield db

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """The one connection that may write; all of the block becomes visible at its end, or nothing of it."""
        with self._transaction("BEGIN IMMEDIATE") as db:
            yield db

    def empty_log(self) -> int:
        """Moves the write-ahead log into the file and empties it; its bytes where somebody was in the way for long."""
        with explained_errors(self.path):
            db = self._taken()
            try:
                db.execute(f"PRAGMA busy_timeout = {_IN_THE_WAY_MS}")
                (busy, *_) = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                db.execute(f"PRAGMA busy_timeout = {1000 * _BUSY_SECONDS:.0f}")
            finally:
                self._give_back(db)
            return Path(f"{self.path}-wal").stat().st_size if busy else 0

    def close(self) -> None:
        """Closes the connections that no thread is using; those in use close when they are given back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for db in idle:
            db.close()

    @contextmanager
    def _transaction(self, begin: str) -> Iterator[sqlite3.Connection]:
        with explained_errors(self.path):
            db = self._taken()
            try:
                db.execute(begin)
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
            finally:
                self._give_back(db)

    def _taken(self) -> sqlite3.Connection:
        with self._lock:
            if self._closed:
                raise IndexUnavailableError(f"The index file {self.path} has been closed.")
            if self._process != os.getpid():
                # SQLite's connections don't survive a fork; closing the parent's here would drop its locks.
                _inherited.extend(self._idle)
                self._idle, self._process = [], os.getpid()
            if self._idle:
                return self._idle.pop()
        # Never made anew by opening: a file that was deleted meanwhile stays so.
        address = f"{self.path.absolute().as_uri()}?mode=rw"
        db = sqlite3.connect(address, _BUSY_SECONDS, isolation_level=None, check_same_thread=False, uri=True)
        try:
            db.execute("PRAGMA journal_mode = WAL")
            # Only FULL waits for the disk at each commit: what has been reported as stored is there after a crash.
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA temp_store = MEMORY")
            # What was deleted is overwritten, so that a forgotten document isn't left in the file's free pages.
            db.execute("PRAGMA secure_delete = ON")
        except BaseException:
            db.close()
            raise
        return db

    def _give_back(self, db: sqlite3.Connection) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(db)
                return
        db.close()


def _make_private(path: Path) -> None:
    """Documents are private: a new file is its owner's alone, and SQLite gives its -wal file the same mode.

    One that is there isn't opened: to close it would drop the locks of this process's other connections to it (POSIX),
    and another process, which takes itself for the last one, would then remove the write-ahead log under them.
    """
    with suppress(FileExistsError):
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))


_inherited: list[sqlite3.Connection] = []
"""Connections of the parent of a fork: kept from being closed by the collector."""
