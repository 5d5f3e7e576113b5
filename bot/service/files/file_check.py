"""Looks once a day whether a chat still has each shared file: chats don't tell when their own retention removes one.

What a chat has no more and what the bot may no longer see can look the same. So a file is gone only where the chat says
so in two looks a day apart, and where not too many are missing at once.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import structlog

from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.bot")

AGE = timedelta(days=1)
AT_ONCE = 20
PAUSE_SECONDS = 60.0
"""Between two looks: 20 files a minute are far from what chats allow, and 28,000 a day."""


class FileCheck:
    """Looks after the files of one chat; several processes share the work. `run` is a task, until it is cancelled.

    `directory_of` is asked by a workspace's id; `forget` (surface, team, file, channel) ends what was read from a file
    in that channel.
    """

    def __init__(
        self,
        surface: str,
        *,
        files: SharedFiles,
        calls: BlockingCalls,
        directory_of: Callable[[str], Directory],
        forget: Callable[[str, str, str, str], Awaitable[None]],
        age: timedelta = AGE,
    ) -> None:
        self._surface = surface
        self._files = files
        self._calls = calls
        self._directory_of = directory_of
        self._forget = forget
        self._age = age

    async def run(self) -> None:
        """Looks again and again; what fails is looked at again a day later."""
        while True:
            try:
                await self.look()
            except Exception as error:
                _log.warning("files_not_checked", surface=self._surface, error=type(error).__name__)
            await asyncio.sleep(PAUSE_SECONDS)

    async def look(self) -> int:
        """Looks at the files that are due, some at most; how many were forgotten."""
        due = await self._calls.run(self._files.due, self._surface, self._age, AT_ONCE)
        gone = [record for record in due if await self._is_gone(record)]
        if not gone:
            return 0
        counts = await self._calls.run(self._files.missing.counts, self._surface)
        forgotten = 0
        for record in gone:
            team, file_id = record.file.chat.team, record.file.id
            count = counts.get(team)
            if count is not None and count.is_too_many:
                _log.warning("files_missing", surface=self._surface, team=team, missing=count.missing, held=count.held)
                continue
            await self._forget(self._surface, team, file_id, record.file.chat.channel)
            _log.info("file_gone", surface=self._surface, team=team, file=file_id)
            forgotten += 1
        return forgotten

    async def _is_gone(self, record: SharedRecord) -> bool:
        try:
            is_there = await self._directory_of(record.file.chat.team).still_has(record.file)
        except DirectoryUnavailableError:
            return False
        if is_there:
            await self._calls.run(self._files.missing.found, record.id)
            return False
        return await self._calls.run(self._files.missing.note, record.id)
