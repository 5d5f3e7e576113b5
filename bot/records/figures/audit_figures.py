"""The audit's newest entries, how far it was verified, and when a backup was made last."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from bot.records.restored_records import newest_backup
from pipelines.records.audit_marks import MarkName, read_mark
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry


@dataclass(frozen=True, slots=True)
class SeenEntry:
    """An entry: who did what to what, by ids and codes."""

    number: int | None
    at: datetime
    actor: str
    action: str
    target: str


@dataclass(frozen=True, slots=True)
class AuditNow:
    """The newest entries, the number of the last, and when all of the chain was verified last."""

    newest: tuple[SeenEntry, ...]
    last: int
    verified_at: datetime | None
    backup_at: datetime | None


class AuditFigures:
    """Reads them. Errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self, most: int) -> AuditNow:
        """What stands in the audit now; at most so many entries are listed."""
        told = (AuditEntry.number, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.target)
        newest = select(*told).order_by(AuditEntry.id.desc()).limit(most)
        key = self._database.chain_key()
        with self._database.reading() as session:
            rows = session.execute(newest).all()
            head = read_mark(session, key, MarkName.HEAD)
            verified = read_mark(session, key, MarkName.VERIFIED)
            return AuditNow(
                newest=tuple(SeenEntry(*row) for row in rows),
                last=head.number if head is not None else 0,
                verified_at=verified.at if verified is not None and verified.is_genuine else None,
                backup_at=newest_backup(session),
            )
