"""What the records say of who may read documents, and what of that the index has not been told."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pipelines.access import Scope
from pipelines.records.any_of import is_any_of
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Relabelling, now


@dataclass(frozen=True, slots=True)
class GivenGrant:
    """Who holds `label` may read a document by what `by` did at `place`."""

    label: str
    place: str
    by: str
    at: datetime


MOST_AT_ONCE = 1000
"""Grants that may be written at one moment."""


_NEWEST = select(Grant.id, Grant.document_id, Grant.label, Grant.created_at).order_by(Grant.id.desc()).limit(1)


class Granted:
    """The grants of all teams. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def labels(self, document_id: str) -> tuple[str, ...]:
        """Who may read a document, in order; nobody where there is none."""
        with self._database.reading() as session:
            return _labels(session, document_id)

    def grants(self, document_id: str) -> list[GivenGrant]:
        """All grants of a document, oldest first."""
        asked = select(Grant).where(Grant.document_id == document_id).order_by(Grant.created_at, Grant.id)
        with self._database.reading() as session:
            return [GivenGrant(row.label, row.place, row.granted_by, row.created_at) for row in session.scalars(asked)]

    def all_labels(self) -> list[str]:
        """The labels that somebody was granted something by, in order; costs a look each, however many the grants."""
        first = select(func.min(Grant.label).label("label")).cte("labels", recursive=True)
        after = select(func.min(Grant.label)).where(Grant.label > first.c.label).scalar_subquery()
        labels = first.union_all(select(after).where(first.c.label.is_not(None)))
        with self._database.reading() as session:
            return [label for label in session.scalars(select(labels.c.label)) if label is not None]

    def newest(self) -> tuple[object, ...]:
        """What tells the grant that was made last from any other; empty where there is none. One look."""
        with self._database.looking() as connection:
            return tuple(connection.execute(_NEWEST).one_or_none() or ())

    def labels_after(self, newest: object) -> list[str]:
        """The labels of the grants that were made after the one that `newest` told of, and of some before it: what is
        written at one moment may be seen one after the other.
        """
        known = newest[0] if isinstance(newest, tuple) and newest else 0
        asked = select(Grant.label).where(Grant.id > known - MOST_AT_ONCE).distinct()
        with self._database.reading() as session:
            return list(session.scalars(asked))

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
            is_any_of(Grant.label, scope.labels),
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
