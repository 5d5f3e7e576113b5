"""What a migration takes from the version before: read from two real schemas, before and after it.

Processes of both versions run side by side during an upgrade. So whatever the older one reads has to stay, and whatever
it writes has to be taken.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, inspect, text

_BLOCKS_DELETES = {None, "NO ACTION", "RESTRICT"}
_OWN = "alembic_version"
_VARCHAR = re.compile(r"VARCHAR\((\d+)\)")


@dataclass(frozen=True)
class Column:
    """A column as a database describes it."""

    type: str
    is_nullable: bool
    has_default: bool


@dataclass(frozen=True)
class Table:
    """A table as a database describes it; foreign keys are (columns, table, what a delete there does)."""

    columns: dict[str, Column]
    primary: tuple[str, ...]
    unique: frozenset[tuple[str, ...]]
    checks: frozenset[str]
    foreign: frozenset[tuple[tuple[str, ...], str, str | None]]
    triggers: frozenset[str]


@dataclass(frozen=True)
class Schema:
    """All tables of a database."""

    tables: dict[str, Table] = field(default_factory=dict)


def schema_of(connection: Connection) -> Schema:
    """The schema as it is now."""
    looking = inspect(connection)
    names = sorted(set(looking.get_table_names()) - {_OWN})
    return Schema({name: _table(connection, looking, name) for name in names})


def taken_from_the_version_before(before: Schema, after: Schema) -> list[str]:
    """A line for each thing that code over the schema `before` can't do any more over the one `after`."""
    found = [f"table {name} is gone" for name in before.tables.keys() - after.tables.keys()]
    for name, table in after.tables.items():
        old = before.tables.get(name)
        found += _new_table(name, table, before) if old is None else _changed_table(name, old, table)
    return sorted(found)


def _new_table(name: str, table: Table, before: Schema) -> list[str]:
    """Rows of it must not keep the version before from deleting what they refer to."""
    return [
        f"deletes of {to} may be blocked by {name}"
        for _, to, on_delete in table.foreign
        if to in before.tables and on_delete in _BLOCKS_DELETES
    ]


def _changed_table(name: str, old: Table, new: Table) -> list[str]:
    found = [f"{name}.{column} is gone" for column in old.columns.keys() - new.columns.keys()]
    for column, now in new.columns.items():
        was = old.columns.get(column)
        if was is None:
            if not now.is_nullable and not now.has_default:
                found.append(f"{name}.{column} is new, must be given, and has no default of the server")
            continue
        if was.type != now.type and not _is_longer(was.type, now.type):
            found.append(f"{name}.{column} was {was.type} and is {now.type}")
        if was.is_nullable and not now.is_nullable:
            found.append(f"{name}.{column} must be given now")
        if was.has_default and not now.has_default and not now.is_nullable:
            found.append(f"{name}.{column} lost its default")
    if old.primary != new.primary:
        found.append(f"{name} has another primary key: {', '.join(new.primary)}")
    found += [f"{name} is unique by {', '.join(each)} now" for each in new.unique - old.unique]
    found += [f"{name} has a new check: {each}" for each in new.checks - old.checks]
    found += [f"{name} refers to {to} by {', '.join(by)} now" for by, to, _ in new.foreign - old.foreign]
    found += [f"{name} has a new trigger: {each}" for each in new.triggers - old.triggers]
    return found


def _is_longer(was: str, now: str) -> bool:
    """Whether it is a text that may be longer now."""
    lengths = [_VARCHAR.fullmatch(each) for each in (was, now)]
    shorter, longer = (int(each[1]) if each else 0 for each in lengths)
    return 0 < shorter <= longer


def _table(connection: Connection, looking: Any, name: str) -> Table:
    columns = {
        each["name"]: Column(
            str(each["type"]), each["nullable"], each.get("default") is not None or bool(each.get("identity"))
        )
        for each in looking.get_columns(name)
    }
    indexes = [tuple(each["column_names"]) for each in looking.get_indexes(name) if each["unique"]]
    constraints = [tuple(each["column_names"]) for each in looking.get_unique_constraints(name)]
    foreign = [
        (tuple(each["constrained_columns"]), each["referred_table"], each["options"].get("ondelete"))
        for each in looking.get_foreign_keys(name)
    ]
    return Table(
        columns,
        tuple(looking.get_pk_constraint(name)["constrained_columns"]),
        frozenset((*indexes, *constraints)),
        frozenset(each["sqltext"] for each in looking.get_check_constraints(name)),
        frozenset(foreign),
        frozenset(_triggers(connection, name)),
    )


def _triggers(connection: Connection, table: str) -> list[str]:
    asked = (
        "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = :table"
        if connection.dialect.name == "sqlite"
        else "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND NOT tgisinternal"
    )
    return list(connection.scalars(text(asked), {"table": table}))
