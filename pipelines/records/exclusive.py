"""Work that only one process may do at a time, on however many machines the records are shared by."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout
from sqlalchemy import text

from pipelines.records.database import Database


@contextmanager
def exclusive(database: Database, work: str) -> Iterator[bool]:
    """Whether this process alone does that work as long as the block lasts; it ends with the process, too."""
    engine = database.engine
    if engine.dialect.name == "sqlite":
        lock = FileLock(f"{engine.url.database}.{work}", timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
        return
    key = {"key": zlib.crc32(work.encode())}
    with engine.connect() as connection:
        held = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), key))
        connection.commit()
        try:
            yield held
        finally:
            if held:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), key)
                connection.commit()
