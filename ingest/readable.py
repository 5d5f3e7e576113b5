"""Which documents somebody may read, by labels alone: of all teams, since a label names its own."""

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from pipelines.access import Scope
from pipelines.records import Document, Grant, Version


def granted(scope: Scope) -> Select[str]:
    """The ids of the documents that carry a label of the scope, for a condition."""
    return select(Grant.document_id).where(Grant.label.in_(sorted(scope.labels)))


def count_readable(session: Session, scope: Scope) -> int:
    """How many documents answer questions of this scope; no text is opened for it."""
    asked = (
        select(func.count(func.distinct(Document.id)))
        .join(Version, Version.document_id == Document.id)
        .where(Document.forgotten_at.is_(None), Version.live_at.is_not(None), Document.id.in_(granted(scope)))
    )
    return session.scalar(asked) or 0
