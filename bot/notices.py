"""News about shared files: each one's card follows its job until it ended and the card has said so."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog

from bot.blocking import BlockingCalls
from bot.chat_ports import NOTHING_EARLIER, Card, Earlier
from bot.shared_files import SharedFiles, SharedRecord
from bot.wording import say
from ingest.job import ACTIVE, JobState, JobView
from ingest.job_records import JobRecords

_log = structlog.stdlib.get_logger("tcbot.bot")

LEASE_SECONDS = 30.0
"""After so long another process follows the cards of one that is gone."""
CARD_SECONDS = 3.0
"""The least time between two changes of one card."""
_READY = (JobState.READY, JobState.READY_WITH_WARNINGS)
LONGEST_PAUSE = 60.0
"""Seconds after which a card that the chat doesn't take is tried again, at most."""


@dataclass(slots=True)
class _Followed:
    """A card that this process follows, and what it showed last."""

    record: SharedRecord
    card: Card
    seen: tuple[object, ...] = ()
    due_at: float = 0.0
    failures: int = 0
    has_ended: bool = False
    """Whether the card has shown how the job ended."""
    task: "asyncio.Task[None] | None" = None


class Notices:
    """Follows the cards of shared files. Any number of processes may: each card belongs to one of them at a time.

    `cards` gives the card of a record. A card is changed when there is news, at most every `card_seconds`, so that what
    happens in between is never shown; a failure to change it is tried again for as long as the record is there.
    `on_ready` is called when a file became searchable, until it succeeds: more than once now and then. What it gives
    is shown, too.
    """

    def __init__(
        self,
        shared_files: SharedFiles,
        jobs: JobRecords,
        cards: Callable[[SharedRecord], Card],
        owner: str,
        on_ready: Callable[[SharedRecord], Awaitable[Earlier]] | None = None,
        look_seconds: float = 1.0,
        card_seconds: float = CARD_SECONDS,
        lease_seconds: float = LEASE_SECONDS,
    ) -> None:
        self._shared_files = shared_files
        self._jobs = jobs
        self._cards = cards
        self._owner = owner
        self._on_ready = on_ready
        self._look_seconds = look_seconds
        self._card_seconds = card_seconds
        self._lease_seconds = lease_seconds
        self._followed: dict[str, _Followed] = {}

    async def run(self) -> None:
        """Looks once a second until it is cancelled; outlives records that are away."""
        calls = BlockingCalls(2, "notices")
        try:
            while True:
                try:
                    await self._look(calls)
                except Exception as error:
                    _log.warning("notices_not_looked", error=type(error).__name__)
                await asyncio.sleep(self._look_seconds)
        finally:
            await self._stop()
            calls.close()

    async def _look(self, calls: BlockingCalls) -> None:
        records = await calls.run(self._shared_files.claim, self._owner, self._lease_seconds)
        for record_id in self._followed.keys() - {record.id for record in records}:
            await self._let_go(calls, self._followed.pop(record_id))
        for record in records:
            followed = self._followed.get(record.id)
            if followed is None or (followed.record.job_id, followed.record.card) != (record.job_id, record.card):
                followed = self._followed[record.id] = _Followed(record, self._cards(record))
            followed.record = record
            if followed.task is None and time.monotonic() >= followed.due_at:
                followed.task = asyncio.create_task(self._show(calls, followed))

    async def _let_go(self, calls: BlockingCalls, followed: _Followed) -> None:
        """Another process follows the card, it has said how its job ended, or it says that its file was taken back."""
        if not followed.has_ended and await calls.run(self._shared_files.get, followed.record.id) is None:
            followed.task = asyncio.create_task(self._say_gone(followed))
            await asyncio.wait({followed.task}, timeout=self._card_seconds)

    async def _say_gone(self, followed: _Followed) -> None:
        try:
            await self._tell(followed, None)
        except Exception as error:  # nothing remembers it any more, so that it can't be tried again
            _log.warning("card_not_shown", record=followed.record.id, error=type(error).__name__)

    async def _show(self, calls: BlockingCalls, followed: _Followed) -> None:
        """Shows what is new of a job, and remembers that it was shown; never raises but `CancelledError`."""
        record = followed.record
        try:
            steps = await calls.run(self._jobs.events_after, record.job_id, record.shown)
            job = await calls.run(self._jobs.get, record.job_id)  # after its steps, so that it isn't older than these
            seen = _news_of(job)
            if seen != followed.seen:
                await self._tell(followed, job)
                followed.seen, followed.due_at = seen, time.monotonic() + self._card_seconds
            ended = followed.has_ended = job is None or job.state not in ACTIVE
            if job is not None and job.state in _READY and self._on_ready is not None:
                earlier = await self._on_ready(record)
                if earlier != NOTHING_EARLIER:
                    await followed.card.show(job, earlier)
            if steps or ended:
                seq = steps[-1].seq if steps else record.shown
                await calls.run(self._shared_files.shown, record.id, seq, ended)
            followed.failures = 0
        except Exception as error:
            followed.failures += 1
            pause = min(self._card_seconds * 2 ** min(followed.failures - 1, 8), LONGEST_PAUSE)
            followed.due_at = time.monotonic() + pause
            _log.warning("card_not_shown", record=record.id, error=type(error).__name__, failures=followed.failures)
        finally:
            followed.task = None

    async def _tell(self, followed: _Followed, job: JobView | None) -> None:
        if job is None:  # its document was taken back, or it ended so long ago that it is no longer listed
            await followed.card.refuse(say("file_not_followed", followed.record.file.sharer.locale))
        else:
            await followed.card.show(job)

    async def _stop(self) -> None:
        tasks = [followed.task for followed in self._followed.values() if followed.task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _news_of(job: JobView | None) -> tuple[object, ...]:
    """What a card shows of a job: where this is the same, there is nothing to change."""
    if job is None:
        return ("gone",)
    return (job.state, job.stage, job.done, job.total, job.reason, job.cancel_requested, job.late, job.waits_until)
