"""Which items of the inbox may be taken now, and which of them wait for which."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, bindparam, or_, select, tuple_
from sqlalchemy.orm import aliased

from pipelines.records.chat_tables import InboxEntry
from pipelines.records.tables import UtcTime

LANE_SECONDS = 180.0
"""How long an item keeps those behind it waiting at most, from its first attempt on: a question takes two minutes."""
STOP_SECONDS = 10.0
"""How long what withdraws an item waits for its holder to end it; a holder that died ends nothing."""
Kinds = Mapping[str, Collection[str]]
"""Kinds of items by surface."""

_AT = bindparam("at", type_=UtcTime)


@lru_cache(maxsize=8)
def looks(kinds: frozenset[tuple[str, str]]) -> tuple[Select[str], Select[InboxEntry]]:
    """Two statements for items of these kinds, (surface, kind) each, that are due and wait for no other.

    The first finds whether there is one, the second the oldest, locked; `values` are what both want to know. Made once
    for a process, since making them takes longer than running them.
    """
    takeable = (
        InboxEntry.due_at <= _AT,
        InboxEntry.team.not_in(bindparam("passing_over", expanding=True)),
        _is_of(InboxEntry, kinds),
        or_(InboxEntry.lane == "", ~_is_behind(kinds)),
        or_(InboxEntry.subject == "", ~_is_before_a_stop()),
    )
    oldest = select(InboxEntry).where(*takeable).order_by(InboxEntry.received_at, InboxEntry.key).limit(1)
    locked = oldest.with_for_update(of=InboxEntry, skip_locked=True)
    return select(InboxEntry.key).where(*takeable).limit(1), locked


def values(at: datetime, passing_over: Collection[str], lane: timedelta) -> dict[str, Any]:
    """What the statements are run with: the moment, teams that must wait, how long an item holds up its lane."""
    return {
        "at": at,
        "passing_over": list(passing_over),
        "lane_since": at - lane,
        "stop_since": at - timedelta(seconds=STOP_SECONDS),
    }


def _is_of(entry: type[InboxEntry], kinds: frozenset[tuple[str, str]]) -> ColumnElement[bool]:
    return tuple_(entry.surface, entry.kind).in_(sorted(kinds))


def _is_behind(kinds: frozenset[tuple[str, str]]) -> ColumnElement[bool]:
    """Whether an older item of the lane is at work, is to be, or waits for another try.

    An item waits for each of them no longer than a while from its first attempt on.
    """
    before = aliased(InboxEntry)
    is_older = or_(
        before.received_at < InboxEntry.received_at,
        and_(before.received_at == InboxEntry.received_at, before.key < InboxEntry.key),
    )
    is_open = and_(before.lane == InboxEntry.lane, before.lane != "", before.due_at.is_not(None))
    is_in_time = or_(before.begun_at.is_(None), before.begun_at > bindparam("lane_since", type_=UtcTime))
    # One that nobody works on and nobody here knows may stay for ever, and nothing is to wait for it.
    is_coming = or_(and_(before.owner.is_not(None), before.due_at > _AT), _is_of(before, kinds))
    return select(before.key).where(is_open, is_older, is_in_time, is_coming).exists()


def _is_before_a_stop() -> ColumnElement[bool]:
    """Whether another item about the same was stopped and its holder hasn't ended it yet."""
    other = aliased(InboxEntry)
    is_same = and_(other.subject == InboxEntry.subject, other.subject != "", other.key != InboxEntry.key)
    is_at_work = and_(other.owner.is_not(None), other.due_at > _AT)
    is_fresh = other.stopped_at > bindparam("stop_since", type_=UtcTime)
    return select(other.key).where(is_same, is_at_work, is_fresh).exists()
