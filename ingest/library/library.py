"""What we hold and who gave it to whom: documents, their versions, and the grants that say who may read them."""

import hashlib
import unicodedata
from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from ingest.job import ACTIVE, COMMAND_LINE
from ingest.library import grants
from ingest.library.granted import Granted
from ingest.library.held_documents import HeldDocument, NewVersion, live_documents
from ingest.library.readable import ReadableDocuments
from ingest.library.tombstones import Tombstones, bury, ids_within, revive
from pipelines.access import Scope
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import Document, Retention, Version, now

SHELF = "local"
"""The shelf of the command line, which has only one."""
INDEXING, READY, REPLACED = "indexing", "ready", "replaced"


class ForgottenMeanwhileError(RuntimeError):
    """Somebody asked to forget the document while it was being taken up; what was written of it has to go."""

    def __init__(self, document_id: str) -> None:
        self.document_id = document_id
        super().__init__("Somebody asked to forget this document meanwhile. Share it again if it is to stay.")


def storable_name(name: str) -> str:
    """The file's name in one spelling (NFC), without what no database can hold."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\0", "")


def document_key(shelf: str, name: str) -> str:
    """The id of the document of this name on a shelf, through all its versions; 32 hex digits."""
    return hashlib.sha256(f"{shelf}\n{name}".encode()).hexdigest()[:32]


def version_key(document_id: str, sha256: str) -> str:
    """The id of these bytes as a version of this document; 32 hex digits."""
    return hashlib.sha256(f"{document_id}\n{sha256}".encode()).hexdigest()[:32]


class Library:
    """The records of the documents on one shelf. Each method is one transaction; errors of the database pass through.

    Documents of one name on one shelf are versions of each other.
    """

    def __init__(self, database: Database, shelf: str = SHELF) -> None:
        self._database = database
        self._shelf = shelf
        self.granted = Granted(database)

    def document_id(self, name: str) -> str:
        """The id that a file of this name has, whether we hold it or not."""
        return document_key(self._shelf, name)

    def held(self, document_id: str) -> HeldDocument | None:
        """The document as it answers questions now; None where it doesn't."""
        with self._database.reading() as session:
            found = live_documents(session, self._shelf, document_id)
        return found[0] if found else None

    def documents(self) -> list[HeldDocument]:
        """All documents that answer questions, by name."""
        with self._database.reading() as session:
            return live_documents(session, self._shelf)

    def everywhere(self, document_id: str = "") -> list[HeldDocument]:
        """All documents that answer questions, by name, on whichever shelf and whoever reads them, or the one of an id.

        For admins' eyes alone.
        """
        with self._database.reading() as session:
            return live_documents(session, document_id=document_id or None)

    def readable(self, scope: Scope) -> list[HeldDocument]:
        """All documents that answer questions of this scope, by name, on whichever shelf they are."""
        with self._database.reading() as session:
            return live_documents(session, scope=scope)

    def count_readable(self, scope: Scope) -> int:
        """How many those are; `MOST_COUNTED` + 1 stands for more than `MOST_COUNTED`."""
        return ReadableDocuments(self._database).count(scope)

    def readable_among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """Those of some hundred documents that the scope may read at this moment."""
        return ReadableDocuments(self._database).among(document_ids, scope)

    def reads_more(self, scope: Scope, than: Scope) -> bool:
        """Whether the scope may read a document that the other one may not."""
        return ReadableDocuments(self._database).reads_more(scope, than)

    def begin(self, new: NewVersion) -> None:
        """Records a version that is about to become searchable. Proves that the records can be written, too."""
        with self._database.session() as session:
            document = session.get(Document, new.document_id)
            if document is None:
                document = Document(id=new.document_id, team=self._shelf, name=new.name, title=new.title)
                session.add(document)
            document.shelf, document.around_id = self._shelf, new.around_id
            version = session.get(Version, new.version_id)
            if version is None:
                version = Version(id=new.version_id, document_id=new.document_id, sha256=new.sha256)
                session.add(version)
            version.media_type, version.type = new.media_type, new.type.value
            version.pages, version.unit, version.bytes = new.pages, new.unit.value, new.bytes
            version.warnings = [[code, list(pages)] for code, pages in new.warnings]
            if version.state != READY:
                version.state, version.created_at = INDEXING, now()

    def finish(
        self,
        new: NewVersion,
        chunks: int,
        labels: Sequence[str],
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
        also: Callable[[Session], Sequence[str]] | None = None,
        indexed: Sequence[str] | None = None,
    ) -> tuple[str, ...]:
        """Makes the version the live one and adds the grants; the labels that may read the document from now on.

        A tombstone goes in the same moment. `also` is called first, in the same transaction: what it returns stands
        for `labels`, what it raises refuses all of it. `indexed` are the readers that the index knows: where these are
        others, it has to be told. Raises `ForgottenMeanwhileError` where `begin` was taken back, where nobody could
        read the document, and without a `place`, which makes it a repair, where this isn't the live version any more.
        """
        with self._database.session() as session:
            if also is not None:
                labels = also(session)
            document = _locked(session, new.document_id)
            known = {version.id: version for version in document.versions}.get(new.version_id)
            if known is None or (not place and known.live_at is None):
                raise ForgottenMeanwhileError(new.document_id)
            document.name, document.title, document.forgotten_at = new.name, new.title, None
            revive(session, document.id)
            if known.live_at is None:
                audit(session, by, "publish", document.id, version=known.id, place=place, chunks=chunks)
            for version in document.versions:
                if version.id == new.version_id:
                    version.state, version.chunks, version.live_at = READY, chunks, version.live_at or now()
                elif version.live_at is not None:
                    version.state, version.live_at = REPLACED, None
            grants.grant(session, document, labels, by, place)
            readers = grants.labels_of(document)
            if not readers:
                raise ForgottenMeanwhileError(new.document_id)
            if indexed is not None and set(indexed) != set(readers):
                grants.ask_relabelling(session, document)
            return readers

    def is_needed(self, version_id: str) -> bool:
        """Whether the version's original must stay: it answers questions, or a job is on its way with it."""
        live = select(Version.id).where(Version.id == version_id, Version.live_at.is_not(None))
        awaited = select(Job.id).where(Job.version_id == version_id, Job.state.in_(ACTIVE)).limit(1)
        with self._database.reading() as session:
            return session.scalar(live) is not None or session.scalar(awaited) is not None

    def abandon(self, version_id: str) -> None:
        """Takes back `begin` for a version that didn't become searchable; a live one stays."""
        with self._database.session() as session:
            version = session.get(Version, version_id)
            if version is None or version.state != INDEXING:
                return
            document = version.document
            session.delete(version)
            session.flush()
            session.refresh(document)
            if not document.versions and not document.grants and document.forgotten_at is None:
                session.delete(document)

    def within(self, document_id: str) -> list[str]:
        """The ids of the documents that came with this one, or are on their way, as files within it."""
        with self._database.reading() as session:
            return ids_within(session, document_id)

    def grant(
        self,
        document_id: str,
        labels: Sequence[str],
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
        also: Callable[[Session], Sequence[str]] | None = None,
    ) -> tuple[str, ...]:
        """Adds readers to a document with all that came with it, and removes none; all labels that may read it.

        `also` is as for `finish`. The index has to be told of what changed. Raises `ForgottenMeanwhileError` where the
        document is forgotten.
        """
        with self._database.session() as session:
            if also is not None:
                labels = also(session)
            document = _locked(session, document_id)
            before = grants.labels_of(document)
            if document.forgotten_at is not None or not before:
                raise ForgottenMeanwhileError(document_id)
            grants.grant(session, document, labels, by, place)
            if grants.labels_of(document) != before:
                grants.ask_relabelling(session, document)
            grants.follow(session, document, by)
            return grants.labels_of(document)

    def withdraw(
        self,
        document_id: str,
        labels: Sequence[str] | None = None,
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
    ) -> tuple[str, ...] | None:
        """Takes back what one place granted, these labels or all, and what its jobs would; who may still read it.

        The same goes for what came with it, and the index has to be told. With no reader left the document is forgotten
        in the same step, and what is kept of it has to go. None where there is no such document.
        """
        with self._database.session() as session:
            grants.stop_granting(session, document_id, labels, place)
            document = session.get(Document, document_id, with_for_update=True)
            if document is None or document.forgotten_at is not None or not document.grants:  # or not here yet
                return None
            before = grants.labels_of(document)
            grants.withdraw(session, document, labels, by, place)
            if not document.grants:
                grants.grant_for_waiting(session, document)
            if not document.grants:
                bury(session, document, by)
                return ()
            if grants.labels_of(document) != before:
                grants.ask_relabelling(session, document)
            grants.follow(session, document, by)
            return grants.labels_of(document)

    def forget(self, document_id: str, by: str = COMMAND_LINE) -> list[str]:
        """Makes the document forgotten in the records, with all that came with it; the ids of these, itself last.

        No id where there was none. What others keep of them has to go, too.
        """
        return Tombstones(self._database).bury(document_id, by)

    def handed_out(self, document_id: str, by: str) -> None:
        """Notes in the audit that somebody got a document's original."""
        with self._database.session() as session:
            audit(session, by, "hand-out", document_id)

    def everything(self) -> list[HeldDocument]:
        """All documents that answer questions, on whichever shelf, by name."""
        with self._database.reading() as session:
            return live_documents(session)

    def exported(self, by: str) -> None:
        """Notes in the audit that somebody got everything."""
        with self._database.session() as session:
            audit(session, by, "export", "everything")

    def retention(self) -> int | None:
        """After how many days the shelf's documents are forgotten; None where that is left to the settings."""
        with self._database.reading() as session:
            held = session.get(Retention, self._shelf)
        return held.days if held is not None else None

    def set_retention(self, days: int | None, by: str = COMMAND_LINE) -> None:
        """After how many days the shelf's documents are forgotten; None leaves it to the settings."""
        if days is not None and days < 1:
            raise ValueError(f"Documents are kept for 1 day or more, not for {days}.")
        with self._database.session() as session:
            held = session.get(Retention, self._shelf)
            if days is not None:
                session.merge(Retention(team=self._shelf, days=days))
            elif held is not None:
                session.delete(held)
            audit(session, by, "retention", self._shelf, days=days)


def _locked(session: Session, document_id: str) -> Document:
    """A document with its row locked, and before it that of the one around it, whose grants it has."""
    around_id = session.scalar(select(Document.around_id).where(Document.id == document_id))
    if around_id is not None:
        session.get(Document, around_id, with_for_update=True)
    return session.get_one(Document, document_id, with_for_update=True)
