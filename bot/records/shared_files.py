"""The files that people shared in chats: where, which document each became, and which card tells of it."""

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, and_, delete, exists, literal, or_, select, update
from sqlalchemy.orm import Session

from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.records.missing_files import MissingFiles
from ingest.job import ACTIVE, JobState, JobView
from ingest.job_rows import moment
from ingest.library.library import ForgottenMeanwhileError
from ingest.living_processes import LivingProcesses, gone_since
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.database import Database
from pipelines.records.inserting import inserting
from pipelines.records.job_tables import Job
from pipelines.records.tables import Document, Forgetting, Grant, UtcTime

LONGEST_MEDIA_TYPE = 128
_HALF_ENDED = and_(
    ~exists().where(Grant.place == SharedInChat.id),
    ~exists().where(Job.id == SharedInChat.job_id, Job.state.not_in((JobState.READY, JobState.READY_WITH_WARNINGS))),
    exists().where(Document.id == SharedInChat.document_id, Document.forgotten_at.is_(None)),
)
"""The condition that a file became a document, and its sharing grants it no more."""


@dataclass(frozen=True, slots=True)
class SharedRecord:
    """A file that was shared. Its `id` is the place of what it grants, `label` the widest of these, `card` the message
    that shows how far it is.

    `shown` is the last step of its job that the card shows; `ended` says that the card shows the job's end. `replaces`
    is since when the channel had what this file took the place of, until the card has said so.
    """

    id: str
    file: SharedFile
    label: str
    document_id: str
    job_id: str
    card: str = ""
    shown: int = 0
    ended: bool = False
    replaces: datetime | None = None


