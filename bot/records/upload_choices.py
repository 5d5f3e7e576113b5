"""What people chose for files that they are about to send, in chats whose forms carry no files."""

from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete

from ingest.job_rows import moment
from pipelines.records.chat_tables import UploadChosen
from pipelines.records.database import Database
from pipelines.types import DocumentType

KEPT = timedelta(minutes=10)
"""Within which the files have to come."""


@dataclass(frozen=True, slots=True)
class UploadChoice:
    """The place of the cards, empty for the direct chat with the bot; the kind, None where nobody said it; whether the
    whole workspace reads the files, and from which `collection`, if any; a note.
    """

    channel: str
    thread: str
    document_type: DocumentType | None
    for_all: bool
    note: str = field(repr=False)
    collection: str = ""


class UploadChoices:
    """The choices of all people, one each. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, surface: str, team: str, person: str, choice: UploadChoice) -> None:
        """Keeps what a person chose, in the place of what they chose before."""
        kind = choice.document_type.value if choice.document_type is not None else ""
        with self._database.session() as session:
            chosen = UploadChosen(
                surface=surface,
                team=team,
                person=person,
                channel=choice.channel,
                thread=choice.thread,
                document_type=kind,
                for_all=choice.for_all,
                collection=choice.collection,
                note=choice.note,
                until=moment(session) + KEPT,
            )
            session.merge(chosen)

    def take(self, surface: str, team: str, person: str) -> UploadChoice | None:
        """What the person chose, once, and within ten minutes; None where that is nothing."""
        with self._database.session() as session:
            row = session.get(UploadChosen, (surface, team, person), with_for_update=True)
            if row is None:
                return None
            session.delete(row)
            if row.until <= moment(session):
                return None
            kind = DocumentType(row.document_type) if row.document_type else None
            return UploadChoice(row.channel, row.thread, kind, row.for_all, row.note, row.collection)

    def prune(self) -> int:
        """Forgets those whose files didn't come; how many."""
        with self._database.session() as session:
            gone = delete(UploadChosen).where(UploadChosen.until <= moment(session))
            return int(session.execute(gone).rowcount)  # type: ignore[attr-defined]
