"""Parts are asked now and then, however often somebody wants to know, and one that hangs keeps nobody waiting."""

import asyncio
import time

from bot.processes.part_watch import NO_ANSWER, OK, PartWatch, WatchedPart


class AwayError(RuntimeError):
    """A part that isn't there."""


class Pinged:
    """A part that counts how often it is asked."""

    def __init__(self, seconds: float = 0.0) -> None:
        self.seconds, self.asked, self.is_away = seconds, 0, False

    async def __call__(self) -> None:
        self.asked += 1
        await asyncio.sleep(self.seconds)
        if self.is_away:
            raise AwayError("the words of an error are nobody's business")


def test_a_part_is_asked_once_for_a_crowd_and_its_answer_holds_for_a_while() -> None:
    index = Pinged(0.05)

    async def act() -> list[dict[str, str]]:
        watch = PartWatch([WatchedPart("index", index, True)])
        first = await asyncio.gather(*(watch.states() for _ in range(50)))
        assert await watch.is_ready()
        return first

    assert asyncio.run(act()) == [{"index": OK}] * 50
    assert index.asked == 1


def test_a_failure_is_remembered_as_well_and_recovery_is_seen() -> None:
    index = Pinged()
    index.is_away = True

    async def act() -> None:
        watch = PartWatch([WatchedPart("index", index, True, kept=0.2)])
        for _ in range(20):
            assert await watch.states() == {"index": "AwayError"}
            assert not await watch.is_ready()
        assert index.asked == 1
        index.is_away = False
        await asyncio.sleep(0.3)
        assert await watch.is_ready()

    asyncio.run(act())


def test_only_parts_that_are_needed_decide_about_readiness() -> None:
    index, slack = Pinged(), Pinged()
    slack.is_away = True

    async def act() -> None:
        watch = PartWatch([WatchedPart("index", index, True), WatchedPart("slack", slack)])
        assert await watch.is_ready()
        assert await watch.states() == {"index": OK, "slack": "AwayError"}

    asyncio.run(act())


def test_a_part_that_hangs_counts_as_away_and_is_never_asked_twice_at_once() -> None:
    index = Pinged(60.0)

    async def act() -> None:
        watch = PartWatch([WatchedPart("index", index, True, kept=0.01)], seconds=0.1)
        for _ in range(5):
            assert await watch.states() == {"index": NO_ANSWER}
            await asyncio.sleep(0.02)
        await watch.close()

    begun = time.monotonic()
    asyncio.run(act())
    assert index.asked == 1
    assert time.monotonic() - begun < 20
