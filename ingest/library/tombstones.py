"""The end of documents in the records: the tombstone first, so that nobody finds them from then on."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import Column, Table, bindparam, delete, func, or_, select, update
from sqlalchemy.orm import Session

from pipelines.audit import audit
from pipelines.records.chat_tables import Verdict
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import AskedQuestion, CitedPage, Document, Forgetting, Record, UtcTime, Version, now

GHOSTS_FOR = timedelta(hours=24)
"""How long a tombstone still hides a document of which nothing is left: whoever was indexing it has ended by then."""
_CITATIONS = CitedPage.__tablename__
_KEPT = {"forgettings"}
"""Tables that name a document on purpose when it is forgotten."""


_HIDDEN = select(Forgetting.document_id).where(
    or_(Forgetting.finished_at.is_(None), Forgetting.finished_at > bindparam("since", type_=UtcTime))
)


class Tombstones:
    """What was forgotten, and what of it is still to be removed. Each method is one transaction, over all teams."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def hidden(self) -> frozenset[str]:
        """The documents that no search may give away, whatever the index holds; few, and asked for with each search."""
        with self._database.looking() as connection:
            return frozenset(connection.scalars(_HIDDEN, {"since": now() - GHOSTS_FOR}))

    def bury(self, document_id: str, by: str) -> list[str]:
        """Makes a document forgotten with all that came with it, and deletes what the records hold of them.

        The ids of these documents, itself last; none where there was none.
        """
        with self._database.session() as session:
            document = session.get(Document, document_id, with_for_update=True)
            if document is None or (document.forgotten_at is not None and not document.versions):
                return []
            return bury(session, document, by)

    def reopen(self, document_id: str, by: str) -> bool:
        """Buries a document again of which something was found; False where it isn't forgotten, or on its way back."""
        with self._database.session() as session:
            document = session.get(Document, document_id, with_for_update=True)
            if document is None or session.get(Forgetting, document_id) is None:
                return False
            if any(
                _version_ids(session, table, document_id) for table in _document_tables() if table.name != _CITATIONS
            ):
                return False
            bury(session, document, by)
            return True

    def unfinished(self) -> list[str]:
        """The documents of which something may be left, oldest first."""
        asked = select(Forgetting.document_id).where(Forgetting.finished_at.is_(None)).order_by(Forgetting.asked_at)
        with self._database.reading() as session:
            return list(session.scalars(asked))

    def versions(self, document_id: str) -> list[str]:
        """The ids under which something may have been kept of a forgotten document."""
        with self._database.reading() as session:
            tombstone = session.get(Forgetting, document_id)
            return list(tombstone.versions) if tombstone is not None else []

    def wanted(self, version_id: str) -> bool:
        """Whether the records know a version after all, so that its original must stay."""
        with self._database.reading() as session:
            return version_id in known_versions(session, version_id)

    def finish(self, document_id: str) -> None:
        """Records that nothing is left."""
        with self._database.session() as session:
            session.execute(update(Forgetting).where(Forgetting.document_id == document_id).values(finished_at=now()))

    def unexpunged(self) -> list[str]:
        """The documents of whose deleted rows something may still be on the disk."""
        asked = select(Forgetting.document_id).where(
            Forgetting.finished_at.is_not(None), Forgetting.expunged_at.is_(None)
        )
        with self._database.reading() as session:
            return list(session.scalars(asked))

    def expunged(self, document_ids: Sequence[str]) -> None:
        """Records that nothing of their deleted rows is left on the disk."""
        ours = Forgetting.document_id.in_(document_ids)
        with self._database.session() as session:
            session.execute(update(Forgetting).where(ours).values(expunged_at=now()))

    def mentions(self, document_id: str) -> dict[str, int]:
        """How many rows still tell of the document, by table; a name that is left counts as one."""
        with self._database.reading() as session:
            counts = {table.name: _count(session, table, document_id) for table in _document_tables()}
            document = session.get(Document, document_id)
            counts["documents"] = int(document is not None and bool(document.name or document.title))
        return {table: count for table, count in counts.items() if count}

    def audit(self, action: str, target: str, by: str, details: dict[str, int]) -> None:
        """Adds an entry to the audit."""
        with self._database.session() as session:
            audit(session, by, action, target, **details)


