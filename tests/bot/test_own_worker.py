"""The worker of `tcbot web` stands back behind it, and hears no Ctrl+C that is meant for it."""

import asyncio
import os
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.processes.own_worker import OwnWorker


def test_it_has_a_process_group_of_its_own_in_our_session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TCBOT_HOME", str(tmp_path))

    async def groups() -> tuple[int, int, int]:
        worker, others = OwnWorker(), psutil.Process().children()
        running = asyncio.create_task(worker.run())
        while not worker.is_running:
            await asyncio.sleep(0.01)
        [child] = [each for each in psutil.Process().children() if each not in others]
        found = child.pid, os.getpgid(child.pid), os.getsid(child.pid)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running
        return found

    pid, group, session = asyncio.run(groups())
    assert (group, session) == (pid, os.getsid(0))
