"""The end of everything that the records hold of one person; the audit and what others may read stay."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session, class_mapper

from bot.records.known_as import KnownAs
from bot.records.person_rows import columns_naming, inbox_items, rows_of, shared_by
from bot.records.personal_columns import FATES, Fate
from ingest.job import ACTIVE
from ingest.job_rows import moment
from pipelines.audit import audit
from pipelines.records.chat_tables import InboxEntry, SharedInChat
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.people_tables import Account, ApiKey, RoleGrant
from pipelines.records.tables import Document, Grant, Record

NOBODY: Final = "nobody"
"""Who shared, gave or made what the erased person did."""
_DIRECT: Final = "direct"
_KEPT: Final = frozenset({"shared file", "grant", "job", "installation", "role given", "key", "shown message"})
"""Kinds of rows that stay without the person, or that are deleted with a condition of their own."""


class Reading(NamedTuple):
    """A label that a document is read by, and the sharing that gave it."""

    document_id: str
    label: str
    place: str


class Erasure:
    """Erases people. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def readings(self, known: KnownAs, with_shared: bool) -> list[Reading]:
        """Labels that the person alone holds, of documents and files on their way; `with_shared` all that they gave."""
        with self._database.reading() as session:
            grants = (
                select(Grant)
                .join(Document, Document.id == Grant.document_id)
                .where(Document.around_id.is_(None))
                .where(or_(Grant.label.in_(known.labels), Grant.granted_by.in_(known.labels if with_shared else ())))
            )
            found = [Reading(each.document_id, each.label, each.place) for each in session.scalars(grants)]
            by_them = Job.granted_by.in_(known.labels)
            for job in session.scalars(select(Job).where(by_them, Job.state.in_(ACTIVE))):
                own = [label for label in job.labels if with_shared or label in known.labels]
                found += [Reading(job.document_id, label, job.place) for label in own]
        return list(dict.fromkeys(found))

    def erase(self, known: KnownAs, by: str, with_shared: bool) -> dict[str, int]:
        """Deletes the person's rows and takes them out of the others; how many, by kind. The audit tells of it.

        To be called when nothing of `readings` is left. A second call finds nothing, and is told as well.
        """
        with self._database.session() as session:
            counts = {found.kind: _count(session, found.table, found.where) for found in rows_of(known)}
            counts["waiting message"] = _delete_items(session, known)
            _take_out(session, known, with_shared)
            deleted = [each for each in rows_of(known) if each.kind not in _KEPT]
            shown = [each for each in rows_of(known) if each.kind == "shown message"]
            for each in [*shown, *reversed(deleted)]:  # what others point at comes last
                session.execute(delete(each.table).where(each.where), execution_options={"synchronize_session": False})
            told = {kind: count for kind, count in counts.items() if count}
            audit(session, by, "account", known.account_id or known.named, erased=True, rows=sum(told.values()))
        return told

    def left(self, known: KnownAs) -> dict[str, int]:
        """How many rows still name the person, by table; looks through every column that isn't sealed and must not.

        The ids are looked for as such, so that it needs no knowledge of the tables. Reads each of them whole.
        """
        names = sorted(known.ids)
        found: dict[str, int] = {}
        with self._database.reading(in_one_transaction=True) as session:
            for mapper in Record.registry.mappers:
                table, fates = mapper.class_.__tablename__, FATES[mapper.class_.__tablename__]
                for column in mapper.column_attrs:
                    fate = fates.get(column.columns[0].name, Fate.IMPERSONAL)
                    if fate is Fate.STAYS or not _is_searchable(column.columns[0]):
                        continue
                    count = columns_naming(session, mapper.class_, getattr(mapper.class_, column.key), names)
                    if count:
                        found[table] = found.get(table, 0) + count
            waiting = sum(1 for _ in inbox_items(session, known))
        return found | ({InboxEntry.__tablename__: waiting} if waiting else {})


def _is_searchable(column: Any) -> bool:
    """Whether the database can look for a text in it: sealed ones and numbers it can't."""
    return type(column.type).__name__ in {"String", "JSON"}


def _count(session: Session, table: type[Record], where: Any) -> int:
    return sum(1 for _ in session.execute(select(*class_mapper(table).primary_key).where(where)))


def _delete_items(session: Session, known: KnownAs) -> int:
    """Deletes what came from the person and waits or is worked on: whoever holds it, writes nothing more."""
    keys = [entry.key for entry in inbox_items(session, known)]
    for first in range(0, len(keys), 500):
        session.execute(delete(InboxEntry).where(InboxEntry.key.in_(keys[first : first + 500])))
    return len(keys)


def _take_out(session: Session, known: KnownAs, with_shared: bool) -> None:
    """Makes nobody of the person where rows stay; what they shared with the bot alone goes."""
    mine = shared_by(known)
    gone = mine if with_shared else (mine & (SharedInChat.kind == _DIRECT))
    session.execute(delete(SharedInChat).where(gone), execution_options={"synchronize_session": False})
    nobody = {"sharer": "", "sharer_team": "", "note": "", "link": None}
    session.execute(update(SharedInChat).where(mine).values(**nobody), execution_options={"synchronize_session": False})
    for table, column in ((Grant, Grant.granted_by), (RoleGrant, RoleGrant.granted_by)):
        session.execute(update(table).where(column.in_(known.actors)).values(granted_by=NOBODY))
    _leave_jobs(session, _rows(session, known, "job"), known)
    _revoke_keys(session, _rows(session, known, "key"), known)
    for installation in _rows(session, known, "installation"):
        installation.installed_by = ""
    if known.account_id:
        session.execute(delete(Account).where(Account.id == known.account_id))
    session.flush()


def _rows(session: Session, known: KnownAs, kind: str) -> list[Any]:
    return [
        row
        for found in rows_of(known)
        if found.kind == kind
        for row in session.scalars(select(found.table).where(found.where))
    ]


def _leave_jobs(session: Session, jobs: Iterable[Job], known: KnownAs) -> None:
    """Deletes jobs that granted to the person alone; a worker that holds one notices that it is gone."""
    for job in jobs:
        others = [label for label in job.labels if label not in known.labels]
        if job.labels and not others:
            session.delete(job)
            continue
        job.labels = others
        if job.granted_by in known.labels:
            job.granted_by = NOBODY


def _revoke_keys(session: Session, keys: Iterable[ApiKey], known: KnownAs) -> None:
    """Ends the keys that the person made: nobody answers for them any more."""
    for key in keys:
        key.labels = [label for label in key.labels if label not in known.labels]
        if key.created_by in known.actors:
            key.created_by, key.name, key.revoked_at = NOBODY, "", key.revoked_at or moment(session)
