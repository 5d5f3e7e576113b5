"""What a handler may do to the item that it works on."""

import asyncio
from typing import Any, Final

import structlog

from bot.inbox.held_items import HeldItem
from bot.inbox.inbox import Inbox
from bot.inbox.items import InboxItem, InboxLeaseLostError, KnownItem
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.bot")

LONGEST_LOOK: Final = 2.0
"""Seconds that the records may take to say whether an item is still this process's."""
REFERENCE: Final = "desk_reference"
"""The note that holds the reference of what a handler raised, for the error that its last run shows."""


class LaterError(Exception):
    """What a handler raises that wants to be run again after so many seconds, without that counting as an attempt."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Again in {seconds:.0f} s.")
        self.seconds = seconds


class ItemHolder:
    """What a handler may do to the item that it works on; `news` is set where something may be taken that waited.

    What writes raises `InboxLeaseLostError` where somebody else works on the item by now.
    """

    def __init__(self, inbox: Inbox, calls: BlockingCalls, news: asyncio.Event, held: HeldItem) -> None:
        self._inbox = inbox
        self._calls = calls
        self._news = news
        self._held = held

    @property
    def is_stopped(self) -> bool:
        """Whether what the item asks for was withdrawn."""
        return self._held.is_stopped

    def cancel_on_stop(self, task: "asyncio.Task[Any]") -> None:
        """Cancels the task when what the item asks for is withdrawn: at once, or as soon as this process sees it."""
        self._held.answering = task
        if self._held.is_stopped:
            task.cancel()

    def stop(self) -> None:
        """What the item asks for is withdrawn: who asked has stopped it in the chat."""
        self._held.is_stopped = True
        if self._held.answering is not None:
            self._held.answering.cancel()

    async def ensure_held(self) -> None:
        """To be called before something is shown: a process that stood still may have been taken for gone meanwhile.

        Asks the records only where this process isn't sure by itself. Where they don't tell, nobody else can have asked
        them either, as far as this process knows: then it shows what it has to say, such as that they are away.
        """
        if self._inbox.is_surely_held(self._held.renewed_at):
            return
        try:
            async with asyncio.timeout(LONGEST_LOOK):
                await self._calls.run(self._inbox.ensure_held, self._held.taken)
        except InboxLeaseLostError:
            raise
        except Exception as error:
            _log.warning("item_not_looked_up", error=type(error).__name__)

    async def note(self, **notes: Any) -> None:
        """Remembers something through a crash."""
        self._held.taken = await self._calls.run(self._inbox.note, self._held.taken, **notes)

    async def leave_lane(self) -> None:
        """Keeps nothing of the conversation waiting any longer."""
        if self._held.taken.item.lane:
            self._held.taken = await self._calls.run(self._inbox.leave_lane, self._held.taken)
            self._news.set()

    async def take_over(self, subject: str) -> None:
        """Works on this subject from now on: what was begun about it before is stopped."""
        self._held.taken = await self._calls.run(self._inbox.take_over, self._held.taken, subject)

    async def add(self, item: InboxItem) -> None:
        """Has something be worked on that follows from this item; once, however often it is added."""
        if await self._calls.run(self._inbox.receive, item):
            self._news.set()

    async def is_open(self, lane: str) -> bool:
        """Whether something of a conversation, by its lane, waits or is worked on."""
        return await self._calls.run(self._inbox.is_open, lane)

    async def known(self, key: str) -> KnownItem | None:
        """Another item by its key, whoever holds it; None where there is none, or no longer."""
        return await self._calls.run(self._inbox.known, key)

    async def has_withdrawn(self) -> bool:
        """Whether work on the item's subject was stopped before it came to its end."""
        return await self._calls.run(self._inbox.has_withdrawn, self._held.taken)
