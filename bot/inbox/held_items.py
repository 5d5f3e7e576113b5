"""The items that a process works on: their leases are renewed, and what was withdrawn or lost is dropped."""

import asyncio
import time
from collections.abc import Set
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.inbox.inbox import Inbox
from bot.inbox.items import TakenItem
from bot.inbox.lease import Lease
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.bot")


@dataclass(slots=True, eq=False)
class HeldItem:
    """An item at work: `task` runs its handler, `answering` is what is to be cancelled where the item is withdrawn.

    `is_lost` says that somebody else works on it by now, or may.
    """

    taken: TakenItem
    is_stopped: bool = False
    task: "asyncio.Task[None] | None" = None
    answering: "asyncio.Task[Any] | None" = None
    renewed_at: float = field(default_factory=time.monotonic)
    is_lost: bool = False


class LeaseKeeper:
    """Keeps the items of a set that changes as they come and go. `lease` is the inbox's.

    Both methods run until they are cancelled.
    """

    def __init__(
        self, inbox: Inbox, held: Set[HeldItem], calls: BlockingCalls, lease: Lease, stop_seconds: float
    ) -> None:
        self._inbox = inbox
        self._held = held
        self._calls = calls
        self._lease = lease
        self._stop_seconds = stop_seconds

    async def renew(self) -> None:
        """Renews the leases of all that is worked on; what is somebody else's by now, or may be, is dropped."""
        while True:
            await asyncio.sleep(self._lease.seconds / 4)
            renewing = [held for held in self._held if not held.is_lost]
            if renewing:
                await self._renew_all(renewing)

    async def _renew_all(self, renewing: list[HeldItem]) -> None:
        begun = time.monotonic()
        try:
            lost = await self._calls.run(self._inbox.renew, [held.taken for held in renewing])
        except Exception as error:
            _log.warning("items_not_renewed", items=len(renewing), error=type(error).__name__)
            # Before the lease ends, since there is no other try until then.
            for held in renewing:
                if not self._lease.is_in_time(held.renewed_at):
                    self._drop(held)
            return
        for held in renewing:
            if held.taken.item.key in lost:
                self._drop(held)
            else:
                held.renewed_at = begun

    def _drop(self, held: HeldItem) -> None:
        if held in self._held and held.task is not None:
            held.is_lost = True
            held.task.cancel()

    async def look_for_stops(self) -> None:
        """Stops the work on what was withdrawn, wherever that was received."""
        while True:
            await asyncio.sleep(self._stop_seconds)
            asked = [held for held in self._held if held.taken.item.subject and not held.is_stopped]
            if not asked:
                continue
            try:
                stopped = await self._calls.run(self._inbox.stopped, [held.taken for held in asked])
            except Exception as error:
                _log.warning("stops_not_looked_up", error=type(error).__name__)
                continue
            for held in asked:
                if held.taken.item.key in stopped:
                    held.is_stopped = True
                    if held.answering is not None:
                        held.answering.cancel()
