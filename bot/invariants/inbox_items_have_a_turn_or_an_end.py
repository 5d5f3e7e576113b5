"""What a chat told us is worked on at some moment, or has ended and left nothing."""

from sqlalchemy import or_, select

from bot.invariants.invariant import SETTLED, Invariant, World
from pipelines.records.chat_tables import InboxEntry


def _violations(world: World) -> int:
    ended = InboxEntry.ended_at.is_not(None)
    left = or_(InboxEntry.due_at.is_not(None), InboxEntry.payload.is_not(None), InboxEntry.notes.is_not(None))
    return world.count(
        select(InboxEntry.key).where(~ended, InboxEntry.due_at.is_(None)),
        select(InboxEntry.key).where(InboxEntry.due_at < world.at - SETTLED),
        select(InboxEntry.key).where(ended, left),
    )


INVARIANT = Invariant(
    "inbox_items_have_a_turn_or_an_end",
    "Somebody asked and gets no reply: nobody takes it up; or words of something that has ended are still kept.",
    _violations,
)
