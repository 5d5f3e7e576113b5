"""What a handler may do to the item that it works on."""

import asyncio
from typing import TYPE_CHECKING, Any, Final

from bot.inbox.held_items import HeldItem
from bot.inbox.items import KnownItem

if TYPE_CHECKING:
    from bot.inbox.inbox_worker import InboxWorker

REFERENCE: Final = "desk_reference"
"""The note that holds the reference of what a handler raised, for the error that its last run shows."""


class LaterError(Exception):
    """What a handler raises that wants to be run again after so many seconds, without that counting as an attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Again in {seconds:.0f} s.")
        self.seconds = seconds


class ItemHolder:
    """What a handler may do to the item that it works on.

    What writes raises `InboxLeaseLostError` where somebody else works on the item by now.
    """

    def __init__(self, worker: "InboxWorker", held: HeldItem) -> None:
        self._worker, self._held = worker, held

    @property
    def is_stopped(self) -> bool:
        """Whether what the item asks for was withdrawn."""
        return self._held.is_stopped

    def cancel_on_stop(self, task: "asyncio.Task[Any]") -> None:
        """Cancels the task when what the item asks for is withdrawn: at once, or as soon as this process sees it."""
        self._held.answering = task
        if self._held.is_stopped:
            task.cancel()

    async def note(self, **notes: Any) -> None:
        """Remembers something through a crash."""
        self._held.taken = await self._worker.noted(self._held.taken, notes)

    async def leave_lane(self) -> None:
        """Keeps nothing of the conversation waiting any longer."""
        await self._worker.left_lane(self._held)

    async def take_over(self, subject: str) -> None:
        """Works on this subject from now on: what was begun about it before is stopped."""
        await self._worker.took_over(self._held, subject)

    async def known(self, key: str) -> KnownItem | None:
        """Another item by its key, whoever holds it; None where there is none, or no longer."""
        return await self._worker.known(key)

    async def has_withdrawn(self) -> bool:
        """Whether work on the item's subject was stopped before it came to its end."""
        return await self._worker.has_withdrawn(self._held.taken)
