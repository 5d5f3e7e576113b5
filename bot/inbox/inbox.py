"""The ledger of what chats tell us: each thing once, worked on under a lease, through crashes to one recorded end.

A lease is a token that grows with each taking. Every write names its item and token in its condition, so of a process
that was taken for dead and the one that went on, the first writes nothing more, however late it wakes.
"""

import json
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, bindparam, case, delete, func, literal, or_, select, tuple_, update
from sqlalchemy.orm import object_session

from bot.inbox.inbox_order import LANE_SECONDS, Kinds, looks, values
from bot.inbox.item_rows import end_row, held_row, newest, stop
from bot.inbox.items import WITHDRAWN, InboxItem, InboxLeaseLostError, KnownItem, TakenItem
from bot.inbox.lease import LEASE_SECONDS, Lease
from ingest.job_rows import moment, moment_in
from ingest.living_processes import LivingProcesses
from pipelines.records.chat_tables import InboxEntry
from pipelines.records.database import Database
from pipelines.records.inserting import inserting
from pipelines.records.tables import UtcTime, now

KEPT_DAYS = 7
"""How long the keys of items that have ended are kept: a chat repeats itself for hours, people click for days."""
FAILED = "failed"
ABANDONED = "abandoned"
"""The reason of an item whose process died even while it showed that the item's attempts are used up."""
LONG_WAIT = 600.0
"""After so many seconds without anybody who takes it, an item is told of."""

_COLUMNS: Final = ("key", "surface", "team", "kind", "lane", "subject", "trace", "sender")
"""What a row has of an item as it is."""
_STOPPED = select(InboxEntry.key).where(
    InboxEntry.key.in_(bindparam("keys", expanding=True)), InboxEntry.stopped_at.is_not(None)
)


