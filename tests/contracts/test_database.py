"""The records database keeps its promises on SQLite and on a real PostgreSQL."""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, delete, func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from pipelines.audit import audit
from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_names import NamedKey, format_key
from pipelines.keys.key_ring import KeyRing, WrongKeyError
from pipelines.records import chat_tables, job_tables, people_tables, upkeep_tables  # noqa: F401 - all tables there are
from pipelines.records.database import Database, DatabaseUnavailableError, migrations_config
from pipelines.records.tables import AskedQuestion, AuditEntry, CitedPage, Document, Grant, Record, Version
from tests.servers.postgres import new_database

TABLES = {"documents", "versions", "grants", "questions", "citations", "audit"}
TABLES |= {"data_keys", "forgettings", "retentions"}
TABLES |= {"inbox", "verdicts", "shared_files", "channel_settings", "installations", "conversations"}
TABLES |= {"shown_messages", "upload_choices", "audit_marks"}


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str | None]:
    """A database without tables: None is SQLite's default place, otherwise a new database on the server."""
    if request.param == "sqlite":
        yield None
        return
    yield new_database(request.getfixturevalue("postgres_server"))


@pytest.fixture
def empty(address: str | None, tmp_path: Path) -> Iterator[Database]:
    database = Database(address, tmp_path / "home")
    yield database
    database.close()


@pytest.fixture
def database(empty: Database) -> Database:
    empty.migrate()
    return empty


def handbook() -> Document:
    return Document(id="d1", team="t", name="handbook.pdf", title="Staff handbook")


def test_migrations_build_every_table_from_nothing(empty: Database) -> None:
    empty.migrate()
    assert set(inspect(empty.engine).get_table_names()) >= TABLES


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.session() as session:
        session.add(handbook())
    database.migrate()
    with database.session() as session:
        assert session.get(Document, "d1") is not None


def test_the_models_and_the_migrations_describe_the_same_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Record.metadata) == []


def test_the_migrations_can_be_undone(database: Database, tmp_path: Path) -> None:
    with database.engine.begin() as connection:
        command.downgrade(migrations_config(connection, KeyRing.in_folder(tmp_path / "home")), "base")
    assert not TABLES & set(inspect(database.engine).get_table_names())


def test_a_moment_comes_back_in_utc_whatever_zone_it_was_given_in(database: Database) -> None:
    noon_in_tokyo = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=9)))
    with database.session() as session:
        document = handbook()
        document.created_at = noon_in_tokyo
        session.add(document)
    with database.session() as session:
        read = session.scalars(select(Document)).one().created_at
    assert read == noon_in_tokyo
    assert read.utcoffset() == timedelta(0)


def test_moments_are_compared_in_the_database_as_moments(database: Database) -> None:
    with database.session() as session:
        session.add(AuditEntry(at=datetime(2026, 1, 31, 3, tzinfo=UTC), actor="a", action="x", target="y"))
    with database.session() as session:
        later = select(AuditEntry).where(
            AuditEntry.at > datetime(2026, 1, 31, 11, 59, tzinfo=timezone(timedelta(hours=9)))
        )
        assert len(session.scalars(later).all()) == 1


def test_a_moment_without_a_zone_is_refused(database: Database) -> None:
    document = handbook()
    document.created_at = datetime(2026, 1, 31)
    with pytest.raises(StatementError, match="time zone"), database.session() as session:
        session.add(document)


def test_structures_come_back_as_they_went_in(database: Database) -> None:
    inputs = {"gate": 0.25, "n": 3, "nested": {"ü": ["β", None, True]}}
    with database.session() as session:
        question = AskedQuestion(
            id="q1", text="Wie lange?", scope=["everyone", "hr"], outcome="answered", inputs=inputs
        )
        question.citations = [
            CitedPage(n=2, document_id="d1", version_id="v1", page=9, quote="b"),
            CitedPage(n=1, document_id="d1", version_id="v1", page=4, quote="a"),
        ]
        session.add(question)
    with database.session() as session:
        read = session.scalars(select(AskedQuestion)).one()
        assert (read.inputs, read.scope, read.timings_ms) == (inputs, ["everyone", "hr"], {})
        assert [citation.n for citation in read.citations] == [1, 2]


def test_the_same_grant_is_given_once_and_another_place_is_another_grant(database: Database) -> None:
    def grant(place: str) -> Grant:
        return Grant(document_id="d1", label="hr", place=place, granted_by="u1")

    with database.session() as session:
        session.add_all([handbook(), grant("#hr"), grant("#leads")])
    with pytest.raises(IntegrityError), database.session() as session:
        session.add(grant("#hr"))
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(Grant)) == 2


