"""The ledger of what chats tell us: each thing once, worked on under a lease, through crashes to one recorded end.

A lease is a token that grows with each taking. Every write names its item and token in its condition, so of a process
that was taken for dead and the one that went on, the first writes nothing more, however late it wakes.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, object_session

from bot.inbox.inbox_order import LANE_SECONDS, Kinds, looks, values
from bot.inbox.items import (
    LONGEST_CODE,
    LONGEST_REFERENCE,
    WITHDRAWN,
    InboxItem,
    KnownItem,
    TakenItem,
)
from ingest.job_rows import moment
from pipelines.records.chat_tables import InboxEntry
from pipelines.records.database import Database
from pipelines.records.tables import UtcTime, now

KEPT_DAYS = 7
"""How long the keys of items that have ended are kept: a chat repeats itself for hours, people click for days."""
FAILED = "failed"
ABANDONED = "abandoned"
"""The reason of an item whose process died even while it showed that the item's attempts are used up."""
LONG_WAIT = 600.0
"""After so many seconds without anybody who takes it, an item is told of."""


class InboxLeaseLostError(RuntimeError):
    """Another process holds this item by now, or it has ended: this one's writes are refused."""


class Inbox:
    """What one process may do to items. Each method is one transaction; errors of the database pass through.

    Those that take one `TakenItem` raise `InboxLeaseLostError` where another process holds it by now.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        lease_seconds: float = 30.0,
        most_attempts: int = 3,
        lane_seconds: float = LANE_SECONDS,
    ) -> None:
        self._database = database
        self._owner = owner[:255]
        self._lease = timedelta(seconds=lease_seconds)
        self._most_attempts = most_attempts
        self._lane = timedelta(seconds=lane_seconds)

    def receive(self, item: InboxItem) -> bool:
        """Records an item; False where its key was there already, whatever became of it.

        One that withdraws stops what is open about its subject, whoever works on it; what comes after it by a late
        delivery is stopped from the start.
        """
        with self._database.session() as session:
            is_postgresql = session.get_bind().dialect.name == "postgresql"
            at = func.clock_timestamp() if is_postgresql else literal(now(), UtcTime)
            insert = postgresql.insert if is_postgresql else sqlite.insert
            row = {name: getattr(item, name) for name in ("key", "surface", "team", "kind", "lane", "subject")}
            row |= {"withdraws": item.withdraws, "payload": json.dumps(item.payload)}
            if item.subject and not item.withdraws:
                changed = select(InboxEntry.key).where(InboxEntry.subject == item.subject, InboxEntry.withdraws)
                row["stopped_at"] = case((changed.exists(), at), else_=None)
            added = (
                insert(InboxEntry)
                .values(**row, received_at=at, due_at=at)
                .on_conflict_do_nothing()
                .returning(InboxEntry.key)
            )
            is_new = session.scalar(added) is not None
            if is_new and item.withdraws:
                _stop(session, InboxEntry.subject == item.subject, InboxEntry.key != item.key)
            return is_new

    def take(self, kinds: Kinds, passing_over: Collection[str] = ()) -> TakenItem | None:
        """The oldest item of these kinds that is due, this process's from now on: new, put off until now, or left.

        `passing_over` are the teams whose items must wait. None where there is none; that look keeps no writer waiting.
        Items of one lane are taken one after the other, so one that waits for another isn't due.
        """
        pairs = frozenset((surface, kind) for surface, names in kinds.items() for kind in names)
        is_any, oldest = looks(pairs)
        with self._database.reading() as session:
            if session.scalar(is_any, values(moment(session), passing_over, self._lane)) is None:
                return None
        with self._database.session() as session:
            at = moment(session)
            known = values(at, passing_over, self._lane)
            while entry := session.scalars(oldest, known).one_or_none():
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

    def renew(self, held: Collection[TakenItem]) -> frozenset[str]:
        """Says that this process lives, in one statement; the keys of those that aren't its own any more."""
        mine = tuple_(InboxEntry.key, InboxEntry.token).in_([(taken.item.key, taken.token) for taken in held])
        with self._database.session() as session:
            due_at = moment(session) + self._lease
            renewed = update(InboxEntry).where(mine, InboxEntry.owner.is_not(None)).values(due_at=due_at)
            kept = set(session.scalars(renewed.returning(InboxEntry.key)))
        return frozenset(taken.item.key for taken in held) - kept

    def stopped(self, held: Collection[TakenItem]) -> frozenset[str]:
        """The keys of those that were withdrawn since they were taken; keeps no writer waiting."""
        mine = InboxEntry.key.in_([taken.item.key for taken in held])
        with self._database.reading() as session:
            return frozenset(session.scalars(select(InboxEntry.key).where(mine, InboxEntry.stopped_at.is_not(None))))

    def note(self, taken: TakenItem, **notes: Any) -> TakenItem:
        """Remembers something through a crash, such as the ids of messages that were posted; the item with it."""
        with self._holding(taken) as (entry, _at):
            held = json.loads(entry.notes or "{}") | notes
            entry.notes = json.dumps(held)
        return replace(taken, notes=held)

    def leave_lane(self, taken: TakenItem) -> TakenItem:
        """Has nothing wait for this item any longer; the item with it."""
        with self._holding(taken) as (entry, _at):
            entry.lane = ""
        return replace(taken, item=replace(taken.item, lane=""))

    def take_over(self, taken: TakenItem, subject: str) -> TakenItem:
        """Makes the item one about this subject, which stops those before it, as one that withdraws after it stops it.

        Gives the item with it.
        """
        with self._holding(taken) as (entry, at):
            session = object_session(entry)
            assert session is not None
            entry.subject = subject
            others = (InboxEntry.subject == subject, InboxEntry.key != entry.key)
            _stop(session, *others, InboxEntry.received_at <= entry.received_at)
            later = (InboxEntry.withdraws, InboxEntry.received_at > entry.received_at)
            if session.scalar(select(InboxEntry.key).where(*others, *later).limit(1)) is not None:
                entry.stopped_at = at
        return replace(taken, item=replace(taken.item, subject=subject))

    def has_withdrawn(self, taken: TakenItem) -> bool:
        """Whether work on the item's subject was stopped before it came to its end."""
        others = (InboxEntry.subject == taken.item.subject, InboxEntry.key != taken.item.key)
        stopped = select(InboxEntry.key).where(*others, InboxEntry.outcome == WITHDRAWN).limit(1)
        with self._database.reading() as session:
            return bool(taken.item.subject) and session.scalar(stopped) is not None

    def done(self, taken: TakenItem, outcome: str) -> None:
        """Ends the item; its payload and notes are deleted."""
        with self._holding(taken) as (entry, at):
            _end(entry, at, outcome, "", "")

    def failed(self, taken: TakenItem, reason: str, reference: str = "") -> None:
        """Ends the item in a failure that was told of; its payload and notes are deleted."""
        with self._holding(taken) as (entry, at):
            _end(entry, at, FAILED, reason, reference)

    def put_off(self, taken: TakenItem, seconds: float, leaves_lane: bool = False) -> None:
        """Lets go of the item until then, without counting this attempt."""
        with self._holding(taken) as (entry, at):
            entry.attempts -= 1
            entry.owner, entry.due_at = None, at + timedelta(seconds=seconds)
            if leaves_lane:
                entry.lane = ""

    def waiting(self) -> int:
        """How many items have not ended and are held by nobody."""
        with self._database.reading() as session:
            free = or_(InboxEntry.owner.is_(None), InboxEntry.due_at <= moment(session))
            asked = select(func.count()).where(and_(InboxEntry.due_at.is_not(None), free))
            return session.scalar(asked) or 0

    def overdue(self, seconds: float = LONG_WAIT) -> dict[tuple[str, str], int]:
        """How many items nobody has taken for so long, by surface and kind: no process that runs knows them."""
        kind = (InboxEntry.surface, InboxEntry.kind)
        with self._database.reading() as session:
            before = moment(session) - timedelta(seconds=seconds)
            asked = select(*kind, func.count()).where(InboxEntry.due_at <= before).group_by(*kind)
            return {(surface, name): count for surface, name, count in session.execute(asked)}

    def prune(self) -> int:
        """Deletes the keys of items that ended a week ago; how many."""
        with self._database.session() as session:
            before = moment(session) - timedelta(days=KEPT_DAYS)
            dropped = session.execute(delete(InboxEntry).where(InboxEntry.ended_at < before))
            return int(dropped.rowcount)  # type: ignore[attr-defined]

    def _taken(self, entry: InboxEntry, at: datetime) -> TakenItem:
        given_up = entry.attempts == self._most_attempts
        entry.token, entry.attempts = entry.token + 1, entry.attempts + 1
        entry.owner, entry.due_at = self._owner, at + self._lease
        entry.begun_at = entry.begun_at or at
        item = InboxItem(
            entry.key,
            entry.surface,
            entry.team,
            entry.kind,
            json.loads(entry.payload or "{}"),
            entry.lane,
            entry.subject,
            entry.withdraws,
        )
        notes, is_stopped = json.loads(entry.notes or "{}"), entry.stopped_at is not None
        return TakenItem(item, entry.token, entry.attempts, notes, given_up, is_stopped)

    @contextmanager
    def _holding(self, taken: TakenItem) -> Iterator[tuple[InboxEntry, datetime]]:
        """The item's row, locked, its lease prolonged, as long as `taken` is its newest."""
        with self._database.session() as session:
            entry = _held(session, taken)
            at = moment(session)
            entry.due_at = at + self._lease
            yield entry, at


def _stop(session: Session, *which: ColumnElement[bool]) -> None:
    is_open = (InboxEntry.due_at.is_not(None), InboxEntry.stopped_at.is_(None))
    session.execute(update(InboxEntry).where(*which, *is_open).values(stopped_at=moment(session)))


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
    entry.ended_at, entry.lane = at, ""
    entry.payload = entry.owner = entry.due_at = None
    if outcome != WITHDRAWN:
        entry.notes = None
