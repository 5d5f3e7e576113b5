"""The version before goes on working over the tables of each migration, on SQLite and on a real PostgreSQL."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import ScriptDirectory
from alembic.util import CommandError

from pipelines.audit import audit
from pipelines.records.database import MIGRATIONS, Database
from pipelines.records.tables import AuditEntry
from tests.contracts.schema_changes import Schema, schema_of, taken_from_the_version_before
from tests.servers.postgres import new_database

STEPS: Final = [
    (str(each.down_revision), each.revision)
    for each in reversed(list(ScriptDirectory(str(MIGRATIONS)).walk_revisions()))
    if each.down_revision
]

DECLARED: Final = {
    "0014": {
        "audit has a new trigger": "it refuses to change or delete entries, which no version does; adding goes on",
        "audit is unique by number now": "the version before gives no number, and any entries may have none",
    },
}
"""What a migration takes all the same, by its revision, each with the reason why that does no harm."""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables."""
    is_real = request.param == "postgresql"
    opened = Database(new_database(request.getfixturevalue("postgres_server")) if is_real else None, tmp_path / "home")
    yield opened
    opened.close()


def schema(database: Database) -> Schema:
    with database.engine.connect() as connection:
        return schema_of(connection)


def test_each_migration_takes_nothing_from_the_version_before(empty: Database) -> None:
    """What it does take is declared with the reason why that did no harm."""
    found: dict[str, set[str]] = {}
    empty.migrate(STEPS[0][0])
    before = schema(empty)
    for _, revision in STEPS:
        empty.migrate(revision)
        after = schema(empty)
        if taken := taken_from_the_version_before(before, after):
            found[revision] = {line.partition(":")[0] for line in taken}
        before = after
    assert found == {revision: set(reasons) for revision, reasons in DECLARED.items()}


def test_a_process_of_the_version_before_starts_over_the_tables_of_the_next_one(
    empty: Database, tmp_path: Path
) -> None:
    empty.migrate()
    with empty.engine.begin() as connection:
        connection.execute(sa.text("CREATE TABLE of_a_later_version (id INTEGER PRIMARY KEY)"))
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9998'"))
    again = Database(empty.url, tmp_path / "home")
    again.migrate()
    with again.session() as session:
        audit(session, "a", "forget", "d1")
    with again.reading() as session:
        assert session.scalar(sa.select(AuditEntry.target)) == "d1"
        assert session.scalar(sa.text("SELECT version_num FROM alembic_version")) == "9998"
    again.close()


def test_tables_that_nobody_knows_are_refused(empty: Database) -> None:
    empty.migrate()
    with empty.engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = 'abcd'"))
    with pytest.raises(CommandError, match="abcd"):
        empty.migrate()


def test_migrations_are_one_chain() -> None:
    assert [before for before, _ in STEPS[1:]] == [revision for _, revision in STEPS[:-1]]


def rename_column(op: Operations) -> None:
    with op.batch_alter_table("documents") as changed:
        changed.alter_column("title", new_column_name="heading")


def retype_column(op: Operations) -> None:
    with op.batch_alter_table("versions") as changed:
        changed.alter_column("pages", type_=sa.String(32), existing_type=sa.Integer(), postgresql_using="pages::text")


def shorten_column(op: Operations) -> None:
    with op.batch_alter_table("grants") as changed:
        changed.alter_column("label", type_=sa.String(100), existing_type=sa.String(255))


def lengthen_column(op: Operations) -> None:
    with op.batch_alter_table("grants") as changed:
        changed.alter_column("label", type_=sa.String(400), existing_type=sa.String(255))


def insist_on_column(op: Operations) -> None:
    with op.batch_alter_table("questions") as changed:
        changed.alter_column("asker", nullable=False, existing_type=sa.String(64))


def add_column_without_default(op: Operations) -> None:
    with op.batch_alter_table("documents") as changed:
        changed.add_column(sa.Column("owner", sa.String(64), nullable=False))


def drop_default(op: Operations) -> None:
    with op.batch_alter_table("versions") as changed:
        changed.alter_column("unit", server_default=None, existing_type=sa.String(16), existing_nullable=False)


