"""Looks at all invariants, one after the other, and keeps what was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import structlog

from bot.invariants.invariant import Invariant, World
from bot.invariants.registry import INVARIANTS
from bot.records.invariant_counts import InvariantCounts

_log = structlog.stdlib.get_logger("tcbot.bot")

NOT_LOOKED_AT: Final = -1


@dataclass(frozen=True, slots=True)
class Looked:
    """How often an invariant is broken; `error` is the class of what kept the look from its end, with no count then."""

    invariant: Invariant
    violations: int
    error: str = ""


def look(world: World, invariants: Sequence[Invariant] = INVARIANTS) -> list[Looked]:
    """A result each, in their order. One that can't be looked at costs itself alone, and is logged."""
    return [_looked(world, each) for each in invariants]


def look_and_keep(world: World, invariants: Sequence[Invariant] = INVARIANTS) -> int:
    """How many are broken; the counts of all are kept in the records, of those not looked at the ones of before."""
    found = look(world, invariants)
    counts = {each.invariant.name: each.violations for each in found if not each.error}
    InvariantCounts(world.database).keep(counts, [each.name for each in invariants], world.at)
    for each in found:
        if each.violations > 0:
            _log.error("invariant_broken", code=each.invariant.name, count=each.violations)
    return sum(each.violations > 0 for each in found)


def _looked(world: World, invariant: Invariant) -> Looked:
    try:
        return Looked(invariant, invariant.violations(world))
    except Exception as error:
        name = type(error).__name__
        _log.warning("invariant_not_looked_at", code=invariant.name, error=name)
        return Looked(invariant, NOT_LOOKED_AT, name)
