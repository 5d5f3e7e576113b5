"""What is remembered: asked once for all who wait, not across a change, and never more than so much."""

import asyncio
from typing import Any

import pytest

from bot.access.memory import Memory


class Source:
    """Answers when it may, with what is true when it was asked."""

    def __init__(self) -> None:
        self.truth, self.asked, self.may_answer = "before", 0, asyncio.Event()

    async def is_asked(self, times: int) -> None:
        """Waits until it was asked so often."""
        while self.asked < times:
            await asyncio.sleep(0)

    async def ask(self) -> str:
        self.asked += 1
        found = self.truth
        await self.may_answer.wait()
        return found


def run(use: Any) -> None:
    asyncio.run(use(Memory(60.0, 3, "test"), Source()))


def test_a_hundred_who_wait_make_one_call() -> None:
    async def use(memory: Memory, source: Source) -> None:
        waiting = [asyncio.create_task(memory.get("k", source.ask)) for _ in range(100)]
        await asyncio.sleep(0)
        source.may_answer.set()
        assert set(await asyncio.gather(*waiting)) == {"before"}
        assert await memory.get("k", source.ask) == "before"
        assert source.asked == 1

    run(use)


@pytest.mark.parametrize("by_stamp", [False, True])
def test_what_was_being_read_when_it_changed_is_not_kept(by_stamp: bool) -> None:
    async def use(memory: Memory, source: Source) -> None:
        first = asyncio.create_task(memory.get("k", source.ask, "1"))
        await source.is_asked(1)
        source.truth = "after"
        stamp = "2" if by_stamp else "1"
        if not by_stamp:
            memory.drop(lambda key: key == "k")
        second = asyncio.create_task(memory.get("k", source.ask, stamp))
        await source.is_asked(2)
        source.may_answer.set()
        assert (await first, await second) == ("before", "after")
        assert await memory.get("k", source.ask, stamp) == "after"
        assert source.asked == 2

    run(use)


def test_who_gives_up_waiting_takes_it_from_nobody() -> None:
    async def use(memory: Memory, source: Source) -> None:
        first, second = (asyncio.create_task(memory.get("k", source.ask)) for _ in range(2))
        await asyncio.sleep(0)
        await source.is_asked(1)
        first.cancel()
        source.may_answer.set()
        assert await second == "before"

    run(use)


def test_an_error_reaches_all_who_wait_and_is_not_remembered() -> None:
    async def use(memory: Memory, source: Source) -> None:
        async def fail() -> str:
            raise OSError

        for found in await asyncio.gather(memory.get("k", fail), memory.get("k", fail), return_exceptions=True):
            assert isinstance(found, OSError)
        source.may_answer.set()
        assert await memory.get("k", source.ask) == "before"

    run(use)


def test_the_oldest_make_room_however_fresh_they_are() -> None:
    async def use(memory: Memory, source: Source) -> None:
        source.may_answer.set()
        for key in range(10):
            await memory.get(key, source.ask)
        assert len(memory) == 3
        await memory.get(9, source.ask)
        assert source.asked == 10
        await memory.get(0, source.ask)
        assert source.asked == 11

    run(use)