def test_a_version_needs_its_document_and_goes_with_it(database: Database) -> None:
    def version(document_id: str) -> Version:
        return Version(
            id="v1", document_id=document_id, sha256="0", media_type="application/pdf", type="general", state="live"
        )

    with pytest.raises(IntegrityError), database.session() as session:
        session.add(version("unknown"))
    with database.session() as session:
        session.add_all([handbook(), version("d1")])
    with database.session() as session:
        session.execute(delete(Document))
    with database.session() as session:
        assert session.scalars(select(Version)).all() == []


def test_a_block_that_raises_leaves_nothing(database: Database) -> None:
    with pytest.raises(KeyError), database.session() as session:
        session.add(handbook())
        session.flush()
        raise KeyError
    with database.session() as session:
        assert session.get(Document, "d1") is None


def test_one_statement_is_there_for_all_at_once(database: Database) -> None:
    with database.one_statement() as session:
        session.execute(insert(Document).values(id="d1", team="t", name="a.pdf", title=""))
        with database.looking() as connection:
            seen_early = connection.scalar(select(Document.name)) == "a.pdf"
    with database.looking() as connection:
        assert connection.scalar(select(Document.name)) == "a.pdf"
    assert seen_early == (database.engine.dialect.name == "postgresql")


def test_the_audit_is_told_of_nothing_outside_of_a_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError, match="audit"), database.one_statement() as session:
        audit(session, "alice", "forget", "d1")
    with database.reading() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 0


@pytest.mark.servers
def test_connections_that_the_server_ended_are_noticed_before_they_are_used(
    postgres_server: str, tmp_path: Path
) -> None:
    database = Database(new_database(postgres_server), tmp_path)
    database.migrate()

    def use() -> tuple[int | None, int | None]:
        asked = select(func.pg_backend_pid())
        with database.looking() as connection, database.session() as session:
            return connection.scalar(asked), session.scalar(asked)

    before = use()
    assert use() == before
    admin = create_engine(database.url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        for pid in before:
            connection.execute(select(func.pg_terminate_backend(pid)))
        left = text("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(:pids)")
        while connection.scalar(left, {"pids": list(before)}):
            time.sleep(0.01)
    assert not set(before) & set(use())
    admin.dispose()
    database.close()


def test_a_reader_waits_for_no_writer_and_sees_what_was_committed(database: Database) -> None:
    with database.session() as writing:
        writing.add(handbook())
        writing.flush()
        with database.reading() as session:
            assert session.get(Document, "d1") is None
    with database.reading() as session:
        assert session.get(Document, "d1") is not None


def test_a_writer_that_began_by_reading_waits_for_the_other(database: Database) -> None:
    """Two threads read a counter and write it back, one by one."""
    with database.session() as session:
        session.add(handbook())

    def add_letter() -> None:
        for _ in range(10):
            with database.session() as session:
                document = session.scalars(select(Document).with_for_update()).one()
                document.title += "x"

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(add_letter), pool.submit(add_letter)]:
            done.result(30)
    with database.reading() as session:
        assert session.scalars(select(Document)).one().title == "Staff handbook" + "x" * 20


def _migrate(address: str | None, home: Path, start: Barrier) -> None:
    database = Database(address, home)
    start.wait(30)
    database.migrate()


def _append(address: str | None, home: Path, start: Barrier, actor: str, entries: int) -> None:
    database = Database(address, home)
    start.wait(30)
    for number in range(entries):
        with database.session() as session:
            held = session.scalar(select(func.count()).select_from(AuditEntry))
            session.add(AuditEntry(actor=actor, action="counted", target=str(number), details={"held": held}))


