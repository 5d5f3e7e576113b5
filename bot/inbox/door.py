"""The way into the inbox: what a chat tells is recorded before it is acknowledged, then who works on it is woken."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.inbox.items import InboxItem
from pipelines.tracing import carried, span

WRITERS = 4
"""Threads that write to the inbox. Their own, so that no acknowledgement waits for the ones that answer."""


class InboxDoor:
    """Takes items in. `receive` puts one into the inbox and says whether it is new, `wake` tells who waits.

    `received` hears of the kind of each and whether it was new.
    """

    def __init__(
        self,
        receive: Callable[[InboxItem], bool],
        wake: Callable[[], object],
        received: Callable[[str, bool], object] = lambda kind, is_new: None,
    ) -> None:
        self._receive = receive
        self._wake = wake
        self._received = received
        self._writers = ThreadPoolExecutor(WRITERS, "tcbot-inbox")

    async def take(self, item: InboxItem) -> bool:
        """Records the item, so that it may be acknowledged; whether it is new.

        Raises what the records raise: then it is not to be acknowledged, and the chat delivers it again.
        """
        with span("inbox.receive", "producer", surface=item.surface, kind=item.kind):
            told = replace(item, trace=carried())
            is_new = await asyncio.get_running_loop().run_in_executor(self._writers, self._receive, told)
        self._received(item.kind, is_new)
        if is_new:
            self._wake()
        return is_new

    def close(self) -> None:
        """Lets go of the threads; waits for none of them."""
        self._writers.shutdown(wait=False)
