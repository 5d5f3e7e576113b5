"""What we hold and who gave it to whom: documents, their versions, and the grants that say who may read them."""

import hashlib
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pipelines.database import Database
from pipelines.records import AuditEntry, Document, Grant, Version, now
from pipelines.types import DocumentType

TEAM = "local"
"""The team of the command line, which has only one."""
PLACE = "command line"
INDEXING, READY, REPLACED = "indexing", "ready", "replaced"


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that answers questions: `version_id` its live version, `labels` who may read it, in order."""

    document_id: str
    version_id: str
    name: str
    title: str
    type: DocumentType
    pages: int
    chunks: int
    warnings: tuple[tuple[str, tuple[int, ...]], ...]
    labels: tuple[str, ...]
    live_at: datetime
    sha256: str = ""
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class NewVersion:
    """What is known of a file's bytes when they have been read and before they are searchable."""

    document_id: str
    version_id: str
    name: str
    title: str
    sha256: str
    media_type: str
    type: DocumentType
    pages: int
    bytes: int
    warnings: tuple[tuple[str, tuple[int, ...]], ...] = ()


def storable_name(name: str) -> str:
    """The file's name in one spelling (NFC), without what no database can hold."""
    return unicodedata.normalize("NFC", name.encode("utf-8", "replace").decode()).replace("\0", "")


def document_key(team: str, name: str) -> str:
    """The id of the document that a team knows by this name, through all its versions; 32 hex digits."""
    return hashlib.sha256(f"{team}\n{name}".encode()).hexdigest()[:32]


def version_key(document_id: str, sha256: str) -> str:
    """The id of these bytes as a version of this document; 32 hex digits."""
    return hashlib.sha256(f"{document_id}\n{sha256}".encode()).hexdigest()[:32]


class Library:
    """The records of one team's documents. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database, team: str = TEAM) -> None:
        self._database = database
        self._team = team

    def document_id(self, name: str) -> str:
        """The id that a file of this name has, whether we hold it or not."""
        return document_key(self._team, name)

    def held(self, document_id: str) -> HeldDocument | None:
        """The document as it answers questions now; None where it doesn't."""
        with self._database.reading() as session:
            found = _live(session, self._team, document_id)
        return found[0] if found else None

    def documents(self) -> list[HeldDocument]:
        """All documents that answer questions, by name."""
        with self._database.reading() as session:
            return _live(session, self._team)

    def begin(self, new: NewVersion) -> None:
        """Records a version that is about to become searchable. Proves that the records can be written, too."""
        with self._database.session() as session:
            document = session.get(Document, new.document_id)
            if document is None:
                document = Document(id=new.document_id, team=self._team, name=new.name, title=new.title)
                session.add(document)
            version = session.get(Version, new.version_id)
            if version is None:
                version = Version(id=new.version_id, document_id=new.document_id, sha256=new.sha256)
                session.add(version)
            version.media_type, version.type = new.media_type, new.type.value
            version.pages, version.bytes = new.pages, new.bytes
            version.warnings = [[code, list(pages)] for code, pages in new.warnings]
            if version.state != READY:
                version.state = INDEXING

    def finish(
        self,
        new: NewVersion,
        chunks: int,
        labels: Sequence[str],
        by: str = PLACE,
        also: Callable[[Session], None] | None = None,
    ) -> tuple[str, ...]:
        """Makes the version the live one and adds the grants; the labels that may read the document from now on.

        `also` is called first, in the same transaction: what it raises refuses all of it.
        """
        with self._database.session() as session:
            if also is not None:
                also(session)
            document = session.get_one(Document, new.document_id)
            document.title, document.forgotten_at = new.title, None
            for version in document.versions:
                if version.id == new.version_id:
                    version.state, version.chunks, version.live_at = READY, chunks, version.live_at or now()
                elif version.live_at is not None:
                    version.state, version.live_at = REPLACED, None
            return _grant(session, document, labels, by)

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

    def grant(self, document_id: str, labels: Sequence[str], by: str = PLACE) -> tuple[str, ...]:
        """Adds readers to a document and removes none; all labels that may read it."""
        with self._database.session() as session:
            return _grant(session, session.get_one(Document, document_id), labels, by)

    def forget(self, document_id: str, by: str = PLACE) -> bool:
        """Deletes the document's versions and grants; False where there was none. That it was here stays recorded."""
        with self._database.session() as session:
            document = session.get(Document, document_id)
            if document is None or document.forgotten_at is not None:
                return False
            for row in (*document.versions, *document.grants):
                session.delete(row)
            document.forgotten_at = now()
            session.add(AuditEntry(actor=by, action="forget", target=document_id))
            return True


def _grant(session: Session, document: Document, labels: Sequence[str], by: str) -> tuple[str, ...]:
    held = {grant.label for grant in document.grants if grant.place == PLACE}
    for label in dict.fromkeys(labels):
        if label not in held:
            document.grants.append(Grant(label=label, place=PLACE, granted_by=by))
            details = {"label": label}
            session.add(AuditEntry(actor=by, action="grant", target=document.id, details=details))
    return tuple(sorted({grant.label for grant in document.grants}))


def _live(session: Session, team: str, document_id: str | None = None) -> list[HeldDocument]:
    asked = (
        select(Document, Version)
        .join(Version, Version.document_id == Document.id)
        .where(Document.team == team, Document.forgotten_at.is_(None), Version.live_at.is_not(None))
        .order_by(Document.name, Document.id)
    )
    if document_id is not None:
        asked = asked.where(Document.id == document_id)
    return [
        HeldDocument(
            document_id=document.id,
            version_id=version.id,
            name=document.name,
            title=document.title,
            type=DocumentType(version.type),
            pages=version.pages,
            chunks=version.chunks,
            warnings=tuple((code, tuple(pages)) for code, pages in version.warnings),
            labels=tuple(sorted({grant.label for grant in document.grants})),
            live_at=version.live_at or version.created_at,
            sha256=version.sha256,
            bytes=version.bytes,
        )
        for document, version in session.execute(asked)
    ]
