"""Later, without waiting: leases of a length that no slow machine can outlast, worn down by hand."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from pipelines.records.database import Database


def time_passes(
    database: Database,
    seconds: float,
    *times: InstrumentedAttribute[datetime] | InstrumentedAttribute[datetime | None],
) -> None:
    """Moves these times of the records into the past, where they are set, as if so many seconds had gone by."""
    with database.session() as session:
        for column in times:
            for row in session.scalars(select(column.class_).where(column.is_not(None))):
                setattr(row, column.key, getattr(row, column.key) - timedelta(seconds=seconds))
