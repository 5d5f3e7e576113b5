"""What deleted rows leave on the disk of a records database, and how it is removed."""

import time
from contextlib import closing
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import OperationalError

from pipelines.records.tables import Record

LONGEST_WAIT_MS = 2000
"""How long others may be in the way; what they still see stays until the next time."""
_PAUSE_SECONDS = 0.05
_STILL_SEEN = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
    "AND xact_start < :begun AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)"
)


def expunge_deleted_rows(engine: Engine) -> dict[str, int]:
    """Removes what deleted rows have left; what stays because somebody is in the way, by what it is.

    SQLite's write-ahead log is moved into the file, which overwrites what is deleted, and emptied. PostgreSQL's tables
    are vacuumed, after those transactions that may still see the rows.
    """
    return _vacuumed(engine) if engine.dialect.name == "postgresql" else _emptied_log(engine)


def _emptied_log(engine: Engine) -> dict[str, int]:
    with closing(engine.raw_connection()) as connection:  # a checkpoint can't run in a transaction
        cursor = connection.cursor()
        patience = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {LONGEST_WAIT_MS}")
        busy = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {patience}")
    log = Path(f"{engine.url.database}-wal")
    return {f"bytes of {log.name}": log.stat().st_size} if busy and log.exists() else {}


def _vacuumed(engine: Engine) -> dict[str, int]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        running = _wait_for_others(connection)
        connection.execute(text(f"SET lock_timeout = {LONGEST_WAIT_MS}"))
        try:
            locked = sum([_is_locked(connection, table.name) for table in Record.metadata.sorted_tables])
        finally:
            connection.execute(text("RESET lock_timeout"))
    left = {"transactions that still see deleted rows": running, "tables that are locked": locked}
    return {what: count for what, count in left.items() if count}


def _is_locked(connection: Connection, table: str) -> bool:
    """Vacuums a table, unless somebody else is vacuuming or changing it."""
    try:
        connection.execute(text(f'VACUUM "{table}"'))
    except OperationalError:
        return True
    return False


def _wait_for_others(connection: Connection) -> int:
    """How many transactions that began before now are still running after a while."""
    begun = connection.scalar(text("SELECT clock_timestamp()"))
    until = time.monotonic() + LONGEST_WAIT_MS / 1000
    while (running := connection.scalar(_STILL_SEEN, {"begun": begun}) or 0) and time.monotonic() < until:
        time.sleep(_PAUSE_SECONDS)
    return int(running)