def bury(session: Session, document: Document, by: str) -> list[str]:
    """Sets the tombstone of a document whose row is locked, and those of all that came with it; their ids.

    Deletes versions, grants, jobs, citations, shared files, the answers that quote them, what people wrote about these
    answers, and their names.
    """
    inner = documents_within(session, document)
    for each in (*inner, document):
        _bury_alone(session, each, by)
    return [each.id for each in (*inner, document)]


def documents_within(session: Session, document: Document) -> list[Document]:
    """The documents that came with this one, as files within it; those that are still on their way get a row."""
    found: list[Document] = []
    for document_id in ids_within(session, document.id):
        each = session.get(Document, document_id)
        if each is None:
            each = Document(id=document_id, team=document.team, shelf=document.shelf, name="", title="")
            session.add(each)
        found.append(each)
    session.flush()
    return found


def ids_within(session: Session, document_id: str) -> list[str]:
    """The ids of the documents, and of those on their way, that came with this one: the innermost first."""
    found: dict[str, None] = {}
    level = {document_id}
    while level:
        held = select(Document.id).where(Document.around_id.in_(level), Document.forgotten_at.is_(None))
        coming = select(Job.document_id).where(Job.around_id.in_(level))
        level = {*session.scalars(held), *session.scalars(coming)} - found.keys()
        found |= dict.fromkeys(sorted(level))
    return list(reversed(found))


def _bury_alone(session: Session, document: Document, by: str) -> None:
    tables = _document_tables()
    keys = {version_id for table in tables for version_id in _version_ids(session, table, document.id)}
    quoting = select(CitedPage.question_id).where(CitedPage.document_id == document.id)
    for blanking in (
        update(AskedQuestion).where(AskedQuestion.id.in_(quoting)).values(answer="", standalone=""),
        update(Verdict).where(Verdict.question_id.in_(quoting)).values(reason=""),
    ):
        session.execute(blanking, execution_options={"synchronize_session": False})
    for table in tables:
        session.execute(delete(table).where(table.c.document_id == document.id))
    document.name = document.title = ""
    document.forgotten_at = now()
    tombstone = session.get(Forgetting, document.id)
    if tombstone is None:
        tombstone = Forgetting(document_id=document.id, versions=[])
        session.add(tombstone)
    tombstone.versions = sorted(keys | set(tombstone.versions))
    tombstone.asked_at, tombstone.finished_at, tombstone.expunged_at = now(), None, None
    audit(session, by, "forget", document.id)
    session.flush()
    session.expire(document, ["versions", "grants"])


def revive(session: Session, document_id: str) -> None:
    """Takes the tombstone away: the document is here again."""
    session.execute(delete(Forgetting).where(Forgetting.document_id == document_id))


def known_versions(session: Session, only: str | None = None) -> set[str]:
    """The ids of all versions that some table names, or of the one that is asked for."""
    found: set[str] = set()
    for table in _document_tables():
        column = _version_column(table)
        if column is not None and table.name != _CITATIONS:
            asked = select(column) if only is None else select(column).where(column == only)
            found.update(session.scalars(asked.distinct()))
    return found


def _document_tables() -> Sequence[Table]:
    """Every table whose rows belong to a document, those that refer to others first."""
    tables = [table for table in reversed(Record.metadata.sorted_tables) if "document_id" in table.c]
    return [table for table in tables if table.name not in _KEPT]


def _version_column(table: Table) -> Column[str] | None:
    return table.c.id if table.name == Version.__tablename__ else table.c.get("version_id")


def _version_ids(session: Session, table: Table, document_id: str) -> list[str]:
    column = _version_column(table)
    if column is None:
        return []
    return list(session.scalars(select(column).where(table.c.document_id == document_id)))


def _count(session: Session, table: Table, document_id: str) -> int:
    return session.scalar(select(func.count()).select_from(table).where(table.c.document_id == document_id)) or 0
