"""Whatever somebody without the keys does to the rows of the audit, the first entry that it touches is named."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.audit.chain_check import verify
from pipelines.audit import audit
from pipelines.records.database import Database
from tests.contracts.audit_tampering import TRIGGERS

ENTRIES = 7
COLUMNS = ("at", "actor", "action", "target", "details", "hash")
COPIED = "at, actor, action, target, details"


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a chain of some entries, all different, and without triggers."""
    folder = tmp_path_factory.mktemp("audit")
    database = Database(None, folder)
    database.migrate()
    for n in range(ENTRIES):
        with database.session() as session:
            audit(session, f"u{n}", f"a{n}", f"d{n}", n=n)
    database.expunge()
    database.close()
    with closing(sqlite3.connect(folder / "records.db")) as raw:
        for name in TRIGGERS:
            raw.execute(f"DROP TRIGGER {name}")
        raw.commit()
    yield folder


entry = st.integers(1, ENTRIES)
changed = st.tuples(st.just("change"), entry, entry, st.sampled_from(COLUMNS))
removed = st.tuples(st.just("remove"), entry, entry, st.booleans())
moved = st.tuples(st.just("move"), entry, entry, st.none())
inserted = st.tuples(st.just("insert"), entry, entry, st.none())


def tamper(raw: sqlite3.Connection, kind: str, one: int, other: int, how: object) -> int | None:
    """Does it; the number of the first entry that isn't as it was written. None where nothing changed."""
    low, high = min(one, other), max(one, other)
    if kind == "change":
        source = one % ENTRIES + 1
        raw.execute(
            f"UPDATE audit SET {how} = (SELECT {how} FROM audit WHERE number = ?) WHERE number = ?", (source, one)
        )
        return one
    if kind == "remove":
        raw.execute("DELETE FROM audit WHERE number BETWEEN ? AND ?", (low, high))
        if how:  # and closes the gap
            raw.execute("UPDATE audit SET number = -number WHERE number > ?", (high,))
            raw.execute("UPDATE audit SET number = -number - ? WHERE number < 0", (high - low + 1,))
        return low
    if kind == "move":
        raw.execute("UPDATE audit SET number = -1 WHERE number = ?", (low,))
        raw.execute("UPDATE audit SET number = ? WHERE number = ?", (low, high))
        raw.execute("UPDATE audit SET number = ? WHERE number = -1", (high,))
        return low if low != high else None
    raw.execute("UPDATE audit SET number = -number WHERE number >= ?", (one,))
    raw.execute("UPDATE audit SET number = 1 - number WHERE number < 0")
    copied = f"INSERT INTO audit ({COPIED}, number, hash) SELECT {COPIED}, ?, hash FROM audit WHERE number = ?"
    raw.execute(copied, (one, other if other < one else other + 1))
    return one if one != other else one + 1  # a copy in front of itself: the second of the two is the one put in


@settings(max_examples=50, deadline=None)
@given(changed | removed | moved | inserted)
def test_the_first_entry_that_was_touched_is_named(
    written: Path, tmp_path_factory: pytest.TempPathFactory, harm: tuple[str, int, int, object]
) -> None:
    copy = tmp_path_factory.mktemp("copy") / "records.db"
    shutil.copy(written / "records.db", copy)
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("PRAGMA synchronous = OFF")
        touched = tamper(raw, *harm)
        raw.commit()
    database = Database(f"sqlite:///{copy}", written)
    found = verify(database)
    database.close()
    shutil.rmtree(copy.parent)
    assert (found.fault is not None, found.number) == (touched is not None, touched or 0)