def _run_at_once(target: object, arguments: list[tuple[object, ...]]) -> list[int | None]:
    """The exit codes of one process for each tuple of arguments, all let go at the same moment."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(len(arguments))
    processes = [
        spawn.Process(target=target, args=(*given[:2], start, *given[2:]))  # type: ignore[arg-type]
        for given in arguments
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    return [process.exitcode for process in processes]


def test_processes_that_migrate_at_once_do_not_collide(empty: Database, address: str | None, tmp_path: Path) -> None:
    codes = _run_at_once(_migrate, [(address, tmp_path / "home")] * 2)
    assert codes == [0, 0]
    assert set(inspect(empty.engine).get_table_names()) >= TABLES


def test_writers_in_several_processes_lose_nothing(database: Database, address: str | None, tmp_path: Path) -> None:
    codes = _run_at_once(_append, [(address, tmp_path / "home", f"writer {n}", 40) for n in range(2)])
    assert codes == [0, 0]
    with database.session() as session:
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 80


TEXTS = {"documents": "name, title", "questions": "text, standalone, answer", "citations": "quote"}


def _raw(database: Database) -> str:
    """All texts of the records as the database itself holds them."""
    with database.engine.connect() as connection:
        rows = [connection.execute(text(f"SELECT {held} FROM {table}")).all() for table, held in TEXTS.items()]
    return str(rows)


def _fill(database: Database) -> None:
    with database.session() as session:
        session.add(Document(id="d1", team="t", name="Zanthrope.pdf", title="Zanthrope of Quillmark"))
        question = AskedQuestion(
            id="q1", text="Whose zanthrope?", standalone="", scope=["hr"], outcome="answered", answer="Quillmark's."
        )
        question.citations = [CitedPage(n=1, document_id="d1", version_id="v1", page=1, quote="the zanthrope")]
        session.add(question)


def _filled(database: Database) -> list[str]:
    with database.reading() as session:
        document = session.scalars(select(Document)).one()
        question = session.scalars(select(AskedQuestion)).one()
        return [document.name, document.title, question.text, question.answer, question.citations[0].quote]


FILLED = ["Zanthrope.pdf", "Zanthrope of Quillmark", "Whose zanthrope?", "Quillmark's.", "the zanthrope"]


def test_texts_are_sealed_in_the_database_and_read_through_it_alone(database: Database) -> None:
    _fill(database)
    raw = _raw(database).lower()
    assert "zanthrope" not in raw and "quillmark" not in raw
    assert _filled(database) == FILLED


def test_texts_from_before_they_were_sealed_are_sealed_and_can_be_taken_back(empty: Database, tmp_path: Path) -> None:
    keys = KeyRing.in_folder(tmp_path / "home")
    empty.migrate()
    _fill(empty)
    with empty.engine.begin() as connection:
        command.downgrade(migrations_config(connection, keys), "0001")
    assert "Zanthrope of Quillmark" in _raw(empty)
    empty.migrate()
    assert "Quillmark" not in _raw(empty)
    assert _filled(empty) == FILLED


def test_without_the_key_of_the_records_no_session_begins_and_the_key_is_named(
    address: str | None, tmp_path: Path
) -> None:
    old, new = (KeyRing.of_setting(format_key(NamedKey(name, name[:1].encode() * 32))) for name in ("old", "new"))
    database = Database(address, tmp_path, old)
    database.migrate()
    other = Database(address, tmp_path, new)
    other.migrate()
    with pytest.raises(WrongKeyError, match=r"data key of the records .* 'old'"), other.session():
        pass
    for each in (database, other):
        each.close()


def test_a_change_of_keys_leaves_open_sessions_as_they_are(database: Database, tmp_path: Path) -> None:
    _fill(database)
    before, added = database.sealed_by(), KeyFile.of(tmp_path / "home").add()
    assert before != added.name
    assert (database.rotate(), database.rotate(), database.sealed_by()) == (1, 0, added.name)
    assert _filled(database) == FILLED
    again = Database(database.engine.url.render_as_string(hide_password=False), tmp_path / "home")
    assert _filled(again) == FILLED
    again.close()


def test_a_ping_says_what_answers(database: Database) -> None:
    assert database.ping().startswith(("SQLite 3.", "PostgreSQL "))


@pytest.mark.parametrize("call", ["ping", "migrate"])
def test_a_server_that_does_not_answer_is_named_without_its_password(tmp_path: Path, call: str) -> None:
    database = Database("postgresql://tcbot:open-sesame@127.0.0.1:1/tcbot", tmp_path)
    with pytest.raises(DatabaseUnavailableError, match=r"127\.0\.0\.1:1/tcbot.*DATABASE_URL") as error:
        getattr(database, call)()
    assert "sesame" not in str(error.value)


def test_only_the_owner_may_read_the_file_of_the_records(tmp_path: Path) -> None:
    database = Database(None, tmp_path)
    database.migrate()
    with database.session() as session:
        session.add(handbook())
    files = [tmp_path / name for name in ("records.db", "records.db-wal", "records.db-shm")]
    assert {path.stat().st_mode & 0o777 for path in files} == {0o600}
    database.close()


def test_a_data_folder_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "records.db").write_text("this is not a database, " * 100)
    with pytest.raises(DatabaseUnavailableError, match=r"records\.db.*TCBOT_HOME"):
        Database(None, tmp_path).migrate()
