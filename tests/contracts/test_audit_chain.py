"""The audit is one chain, whoever writes at once, and every change of it is found: on SQLite and a real PostgreSQL."""

import multiprocessing
import time
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.audit.chain_check import Fault, Place, head_of, last_verified, mark_verified, verify
from bot.audit.chain_watch import ChainWatch
from bot.audit.retention import cut
from bot.audit.upkeep import Kept, keep_audit
from pipelines.audit import audit
from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_ring import KeyRing
from pipelines.records.audit_chain import TAKES_IN, AuditHeadMissingError
from pipelines.records.database import Database, migrations_config
from pipelines.records.tables import Document, now
from tests.contracts.audit_tampering import fill, numbers, tamper
from tests.servers.postgres import new_database

WRITERS, EACH = 8, 15


def found(database: Database) -> tuple[Fault | None, int]:
    """What a look at the whole chain finds."""
    verdict = verify(database)
    return verdict.fault, verdict.number


def test_entries_are_numbered_without_gaps_and_fit(database: Database) -> None:
    fill(database, 3)
    with database.session() as session:
        audit(session, "a", "forget", "d1")
        audit(session, "a", "forget", "d2")
    assert numbers(database) == [1, 2, 3, 4, 5]
    verdict = verify(database)
    assert (verdict.is_good, verdict.entries, verdict.last.number, verdict.is_whole) == (True, 5, 5, True)


def test_an_empty_chain_is_whole(database: Database) -> None:
    assert (verify(database).is_good, verify(database).entries) == (True, 0)


def test_an_entry_stands_where_what_it_tells_of_stands_and_leaves_no_gap_where_not(database: Database) -> None:
    fill(database, 1)
    with pytest.raises(KeyError), database.session() as session:
        session.add(Document(id="d1", team="t", name="", title=""))
        audit(session, "a", "grant", "d1")
        raise KeyError
    fill(database, 1)
    assert numbers(database) == [1, 2]
    with database.reading() as session:
        assert session.get(Document, "d1") is None
    assert verify(database).is_good


TAMPERED = {
    "a changed actor": ("UPDATE audit SET actor = 'x' WHERE number = 3", Fault.ALTERED, 3),
    "a changed moment": ("UPDATE audit SET at = '2020-01-01 00:00:00+00:00' WHERE number = 2", Fault.ALTERED, 2),
    "changed details": ("""UPDATE audit SET details = '{"n": 9}' WHERE number = 5""", Fault.ALTERED, 5),
    "a changed hash": (f"UPDATE audit SET hash = '{'0' * 64}' WHERE number = 1", Fault.ALTERED, 1),
    "a removed entry": ("DELETE FROM audit WHERE number = 4", Fault.MISSING, 4),
    "a removed beginning": ("DELETE FROM audit WHERE number = 1", Fault.MISSING, 1),
    "all removed": ("DELETE FROM audit", Fault.END_MISSING, 1),
    "an end that was cut off": ("DELETE FROM audit WHERE number > 4", Fault.END_MISSING, 5),
    "an entry put in behind": (
        "INSERT INTO audit (at, actor, action, target, details, number, hash) "
        "SELECT at, actor, action, target, details, 7, hash FROM audit WHERE number = 6",
        Fault.ALTERED,
        7,
    ),
    "an entry put in beside": (
        "INSERT INTO audit (at, actor, action, target, details) "
        "SELECT at, actor, action, target, details FROM audit WHERE number = 6",
        Fault.INSERTED,
        0,
    ),
    "an entry put in before the first": (
        "INSERT INTO audit (at, actor, action, target, details, number, hash) "
        "SELECT at, actor, action, target, details, 0, hash FROM audit WHERE number = 6",
        Fault.INSERTED,
        0,
    ),
    "a head without a seal": ("UPDATE audit_marks SET seal = '' WHERE name = 'head'", Fault.HEAD, 6),
    "a head that was moved": ("UPDATE audit_marks SET number = 5 WHERE name = 'head'", Fault.HEAD, 6),
    "no head": ("DELETE FROM audit_marks", Fault.HEAD, 6),
}


@pytest.mark.parametrize("kind", TAMPERED)
def test_the_first_entry_that_was_tampered_with_is_named(database: Database, kind: str) -> None:
    fill(database, 6)
    statement, fault, number = TAMPERED[kind]
    tamper(database, statement)
    assert found(database) == (fault, number)