class SharedFiles:
    """The shared files of all chats. Each method is one transaction; errors of the database pass through.

    A record goes when its document is forgotten; what is asked of a record that is gone changes nothing. `missing`
    knows those that their chat no longer shows.
    """

    def __init__(self, database: Database, processes: LivingProcesses | None = None) -> None:
        self._database = database
        self._processes = processes
        self.missing = MissingFiles(database)

    def place_of(self, file: SharedFile) -> str:
        """The id of the file's record in its channel, whether there is one or not."""
        asked = select(SharedInChat.id).filter_by(**_same(file))
        with self._database.reading() as session:
            return session.scalar(asked) or _record_id(file)

    def add(self, file: SharedFile, label: str, job: JobView, place: str = "") -> SharedRecord:
        """Remembers a file that is on its way. The same file in the same channel keeps its record, id and card.

        `place` is what `place_of` said before the job began. What the record grants already stays its sharer's, and as
        wide as it was. Its card is followed from now on, once there is one. Raises `ForgottenMeanwhileError` where
        somebody asked to forget the document since the job began.
        """
        with self._database.session() as session:
            _refuse_forgotten(session, job)
            same = _same(file)
            first = inserting(session, SharedInChat).values(
                id=place or _record_id(file),
                **same,
                **_told(file, label, job),
                created_at=moment(session),
                checked_at=moment(session),
            )
            session.execute(first.on_conflict_do_nothing())
            row = session.scalars(select(SharedInChat).filter_by(**same).with_for_update()).one()
            if row.job_id != job.id:
                row.shown, row.replaces = 0, None
            for name, value in (_told(file, label, job) | _still_true(session, row, job)).items():
                setattr(row, name, value)
            row.ended = False
            return _record(row)

    def get(self, record_id: str) -> SharedRecord | None:
        """The record; None where it is gone."""
        with self._database.reading() as session:
            row = session.get(SharedInChat, record_id)
            return _record(row) if row is not None else None

    def of_file(self, surface: str, team: str, file_id: str) -> list[SharedRecord]:
        """Where a file was shared, oldest first."""
        return self._all(select(SharedInChat).filter_by(surface=surface, team=team, file_id=file_id))

    def of_document(self, document_id: str) -> list[SharedRecord]:
        """Where a document was shared, oldest first."""
        return self._all(select(SharedInChat).filter_by(document_id=document_id))

    def of_person(self, person: Person) -> list[SharedRecord]:
        """What a person shared, oldest first."""
        own = {"surface": person.surface, "team": person.team, "sharer_team": person.team, "sharer": person.id}
        return self._all(select(SharedInChat).filter_by(**own))

    def half_ended(self, surface: str, team: str) -> list[SharedRecord]:
        """What was taken back in the records and not to the end, oldest first: a repeat ends it."""
        return self._all(select(SharedInChat).where(_HALF_ENDED).filter_by(surface=surface, team=team))

    def set_card(self, record_id: str, message: str) -> None:
        """Remembers the message that shows the file; it is followed from now on."""
        self._change(record_id, card=message)

    def follow(self, record_id: str) -> None:
        """Has the card followed anew, because its job was queued again."""
        self._change(record_id, ended=False)

    def replaces(self, record_id: str, since: datetime) -> None:
        """Remembers what the file takes the place of, the newest of several; to be called before that is taken back."""
        with self._database.session() as session:
            row = session.get(SharedInChat, record_id, with_for_update=True)
            if row is not None and (row.replaces is None or row.replaces < since):
                row.replaces = since

    def claim(self, owner: str, seconds: float, surfaces: Collection[str]) -> list[SharedRecord]:
        """The records whose cards this owner must follow for these seconds: its own, and those that nobody follows.

        Only those of the chats with these names. To be called again before they are over; costs one look where there is
        nothing new.
        """
        lease, processes = timedelta(seconds=seconds), self._processes or LivingProcesses(self._database, owner)
        with processes.contact(), self._database.reading() as session:
            at = moment(session)
            rows = session.scalars(_followed(owner, at, processes.gone_before(at), surfaces)).all()
            if all(row.owner == owner and row.lease_until and row.lease_until > at + lease / 2 for row in rows):
                return [_record(row) for row in rows]
        with processes.signing() as session:
            at = moment(session)
            asked = _followed(owner, at, processes.gone_before(at), surfaces)
            rows = session.scalars(asked.with_for_update(skip_locked=True)).all()
            for row in rows:
                row.owner, row.lease_until = owner, at + lease
            return [_record(row) for row in rows]

    def shown(self, record_id: str, seq: int, ended: bool) -> None:
        """Remembers what the card shows; with `ended` it is followed no more, unless its job was queued again."""
        with self._database.session() as session:
            row = session.get(SharedInChat, record_id, with_for_update=True)
            if row is None:
                return
            row.shown = max(row.shown, seq)
            job = session.get(Job, row.job_id) if ended else None
            if ended and (job is None or job.state not in ACTIVE):
                row.ended, row.owner, row.lease_until, row.replaces = True, None, None, None

    def due(self, surface: str, age: timedelta, most: int) -> list[SharedRecord]:
        """Records of which nobody looked for so long whether the chat still has the file; counts as looked at now."""
        with self._database.session() as session:
            at = moment(session)
            asked = select(SharedInChat).where(SharedInChat.surface == surface, SharedInChat.checked_at <= at - age)
            rows = session.scalars(
                asked.order_by(SharedInChat.checked_at).limit(most).with_for_update(skip_locked=True)
            ).all()
            for row in rows:
                row.checked_at = at
            return [_record(row) for row in rows]

    def gone(self, record_id: str) -> None:
        """Deletes the record: the file, or its card, is no longer there."""
        with self._database.session() as session:
            session.execute(delete(SharedInChat).where(SharedInChat.id == record_id))

    def is_half_ended(self, record_id: str) -> bool:
        """Whether that is so with a record."""
        with self._database.reading() as session:
            return session.scalar(select(SharedInChat.id).where(_HALF_ENDED).filter_by(id=record_id)) is not None

    def prune(self) -> int:
        """Deletes the records of files that never became a document, once their jobs are gone, and of those that were
        taken back; how many.
        """
        job = select(Job.id).where(Job.id == SharedInChat.job_id).exists()
        held = select(Document.id).where(Document.id == SharedInChat.document_id, Document.forgotten_at.is_(None))
        with self._database.session() as session:
            dropped = session.execute(delete(SharedInChat).where(or_(and_(~job, ~held.exists()), _HALF_ENDED)))
            return int(dropped.rowcount)  # type: ignore[attr-defined]

    def _all(self, asked: Select[SharedInChat]) -> list[SharedRecord]:
        with self._database.reading() as session:
            return [_record(row) for row in session.scalars(asked.order_by(SharedInChat.created_at, SharedInChat.id))]

    def _change(self, record_id: str, **values: object) -> None:
        with self._database.session() as session:
            session.execute(update(SharedInChat).where(SharedInChat.id == record_id).values(**values))


