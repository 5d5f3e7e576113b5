"""Records with all tables and no rows, copied from some that were migrated once, which takes a tenth of the time."""

import atexit
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

from pipelines.records.database import Database
from tests.servers.postgres import new_database


def migrated(folder: Path, server: str | None = None) -> Database:
    """Records of a test: SQLite in its new folder, or a database of its own on a PostgreSQL server."""
    add_records(folder)
    if server is None:
        return Database(None, folder)
    (folder / "records.db").unlink()
    return Database(new_database(server, _database(server)), folder)


def add_records(folder: Path) -> bool:
    """Puts SQLite's and their keys into a folder; False, and nothing, where it has records or keys already."""
    if any((folder / name).exists() for name in ("records.db", "keys")):
        return False
    shutil.copytree(_folder(), folder, dirs_exist_ok=True)
    return True


@cache
def _folder() -> Path:
    """Where SQLite's lie, with the keys that sealed what the migrations wrote."""
    folder = Path(tempfile.mkdtemp(prefix="tcbot-migrated-"))
    atexit.register(_remove, folder, os.getpid())
    _migrate(None, folder)
    return folder


@cache
def _database(server: str) -> str:
    """The name of the one on a server; nobody is connected to it any more."""
    address = new_database(server)
    _migrate(address, _folder())
    return address.rpartition("/")[2]


def _migrate(address: str | None, folder: Path) -> None:
    database = Database(address, folder)
    database.migrate()
    database.close()


def _remove(folder: Path, owner: int) -> None:
    """At the end of the process that made it; its forks end before."""
    if os.getpid() == owner:
        shutil.rmtree(folder, ignore_errors=True)
