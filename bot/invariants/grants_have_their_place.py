"""Whoever may read a document may do so by a sharing that there is."""

from sqlalchemy import select

from bot.invariants.invariant import OVERDUE, Invariant, World
from bot.service.files.managed_documents import PLACE
from ingest.job import COMMAND_LINE
from pipelines.records.chat_tables import SharedInChat
from pipelines.records.tables import Grant

_LASTING = (COMMAND_LINE, PLACE)


def _violations(world: World) -> int:
    sharing = select(SharedInChat.id).where(SharedInChat.id == Grant.place).exists()
    return world.count(
        select(Grant.id).where(Grant.place.not_in(_LASTING), Grant.created_at < world.at - OVERDUE, ~sharing)
    )


INVARIANT = Invariant(
    "grants_have_their_place",
    "People may read a document by a sharing that is gone: taking it back has no effect on them.",
    _violations,
)
