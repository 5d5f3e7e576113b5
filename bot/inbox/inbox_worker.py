"""Where what came in is worked on: items out of the inbox, a bounded number at once, each to one recorded end.

Handlers are written to be resumed: what a process leaves behind, another one takes up.
"""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Final

import structlog

from bot.inbox.held_items import HeldItem, LeaseKeeper
from bot.inbox.inbox import Inbox
from bot.inbox.item_holder import REFERENCE, ItemHolder, LaterError
from bot.inbox.items import InboxLeaseLostError, TakenItem
from bot.inbox.lease import LEASE_SECONDS, Lease
from bot.inbox.worker_pace import Pace
from bot.threads.background import ended
from bot.threads.blocking import BlockingCalls
from pipelines.telemetry import new_reference, report_error
from pipelines.tracing import continued, note, past, span

_log = structlog.stdlib.get_logger("tcbot.bot")

TRIES: Final = "desk_tries"
"""The note that counts how often a handler raised."""

BEGUN: Final = "desk_begun"
"""The note that says that a process which was stopped had begun with the item."""

TAKEN_AT_ONCE: Final = 8
"""Items that are taken in one turn, so that a crowd is at work soon."""


Handler = Callable[[TakenItem, ItemHolder], Awaitable[str]]
"""Works on an item and gives its outcome, a code. What it raises has it run again, and at last with `given_up`."""