class Inbox:
    """What one process may do to items. Each method is one transaction; errors of the database pass through.

    `processes` are those that hold items; without it this one is known by `owner` alone, and leases run out.
    Items of the kinds that are `unhurried` are waited for by nobody.
    Those that take one `TakenItem` raise `InboxLeaseLostError` where another process holds it by now.
    """

    def __init__(
        self,
        database: Database,
        owner: str,
        lease_seconds: float = LEASE_SECONDS,
        most_attempts: int = 3,
        lane_seconds: float = LANE_SECONDS,
        processes: LivingProcesses | None = None,
        unhurried: Collection[str] = (),
    ) -> None:
        self._database = database
        self._is_on_a_server = database.engine.dialect.name == "postgresql"
        self._owner = owner[:255]
        self._lease = Lease(lease_seconds)
        self._most_attempts = most_attempts
        self._lane = timedelta(seconds=lane_seconds)
        self._processes = processes or LivingProcesses(database, self._owner)
        self._unhurried = sorted(unhurried)

    def receive(self, item: InboxItem) -> bool:
        """Records an item; False where its key was there already, whatever became of it.

        One that withdraws stops what is open about its subject, whoever works on it; what comes after it by a late
        delivery is stopped from the start.
        """
        with self._database.session() if item.withdraws else self._database.one_statement() as session:
            is_postgresql = session.get_bind().dialect.name == "postgresql"
            at = func.clock_timestamp() if is_postgresql else literal(now(), UtcTime)
            row = {name: getattr(item, name) for name in _COLUMNS}
            row |= {"withdraws": item.withdraws, "payload": json.dumps(item.payload)}
            if item.subject and not item.withdraws:
                changed = select(InboxEntry.key).where(InboxEntry.subject == item.subject, InboxEntry.withdraws)
                row["stopped_at"] = case((changed.exists(), at), else_=None)
            added = (
                inserting(session, InboxEntry)
                .values(**row, received_at=at, due_at=at)
                .on_conflict_do_nothing()
                .returning(InboxEntry.key)
            )
            is_new = session.scalar(added) is not None
            if is_new and item.withdraws:
                stop(session, InboxEntry.subject == item.subject, InboxEntry.key != item.key)
            return is_new

    def take(self, kinds: Kinds, passing_over: Collection[str] = (), senders: Collection[str] = ()) -> TakenItem | None:
        """The oldest item of these kinds that is due, this process's from now on: new, put off until now, or left by a
        process that is gone.

        `passing_over` are the teams and `senders` the people whose items must wait. None where there is none; that look
        keeps no writer waiting.
        Items of one lane are taken one after the other, so one that waits for another isn't due.
        """
        pairs = frozenset((surface, kind) for surface, names in kinds.items() for kind in names)
        is_any, oldest = looks(pairs, self._is_on_a_server)
        with self._processes.contact(), self._database.looking() as connection:
            if connection.scalar(is_any, self._values(passing_over, senders)) is None:
                return None
        with self._processes.signing() as session:
            known = self._values(passing_over, senders)
            while found := session.execute(oldest, known).one_or_none():
                entry, at = found
                if entry.attempts <= self._most_attempts:
                    return self._taken(entry, at)
                end_row(entry, at, FAILED, ABANDONED, "")
                session.flush()
        return None

    def is_open(self, lane: str) -> bool:
        """Whether an item of this lane has not ended; an empty one has none."""
        asked = select(InboxEntry.key).where(
            InboxEntry.lane == lane, InboxEntry.lane != "", InboxEntry.due_at.is_not(None)
        )
        with self._database.reading() as session:
            return session.scalar(asked.limit(1)) is not None

    def known(self, key: str) -> KnownItem | None:
        """The item of this key; None where there is none, or where it ended so long ago that it was dropped."""
        with self._database.reading() as session:
            entry = session.get(InboxEntry, key)
            return None if entry is None else KnownItem(entry.outcome, json.loads(entry.notes or "{}"))

    def renew(self, held: Collection[TakenItem]) -> frozenset[str]:
        """Says that this process lives, in one statement; the keys of those that aren't its own any more."""
        mine = tuple_(InboxEntry.key, InboxEntry.token).in_([(taken.item.key, taken.token) for taken in held])
        with self._database.one_statement() as session:
            due_at = moment_in(session, self._lease.length)
            renewed = update(InboxEntry).where(mine, InboxEntry.owner.is_not(None)).values(due_at=due_at)
            kept = set(session.scalars(renewed.returning(InboxEntry.key)))
        return frozenset(taken.item.key for taken in held) - kept

    def stopped(self, held: Collection[TakenItem]) -> frozenset[str]:
        """The keys of those that were withdrawn since they were taken; keeps no writer waiting."""
        with self._database.looking() as connection:
            return frozenset(connection.scalars(_STOPPED, {"keys": [taken.item.key for taken in held]}))

    def is_surely_held(self, since: float) -> bool:
        """Whether an item that this process held at a moment of `time.monotonic` is its own still; asks nobody."""
        return self._lease.is_in_time(since) and self._processes.has_lived_since(since)

    def ensure_held(self, taken: TakenItem) -> None:
        """Raises `InboxLeaseLostError` where this process doesn't hold the item any more."""
        mine = select(InboxEntry.key).where(InboxEntry.key == taken.item.key, *newest(taken))
        with self._database.reading() as session:
            if session.scalar(mine) is None:
                raise InboxLeaseLostError(f"The item {taken.item.key} is no longer held under token {taken.token}.")

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
            stop(session, *others, InboxEntry.received_at <= entry.received_at)
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
            end_row(entry, at, outcome, "", "")

    def failed(self, taken: TakenItem, reason: str, reference: str = "") -> None:
        """Ends the item in a failure that was told of; its payload and notes are deleted."""
        with self._holding(taken) as (entry, at):
            end_row(entry, at, FAILED, reason, reference)

    def put_off(self, taken: TakenItem, seconds: float, leaves_lane: bool = False) -> None:
        """Lets go of the item until then, without counting this attempt."""
        with self._holding(taken) as (entry, at):
            entry.attempts -= 1
            entry.owner, entry.due_at = None, at + timedelta(seconds=seconds)
            if leaves_lane:
                entry.lane = ""

    def waiting(self) -> int:
        """How many items have not ended and are held by nobody, without those that nobody waits for."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).where(self._is_waiting(moment(session)))) or 0

    def oldest_seconds(self) -> float:
        """How long ago the oldest of them came; 0 where there is none."""
        with self._database.reading() as session:
            at = moment(session)
            oldest = session.scalar(select(func.min(InboxEntry.received_at)).where(self._is_waiting(at)))
            return max(0.0, (at - (oldest or at)).total_seconds())

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

    def _is_waiting(self, at: datetime) -> ColumnElement[bool]:
        is_free = or_(InboxEntry.owner.is_(None), InboxEntry.due_at <= at)
        return and_(InboxEntry.due_at.is_not(None), is_free, InboxEntry.kind.not_in(self._unhurried))

    def _values(self, teams: Collection[str], senders: Collection[str]) -> dict[str, Any]:
        at = now()
        gone = at - self._processes.gone_before(at)
        return values(None if self._is_on_a_server else at, gone, teams, senders, self._lane)

    def _taken(self, entry: InboxEntry, at: datetime) -> TakenItem:
        given_up = entry.attempts == self._most_attempts
        waited = max(0.0, (at - (entry.due_at or at)).total_seconds())
        entry.token, entry.attempts = entry.token + 1, entry.attempts + 1
        entry.owner, entry.due_at = self._owner, at + self._lease.length
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
            entry.trace,
            entry.sender,
        )
        notes, is_stopped = json.loads(entry.notes or "{}"), entry.stopped_at is not None
        received_at = entry.received_at.timestamp()
        return TakenItem(item, entry.token, entry.attempts, notes, given_up, is_stopped, received_at, waited)

    @contextmanager
    def _holding(self, taken: TakenItem) -> Iterator[tuple[InboxEntry, datetime]]:
        """The item's row, locked, its lease prolonged, as long as `taken` is its newest."""
        with self._database.session() as session:
            entry, at = held_row(session, taken)
            entry.due_at = at + self._lease.length
            yield entry, at
