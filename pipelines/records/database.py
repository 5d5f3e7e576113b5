"""The records database: SQLite in the data folder, or PostgreSQL by address; the same tables and migrations on both."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Lock
from typing import Any

import structlog
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filelock import FileLock, Timeout
from sqlalchemy import Connection, Engine, create_engine, event, select, text, update
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session, sessionmaker

from pipelines.addresses import database_address, without_credentials
from pipelines.keys.key_ring import DataKey, KeyRing, rewrapped
from pipelines.records.audit_chain import append, refuse_entries
from pipelines.records.audit_key import ChainKey
from pipelines.records.deleted_rows import expunge_deleted_rows
from pipelines.records.pooled_connections import look_at_connections
from pipelines.records.pseudonyms import pseudonym
from pipelines.records.sealed_text import unlock
from pipelines.records.tables import StoredDataKey

_log = structlog.stdlib.get_logger("tcbot.records")

MIGRATIONS = Path(__file__).parent / "migrations"
MOST_CONNECTIONS, OF_THEM_FOR_TRANSACTIONS = 40, 15
"""Connections of one process to PostgreSQL: the threads of a bot that answers many at once. Ten of them stay open."""
KEPT_OPEN = 5
"""Of those for transactions, and of those for single statements."""
SQLITE_WAIT_MS = 10_000
"""How long a writer waits for another one."""
_MIGRATION_LOCK = 7_302_114_961
"""The key of PostgreSQL's advisory lock under which one process migrates and the others wait."""

RECORDS = "records"
BOUND = b"data key of the records"

_READS = "tcbot_reads_only"


_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    f"busy_timeout={SQLITE_WAIT_MS}",
    "secure_delete=ON",  # what was forgotten isn't left in the file's free pages
)


class DatabaseUnavailableError(RuntimeError):
    """The records database can't be reached or used; the message says which and what to do, never a password."""


