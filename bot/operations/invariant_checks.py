"""The invariants as checks of the doctor."""

from collections.abc import Callable

from bot.invariants.invariant import Invariant
from bot.invariants.looking import Looked, look
from bot.invariants.registry import INVARIANTS
from bot.operations.check import Check
from bot.processes.system_parts import Kind
from bot.settings import BotSettings
from bot.wiring import Engine
from pipelines.records.tables import now

REMEDY = "See the runbook's page InvariantBroken; what a sweep can repair, this does: tcbot sweep"


def examine_invariants(settings: BotSettings, on_part: Callable[[str], None] = lambda _part: None) -> list[Check]:
    """A check for each, in order; `on_part` hears which one is next. Nothing is kept of it."""
    checks = []
    with Engine(settings) as engine:
        world = engine.world(now())
        for each in INVARIANTS:
            on_part(each.name)
            checks += [_check(settings, each, found) for found in look(world, [each])]
    return checks


def _check(settings: BotSettings, invariant: Invariant, found: Looked) -> Check:
    kind: Kind = "real" if settings.database_url else "embedded"
    if found.error:
        detail = f"couldn't be looked at ({found.error})"
        return Check(invariant.name, kind, "warning", detail, "Look at the parts first: tcbot doctor")
    if found.violations:
        return Check(invariant.name, kind, "broken", f"{found.violations}: {invariant.means}", REMEDY)
    return Check(invariant.name, kind, "ok", "holds")
