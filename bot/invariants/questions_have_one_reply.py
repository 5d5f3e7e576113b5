"""For each part of a reply one message stands in a chat that can't be asked for what stands there."""

from sqlalchemy import func, select

from bot.invariants.invariant import SETTLED, Invariant, World
from pipelines.records.chat_tables import ShownMessage


def _violations(world: World) -> int:
    of_one = (ShownMessage.surface, ShownMessage.team, ShownMessage.key, ShownMessage.channel, ShownMessage.part)
    settled = func.max(ShownMessage.shown_at) < world.at - SETTLED
    return world.count(
        select(*of_one).where(ShownMessage.key != "").group_by(*of_one).having(func.count() > 1, settled)
    )


INVARIANT = Invariant(
    "questions_have_one_reply",
    "A question got the same part of its reply twice.",
    _violations,
)
