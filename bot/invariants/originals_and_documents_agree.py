"""Each document that answers has its original, and each original its document."""

from sqlalchemy import select

from bot.invariants.invariant import OVERDUE, Invariant, World
from ingest.library.tombstones import known_versions
from pipelines.records.tables import Version


def _violations(world: World) -> int:
    kept = set(world.vault.keys())
    with world.database.reading() as session:
        live = set(session.scalars(select(Version.id).where(Version.live_at < world.at - OVERDUE)))
        known = known_versions(session)
    return len(live - kept) + sum(_is_old(world, each) for each in kept - known)


def _is_old(world: World, version_id: str) -> bool:
    try:
        return world.vault.written_at(version_id) < world.at - OVERDUE
    except FileNotFoundError:  # somebody else deleted it just now
        return False


INVARIANT = Invariant(
    "originals_and_documents_agree",
    "A document can't be handed back or indexed anew, since its original is gone; or an original is kept of nothing.",
    _violations,
)
