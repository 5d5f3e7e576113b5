"""Plays worlds before the real bot: people ask, something happens, and the same people ask the same again."""

import shutil
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.service.assistant import Assistant
from tests.access.indexes import WorldIndexes
from tests.access.stage import Stage
from tests.access.surfaces import ask
from tests.access.verdicts import Verdicts
from tests.access.words import LETTERS
from tests.access.worlds import HELD, changes, places, still_there, worlds

STEPS = 4
"""Things that happen in one world."""


def play(data: st.DataObject, stage_of: Callable[..., Stage], verdicts: Verdicts) -> None:
    """One world, with all that happens in it; raises `AccessError`."""
    world = data.draw(worlds(), label="world")
    with closing(stage_of(world)) as stage:
        stage.publish(HELD)
        stage.settle()

        async def asked(stage: Stage, assistant: Assistant) -> None:
            before = [data.draw(places(world), label="place")]
            one = data.draw(st.sampled_from(LETTERS), label="asked for")
            await ask(stage, before[0], verdicts, one)
            for _ in range(STEPS):
                change = data.draw(changes(world), label="then")
                await change.happen(stage)
                there = still_there(world, before)
                for place in (*there[-1:], data.draw(places(world), label="place")):
                    before.append(place)
                    await ask(stage, place, verdicts, one)

        stage.act(asked)


def run(
    indexes: WorldIndexes, worlds_: int, verdicts: Verdicts, seeded: int | None = None, shrinks: bool = True
) -> Verdicts:
    """Plays so many worlds over an index; the smallest world with an error comes as an `AccessError`."""
    folder = Path(tempfile.mkdtemp(prefix="tcbot-access-"))

    def stage_of(world: object) -> Stage:
        return Stage(Path(tempfile.mkdtemp(dir=folder)), world, indexes)  # type: ignore[arg-type]

    @settings(
        max_examples=worlds_,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        report_multiple_bugs=False,
        phases=(Phase.generate, Phase.shrink),
    )
    @given(st.data())
    def played(data: st.DataObject) -> None:
        play(data, stage_of, verdicts)

    try:
        played()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return verdicts
