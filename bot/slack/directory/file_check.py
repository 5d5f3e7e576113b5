"""Looks once a day whether Slack still has each shared file: it doesn't tell when its own retention removes one.

Slack says `file_not_found` of what it has no more and of what the bot may no longer see. So a file is gone only where
the bot is in its channel, in two looks a day apart, and where not too many are missing at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.chat.ports import DirectoryUnavailableError
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.slack.directory.directory import SURFACE
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.slack")

AGE = timedelta(days=1)
AT_ONCE = 20
PAUSE_SECONDS = 60.0
"""Between two looks: 20 files a minute are far from what Slack allows, and 28,000 a day."""


class FileCheck:
    """`run` is a task of the event loop, until it is cancelled; several processes share the work.

    `has` says whether Slack still has a file (team, file, channel), and raises `DirectoryUnavailableError` where that
    can't be told; `forget` ends what was read from it in that channel.
    """

    def __init__(
        self,
        files: SharedFiles,
        calls: BlockingCalls,
        has: Callable[[str, str, str], Awaitable[bool]],
        forget: Callable[[str, str, str], Awaitable[None]],
        age: timedelta = AGE,
    ) -> None:
        self._files = files
        self._calls = calls
        self._has = has
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
        """Looks at the files that are due, some at most; how many were forgotten."""
        due = await self._calls.run(self._files.due, SURFACE, self._age, AT_ONCE)
        gone = [record for record in due if await self._is_gone(record)]
        if not gone:
            return 0
        counts = await self._calls.run(self._files.missing.counts, SURFACE)
        forgotten = 0
        for record in gone:
            team, file_id = record.file.chat.team, record.file.id
            count = counts.get(team)
            if count is not None and count.is_too_many:
                _log.warning("slack_files_missing", team=team, missing=count.missing, held=count.held)
                continue
            await self._forget(team, file_id, record.file.chat.channel)
            _log.info("slack_file_gone", team=team, file=file_id)
            forgotten += 1
        return forgotten

    async def _is_gone(self, record: SharedRecord) -> bool:
        chat = record.file.chat
        try:
            is_there = await self._has(chat.team, record.file.id, chat.channel)
        except DirectoryUnavailableError:
            return False
        if is_there:
            await self._calls.run(self._files.missing.found, record.id)
            return False
        return await self._calls.run(self._files.missing.note, record.id)
