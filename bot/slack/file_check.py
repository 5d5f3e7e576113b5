"""Looks once a day whether Slack still has each shared file: it doesn't tell when its own retention removes one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any

import structlog

from bot.blocking import BlockingCalls
from bot.chat_ports import DirectoryUnavailableError
from bot.shared_files import SharedFiles, SharedRecord
from bot.slack.directory import SURFACE

_log = structlog.stdlib.get_logger("tcbot.slack")

AGE = timedelta(days=1)
AT_ONCE = 20
PAUSE_SECONDS = 60.0
"""Between two looks: 20 files a minute are far from what Slack allows, and 28,000 a day."""


class FileCheck:
    """`run` is a task of the event loop, until it is cancelled; several processes share the work.

    `info` gives what Slack knows of a file of a team, None where it is gone; `forget` ends what was read from it.
    """

    def __init__(
        self,
        files: SharedFiles,
        calls: BlockingCalls,
        info: Callable[[str, str], Awaitable[Mapping[str, Any] | None]],
        forget: Callable[[str, str], Awaitable[None]],
        age: timedelta = AGE,
    ) -> None:
        self._files = files
        self._calls = calls
        self._info = info
        self._forget = forget
        self._age = age

    async def run(self) -> None:
        """Looks again and again; what fails is looked at again a day later."""
        while True:
            try:
                await self.look()
            except Exception as error:
                _log.warning("slack_files_not_checked", error=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> int:
        """Looks at the files that are due, some at most; how many were gone."""
        due = await self._calls.run(self._files.due, SURFACE, self._age, AT_ONCE)
        return sum([await self._is_gone(record) for record in due])

    async def _is_gone(self, record: SharedRecord) -> bool:
        team, file_id = record.file.chat.team, record.file.id
        try:
            if await self._info(team, file_id) is not None:
                return False
        except DirectoryUnavailableError:
            return False
        await self._forget(team, file_id)
        _log.info("slack_file_gone", team=team, file=file_id)
        return True
