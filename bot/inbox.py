"""The ledger of what chats tell us: each thing once, worked on under a lease, through crashes to one recorded end.

A lease is a token that grows with each taking. Every write names its item and token in its condition, so of a process
that was taken for dead and the one that went on, the first writes nothing more, however late it wakes.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from ingest.job_rows import moment
from pipelines.chat_tables import InboxEntry
from pipelines.database import Database
from pipelines.records import now

LONGEST_KEY, LONGEST_CODE, LONGEST_REFERENCE = 255, 64, 16
KEPT_DAYS = 7
"""How long the keys of items that have ended are kept: a chat repeats itself for hours, people click for days."""
FAILED = "failed"
ABANDONED = "abandoned"
"""The reason of an item whose process died even while it showed that the item's attempts are used up."""


class InboxLeaseLostError(RuntimeError):
    """Another process holds this item by now, or it has ended: this one's writes are refused."""


@dataclass(frozen=True, slots=True)
class InboxItem:
    """Something that a chat told us. `key` is the same for its repeats, `kind` says who handles it.

    `payload` is what JSON can hold. Raises `ValueError` for a key, team or kind that is empty or too long.
    """

    key: str
    team: str
    kind: str
    payload: dict[str, Any] = field(repr=False)

    def __post_init__(self) -> None:
        for name, most in (("key", LONGEST_KEY), ("team", LONGEST_CODE), ("kind", LONGEST_CODE)):
            value = getattr(self, name)
            if not 1 <= len(value) <= most:
                raise ValueError(f"The {name} of an inbox item has 1 to {most} characters, not {len(value)}.")


@dataclass(frozen=True, slots=True)
class TakenItem:
    """An item that this process holds: its writes count as long as `token` is the item's newest.

    `notes` are what earlier attempts remembered. `given_up` says that its attempts are used up: it was taken once more
    so that its handler can show the one visible error.
    """

    item: InboxItem
    token: int
    attempts: int
    notes: dict[str, Any] = field(repr=False)
    given_up: bool = False


@dataclass(frozen=True, slots=True)
class KnownItem:
    """An item, whoever holds it: its outcome, empty until it has ended, and its notes until then."""

    outcome: str
    notes: dict[str, Any] = field(repr=False)


