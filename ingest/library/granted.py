"""What the records say of who may read documents, and what of that the index has not been told."""

from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.access import Scope
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Relabelling, now


class Granted:
    """The grants of all teams. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def labels(self, document_id: str) -> tuple[str, ...]:
        """Who may read a document, in order; nobody where there is none."""
        with self._database.reading() as session:
            return _labels(session, document_id)

    def all_labels(self) -> list[str]:
        """The labels that somebody was granted something by, in order; costs a look each, however many the grants."""
        first = select(func.min(Grant.label).label("label")).cte("labels", recursive=True)
        after = select(func.min(Grant.label)).where(Grant.label > first.c.label).scalar_subquery()
        labels = first.union_all(select(after).where(first.c.label.is_not(None)))
        with self._database.reading() as session:
            return [label for label in session.scalars(select(labels.c.label)) if label is not None]

    def at(self, place: str) -> list[str]:
        """The documents that a place grants, oldest first; not those that only came with another."""
        asked = (
            select(Grant.document_id)
            .join(Document, Document.id == Grant.document_id)
            .where(Grant.place == place, Document.around_id.is_(None))
            .group_by(Grant.document_id)
            .order_by(func.min(Grant.id))
        )
        with self._database.reading() as session:
            return list(session.scalars(asked))

    def before(self, document_id: str, place: str, scope: Scope) -> bool:
        """Whether readers of the scope could read a document before this place granted it."""
        first = select(func.min(Grant.id)).where(Grant.document_id == document_id, Grant.place == place)
        earlier = select(Grant.id).where(
            Grant.document_id == document_id,
            Grant.place != place,
            Grant.label.in_(sorted(scope.labels)),
            Grant.id < first.scalar_subquery(),
        )
        with self._database.reading() as session:
            return session.scalar(earlier.limit(1)) is not None

    def untold(self, document_id: str) -> tuple[str, ...] | None:
        """Who may read a document, where the index doesn't know it yet; else None."""
        with self._database.reading() as session:
            return _labels(session, document_id) if session.get(Relabelling, document_id) is not None else None

    def all_untold(self, age: timedelta) -> list[str]:
        """The documents whose readers the index has not been told for so long, oldest first."""
        asked = select(Relabelling.document_id).where(Relabelling.asked_at <= now() - age)
        with self._database.reading() as session:
            return list(session.scalars(asked.order_by(Relabelling.asked_at)))

    def confirm(self, document_id: str, labels: tuple[str, ...]) -> tuple[str, ...]:
        """Remembers that the index knows these readers, as long as the records say the same; what they say."""
        with self._database.session() as session:
            session.get(Document, document_id, with_for_update=True)
            readers, row = _labels(session, document_id), session.get(Relabelling, document_id)
            if row is not None and readers == labels:
                session.delete(row)
            return readers


def _labels(session: Session, document_id: str) -> tuple[str, ...]:
    return tuple(sorted(set(session.scalars(select(Grant.label).where(Grant.document_id == document_id)))))
