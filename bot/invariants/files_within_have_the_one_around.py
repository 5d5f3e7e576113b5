"""A file that came within another is there as long as that one."""

from sqlalchemy import select
from sqlalchemy.orm import aliased

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.tables import Document


def _violations(world: World) -> int:
    around = aliased(Document)
    there = select(around.id).where(around.id == Document.around_id, around.forgotten_at.is_(None)).exists()
    return world.count(
        select(Document.id).where(
            Document.around_id.is_not(None),
            Document.forgotten_at.is_(None),
            Document.created_at < world.at - OVERDUE,
            ~there,
        )
    )


INVARIANT = Invariant(
    "files_within_have_the_one_around",
    "A mail or an archive was forgotten, and a file that came within it still answers questions.",
    _violations,
)