class Inbox:
    """What one process may do to items. Each method is one transaction; errors of the database pass through.

    Those that take a `TakenItem` raise `InboxLeaseLostError` where another process holds it by now.
    """

    def __init__(self, database: Database, owner: str, lease_seconds: float = 30.0, most_attempts: int = 3) -> None:
        self._database = database
        self._owner = owner[:255]
        self._lease = timedelta(seconds=lease_seconds)
        self._most_attempts = most_attempts

    def receive(self, item: InboxItem) -> bool:
        """Records an item, in one statement; False where its key was there already, whatever became of it."""
        payload = json.dumps(item.payload)
        with self._database.session() as session:
            is_postgresql = session.get_bind().dialect.name == "postgresql"
            at = func.clock_timestamp() if is_postgresql else now()
            insert = postgresql.insert if is_postgresql else sqlite.insert
            added = (
                insert(InboxEntry)
                .values(key=item.key, team=item.team, kind=item.kind, payload=payload, received_at=at, due_at=at)
                .on_conflict_do_nothing()
                .returning(InboxEntry.key)
            )
            return session.scalar(added) is not None

    def take(self, passing_over: Collection[str] = ()) -> TakenItem | None:
        """The oldest item that is due, this process's from now on: new, put off until now, or its lease has run out.

        `passing_over` are the teams whose items must wait. None where there is none; that look keeps no writer waiting.
        """
        if not self._is_any_due(passing_over):
            return None
        with self._database.session() as session:
            at = moment(session)
            due = select(InboxEntry).where(_due(at, passing_over)).order_by(InboxEntry.received_at).limit(1)
            while entry := session.scalars(due.with_for_update(skip_locked=True)).one_or_none():
                if entry.attempts <= self._most_attempts:
                    return self._taken(entry, at)
                _end(entry, at, FAILED, ABANDONED, "")
                session.flush()
        return None

    def known(self, key: str) -> KnownItem | None:
        """The item of this key; None where there is none, or where it ended so long ago that it was dropped."""
        with self._database.reading() as session:
            entry = session.get(InboxEntry, key)
            return None if entry is None else KnownItem(entry.outcome, json.loads(entry.notes or "{}"))

    def renew(self, taken: TakenItem) -> None:
        """Says that this process lives."""
        with self._holding(taken):
            pass

    def note(self, taken: TakenItem, **notes: Any) -> TakenItem:
        """Remembers something through a crash, such as the ids of messages that were posted; the item with it."""
        with self._holding(taken) as (entry, _at):
            held = json.loads(entry.notes or "{}") | notes
            entry.notes = json.dumps(held)
        return replace(taken, notes=held)

    def done(self, taken: TakenItem, outcome: str) -> None:
        """Ends the item; its payload and notes are deleted."""
        with self._holding(taken) as (entry, at):
            _end(entry, at, outcome, "", "")

    def failed(self, taken: TakenItem, reason: str, reference: str = "") -> None:
        """Ends the item in a failure that was told of; its payload and notes are deleted."""
        with self._holding(taken) as (entry, at):
            _end(entry, at, FAILED, reason, reference)

    def put_off(self, taken: TakenItem, seconds: float) -> None:
        """Lets go of the item until then, without counting this attempt."""
        with self._holding(taken) as (entry, at):
            entry.attempts -= 1
            entry.owner, entry.due_at = None, at + timedelta(seconds=seconds)

    def waiting(self) -> int:
        """How many items have not ended and are held by nobody."""
        with self._database.reading() as session:
            free = or_(InboxEntry.owner.is_(None), InboxEntry.due_at <= moment(session))
            asked = select(func.count()).where(and_(InboxEntry.due_at.is_not(None), free))
            return session.scalar(asked) or 0

    def prune(self) -> int:
        """Deletes the keys of items that ended a week ago; how many."""
        with self._database.session() as session:
            before = moment(session) - timedelta(days=KEPT_DAYS)
            dropped = session.execute(delete(InboxEntry).where(InboxEntry.ended_at < before))
            return int(dropped.rowcount)  # type: ignore[attr-defined]

    def _is_any_due(self, passing_over: Collection[str]) -> bool:
        with self._database.reading() as session:
            due = select(InboxEntry.key).where(_due(moment(session), passing_over)).limit(1)
            return session.scalar(due) is not None

    def _taken(self, entry: InboxEntry, at: datetime) -> TakenItem:
        given_up = entry.attempts == self._most_attempts
        entry.token, entry.attempts = entry.token + 1, entry.attempts + 1
        entry.owner, entry.due_at = self._owner, at + self._lease
        item = InboxItem(entry.key, entry.team, entry.kind, json.loads(entry.payload or "{}"))
        return TakenItem(item, entry.token, entry.attempts, json.loads(entry.notes or "{}"), given_up)

    @contextmanager
    def _holding(self, taken: TakenItem) -> Iterator[tuple[InboxEntry, datetime]]:
        """The item's row, locked, its lease prolonged, as long as `taken` is its newest."""
        with self._database.session() as session:
            entry = _held(session, taken)
            at = moment(session)
            entry.due_at = at + self._lease
            yield entry, at


def _due(at: datetime, passing_over: Collection[str]) -> ColumnElement[bool]:
    return and_(InboxEntry.due_at <= at, InboxEntry.team.not_in(passing_over))


def _held(session: Session, taken: TakenItem) -> InboxEntry:
    newest = (InboxEntry.token == taken.token, InboxEntry.owner.is_not(None))
    mine = select(InboxEntry).where(InboxEntry.key == taken.item.key, *newest)
    entry = session.scalars(mine.with_for_update()).one_or_none()
    if entry is None:
        raise InboxLeaseLostError(f"The item {taken.item.key} is no longer held under token {taken.token}.")
    return entry


def _end(entry: InboxEntry, at: datetime, outcome: str, reason: str, reference: str) -> None:
    entry.outcome, entry.reason, entry.reference = (
        outcome[:LONGEST_CODE], reason[:LONGEST_CODE], reference[:LONGEST_REFERENCE],
    )  # fmt: skip
    entry.ended_at = at
    entry.payload = entry.notes = entry.owner = entry.due_at = None
