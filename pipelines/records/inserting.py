"""An insert that can say what becomes of a row that is there already, in the words of the database in use."""

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from pipelines.records.tables import Record


def inserting(session: Session, table: type[Record]) -> postgresql.Insert:
    """An insert into the table, with `on_conflict_do_nothing` and `on_conflict_do_update`; SQLite's knows them, too."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)  # type: ignore[return-value]
