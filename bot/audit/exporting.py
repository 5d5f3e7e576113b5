"""The entries of a span of time, one after the other, as events."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.audit.ocsf import Entry, event_of
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry


def events(
    database: Database, program: str, since: datetime | None = None, until: datetime | None = None
) -> Iterator[dict[str, Any]]:
    """The events from `since` on and before `until`, in the order of the chain; `program` is our version."""
    asked = select(
        AuditEntry.number,
        AuditEntry.at,
        AuditEntry.actor,
        AuditEntry.action,
        AuditEntry.target,
        AuditEntry.details,
        AuditEntry.hash,
    )
    if since is not None:
        asked = asked.where(AuditEntry.at >= since)
    if until is not None:
        asked = asked.where(AuditEntry.at < until)
    ordered = asked.order_by(AuditEntry.number.is_(None), AuditEntry.number, AuditEntry.id)
    with database.reading(in_one_transaction=True) as session:
        for row in session.execute(ordered, execution_options={"yield_per": 1000}):
            yield event_of(Entry(*row), program)
