"""News about shared files: each one's card follows its job until it ended and the card has said so."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass

import structlog

from bot.chat.ports import NO_HISTORY, Card, CardHistory
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.threads.blocking import BlockingCalls
from bot.wording.sentences import say
from ingest.job import ACTIVE, JobState, JobView
from ingest.jobs.job_records import JobRecords

_log = structlog.stdlib.get_logger("tcbot.bot")

LEASE_SECONDS = 30.0
"""After so long another process follows the cards of one that is gone."""
CARD_SECONDS = 3.0
"""The least time between two changes of one card."""
_READY = (JobState.READY, JobState.READY_WITH_WARNINGS)
LONGEST_PAUSE = 60.0
"""Seconds after which a card that the chat doesn't take is tried again, at most."""


MOST_TRIES = 10
"""How often a card is told that its file was taken back: nothing but this process remembers that."""


@dataclass(slots=True)
class _Followed:
    """A card that this process follows, and what it showed last. Its `task` is the one that writes to it."""

    record: SharedRecord
    card: Card
    seen: tuple[object, ...] = ()
    due_at: float = 0.0
    failures: int = 0
    has_ended: bool = False
    """Whether the card has shown how the job ended."""
    is_leaving: bool = False
    """Whether it is no longer followed here, and only says so."""
    task: "asyncio.Task[None] | None" = None

    def is_of(self, record: SharedRecord) -> bool:
        """Whether this is the card and the job that the record names."""
        return (self.record.job_id, self.record.card) == (record.job_id, record.card)


class CardFollower:
    """Follows the cards of shared files. Any number of processes may: each card belongs to one of them at a time.

    `cards` gives the card of a record, by the name of its chat. A card is changed when there is news, at most every
    `card_seconds`, so that what happens in between is never shown; a failure to change it is tried again for as long as
    the record is there. `on_ready` is called when a file became searchable, until it succeeds: more than once now and
    then. What it gives is shown, too.
    """

    def __init__(
        self,
        shared_files: SharedFiles,
        jobs: JobRecords,
        cards: Mapping[str, Callable[[SharedRecord], Card]],
        owner: str,
        on_ready: Callable[[SharedRecord], Awaitable[CardHistory]] | None = None,
        *,
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

    @property
    def is_busy(self) -> bool:
        """Whether there are cards that this process follows."""
        return bool(self._followed)

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
        records = await calls.run(self._shared_files.claim, self._owner, self._lease_seconds, self._cards)
        self._let_go(calls, {record.id for record in records})
        due = [followed for record in records if (followed := self._due(record)) is not None]
        if not due:
            return
        jobs = await calls.run(self._jobs.several, [followed.record.job_id for followed in due])
        for followed in due:
            job = jobs.get(followed.record.job_id)
            followed.due_at = time.monotonic() + self._card_seconds
            if followed.failures or _news_of(job) != followed.seen or job is None or job.state not in ACTIVE:
                followed.task = asyncio.create_task(self._show(calls, followed, job))

    def _due(self, record: SharedRecord) -> _Followed | None:
        """The card of a record, where it is time to look after it and nobody writes to it."""
        followed = self._followed.get(record.id)
        if followed is not None and followed.task is not None:
            return None
        if followed is None or not followed.is_of(record):
            followed = self._followed[record.id] = _Followed(record, self._cards[record.file.chat.surface](record))
        followed.record = record
        return followed if time.monotonic() >= followed.due_at else None

    def _let_go(self, calls: BlockingCalls, claimed: Collection[str]) -> None:
        """Leaves the cards that aren't this process's to follow any more."""
        for record_id in self._followed.keys() - claimed:
            followed = self._followed[record_id]
            if followed.has_ended and followed.task is None:
                del self._followed[record_id]
            elif followed.task is None:
                followed.is_leaving = True
                followed.task = asyncio.create_task(self._leave(calls, followed))
            elif not followed.has_ended and not followed.is_leaving:
                followed.task.cancel()  # whoever follows the card now writes to it

    async def _leave(self, calls: BlockingCalls, followed: _Followed) -> None:
        """Another process follows the card, or its file was taken back: then it says so, at last."""
        failures = 0
        try:
            while await self._is_gone(calls, followed.record.id):
                try:
                    await self._tell(followed, None)
                    break
                except Exception as error:
                    failures += 1
                    _log.warning("card_not_shown", record=followed.record.id, error=type(error).__name__)
                if failures >= MOST_TRIES:
                    break
                await asyncio.sleep(self._pause(failures))
        finally:
            self._followed.pop(followed.record.id, None)

    async def _is_gone(self, calls: BlockingCalls, record_id: str) -> bool:
        """Whether there is no such record any more; False where the records don't say."""
        try:
            return await calls.run(self._shared_files.get, record_id) is None
        except Exception as error:
            _log.warning("card_not_looked_up", record=record_id, error=type(error).__name__)
            return False

    async def _show(self, calls: BlockingCalls, followed: _Followed, job: JobView | None) -> None:
        """Shows what is new of a job, and remembers that it was shown; never raises but `CancelledError`."""
        record = followed.record
        try:
            seen = _news_of(job)
            if seen != followed.seen:
                await self._tell(followed, job)
                followed.seen, followed.due_at = seen, time.monotonic() + self._card_seconds
            ended = followed.has_ended = job is None or job.state not in ACTIVE
            if job is not None and job.state in _READY and self._on_ready is not None:
                earlier = await self._on_ready(record)
                if earlier != NO_HISTORY:
                    await followed.card.show(job, earlier)
            step = job.step if job is not None else record.shown
            if ended or step > record.shown:
                await calls.run(self._shared_files.shown, record.id, step, ended)
            followed.failures = 0
        except Exception as error:
            followed.failures += 1
            followed.due_at = time.monotonic() + self._pause(followed.failures)
            _log.warning("card_not_shown", record=record.id, error=type(error).__name__, failures=followed.failures)
        finally:
            followed.task = None

    def _pause(self, failures: int) -> float:
        return min(self._card_seconds * float(2 ** min(failures - 1, 8)), LONGEST_PAUSE)

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
