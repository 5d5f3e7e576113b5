"""The status of a reply where the chat has a place for it apart from all messages."""

import asyncio
from collections.abc import Callable
from typing import Generic

import structlog

from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError
from bot.service.replies.messages import ReplyMessages, Spelled
from bot.threads.background import watched

_log = structlog.stdlib.get_logger("tcbot.bot")


class StatusLine(Generic[Spelled]):
    """A line that the chat takes away after a while, and that is said again before.

    `stopped` is called where the chat says to a line that is said again that who asked wants no answer any more.
    """

    def __init__(self, messages: ReplyMessages[Spelled], stopped: Callable[[], object]) -> None:
        self._messages = messages
        self._stopped = stopped
        self._line = ""
        self._repeating: asyncio.Task[None] | None = None

    async def show(self, line: str) -> bool:
        """Whether the chat shows the line in such a place, or will. Raises `StoppedError`."""
        self._line = line
        if not await self._told():
            return False
        if self._repeating is None:
            self._repeating = watched(asyncio.create_task(self._repeat()), "status")
        return True

    def end(self) -> None:
        """Says it no more: what is shown next takes its place."""
        if self._repeating is not None:
            self._repeating.cancel()
            self._repeating = None

    async def clear(self) -> None:
        """Takes it away, where nothing is shown next."""
        if self._repeating is not None:
            self.end()
            self._line = ""
            await self._told()

    async def _told(self) -> bool:
        try:
            return await self._messages.show_status(self._line)
        except ChatBusyError as error:
            _log.info("status_refused", code=error.code)
            return self._repeating is not None
        except StoppedError:
            raise
        except ChatTroubleError as error:
            _log.info("status_refused", code=error.code)
            return False

    async def _repeat(self) -> None:
        while True:
            await asyncio.sleep(self._messages.pace.status)
            try:
                await self._told()
            except StoppedError:
                self._stopped()
                return
