"""Rows of the inbox within a transaction: the one that is held, its end, and the stop of others."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session

from bot.inbox.items import LONGEST_CODE, LONGEST_REFERENCE, WITHDRAWN, InboxLeaseLostError, TakenItem
from ingest.job_rows import moment, moment_in
from pipelines.records.chat_tables import InboxEntry


def stop(session: Session, *which: ColumnElement[bool]) -> None:
    """Stops the work on these items, as far as they are open."""
    is_open = (InboxEntry.due_at.is_not(None), InboxEntry.stopped_at.is_(None))
    session.execute(update(InboxEntry).where(*which, *is_open).values(stopped_at=moment(session)))


def newest(taken: TakenItem) -> tuple[ColumnElement[bool], ...]:
    """The item's row, as long as `taken` is the newest who holds it."""
    return InboxEntry.token == taken.token, InboxEntry.owner.is_not(None)


def held_row(session: Session, taken: TakenItem) -> tuple[InboxEntry, datetime]:
    """The item's row, locked, and the moment of that."""
    mine = select(InboxEntry, moment_in(session)).where(InboxEntry.key == taken.item.key, *newest(taken))
    found = session.execute(mine.with_for_update(of=InboxEntry)).one_or_none()
    if found is None:
        raise InboxLeaseLostError(f"The item {taken.item.key} is no longer held under token {taken.token}.")
    entry, at = found
    return entry, at


def end_row(entry: InboxEntry, at: datetime, outcome: str, reason: str, reference: str) -> None:
    """Ends an item: what it said and whose it was goes, its key and how it ended stay for a while."""
    entry.outcome, entry.reason, entry.reference = (
        outcome[:LONGEST_CODE], reason[:LONGEST_CODE], reference[:LONGEST_REFERENCE],
    )  # fmt: skip
    entry.ended_at, entry.lane, entry.sender = at, "", ""
    entry.payload = entry.owner = entry.due_at = None
    if outcome != WITHDRAWN:
        entry.notes = None
