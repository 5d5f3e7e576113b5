"""What is the file's fault and what isn't: servers that are away never count against it, mistakes of ours do."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError

from ingest.jobs.faults import outside_fault
from pipelines.keys.key_ring import TamperedError, WrongKeyError
from pipelines.ports import IndexUnavailableError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (IndexUnavailableError("away"), "search_away"),
        (OperationalError("SELECT", {}, sqlite3.OperationalError("locked")), "records_away"),
        (InterfaceError("SELECT", {}, sqlite3.InterfaceError("closed")), "records_away"),
        (IntegrityError("INSERT", {}, sqlite3.IntegrityError("twice")), None),
        (OSError(28, "No space left on device"), "disk_full"),
        (ConnectionRefusedError(), "storage_away"),
        (WrongKeyError("The key k1 is not here."), "key_missing"),
        (TamperedError("original"), None),
        (KeyError("a mistake"), None),
        (MemoryError(), None),
    ],
)
def test_faults_are_told_apart(error: Exception, code: str | None) -> None:
    assert outside_fault(error) == code
