"""Places in the audit's chain that are kept beside it, sealed, so that nobody moves them who can only write rows."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.records.audit_key import ChainKey
from pipelines.records.tables import AuditMark

BROKEN = "-"
"""The seal of a mark that stands on one which was tampered with: it fits no more, and no later one will."""


class MarkName(StrEnum):
    """The last entry; the last one that retention removed; how far the chain was found whole; where it began.

    Only records that had entries before there was a chain know where it began.
    """

    HEAD = "head"
    CUT = "cut"
    VERIFIED = "verified"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Mark:
    """An entry by its number and hash, and when that was noted. `is_genuine` says whether the seal fits."""

    number: int
    hash: str
    at: datetime
    is_genuine: bool = True


def seal_of(key: ChainKey, name: MarkName, mark: Mark) -> str:
    """What proves a mark; what isn't genuine stays known as that."""
    return _seal(key, name, mark.number, mark.hash, mark.at) if mark.is_genuine else BROKEN


def read_mark(session: Session, key: ChainKey, name: MarkName, for_update: bool = False) -> Mark | None:
    """The mark of this name, `for_update` locked until the end of the transaction; None where there is none."""
    asked = select(AuditMark.number, AuditMark.hash, AuditMark.at, AuditMark.seal).where(AuditMark.name == name.value)
    row = session.execute(asked.with_for_update() if for_update else asked).one_or_none()
    if row is None:
        return None
    is_genuine = hmac.compare_digest(row.seal, _seal(key, name, row.number, row.hash, row.at))
    return Mark(row.number, row.hash, row.at, is_genuine)


def write_mark(session: Session, key: ChainKey, name: MarkName, mark: Mark) -> None:
    """Sets the mark, whether there is one or not."""
    seal = seal_of(key, name, mark)
    session.merge(AuditMark(name=name.value, number=mark.number, hash=mark.hash, at=mark.at, seal=seal))
    session.flush()


def _seal(key: ChainKey, name: MarkName, number: int, entry_hash: str, at: datetime) -> str:
    return key.seal([name.value, number, entry_hash, at.isoformat(timespec="microseconds")])
