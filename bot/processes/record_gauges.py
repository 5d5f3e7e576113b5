"""The gauges of what the records know, which every process tells alike."""

import asyncio
import contextlib
from collections.abc import Iterable

from bot.audit.chain_watch import ChainWatch
from bot.inbox.inbox import Inbox
from bot.processes.metrics import Metrics
from bot.records.invariant_counts import InvariantCounts
from bot.records.restored_records import RestoredRecords
from bot.records.shared_files import SharedFiles
from bot.threads.blocking import BlockingCalls
from bot.wiring import Engine

CHECK_SECONDS = 3.0


class RecordGauges:
    """Asks the records at each look; where they are away or slow, the gauges stay as they were."""

    def __init__(
        self, *, metrics: Metrics, calls: BlockingCalls, inbox: Inbox, files: SharedFiles, engine: Engine
    ) -> None:
        self._metrics, self._calls = metrics, calls
        self._inbox, self._files, self._engine = inbox, files, engine
        self._invariants, self._backups = InvariantCounts(engine.database), RestoredRecords(engine.database)
        self._chain = ChainWatch(engine.database)

    async def look(self, surfaces: Iterable[str]) -> None:
        """Brings all up to date, those of the chats' missing files by surface."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS):
                await self._look_at_waiting()
                self._metrics.invariants_are(await self._calls.run(self._invariants.read))
                backed_up = await self._calls.run(self._backups.backed_up_at)
                self._metrics.backup.set(0 if backed_up is None else backed_up.timestamp())
                for surface in surfaces:
                    missing = await self._calls.run(self._files.missing.counts, surface)
                    self._metrics.missing.labels(surface).set(sum(count.missing for count in missing.values()))
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS):
                self._metrics.audit_chain.set((await self._calls.run(self._chain.look)).is_good)

    async def _look_at_waiting(self) -> None:
        self._metrics.waiting.set(await self._calls.run(self._inbox.waiting))
        self._metrics.oldest.set(await self._calls.run(self._inbox.oldest_seconds))
        self._metrics.overdue_are(await self._calls.run(self._inbox.overdue))
        counts = await self._calls.run(self._engine.jobs.counts)
        for state in ("waiting", "running", "stuck"):
            self._metrics.jobs.labels(state).set(getattr(counts, state))
        self._metrics.oldest_job.set(await self._calls.run(self._engine.jobs.oldest_seconds))