def test_a_removed_entry_is_found_though_the_others_got_other_numbers(database: Database) -> None:
    fill(database, 6)
    tamper(
        database,
        "DELETE FROM audit WHERE number = 3",
        "UPDATE audit SET number = -number WHERE number > 3",
        "UPDATE audit SET number = -number - 1 WHERE number < 0",
    )
    assert found(database) == (Fault.ALTERED, 3)


def test_entries_that_changed_places_are_found(database: Database) -> None:
    fill(database, 6)
    tamper(
        database,
        "UPDATE audit SET number = -3 WHERE number = 3",
        "UPDATE audit SET number = 3 WHERE number = 4",
        "UPDATE audit SET number = 4 WHERE number = -3",
    )
    assert found(database) == (Fault.ALTERED, 3)


def test_an_end_that_was_cut_off_together_with_the_head_is_not_healed_by_the_next_entry(database: Database) -> None:
    fill(database, 6)
    tamper(
        database,
        "DELETE FROM audit WHERE number > 4",
        "UPDATE audit_marks SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4) WHERE name = 'head'",
    )
    assert found(database) == (Fault.HEAD, 4)
    fill(database, 2)
    assert found(database) == (Fault.HEAD, 6)


def test_a_head_of_before_that_is_put_back_is_found_by_one_that_was_kept_elsewhere(database: Database) -> None:
    fill(database, 4)
    with database.engine.connect() as connection:
        before = connection.execute(text("SELECT number, hash, at, seal FROM audit_marks")).one()
    fill(database, 2)
    kept = head_of(database)
    assert kept is not None
    tamper(
        database,
        "DELETE FROM audit WHERE number > 4",
        f"UPDATE audit_marks SET number = {before.number}, hash = '{before.hash}', at = '{before.at}', "
        f"seal = '{before.seal}' WHERE name = 'head'",
    )
    assert found(database) == (None, 0)  # nothing that is in the database tells
    verdict = verify(database, kept=Place(kept.number, kept.hash))
    assert (verdict.fault, verdict.number) == (Fault.END_MISSING, 5)
    fill(database, 2)  # other entries of these numbers
    verdict = verify(database, kept=Place(kept.number, kept.hash))
    assert (verdict.fault, verdict.number) == (Fault.ALTERED, 6)


def test_without_a_head_nothing_is_done_that_the_audit_should_tell(database: Database) -> None:
    fill(database, 1)
    tamper(database, "DELETE FROM audit_marks")
    with pytest.raises(AuditHeadMissingError), database.session() as session:
        session.add(Document(id="d1", team="t", name="", title=""))
        audit(session, "a", "grant", "d1")
    with database.reading() as session:
        assert session.get(Document, "d1") is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit SET actor = 'x' WHERE number = 2",
        "UPDATE audit SET number = NULL WHERE number = 2",
        "DELETE FROM audit WHERE number = 2",
        "DELETE FROM audit_marks",
    ],
)
def test_the_database_refuses_to_change_or_delete_entries(database: Database, statement: str) -> None:
    fill(database, 3)
    with pytest.raises(DBAPIError, match="audit"), database.engine.begin() as connection:
        connection.execute(text(statement))
    assert verify(database).entries == 3


@pytest.mark.servers
def test_postgresql_refuses_to_empty_the_tables(postgres_server: str, tmp_path: Path) -> None:
    database = Database(new_database(postgres_server), tmp_path)
    database.migrate()
    fill(database, 3)
    for table in ("audit", "audit_marks"):
        with pytest.raises(DBAPIError, match="audit"), database.engine.begin() as connection:
            connection.execute(text(f"TRUNCATE {table}"))
    database.close()


def _write(url: str, home: Path, writer: int) -> None:
    database = Database(url, home)
    for n in range(EACH):
        with database.session() as session:
            session.add(Document(id=f"{writer}-{n}", team="t", name="", title=""))
            audit(session, f"writer {writer}", "grant", f"{writer}-{n}")
            if n % 5 == 4:
                audit(session, f"writer {writer}", "forget", f"{writer}-{n}")


