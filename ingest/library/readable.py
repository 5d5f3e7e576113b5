"""Which documents somebody may read, by labels alone: of all teams, since a label names its own."""

import heapq
from collections.abc import Collection, Iterator

from sqlalchemy import ColumnElement, Integer, Select, and_, bindparam, func, select
from sqlalchemy.orm import aliased

from pipelines.access import MOST_COUNTED, Scope
from pipelines.records.any_of import as_parameter, is_any_given, is_any_of
from pipelines.records.database import Database
from pipelines.records.tables import Document, Grant, Version

MANY_LABELS = 500
FEW_LABELS = 20


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
        with self._database.looking() as connection:
            granted = connection.execute(_AMONG, {"ids": sorted(document_ids)})
            return frozenset(document_id for document_id, label in granted if label in scope.labels)

    def some(self, scope: Scope, most: int) -> frozenset[str]:
        """The documents that the scope may read: all of them, or `most` where there are more."""
        found: frozenset[str] = frozenset()
        with self._database.looking() as connection:
            for labels in _widest_first(scope):
                found = frozenset(connection.scalars(_SOME, {"labels": as_parameter(labels), "most": most}))
                if len(found) == most:
                    break
        return found

    def count(self, scope: Scope) -> int:
        """How many documents the scope may read; `MOST_COUNTED` + 1 stands for more than `MOST_COUNTED`."""
        found = 0
        with self._database.looking() as connection:
            for labels in _widest_first(scope):
                given = {"labels": as_parameter(labels), "most": MOST_COUNTED + 1}
                found = connection.scalar(_COUNTED, given) or 0
                if found > MOST_COUNTED:
                    break
        return found

    def reads_more(self, scope: Scope, than: Scope) -> bool:
        """Whether the scope may read a document that the other one may not."""
        more = scope.labels - than.labels
        if not more:
            return False
        other = aliased(Grant)
        read_anyway = select(other.id).where(other.document_id == Document.id, is_any_of(other.label, than.labels))
        asked = _granted_live(_carries(Scope(more))).where(~read_anyway.exists()).limit(1)
        with self._database.looking() as connection:
            return connection.scalar(asked) is not None


def _widest_first(scope: Scope) -> Iterator[Collection[str]]:
    """A scope's labels, after a few where it has many: the shortest are those of everyone and of workspaces."""
    if len(scope.labels) > MANY_LABELS:
        yield heapq.nsmallest(FEW_LABELS, scope.labels, key=len)
    yield scope.labels


def granted_ids(scope: Scope) -> Select[str]:
    """The ids of the documents that carry a label of the scope, for a condition."""
    return select(Grant.document_id).where(_carries(scope))


def _granted_live(carries: ColumnElement[bool]) -> Select[str]:
    """The documents that answer questions, one row a grant that `carries` names: it starts from the labels' own
    index.
    """
    return select(Grant.document_id).join(Document, Document.id == Grant.document_id).where(carries, _is_live())


def _carries(scope: Scope) -> ColumnElement[bool]:
    return is_any_of(Grant.label, scope.labels)


def _is_live() -> ColumnElement[bool]:
    live = select(Version.id).where(Version.document_id == Document.id, Version.live_at.is_not(None)).exists()
    return and_(Document.forgotten_at.is_(None), live)


# Labels are compared by who asks: a scope may have hundreds, and each would be looked up for each of the documents.
_AMONG = (
    select(Grant.document_id, Grant.label)
    .join(Document, Document.id == Grant.document_id)
    .where(Grant.document_id.in_(bindparam("ids", expanding=True)), _is_live())
)
# Made once: each question asks, and to make a statement takes longer than to run it.
_SOME = _granted_live(is_any_given(Grant.label, bindparam("labels"))).distinct().limit(bindparam("most", type_=Integer))
_COUNTED = select(func.count()).select_from(_SOME.subquery())
