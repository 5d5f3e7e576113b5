"""The index holds the documents of the records, each in its live version with as many chunks, for the same readers."""

from bot.invariants.invariant import Invariant, World
from ingest.library.reconciling import lasting_differences


def _violations(world: World) -> int:
    differences = lasting_differences(world.database, world.index)
    return len(differences.orphans) + len(differences.unlike) + len(differences.relabelled)


INVARIANT = Invariant(
    "index_and_records_agree",
    "Documents are missing in the search, or are left in it, or are there in another state; the sweep repairs it.",
    _violations,
)
