"""What was asked to be forgotten is gone from index and originals, too."""

from sqlalchemy import select

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.tables import Forgetting


def _violations(world: World) -> int:
    return world.count(
        select(Forgetting.document_id).where(Forgetting.finished_at.is_(None), Forgetting.asked_at < world.at - OVERDUE)
    )


INVARIANT = Invariant(
    "forgettings_end",
    "A document was to be forgotten days ago, and index or originals still hold some of it, though nobody finds it.",
    _violations,
)
