"""Which items of the inbox may be taken now, and which of them wait for which."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, NamedTuple, Self

from sqlalchemy import (
    ColumnElement,
    Interval,
    Select,
    and_,
    bindparam,
    func,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.orm import aliased

from ingest.living_processes import gone_since
from pipelines.records.chat_tables import InboxEntry
from pipelines.records.tables import UtcTime

LANE_SECONDS = 180.0
"""How long an item keeps those behind it waiting at most, from its first attempt on: a question takes two minutes."""
STOP_SECONDS = 10.0
"""How long what withdraws an item waits for its holder to end it; a holder that died ends nothing."""
Kinds = Mapping[str, Collection[str]]
"""Kinds of items by surface."""


class _Times(NamedTuple):
    """Moments that a statement compares with: of now, and of some time before it."""

    at: ColumnElement[datetime]
    gone_before: ColumnElement[datetime]
    lane_since: ColumnElement[datetime]
    stop_since: ColumnElement[datetime]

    @classmethod
    def of_server(cls) -> Self:
        """By the server's own clock, which a statement reads as it runs."""
        at: ColumnElement[datetime] = func.statement_timestamp(type_=UtcTime)
        before = (at - bindparam(name, type_=Interval) for name in ("gone", "lane", "stop"))
        return cls(at, *(type_coerce(each, UtcTime) for each in before))

    @classmethod
    def given(cls) -> Self:
        """By what the statement is given."""
        return cls(*(bindparam(name, type_=UtcTime) for name in cls._fields))


@lru_cache(maxsize=8)
def looks(kinds: frozenset[tuple[str, str]], is_on_a_server: bool) -> tuple[Select[str], Select[InboxEntry, datetime]]:
    """Two statements for items of these kinds, (surface, kind) each, that are due, or whose holder is gone, and wait
    for no other.

    The first finds whether there is one, the second the oldest, locked, and the moment of that; `values` are what both
    want to know. Made once for a process, since making them takes longer than running them.
    """
    times = _Times.of_server() if is_on_a_server else _Times.given()
    takeable = (
        InboxEntry.due_at.is_not(None),
        or_(InboxEntry.due_at <= times.at, gone_since(InboxEntry.owner, times.gone_before)),
        InboxEntry.team.not_in(bindparam("passing_over", expanding=True)),
        InboxEntry.sender.not_in(bindparam("senders", expanding=True)),
        _is_of(InboxEntry, kinds),
        or_(InboxEntry.lane == "", ~_is_behind(kinds, times)),
        or_(InboxEntry.subject == "", ~_is_before_a_stop(times)),
    )
    oldest = select(InboxEntry, times.at).where(*takeable).order_by(InboxEntry.received_at, InboxEntry.key).limit(1)
    locked = oldest.with_for_update(of=InboxEntry, skip_locked=True)
    return select(InboxEntry.key).where(*takeable).limit(1), locked


def values(
    at: datetime | None, gone: timedelta, teams: Collection[str], senders: Collection[str], lane: timedelta
) -> dict[str, Any]:
    """What the statements are run with: the moment, None by a server's clock; after how long without a sign processes
    are gone, teams and senders that must wait, how long an item holds up its lane.
    """
    stop, passed = timedelta(seconds=STOP_SECONDS), {"passing_over": list(teams), "senders": list(senders)}
    if at is None:
        return passed | {"gone": gone, "lane": lane, "stop": stop}
    return passed | {"at": at, "gone_before": at - gone, "lane_since": at - lane, "stop_since": at - stop}


def _is_of(entry: type[InboxEntry], kinds: frozenset[tuple[str, str]]) -> ColumnElement[bool]:
    return tuple_(entry.surface, entry.kind).in_(sorted(kinds))


def _is_behind(kinds: frozenset[tuple[str, str]], times: _Times) -> ColumnElement[bool]:
    """Whether an older item of the lane is at work, is to be, or waits for another try.

    An item waits for each of them no longer than a while from its first attempt on.
    """
    before = aliased(InboxEntry)
    is_older = or_(
        before.received_at < InboxEntry.received_at,
        and_(before.received_at == InboxEntry.received_at, before.key < InboxEntry.key),
    )
    is_open = and_(before.lane == InboxEntry.lane, before.lane != "", before.due_at.is_not(None))
    is_in_time = or_(before.begun_at.is_(None), before.begun_at > times.lane_since)
    # One that nobody works on and nobody here knows may stay for ever, and nothing is to wait for it.
    is_coming = or_(and_(before.owner.is_not(None), before.due_at > times.at), _is_of(before, kinds))
    return select(before.key).where(is_open, is_older, is_in_time, is_coming).exists()


def _is_before_a_stop(times: _Times) -> ColumnElement[bool]:
    """Whether another item about the same was stopped and its holder hasn't ended it yet."""
    other = aliased(InboxEntry)
    is_same = and_(other.subject == InboxEntry.subject, other.subject != "", other.key != InboxEntry.key)
    is_at_work = and_(other.owner.is_not(None), other.due_at > times.at, ~gone_since(other.owner, times.gone_before))
    is_fresh = other.stopped_at > times.stop_since
    return select(other.key).where(is_same, is_at_work, is_fresh).exists()
