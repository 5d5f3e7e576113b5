"""The end of the audit's chain: entries are put there when their transaction is about to be committed.

Each has the number after that of the one before. Who adds entries holds the head's row, so that numbers have no gaps
and a transaction that is rolled back leaves none. The row is locked last, after everything else was written: others
wait for a commit and no longer, and who holds it waits for nobody, so that no two wait for each other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from pipelines.records.audit_key import ChainKey
from pipelines.records.audit_marks import Mark, MarkName, read_mark, seal_of
from pipelines.records.tables import AuditEntry, AuditMark

TAKES_IN: Final = timedelta(days=7)
"""For how long after the chain began entries are taken into it that processes of the version before wrote."""
_WAITING: Final = "audit entries"
# By the tables, not by the classes: without what an ORM adds, these take half as long while others wait.
_ADDING: Final = insert(AuditEntry.__table__)  # type: ignore[arg-type]
_MARKS: Final = cast(Table, AuditMark.__table__)
_MOVING: Final = (
    update(_MARKS)
    .where(_MARKS.c.name == MarkName.HEAD.value)
    .values({name: bindparam(f"to_{name}") for name in ("number", "hash", "at", "seal")})
)
_ADDING_AND_MOVING: Final = _ADDING.add_cte(_MOVING.cte("moved"))
"""One entry and the head in one step, for a server that others wait for; SQLite knows no such step."""


class NewEntry(NamedTuple):
    """What is to be written: a moment in UTC, who did what to what, and details that JSON can hold."""

    at: datetime
    actor: str
    action: str
    target: str
    details: dict[str, Any]


class AuditHeadMissingError(RuntimeError):
    """The audit has no head: what can't be told there isn't done."""

    def __init__(self) -> None:
        super().__init__("The audit's head is missing in the records, so nothing can be added. Restore the records.")


def put_off(session: Session, entry: NewEntry) -> None:
    """Keeps an entry until the session's transaction is about to be committed."""
    session.info.setdefault(_WAITING, []).append(entry)


def append(session: Session, key: ChainKey) -> None:
    """Writes the entries that wait in a session. To be called last in its transaction; costs nothing where none do."""
    entries: Sequence[NewEntry] = session.info.pop(_WAITING, ())
    if not entries:
        return
    session.flush()
    head = _locked_head(session, key)
    rows, number, before = [], head.number, head.hash
    for entry in entries:
        number += 1
        before = key.hash_of(before, number, entry.at, entry.actor, entry.action, entry.target, entry.details)
        rows.append({**entry._asdict(), "number": number, "hash": before})
    moved = _moved_head(key, Mark(number, before, entries[-1].at, head.is_genuine))
    if len(rows) == 1 and session.get_bind().dialect.name == "postgresql":
        session.execute(_ADDING_AND_MOVING, rows[0] | moved)
    else:
        session.execute(_ADDING, rows)
        session.execute(_MOVING, moved)


def refuse_entries(session: Session) -> None:
    """Raises `RuntimeError` where entries wait in a session in which they can't be written."""
    if session.info.pop(_WAITING, ()):
        raise RuntimeError("The audit is told of something outside of its transaction.")


def take_in(session: Session, key: ChainKey, at: datetime) -> int:
    """Puts entries at the end of the chain that processes of the version before wrote beside it; how many.

    Only in the days after an upgrade: later an entry without a number is none of ours.
    """
    begun = read_mark(session, key, MarkName.BEGUN)
    if not takes_in(begun, at):
        return 0
    loose = select(AuditEntry.id).where(AuditEntry.number.is_(None)).limit(1)
    if session.scalar(loose) is None:
        return 0
    head = _locked_head(session, key)
    number, before = head.number, head.hash
    for row in session.scalars(select(AuditEntry).where(AuditEntry.number.is_(None)).order_by(AuditEntry.id)):
        number += 1
        before = key.hash_of(before, number, row.at, row.actor, row.action, row.target, row.details)
        row.number, row.hash = number, before
    session.flush()
    session.execute(_MOVING, _moved_head(key, Mark(number, before, at, head.is_genuine)))
    return number - head.number


def takes_in(begun: Mark | None, at: datetime) -> bool:
    """Whether entries without a number may still be those of a process of the version before."""
    return begun is not None and begun.is_genuine and at < begun.at + TAKES_IN


def _locked_head(session: Session, key: ChainKey) -> Mark:
    """The head, locked. One that was tampered with goes on as that: a new seal would hide it."""
    head = read_mark(session, key, MarkName.HEAD, for_update=True)
    if head is None:
        raise AuditHeadMissingError
    return head


def _moved_head(key: ChainKey, head: Mark) -> dict[str, Any]:
    """The values that set the head."""
    seal = seal_of(key, MarkName.HEAD, head)
    return {"to_number": head.number, "to_hash": head.hash, "to_at": head.at, "to_seal": seal}