@pytest.mark.slow
def test_eight_processes_that_write_at_once_write_one_chain(database: Database, tmp_path: Path) -> None:
    fill(database, 1)
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write, args=(database.url, tmp_path, n)) for n in range(WRITERS)]
    for each in writers:
        each.start()
    while any(each.is_alive() for each in writers):  # verified meanwhile, it is whole as well
        assert verify(database).is_good
        time.sleep(0.2)
    assert [each.exitcode for each in writers] == [0] * WRITERS
    verdict = verify(database)
    assert (verdict.is_good, verdict.entries) == (True, 1 + WRITERS * (EACH + EACH // 5))


def test_a_change_of_keys_leaves_the_chain_whole(database: Database, tmp_path: Path) -> None:
    fill(database, 2)
    KeyFile.of(tmp_path).add()
    assert database.rotate() == 1
    fill(database, 2)
    again = Database(database.url, tmp_path)
    fill(again, 1)
    assert verify(again).entries == verify(database).entries == 5
    again.close()


def test_who_has_the_database_and_not_the_keys_makes_no_entry_that_fits(database: Database, tmp_path: Path) -> None:
    """A process with a key ring of its own can't even open the records; hashes without the key don't fit."""
    fill(database, 2)
    other = Database(None, tmp_path / "other")
    other.migrate()
    fill(other, 3)
    with other.reading() as session:
        row = session.execute(text("SELECT hash FROM audit WHERE number = 3")).scalar_one()
    tamper(
        database,
        "INSERT INTO audit (at, actor, action, target, details, number, hash) "
        f"SELECT at, actor, action, target, details, 3, '{row}' FROM audit WHERE number = 2",
        f"UPDATE audit_marks SET number = 3, hash = '{row}' WHERE name = 'head'",
    )
    assert found(database) == (Fault.ALTERED, 3)
    other.close()


OLD_ROW = (
    "INSERT INTO audit (at, actor, action, target, details) "
    "VALUES ('2026-01-31 11:59:00.5+00:00', 'u{n}', 'grant', 'd{n}', '{{\"label\": \"é\", \"n\": [1, null, true]}}')"
)
SQLITE_OLD_ROW = OLD_ROW.replace("+00:00", "00000")


def write_old(database: Database, *rows: int) -> None:
    """Entries as processes of the version before wrote them."""
    row = SQLITE_OLD_ROW if database.engine.dialect.name == "sqlite" else OLD_ROW
    with database.engine.begin() as connection:
        for n in rows:
            connection.exec_driver_sql(row.format(n=n))


def migrate_from_before(database: Database, home: Path, *rows: int) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrations_config(connection, KeyRing.in_folder(home)), "0013")
    write_old(database, *rows)
    database.migrate()


def test_entries_from_before_the_chain_are_taken_into_it(database: Database, tmp_path: Path) -> None:
    migrate_from_before(database, tmp_path, 1, 2, 3)
    fill(database, 2)
    assert numbers(database) == [1, 2, 3, 4, 5]
    assert verify(database).entries == 5
    tamper(database, "UPDATE audit SET actor = 'x' WHERE number = 2")
    assert found(database) == (Fault.ALTERED, 2)


def test_entries_of_the_version_before_beside_this_one_are_taken_in_by_the_sweep(
    database: Database, tmp_path: Path
) -> None:
    migrate_from_before(database, tmp_path, 1)
    fill(database, 1)
    write_old(database, 7, 8)
    verdict = verify(database)
    assert (verdict.is_good, verdict.entries, verdict.waiting) == (True, 2, 2)
    fill(database, 1)
    assert keep_audit(database, None, now()) == Kept(0, 0)
    assert numbers(database) == [1, 2, 4, 5, 3]
    assert (verify(database).entries, verify(database).waiting) == (5, 0)


def test_a_week_after_the_upgrade_an_entry_without_a_number_is_none_of_ours(database: Database, tmp_path: Path) -> None:
    migrate_from_before(database, tmp_path, 1)
    write_old(database, 7)
    later = now() + TAKES_IN + timedelta(seconds=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.audit.chain_check.now", lambda: later)
        assert keep_audit(database, None, later) == Kept(0, 1)
        assert found(database) == (Fault.INSERTED, 0)


def test_retention_cuts_the_beginning_and_the_rest_is_verified_as_before(database: Database) -> None:
    fill(database, 5)
    moment = now() + timedelta(days=30)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.audit.datetime", Later)
        fill(database, 2)
        assert keep_audit(database, 10, moment) == Kept(5, 0)
        assert keep_audit(database, 10, moment) == Kept(0, 0)
        fill(database, 1)
    assert numbers(database) == [6, 7, 8, 9]
    verdict = verify(database)
    assert (verdict.is_good, verdict.entries, verdict.last.number) == (True, 4, 9)
    with database.reading() as session:
        told = session.execute(text("SELECT actor, action FROM audit WHERE number = 8")).one()
    assert tuple(told) == ("sweep", "audit-cut")


class Later:
    """A clock that is a month ahead."""

    @staticmethod
    def now(_zone: object) -> object:
        return now() + timedelta(days=30)


def test_all_may_go_by_retention_and_the_chain_goes_on(database: Database) -> None:
    fill(database, 3)
    assert cut(database, 1, now() + timedelta(days=9), "sweep") == 3
    assert numbers(database) == [4]
    fill(database, 1)
    assert verify(database).entries == 2


CUT_TAMPERED = {
    "more removed than retention did": ("DELETE FROM audit WHERE number = 4", Fault.MISSING, 4),
    "a cut that was moved": (
        "UPDATE audit_marks SET number = 4, hash = (SELECT hash FROM audit WHERE number = 4) WHERE name = 'cut'",
        Fault.BEGINNING,
        5,
    ),
    "an entry put in before the cut": (
        "INSERT INTO audit (at, actor, action, target, details, number, hash) "
        "SELECT at, actor, action, target, details, 2, hash FROM audit WHERE number = 5",
        Fault.INSERTED,
        2,
    ),
    "a cut that nobody made": ("DELETE FROM audit_marks WHERE name = 'cut'", Fault.MISSING, 1),
}


@pytest.mark.parametrize("kind", CUT_TAMPERED)
def test_who_removes_more_under_the_name_of_retention_is_found(database: Database, kind: str) -> None:
    fill(database, 3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipelines.audit.datetime", Later)
        fill(database, 3)
        assert cut(database, 10, now() + timedelta(days=30), "sweep") == 3
    assert verify(database).is_good
    statement, fault, number = CUT_TAMPERED[kind]
    tamper(database, statement)
    assert found(database) == (fault, number)


def test_a_broken_chain_keeps_what_is_too_old(database: Database) -> None:
    fill(database, 3)
    tamper(database, "UPDATE audit SET actor = 'x' WHERE number = 2")
    assert keep_audit(database, 1, now() + timedelta(days=9)) == Kept(0, 1)
    assert numbers(database) == [1, 2, 3]


def test_a_head_that_was_kept_and_cut_since_is_said_to_tell_nothing(database: Database) -> None:
    fill(database, 2)
    kept = head_of(database)
    assert kept is not None
    fill(database, 2)
    cut(database, 1, now() + timedelta(days=9), "sweep")
    verdict = verify(database, kept=Place(kept.number, kept.hash))
    assert (verdict.is_good, verdict.is_kept_cut) == (True, True)


def test_the_watch_looks_at_what_is_new_and_goes_on_behind_it(database: Database) -> None:
    fill(database, 5)
    watch = ChainWatch(database)
    assert [watch.look(3).entries for _ in range(3)] == [3, 2, 0]
    fill(database, 2)
    assert watch.look().entries == 2
    fill(database, 1)
    tamper(database, "UPDATE audit SET actor = 'x' WHERE number = 8")
    for _ in range(2):
        assert (watch.look().fault, watch.look().number) == (Fault.ALTERED, 8)


def test_a_watch_begins_where_the_chain_was_found_whole_last(database: Database) -> None:
    fill(database, 4)
    mark_verified(database, verify(database))
    fill(database, 1)
    assert ChainWatch(database).look().entries == 1
    tamper(database, "UPDATE audit_marks SET number = 5 WHERE name = 'verified'")
    assert last_verified(database) is None
    assert ChainWatch(database).look().entries == 5


texts = st.text(st.characters(exclude_categories=()), max_size=20)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(texts, texts, st.dictionaries(texts, values, max_size=3)), max_size=4))
def test_whatever_an_entry_holds_it_fits_when_it_comes_back(
    database: Database, entries: list[tuple[str, str, dict[str, object]]]
) -> None:
    with database.session() as session:
        for actor, target, details in entries:
            audit(session, actor, "grant", target, told=details)
    assert ChainWatch(database).look().is_good
    mark_verified(database, verify(database))


def test_numbers_with_fractions_and_other_things_are_no_details(database: Database) -> None:
    for value in (0.5, b"x", now(), {1}):
        with pytest.raises(TypeError, match="audit"), database.session() as session:
            audit(session, "a", "grant", "d", value=value)
    assert numbers(database) == []