class Database:
    """The records database, open. `url` is an address such as settings hold; None stands for SQLite in `home`.

    Its texts are sealed with `keys`; without them, the key file in `home` has them. A session raises `WrongKeyError`
    where the key is missing that sealed the records' own.
    """

    def __init__(self, url: str | None, home: Path, keys: KeyRing | None = None) -> None:
        self.url = database_address(url) if url else f"sqlite:///{home / 'records.db'}"
        self._folder = home
        self._keys = keys or KeyRing.in_folder(home)
        self._key: DataKey | None = None
        self._chain: ChainKey | None = None
        self._turn = Lock()
        self.engine = _engine(self.url)
        self._reader = self.engine.execution_options(**{_READS: True})
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # A pool of its own: to change what a connection does, and back, costs as much as to ask something.
        self._by_statement = self.engine if self.url.startswith("sqlite") else _server(self.url, by_statement=True)
        self._looks = self._by_statement.execution_options(**{_READS: True})
        self._statements = sessionmaker(self._by_statement, expire_on_commit=False)
        self._readings = sessionmaker(self._looks, expire_on_commit=False)
        self._long_readings = sessionmaker(self._reader, expire_on_commit=False)

    @contextmanager
    def session(self) -> Iterator[Session]:
        """A transaction: committed at the end of the block, rolled back where it raises. SQLite has one at a time.

        What the block added to the audit is put at its end then.
        """
        chain = self.chain_key()
        with self._turn_to_write(), self._sessions.begin() as session:
            yield session
            append(session, chain)

    @contextmanager
    def one_statement(self) -> Iterator[Session]:
        """A session for one statement that writes, which is a transaction by itself: one step to the server, not three.

        Nothing can be added to the audit in it. Raises `RuntimeError` where something was.
        """
        self._unlocked()
        with self._turn_to_write(), self._statements.begin() as session:
            yield session
            refuse_entries(session)

    @contextmanager
    def reading(self, in_one_transaction: bool = False) -> Iterator[Session]:
        """A session for reading alone, which waits for no writer and keeps none waiting.

        In PostgreSQL each statement sees what is there when it runs, as it would within a transaction, which costs two
        more steps to the server. Who reads rows piece by piece (`yield_per`), or all as of one moment, reads
        `in_one_transaction`.
        """
        self._unlocked()
        with (self._long_readings if in_one_transaction else self._readings).begin() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Connection]:
        """A connection for `reading` rows, for what each question asks: a third of what a session costs."""
        self._unlocked()
        with self._looks.connect() as connection:
            yield connection

    def migrate(self, revision: str = "head") -> None:
        """Brings the tables to the newest form, or that of a revision; waits while another process does.

        Tables of a later version stay as they are: each migration leaves the version before what it needs, and this
        may be that version, started again in the middle of an upgrade or to go back.
        Costs some 50 ms where there is nothing to do. Raises `DatabaseUnavailableError`.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._make_private()
            with self._one_at_a_time(), self.engine.begin() as connection:
                if self.engine.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _MIGRATION_LOCK})
                config = migrations_config(connection, self._keys)
                if not _is_newer(connection, config):
                    command.upgrade(config, revision)
            self._key = self._chain = None
        except (SQLAlchemyError, OSError, Timeout) as error:
            raise DatabaseUnavailableError(self._complaint(error)) from None

    def ping(self) -> str:
        """One line on what answers: the kind, its version and where; raises `DatabaseUnavailableError`."""
        is_sqlite = self.engine.dialect.name == "sqlite"
        question = "SELECT sqlite_version()" if is_sqlite else "SHOW server_version"
        try:
            with self._reader.connect() as connection:
                version = connection.scalar(text(question))
        except SQLAlchemyError as error:
            raise DatabaseUnavailableError(self._complaint(error)) from None
        return f"{'SQLite' if is_sqlite else 'PostgreSQL'} {version} at {self._where()}"

    def expunge(self) -> dict[str, int]:
        """Removes what deleted rows have left on the disk; what stays, by what it is, since somebody is in the way."""
        return expunge_deleted_rows(self.engine)

    def sealed_by(self) -> str:
        """The name of the key that seals the records' data key."""
        return self._keys.sealed_by(self._sealed_key())

    def rotate(self) -> int:
        """Seals the records' data key with the ring's current key: 1 where another did so far, else 0."""
        sealed = self._sealed_key()
        anew = rewrapped(self._keys, sealed, BOUND)
        if anew is None:
            return 0
        same = (StoredDataKey.name == RECORDS, StoredDataKey.sealed == sealed)
        with self.engine.begin() as connection:
            return connection.execute(update(StoredDataKey).where(*same).values(sealed=anew)).rowcount

    def close(self) -> None:
        """Lets go of all connections."""
        self.engine.dispose()
        self._by_statement.dispose()

    @contextmanager
    def _turn_to_write(self) -> Iterator[None]:
        """SQLite's writers of this process wait in line: by themselves they sleep, look again, and some for a second.

        After SQLite's own patience a writer goes on all the same, and gets SQLite's error.
        """
        is_mine = self.engine.dialect.name == "sqlite" and self._turn.acquire(timeout=SQLITE_WAIT_MS / 1000)
        try:
            yield
        finally:
            if is_mine:
                self._turn.release()

    def pseudonym(self, known_as: str) -> str:
        """What the records call somebody who is known as this: 64 hex digits."""
        return pseudonym(self._unlocked(), known_as)

    def key_of(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same in every process over these records; `purpose` is constant."""
        return self._unlocked().derive(purpose)

    def chain_key(self) -> ChainKey:
        """What proves the audit's entries."""
        if self._chain is None:
            self._chain = ChainKey(self._unlocked())
        return self._chain

    def _unlocked(self) -> DataKey:
        """The data key that lies in the database, which opens the sealed columns; read once, for all threads."""
        if self._key is None:
            key = DataKey.opened(self._keys, self._sealed_key(), BOUND)
            unlock(self.engine, key)
            unlock(self._by_statement, key)
            self._key = key
        return self._key

    def _sealed_key(self) -> bytes:
        with self._reader.connect() as connection:
            return bytes(connection.execute(select(StoredDataKey.sealed).filter_by(name=RECORDS)).scalar_one())

    def _make_private(self) -> None:
        """SQLite's file is its owner's alone, and it gives its -wal file the same mode; one that is there stays."""
        path = self.engine.url.database or ""
        if self.engine.dialect.name == "sqlite" and path not in {"", ":memory:"} and not Path(path).exists():
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))

    def _one_at_a_time(self) -> Any:
        """A lock between processes of this machine for SQLite, whose own begins too late; PostgreSQL has its own."""
        if self.engine.dialect.name != "sqlite" or not self.engine.url.database:
            return nullcontext()
        return FileLock(f"{self.engine.url.database}.migrating", timeout=120)

    def _where(self) -> str:
        return without_credentials(make_url(self.url).render_as_string(hide_password=True)).partition("?")[0]

    def _complaint(self, error: Exception) -> str:
        remedy = (
            "Check that TCBOT_HOME can be written and its disk has room."
            if "sqlite" in self.url
            else ("Check DATABASE_URL, and that the server runs and lets this user in.")
        )
        return f"The records database at {self._where()} can't be used ({type(error).__name__}). {remedy}"


def _is_newer(connection: Connection, config: Config) -> bool:
    """Whether the tables have a form that a later version made; revisions are numbers of one length, in order."""
    held = MigrationContext.configure(connection).get_current_revision() or ""
    known = ScriptDirectory.from_config(config).get_current_head() or ""
    if held.isdecimal() and held > known:
        _log.warning("records_are_newer", held=int(held), known=int(known))
        return True
    return False


def _engine(url: str) -> Engine:
    if not url.startswith("sqlite"):
        return _server(url)
    engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_MS / 1000})

    @event.listens_for(engine, "connect")
    def _prepare(connection: Any, _record: Any) -> None:
        """Readers beside a writer, checked references, and patience; our own BEGIN, so that DDL rolls back too."""
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        """IMMEDIATE: a writer that began by reading could not wait for another writer, only fail."""
        reads = connection.get_execution_options().get(_READS, False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _server(url: str, by_statement: bool = False) -> Engine:
    """PostgreSQL at an address, for transactions, or `by_statement` where each statement is one."""
    most = MOST_CONNECTIONS - OF_THEM_FOR_TRANSACTIONS if by_statement else OF_THEM_FOR_TRANSACTIONS
    options: dict[str, Any] = {"isolation_level": "AUTOCOMMIT"} if by_statement else {}
    engine = create_engine(
        url, pool_size=KEPT_OPEN, max_overflow=most - KEPT_OPEN, connect_args={"connect_timeout": 5}, **options
    )
    look_at_connections(engine)
    return engine


def migrations_config(connection: Connection, keys: KeyRing) -> Config:
    """Alembic's settings for our migrations, run on `connection`; `keys` seal what is in plain so far."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["keys"] = keys
    return config
