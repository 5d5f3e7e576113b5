"""The audit is one chain: nothing was changed, removed or put in since it was last verified as a whole."""

from bot.audit.chain_watch import ChainWatch
from bot.invariants.invariant import Invariant, World

_ENTRIES = 100_000


def _violations(world: World) -> int:
    return int(not ChainWatch(world.database).look(_ENTRIES).is_good)


INVARIANT = Invariant(
    "audit_chain_is_whole",
    "Somebody changed the audit beside TCBot, or restored a part of the records.",
    _violations,
)
