"""The index is told of it when a document's readers change."""

from sqlalchemy import select

from bot.invariants.invariant import OVERDUE, Invariant, World
from pipelines.records.tables import Relabelling


def _violations(world: World) -> int:
    return world.count(select(Relabelling.document_id).where(Relabelling.asked_at < world.at - OVERDUE))


INVARIANT = Invariant(
    "readers_reach_the_index",
    "New readers of a document don't find it since days; those who may no longer read it don't either.",
    _violations,
)