class InboxWorker:
    """Works on the inbox as long as the block lasts. Use as an async context manager.

    `handlers` by the surface and the kind of an item; what has none is left to other processes. `workers` bounds how
    many run at once, of which one team gets three quarters and one person an eighth, two at least. `lease_seconds` is
    the inbox's. `news` is set where something came in. Who leaves the block hands back what isn't done.
    """

    def __init__(
        self,
        inbox: Inbox,
        handlers: Mapping[str, Mapping[str, Handler]],
        workers: int = 16,
        *,
        lease_seconds: float = LEASE_SECONDS,
        pace: Pace | None = None,
        news: asyncio.Event | None = None,
    ) -> None:
        if workers < 1:
            raise ValueError(f"An inbox worker runs 1 handler or more at once, not {workers}.")
        self._inbox = inbox
        self._handlers = handlers
        self._workers = workers
        self._share = workers if workers < 4 else workers - workers // 4
        self._share_of_person = max(2, workers // 8)
        self._lease = Lease(lease_seconds)
        self._pace = pace or Pace()
        self._news = news or asyncio.Event()
        self._held: set[HeldItem] = set()
        self._calls = BlockingCalls(4, "inbox")
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> "InboxWorker":
        keeper = LeaseKeeper(self._inbox, self._held, self._calls, self._lease, self._pace.stops)
        running = (self._dispatch(), keeper.renew(), keeper.look_for_stops())
        self._tasks = [asyncio.create_task(task) for task in running]
        return self

    async def __aexit__(self, *_: object) -> None:
        dispatching, *keeping = self._tasks
        await ended(dispatching)
        working = {held.task for held in self._held if held.task is not None}
        if working:
            await asyncio.wait(working, timeout=self._pace.grace)
        for task in working:
            task.cancel()
        if working:
            await asyncio.wait(working, timeout=self._pace.hand_back)
        for task in keeping:
            await ended(task)
        self._calls.close()

    @property
    def is_busy(self) -> bool:
        """Whether this process holds items."""
        return bool(self._held)

    async def _dispatch(self) -> None:
        while True:
            self._news.clear()
            room = min(self._workers - len(self._held), TAKEN_AT_ONCE)
            found = await self._take(room) if room else []
            for held in found:
                self._held.add(held)
                held.task = asyncio.create_task(self._traced(held))
            if not found:
                # Not `wait_for`, which may swallow a cancel that comes together with the news (Python 3.11).
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self._pace.look):
                        await self._news.wait()

    async def _take(self, room: int) -> list[HeldItem]:
        """Some items of teams and people that have room; none where there are none, or where the records are away."""
        items = [held.taken.item for held in self._held]
        teams, senders = Counter(each.team for each in items), Counter(each.sender for each in items if each.sender)
        taking = asyncio.ensure_future(self._calls.run(self._next, room, teams, senders))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:  # what was taken in the moment of a stop is handed back
            with contextlib.suppress(Exception):
                for held in await taking:
                    await self._calls.run(self._inbox.put_off, held.taken, 0.0)
            raise
        except Exception as error:
            _log.warning("inbox_away", error=type(error).__name__)
            return []

    def _next(self, room: int, teams: Counter[str], senders: Counter[str]) -> list[HeldItem]:
        """At most so many items; blocks. Several at once cost one turn of the event loop."""
        found: list[HeldItem] = []
        while len(found) < room:
            full = [team for team, count in teams.items() if count >= self._share]
            busy = [sender for sender, count in senders.items() if count >= self._share_of_person]
            try:
                taken = self._inbox.take(self._handlers, full, busy)
            except Exception:
                if not found:
                    raise
                return found
            if taken is None:
                return found
            teams[taken.item.team] += 1
            if taken.item.sender:
                senders[taken.item.sender] += 1
            found.append(HeldItem(taken, is_stopped=taken.is_stopped))
        return found

    async def _traced(self, held: HeldItem) -> None:
        """Works on an item within its trace, which began where it came in."""
        item, now = held.taken.item, time.time()
        with continued(item.trace):
            past("inbox.wait", now - held.taken.waited, now, surface=item.surface, kind=item.kind)
            with span("item.handle", "consumer", surface=item.surface, kind=item.kind, attempt=held.taken.attempts):
                await self._work(held)

    async def _work(self, held: HeldItem) -> None:
        """Runs an item's handler and records what came of it; never raises but `CancelledError`."""
        try:
            await self._handle(held)
        except InboxLeaseLostError:
            _log.warning("item_lost", kind=held.taken.item.kind)
        except asyncio.CancelledError:
            if held.is_lost:
                _log.warning("item_lost", kind=held.taken.item.kind)
                return
            with contextlib.suppress(Exception):
                await self._hand_back(held)
            raise
        except Exception as error:
            report_error(error, new_reference(), stage="desk")
        finally:
            self._held.discard(held)
            self._news.set()  # there is room again

    async def _hand_back(self, held: HeldItem) -> None:
        """Lets go of an item that this process began, with a note of that: something of it may have been shown."""
        held.taken = await self._calls.run(self._inbox.note, held.taken, **{BEGUN: True})
        await self._calls.run(self._inbox.put_off, held.taken, 0.0)

    async def _handle(self, held: HeldItem) -> None:
        item = held.taken.item
        handler = self._handlers[item.surface][item.kind]
        if held.taken.notes.get(TRIES, 0) > len(self._pace.pauses):
            held.taken = replace(held.taken, given_up=True)
        try:
            async with asyncio.timeout(self._pace.most):
                outcome = await handler(held.taken, ItemHolder(self._inbox, self._calls, self._news, held))
        except InboxLeaseLostError:
            raise
        except LaterError as later:
            note(outcome="put_off")
            await self._calls.run(self._inbox.put_off, held.taken, later.seconds, leaves_lane=True)
        except Exception as error:
            await self._raised(held, error)
        else:
            note(outcome=outcome)
            await self._insisted(held, self._inbox.done, outcome)

    async def _raised(self, held: HeldItem, error: Exception) -> None:
        """Has the handler run again later, or at once to show the one visible error, or gives up where that fails."""
        tries = int(held.taken.notes.get(TRIES, 0)) + 1
        kind, given_up = held.taken.item.kind, held.taken.given_up
        note(outcome="raised", error=type(error).__qualname__)
        _log.warning("handler_raised", kind=kind, tries=tries, error=type(error).__name__)
        if given_up and tries >= self._pace.most_tries:
            reference = str(held.taken.notes.get(REFERENCE) or new_reference())
            report_error(error, reference, stage="desk", component=kind)
            await self._insisted(held, self._inbox.failed, "not_told", reference)
            return
        notes: dict[str, Any] = {TRIES: tries}
        if not given_up and tries > len(self._pace.pauses):
            notes[REFERENCE] = new_reference()
            report_error(error, notes[REFERENCE], stage="desk", component=kind)
        held.taken = replace(await self._calls.run(self._inbox.note, held.taken, **notes), given_up=given_up)
        if REFERENCE in notes:
            await self._handle(held)
        else:
            pause = self._pace.last_pause if given_up else self._pace.pauses[tries - 1]
            await self._calls.run(self._inbox.put_off, held.taken, pause)

    async def _insisted(self, held: HeldItem, write: Callable[..., None], *values: str) -> None:
        """Records an end however often the records are away, as long as nobody else holds the item."""
        while True:
            try:
                await self._calls.run(write, held.taken, *values)
                return
            except InboxLeaseLostError:
                raise
            except Exception as error:
                _log.warning("item_end_not_written", kind=held.taken.item.kind, error=type(error).__name__)
            await asyncio.sleep(self._pace.write_pause)