def drop_column(op: Operations) -> None:
    with op.batch_alter_table("questions") as changed:
        changed.drop_column("reason")


def add_constraint(op: Operations) -> None:
    with op.batch_alter_table("documents") as changed:
        changed.create_unique_constraint("uq_documents_name", ["team", "name"])


def add_check(op: Operations) -> None:
    with op.batch_alter_table("versions") as changed:
        changed.create_check_constraint("ck_versions_pages", "pages > 0")


def add_reference(op: Operations) -> None:
    with op.batch_alter_table("citations") as changed:
        changed.create_foreign_key("fk_citations_document", "documents", ["document_id"], ["id"])


def add_table_that_blocks(op: Operations) -> None:
    op.create_table("tags", sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id"), primary_key=True))


def add_trigger(op: Operations) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("CREATE TRIGGER no_grants BEFORE INSERT ON grants BEGIN SELECT RAISE(ABORT, 'no'); END")
        return
    op.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no'; END $$")
    op.execute("CREATE TRIGGER no_grants BEFORE INSERT ON grants FOR EACH ROW EXECUTE FUNCTION refuse()")


PLANTED: Final[dict[str, tuple[Callable[[Operations], object], str]]] = {
    "a table is dropped": (lambda op: op.drop_table("retentions"), "table retentions is gone"),
    "a table is renamed": (lambda op: op.rename_table("retentions", "keeping"), "table retentions is gone"),
    "a column is dropped": (drop_column, "questions.reason is gone"),
    "a column is renamed": (rename_column, "documents.title is gone"),
    "a column is retyped": (retype_column, "versions.pages was INTEGER"),
    "a column is shortened": (shorten_column, "grants.label was VARCHAR(255)"),
    "a column must be given": (insist_on_column, "questions.asker must be given now"),
    "a new column must be given": (add_column_without_default, "documents.owner is new"),
    "a default goes": (drop_default, "versions.unit lost its default"),
    "something is unique": (add_constraint, "documents is unique by team, name now"),
    "something is unique by an index": (
        lambda op: op.create_index("ix_x", "grants", ["label"], unique=True),
        "grants is unique by label now",
    ),
    "a value is checked": (add_check, "versions has a new check"),
    "a reference is insisted on": (add_reference, "citations refers to documents by document_id now"),
    "a delete may be blocked": (add_table_that_blocks, "deletes of documents may be blocked by tags"),
    "a trigger may refuse": (add_trigger, "grants has a new trigger: no_grants"),
}
HARMLESS: Final[dict[str, Callable[[Operations], object]]] = {
    "a new table": lambda op: op.create_table(
        "tags",
        sa.Column("document_id", sa.String(64), sa.ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True),
    ),
    "a column that may be missing": lambda op: op.add_column("documents", sa.Column("owner", sa.String(64))),
    "a column with a default": lambda op: op.add_column(
        "documents", sa.Column("owner", sa.String(64), nullable=False, server_default="")
    ),
    "a text that may be longer": lengthen_column,
    "an index": lambda op: op.create_index("ix_documents_forgotten_at", "documents", ["forgotten_at"]),
}


def taken_by(database: Database, migration: Callable[[Operations], object]) -> list[str]:
    database.migrate()
    before = schema(database)
    with database.engine.begin() as connection:
        migration(Operations(MigrationContext.configure(connection)))
    return taken_from_the_version_before(before, schema(database))


@pytest.mark.parametrize(("migration", "told"), PLANTED.values(), ids=PLANTED)
def test_a_migration_that_takes_something_is_told_of(
    empty: Database, migration: Callable[[Operations], object], told: str
) -> None:
    assert [line for line in taken_by(empty, migration) if line.startswith(told)] != []


@pytest.mark.parametrize("migration", HARMLESS.values(), ids=HARMLESS)
def test_a_migration_that_only_adds_is_let_through(empty: Database, migration: Callable[[Operations], object]) -> None:
    assert taken_by(empty, migration) == []
