"""A document that answers questions does so in one version, and for somebody."""

from sqlalchemy import func, select

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.tables import Document, Grant, Version


def _violations(world: World) -> int:
    live = Version.live_at.is_not(None)
    granted = select(Grant.id).where(Grant.document_id == Document.id).exists()
    unread = (
        select(Document.id)
        .join(Version, Version.document_id == Document.id)
        .where(Document.forgotten_at.is_(None), Version.live_at < world.at - OVERDUE, ~granted)
    )
    return world.count(
        select(Version.document_id).where(live).group_by(Version.document_id).having(func.count() > 1), unread
    )


INVARIANT = Invariant(
    "live_documents_have_one_version_and_readers",
    "A document answers with two states at once, or is kept though nobody may read it any more.",
    _violations,
)
