"""Which documents somebody may read, by labels alone: of all teams, since a label names its own."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import aliased

from pipelines.access import MOST_COUNTED, Scope
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Version


class ReadableDocuments:
    """The `Readable` of the records: what isn't forgotten, answers questions, and is granted to a label of the scope.

    Each call is one query in a transaction of its own; errors of the database pass through.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """Those of some hundred documents that the scope may read at this moment."""
        if not document_ids:
            return frozenset()
        # Labels are compared here: a scope may have hundreds, and each would be looked up for each of the documents.
        asked = (
            select(Grant.document_id, Grant.label)
            .join(Document, Document.id == Grant.document_id)
            .where(Grant.document_id.in_(sorted(document_ids)), _is_live())
        )
        with self._database.reading() as session:
            return frozenset(document_id for document_id, label in session.execute(asked) if label in scope.labels)

    def count(self, scope: Scope) -> int:
        """How many documents the scope may read; `MOST_COUNTED` + 1 stands for more than `MOST_COUNTED`."""
        some = _granted_live(scope).distinct().limit(MOST_COUNTED + 1)
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(some.subquery())) or 0

    def reads_more(self, scope: Scope, than: Scope) -> bool:
        """Whether the scope may read a document that the other one may not."""
        more = scope.labels - than.labels
        if not more:
            return False
        other = aliased(Grant)
        read_anyway = select(other.id).where(other.document_id == Document.id, other.label.in_(sorted(than.labels)))
        asked = _granted_live(Scope(more)).where(~read_anyway.exists()).limit(1)
        with self._database.reading() as session:
            return session.scalar(asked) is not None


def granted_ids(scope: Scope) -> Select[str]:
    """The ids of the documents that carry a label of the scope, for a condition."""
    return select(Grant.document_id).where(_carries(scope))


def _granted_live(scope: Scope) -> Select[str]:
    """The documents that answer questions of a scope, one row a grant: it starts from the labels' own index."""
    return select(Grant.document_id).join(Document, Document.id == Grant.document_id).where(_carries(scope), _is_live())


def _carries(scope: Scope) -> ColumnElement[bool]:
    return Grant.label.in_(sorted(scope.labels))


def _is_live() -> ColumnElement[bool]:
    live = select(Version.id).where(Version.document_id == Document.id, Version.live_at.is_not(None)).exists()
    return and_(Document.forgotten_at.is_(None), live)
