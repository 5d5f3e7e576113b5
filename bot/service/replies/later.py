"""Something that is shown as soon as the pace of a chat allows it, where nothing newer is shown before."""

import asyncio
from collections.abc import Awaitable, Callable

from bot.threads.background import watched


class Later:
    """Calls `act` once after a while. What has begun with it is never cut short: what is shown next would come first.

    `act` raises nothing.
    """

    def __init__(self, act: Callable[[], Awaitable[None]]) -> None:
        self._act = act
        self._task: asyncio.Task[None] | None = None
        self._is_acting = False

    def within(self, seconds: float) -> None:
        """Does it after so long, where it isn't to be done already."""
        if self._task is None:
            self._task = watched(asyncio.create_task(self._wait(seconds)), "later")

    async def end(self) -> None:
        """Doesn't do it any more, or waits until it is done."""
        task, self._task = self._task, None
        if task is None or task is asyncio.current_task():
            return
        if not self._is_acting:
            task.cancel()
        await asyncio.wait({task})

    async def _wait(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        self._is_acting = True
        try:
            await self._act()
        finally:
            self._is_acting = False
            if self._task is asyncio.current_task():
                self._task = None
