"""The documents that are held, in figures, and those that came last."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Version


@dataclass(frozen=True, slots=True)
class NewDocument:
    """A document that answers questions since `live_at`; `labels` are those that may read it."""

    name: str = field(repr=False)
    pages: int
    unit: str
    live_at: datetime
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Held:
    """How many documents answer questions, how many pages they have in all, and the newest."""

    documents: int
    pages: int
    newest: tuple[NewDocument, ...]


class HeldFigures:
    """Reads them. Errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self, most: int) -> Held:
        """What is held; at most so many are listed. Files within others count as documents of their own."""
        live = (Version.live_at.is_not(None), Document.forgotten_at.is_(None))
        of = Version.document_id == Document.id
        counted = select(func.count(), func.coalesce(func.sum(Version.pages), 0)).join(Document, of).where(*live)
        newest = (
            select(Document.id, Document.name, Version.pages, Version.unit, Version.live_at)
            .join(Document, of)
            .where(*live)
            .order_by(Version.live_at.desc(), Document.id)
            .limit(most)
        )
        with self._database.reading() as session:
            documents, pages = session.execute(counted).one()
            rows = session.execute(newest).all()
            granted = select(Grant.document_id, Grant.label).where(Grant.document_id.in_([row.id for row in rows]))
            labels = session.execute(granted).all()
        listed = tuple(
            NewDocument(
                row.name,
                row.pages,
                row.unit,
                row.live_at,
                tuple(label for document_id, label in labels if document_id == row.id),
            )
            for row in rows
        )
        return Held(documents, int(pages), listed)
