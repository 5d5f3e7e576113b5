"""Whether the audit's chain is whole: nothing changed, taken out, put in, moved, or cut off at its end."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.records.audit_chain import takes_in
from pipelines.records.audit_key import START, ChainKey
from pipelines.records.audit_marks import Mark, MarkName, read_mark, write_mark
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry, now

CUT: Final = "audit-cut"
"""The action of the entry that tells what retention removed."""
_AT_ONCE = 1000


class Fault(StrEnum):
    """What is wrong with an entry: it isn't what was written there, is missing, was put in, or the end is missing.

    `HEAD` and `BEGINNING`: what is kept beside the chain about its end or its beginning doesn't fit.
    """

    ALTERED = "altered"
    MISSING = "missing"
    INSERTED = "inserted"
    END_MISSING = "end_missing"
    HEAD = "head"
    BEGINNING = "beginning"


@dataclass(frozen=True, slots=True)
class Place:
    """An entry by its number and its hash; number 0 stands before the first."""

    number: int = 0
    hash: str = START


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the chain found: how many `entries` fit, up to `last`; `fault` and the `number` of the first bad.

    `waiting` entries of processes of the version before aren't in the chain yet. `is_whole` where it was looked at to
    its end; `is_kept_cut` where retention removed the head that was kept elsewhere, so that nothing can be said of it.
    """

    entries: int
    last: Place
    fault: Fault | None = None
    number: int = 0
    waiting: int = 0
    is_whole: bool = True
    is_kept_cut: bool = False

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault is None


def verify(
    database: Database, since: Place | None = None, most: int | None = None, kept: Place | None = None
) -> Verdict:
    """Looks at the whole chain, or at `most` entries after the place `since`, which was verified before.

    `kept` is a head that somebody kept elsewhere: the chain must hold it. Some 10,000 entries a second; writers don't
    wait for it. Errors of the database come through.
    """
    key = database.chain_key()
    with database.reading(in_one_transaction=True) as session:
        if session.get_bind().dialect.name == "postgresql":  # all that is read here is of one moment
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        cut = read_mark(session, key, MarkName.CUT)
        begins = Place(cut.number, cut.hash) if cut is not None else Place()
        start = since if since is not None and since.number > begins.number else begins
        walk = _Walk(key, start, kept)
        fault = walk.through(_rows(session, start.number, most))
        is_whole = fault is None and (most is None or walk.entries < most)
        if is_whole:
            fault = _fault_at_ends(session, key, walk, cut, is_from_start=start == begins)
        waiting = _loose(session) if is_whole else 0
    is_kept_cut = kept is not None and kept.number < begins.number
    kind, number = fault or (None, 0)
    return Verdict(walk.entries, walk.last, kind, number, waiting, is_whole, is_kept_cut)


def last_verified(database: Database) -> Place | None:
    """Up to where the chain was found whole; None where nobody looked, or somebody changed that."""
    with database.reading() as session:
        mark = read_mark(session, database.chain_key(), MarkName.VERIFIED)
    return Place(mark.number, mark.hash) if mark is not None and mark.is_genuine else None


def mark_verified(database: Database, verdict: Verdict) -> None:
    """Remembers how far the chain was found whole, so that the next look can begin there."""
    if verdict.is_good:
        with database.session() as session:
            mark = Mark(verdict.last.number, verdict.last.hash, now())
            write_mark(session, database.chain_key(), MarkName.VERIFIED, mark)


def head_of(database: Database) -> Mark | None:
    """The chain's last entry as it is kept beside it."""
    with database.reading() as session:
        return read_mark(session, database.chain_key(), MarkName.HEAD)


_Found = tuple[Fault, int]
"""What is wrong, and with which number."""


class _Walk:
    """Goes from entry to entry: `last` is the one that fitted last, `cuts` what entries tell of removed ones."""

    def __init__(self, key: ChainKey, start: Place, kept: Place | None) -> None:
        self._key = key
        self.kept = kept
        self.last = start
        self.entries = 0
        self.cuts: set[Place] = set()

    def through(self, rows: Iterable[Any]) -> _Found | None:
        """The first entry that doesn't fit; None where all do."""
        for row in rows:
            before, number = self.last, self.last.number + 1
            if row.number != number:
                return (Fault.MISSING, number) if row.number > number else (Fault.INSERTED, row.number)
            made = self._key.hash_of(before.hash, number, row.at, row.actor, row.action, row.target, row.details)
            is_kept = self.kept is None or self.kept.number != number or self.kept.hash == made
            if row.hash != made or not is_kept:
                return Fault.ALTERED, number
            if row.action == CUT:
                self.cuts.add(Place(row.details["through"], row.details["hash"]))
            self.last, self.entries = Place(number, made), self.entries + 1
        return None


def _rows(session: Session, after: int, most: int | None) -> Iterable[Any]:
    told = (AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.target, AuditEntry.details)
    asked = select(AuditEntry.number, AuditEntry.hash, *told).where(AuditEntry.number > after)
    ordered = asked.order_by(AuditEntry.number, AuditEntry.id).limit(most)
    return session.execute(ordered, execution_options={"yield_per": _AT_ONCE})


def _fault_at_ends(
    session: Session, key: ChainKey, walk: _Walk, cut: Mark | None, *, is_from_start: bool
) -> _Found | None:
    """What is wrong where the chain begins and ends, all between being as it was written."""
    head, begun = (read_mark(session, key, name) for name in (MarkName.HEAD, MarkName.BEGUN))
    last = walk.last
    if head is None or not head.is_genuine:
        return Fault.HEAD, last.number
    if last.number < max(head.number, walk.kept.number if walk.kept else 0):
        return Fault.END_MISSING, last.number + 1
    if (head.number, head.hash) != (last.number, last.hash):
        return Fault.HEAD, head.number + 1
    begins = Place(cut.number, cut.hash) if cut is not None else Place()
    if (cut is not None and not cut.is_genuine) or (is_from_start and begins.number and begins not in walk.cuts):
        return Fault.BEGINNING, begins.number + 1
    if walk.kept is not None and walk.kept.number == begins.number and walk.kept != begins:
        return Fault.BEGINNING, begins.number
    early = session.scalar(select(func.min(AuditEntry.number)))
    if early is not None and early <= begins.number:
        return Fault.INSERTED, early
    if _loose(session) and not takes_in(begun, now()):
        return Fault.INSERTED, 0
    return None


def _loose(session: Session) -> int:
    """How many entries are beside the chain."""
    return session.scalar(select(func.count()).where(AuditEntry.number.is_(None))) or 0