def _refuse_forgotten(session: Session, job: JobView) -> None:
    """Raises where the document was forgotten after the job began; its row is locked, so that this can't happen now."""
    session.get(Document, job.document_id, with_for_update={"read": True})
    if session.get(Forgetting, job.document_id) is not None and session.get(Job, job.id) is None:
        raise ForgottenMeanwhileError(job.document_id)


def _same(file: SharedFile) -> dict[str, str]:
    """What the record of a file in its channel is known by."""
    return {"surface": file.chat.surface, "team": file.chat.team, "file_id": file.id, "channel": file.chat.channel}


def _record_id(file: SharedFile) -> str:
    """The id of a new record: the same whoever adds it, since jobs name it before it is there; 32 hex digits."""
    return hashlib.sha256("\n".join(_same(file).values()).encode()).hexdigest()[:32]


def _still_true(session: Session, row: SharedInChat, job: JobView) -> dict[str, str]:
    """What a new sharing of the same bytes leaves as it was: whose it is, and the wider label."""
    if row.document_id != job.document_id:
        return {}
    at_place = {"document_id": row.document_id, "place": row.id}
    labels = set(session.scalars(select(Grant.label).filter_by(**at_place)))
    own = select(Job).filter_by(**at_place).where(Job.state.in_(ACTIVE), ~Job.cancel_requested, Job.id != job.id)
    labels.update(label for waiting in session.scalars(own) for label in waiting.labels)
    if not labels:
        return {}
    stays = {"sharer": row.sharer, "sharer_team": row.sharer_team, "locale": row.locale}
    added = session.get(Job, job.id)
    is_wider = row.label in labels and added is not None and row.label not in added.labels
    return stays | ({"label": row.label} if is_wider else {})


def _followed(owner: str, at: datetime, gone_before: datetime, surfaces: Collection[str]) -> Select[SharedInChat]:
    free = or_(
        SharedInChat.lease_until.is_(None),
        SharedInChat.lease_until <= at,
        SharedInChat.owner == owner,
        gone_since(SharedInChat.owner, literal(gone_before, UtcTime)),
    )
    wanted = SharedInChat.surface.in_(surfaces)
    return select(SharedInChat).where(~SharedInChat.ended, SharedInChat.card != "", free, wanted)


def _told(file: SharedFile, label: str, job: JobView) -> dict[str, Any]:
    """What a new sharing of the same file in the same channel changes."""
    return {
        "kind": file.chat.kind.value,
        "thread": file.chat.thread,
        "sharer": file.sharer.id,
        "sharer_team": file.sharer.team,
        "locale": file.sharer.locale,
        "message": file.message,
        "name": file.name,
        "bytes": file.bytes,
        "media_type": file.media_type[:LONGEST_MEDIA_TYPE],
        "note": file.note,
        "link": file.link or None,
        "label": label,
        "document_id": job.document_id,
        "job_id": job.id,
        "missing_since": None,
    }


def _record(row: SharedInChat) -> SharedRecord:
    file = SharedFile(
        chat=Chat(row.surface, row.team, row.channel, ChatKind(row.kind), row.thread),
        sharer=Person(row.surface, row.sharer_team or row.team, row.sharer, row.locale),
        message=row.message,
        id=row.file_id,
        name=row.name,
        bytes=row.bytes,
        media_type=row.media_type,
        note=row.note,
        link=row.link or "",
    )
    return SharedRecord(
        row.id, file, row.label, row.document_id, row.job_id, row.card, row.shown, row.ended, row.replaces
    )
