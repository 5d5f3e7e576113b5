"""What is known of a document that answers questions, and of one that is about to."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, selectinload

from ingest.library.readable import granted_ids
from pipelines.access import Scope
from pipelines.records.tables import Document, Version
from pipelines.types import DocumentType, Unit


@dataclass(frozen=True, slots=True)
class HeldDocument:
    """A document that answers questions: `version_id` its live version, `labels` who may read it, in order.

    `around_id` is the document that it came with, as a file within it.
    """

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
    unit: Unit = Unit.PAGE
    around_id: str | None = None


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
    unit: Unit = Unit.PAGE
    around_id: str | None = None


def live_documents(
    session: Session, shelf: str | None = None, document_id: str | None = None, scope: Scope | None = None
) -> list[HeldDocument]:
    """The documents that answer questions, of one shelf or of all, for all readers or those of a scope, by name."""
    asked = (
        select(Document, Version)
        .join(Version, Version.document_id == Document.id)
        .where(Document.forgotten_at.is_(None), Version.live_at.is_not(None))
        .options(selectinload(Document.grants))
    )
    if shelf is not None:
        asked = asked.where(or_(Document.shelf == shelf, and_(Document.shelf.is_(None), Document.team == shelf)))
    if document_id is not None:
        asked = asked.where(Document.id == document_id)
    if scope is not None:
        asked = asked.where(Document.id.in_(granted_ids(scope)))
    held = [
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
            unit=Unit(version.unit),
            around_id=document.around_id,
        )
        for document, version in session.execute(asked)
    ]
    # Names are sealed, so the database can't put them in order.
    return sorted(held, key=lambda each: (each.name, each.document_id))
