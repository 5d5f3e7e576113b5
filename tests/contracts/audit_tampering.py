"""Somebody who can write to the database of the records, past its triggers, and has no keys."""

from typing import Any

from sqlalchemy import text

from pipelines.audit import audit
from pipelines.records.database import Database

TRIGGERS = ("audit_not_deleted", "audit_not_changed", "audit_marks_not_deleted")


def fill(database: Database, count: int, **details: Any) -> None:
    """So many entries, each in a transaction of its own."""
    for n in range(count):
        with database.session() as session:
            audit(session, "slack:T1:user:U1", "grant", f"d{n}", label="slack:T1:C1", n=n, **details)


def tamper(database: Database, *statements: str) -> None:
    """Runs SQL on the tables of the audit without their triggers."""
    is_sqlite = database.engine.dialect.name == "sqlite"
    with database.engine.begin() as connection:
        if is_sqlite:
            for name in TRIGGERS:
                connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        else:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def numbers(database: Database) -> list[int | None]:
    """The numbers of all entries, in the order in which these were written."""
    with database.reading() as session:
        return list(session.execute(text("SELECT number FROM audit ORDER BY id")).scalars())
