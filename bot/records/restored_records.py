"""What the records tell of backups, and what has to change in records that come out of one."""

from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.chat_tables import InboxEntry, LivingProcess
from pipelines.records.database import Database
from pipelines.records.people_tables import SignIn
from pipelines.records.tables import AuditEntry, Document, Forgetting, Version

BACKUP = "backup"
"""The action of the audit's entry for one that was made, and its target."""
RESTORE = "restore"
OPERATOR = "command line"


class RestoredRecords:
    """Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def forgotten(self) -> dict[str, str]:
        """The documents that are forgotten, by id, with when; those that came back with an empty when."""
        with self._database.reading() as session:
            gone = session.execute(select(Document.id, Document.forgotten_at).where(Document.forgotten_at.is_not(None)))
            told = {document: when.isoformat() for document, when in gone if when is not None}
            buried = session.execute(select(Forgetting.document_id, Forgetting.asked_at))
            told |= {document: when.isoformat() for document, when in buried}
            told |= dict.fromkeys(session.scalars(select(Document.id).where(Document.forgotten_at.is_(None))), "")
        return told

    def forgotten_versions(self) -> frozenset[str]:
        """The ids of versions of which nothing is to be kept: those of forgotten documents, unless they came back."""
        with self._database.reading() as session:
            gone = {str(each) for versions in session.scalars(select(Forgetting.versions)) for each in versions}
            return frozenset(gone - set(session.scalars(select(Version.id))))

    def note_backup(self, name: str, rows: int, originals: int) -> None:
        """Tells the audit of a backup."""
        with self._database.session() as session:
            audit(session, OPERATOR, BACKUP, BACKUP, name=name, rows=rows, originals=originals)

    def backed_up_at(self) -> datetime | None:
        """When the last backup was made that these records know of; None where there is none."""
        with self._database.reading() as session:
            return newest_backup(session)

    def settle(self, name: str) -> None:
        """After a restore: nobody is signed in, and what chats told back then isn't answered a second time."""
        with self._database.session() as session:
            session.execute(update(SignIn).where(SignIn.revoked_at.is_(None)).values(revoked_at=moment(session)))
            session.execute(delete(InboxEntry).where(InboxEntry.ended_at.is_(None)))
            session.execute(delete(LivingProcess))
            audit(session, OPERATOR, RESTORE, BACKUP, name=name)


def newest_backup(session: Session) -> datetime | None:
    """See `RestoredRecords.backed_up_at`."""
    asked = select(func.max(AuditEntry.at)).where(AuditEntry.target == BACKUP, AuditEntry.action == BACKUP)
    return session.scalar(asked)
