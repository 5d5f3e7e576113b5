"""The ingest worker of `tcbot web`, where there is no Redis of others: a child, started again if it ends."""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from pathlib import Path

import structlog

_log = structlog.stdlib.get_logger("tcbot.bot")

PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds before a worker that ended is started again, doubled each time it ends early."""
EARLY = 60.0
STOP_SECONDS = 20.0
"""How long a worker may take to hand its file back."""
SOURCE = Path(__file__).parents[2]


class OwnWorker:
    """Keeps one worker running, with these arguments. `run` is a task of the event loop, until it is cancelled."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments
        self._process: Process | None = None

    @property
    def is_running(self) -> bool:
        """Whether there is a worker now."""
        return self._process is not None and self._process.returncode is None

    async def ping(self) -> None:
        """Raises `ProcessLookupError` where there is no worker now."""
        if not self.is_running:
            raise ProcessLookupError

    async def run(self) -> None:
        """Starts a worker, and another one whenever it ends."""
        pause = PAUSE
        loop = asyncio.get_running_loop()
        while True:
            begun = loop.time()
            self._process = await _started(self._arguments)
            try:
                code = await self._process.wait()
            finally:
                await _stopped(self._process)
            pause = PAUSE if loop.time() - begun > EARLY else min(pause * 2, LONGEST_PAUSE)
            _log.warning("own_worker_ended", code=code, seconds=pause)
            await asyncio.sleep(pause)


async def _started(arguments: Sequence[str]) -> Process:
    """A worker in a process group of its own: Ctrl+C is for us, and we tell it.

    Not in a session of its own: where Linux groups by sessions (`sched_autogroup`), its niceness would count for
    nothing beside us.
    """
    path = os.pathsep.join(filter(None, (str(SOURCE), os.environ.get("PYTHONPATH", ""))))
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.processes.worker_child",
        *arguments,
        stdin=PIPE,
        stdout=DEVNULL,
        env={**os.environ, "PYTHONPATH": path},
        process_group=0,
    )


async def _stopped(process: Process) -> None:
    if process.returncode is not None:
        return
    process.terminate()
    try:
        async with asyncio.timeout(STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()
