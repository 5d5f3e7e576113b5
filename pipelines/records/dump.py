"""All rows of the records, from one database into another: of one kind or the other, as they are, sealed texts sealed.

Tables are taken as the database describes them, so that a dump of an earlier version can be loaded too: into tables of
its revision, which are then migrated.
"""

import base64
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, Final

from alembic.migration import MigrationContext
from sqlalchemy import Column, Connection, DateTime, LargeBinary, MetaData, Table, func, inspect, null, select
from sqlalchemy.types import JSON

from pipelines.records.database import Database

_OWN: Final = "alembic_version"
_MADE_BY_MIGRATIONS: Final = ("data_keys", "audit_marks")
"""Tables that aren't empty in new records; their rows are replaced."""
AT_ONCE: Final = 500

Row = tuple[str, dict[str, Any]]
"""A table's name, and a row of it as JSON can hold it."""


class RecordsNotEmptyError(RuntimeError):
    """Rows would be loaded into records that hold some."""

    def __init__(self, table: str) -> None:
        super().__init__(f"The records are not empty: the table {table} has rows. Load into new ones.")


def revision_of(database: Database) -> str:
    """The revision of the tables; empty where there are none."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def dump(database: Database) -> Iterator[Row]:
    """Every row, as of one moment, those first that others refer to. Holds a transaction until it ends."""
    options = {"isolation_level": "REPEATABLE READ"} if database.engine.dialect.name == "postgresql" else {}
    with database.engine.connect().execution_options(**options, tcbot_reads_only=True) as connection:
        for table in _tables(connection):
            for row in connection.execution_options(yield_per=AT_ONCE).execute(select(table)).mappings():
                yield table.name, {column.name: _told(row[column.name]) for column in table.columns}


def load(database: Database, rows: Iterable[Row]) -> dict[str, int]:
    """Puts rows into empty records of their revision, in one transaction; how many by table.

    Raises `RecordsNotEmptyError`, and `KeyError` for a row that has no table.
    """
    with database.engine.begin() as connection:
        tables = {table.name: table for table in _tables(connection)}
        _check_empty(connection, tables.values())
        counts: dict[str, int] = {}
        waiting: list[dict[str, Any]] = []
        last = ""
        for name, row in rows:
            if waiting and (name != last or len(waiting) == AT_ONCE):
                _put(connection, tables[last], waiting)
                waiting = []
            table = tables[name]
            waiting.append({column.name: _read(column, row.get(column.name), connection) for column in table.columns})
            counts[name], last = counts.get(name, 0) + 1, name
        if waiting:
            _put(connection, tables[last], waiting)
        if connection.dialect.name == "postgresql":
            _set_sequences(connection, tables.values())
        return counts


def _tables(connection: Connection) -> list[Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return [table for table in metadata.sorted_tables if table.name != _OWN]


def _check_empty(connection: Connection, tables: Iterable[Table]) -> None:
    for table in tables:
        if table.name not in _MADE_BY_MIGRATIONS and connection.execute(select(table).limit(1)).first() is not None:
            raise RecordsNotEmptyError(table.name)


def _put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    if table.name not in _MADE_BY_MIGRATIONS:
        connection.execute(table.insert(), rows)
        return
    [key] = table.primary_key.columns
    for row in rows:  # they are few; the database lets nobody delete them
        is_there = connection.execute(select(key).where(key == row[key.name])).first() is not None
        connection.execute(table.update().where(key == row[key.name]) if is_there else table.insert(), row)


def _told(value: Any) -> Any:
    if isinstance(value, datetime):
        return (value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode()
    return value


def _read(column: "Column[Any]", value: Any, connection: Connection) -> Any:
    if value is None:
        return null() if isinstance(column.type, JSON) else None
    if isinstance(column.type, DateTime):
        moment = datetime.fromisoformat(value)
        return moment if connection.dialect.name == "postgresql" else moment.replace(tzinfo=None)
    return base64.b64decode(value) if isinstance(column.type, LargeBinary) else value


def _set_sequences(connection: Connection, tables: Iterable[Table]) -> None:
    """Numbers that the database gives go on behind those that were loaded."""
    preparer = inspect(connection).dialect.identifier_preparer
    for table in tables:
        for column in table.primary_key.columns:
            quoted = preparer.quote(table.name)
            sequence = connection.scalar(select(func.pg_get_serial_sequence(quoted, column.name)))
            highest = connection.scalar(select(func.max(column))) if sequence else None
            if highest is not None:
                connection.execute(select(func.setval(sequence, highest)))
