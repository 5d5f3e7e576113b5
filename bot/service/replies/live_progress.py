"""What happens to a question, told to its reply in order while the engine works in another thread."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable

import structlog

from bot.chat.ports import Reply

_log = structlog.stdlib.get_logger("tcbot.bot")


class LiveProgress:
    """Passes status lines and sentences on to a reply, one after the other. Use as an async context manager.

    `status` and `sentence` may be called from any thread and wait for nothing. A status line that something newer
    follows is left out. Once the reply refuses a sentence, or `may_tell` says that none may be shown now, no more are
    sent: what finishes the reply shows them all.
    """

    def __init__(self, reply: Reply, may_tell: Callable[[], Awaitable[bool]]) -> None:
        self._reply = reply
        self._may_tell = may_tell
        self._waiting: deque[tuple[bool, str]] = deque()
        self._loop = asyncio.get_running_loop()
        self._news = asyncio.Event()
        self._is_over = False
        self._refused = self._has_sentences = False
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> "LiveProgress":
        self._task = asyncio.create_task(self._tell())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._stop()

    def status(self, line: str) -> None:
        """Says what is going on; nothing once there are sentences."""
        self._loop.call_soon_threadsafe(self._add, False, line)

    def sentence(self, text: str) -> None:
        """Adds a checked sentence."""
        self._loop.call_soon_threadsafe(self._add, True, text)

    def begin_anew(self) -> None:
        """What was said so far was in vain: where a sentence is among it, no more are sent but the answer itself."""
        if self._has_sentences:
            self._refused = True
            self._waiting.clear()

    async def end(self, seconds: float) -> None:
        """Waits until all is told, or for so long; nothing is told after that."""
        await asyncio.sleep(0)  # what the engine's thread said last comes in by the loop
        self._is_over = True
        self._waiting = deque(each for each in self._waiting if each[0])  # what follows is the answer itself
        self._news.set()
        if self._task is not None:
            await asyncio.wait({self._task}, timeout=seconds)
        await self._stop()

    def _add(self, is_sentence: bool, text: str) -> None:
        if self._is_over or (is_sentence and self._refused):
            return
        self._has_sentences = self._has_sentences or is_sentence
        if self._waiting and not self._waiting[-1][0]:
            self._waiting.pop()
        self._waiting.append((is_sentence, text))
        self._news.set()

    async def _tell(self) -> None:
        has_begun = False
        while True:
            while self._waiting:
                is_sentence, text = self._waiting.popleft()
                if is_sentence or not has_begun:
                    has_begun = has_begun or is_sentence
                    await self._pass_on(is_sentence, text)
            if self._is_over:
                return
            self._news.clear()
            await self._news.wait()

    async def _pass_on(self, is_sentence: bool, text: str) -> None:
        is_refused = False
        try:
            if not is_sentence:
                await self._reply.status(text)
            elif await self._may_tell():
                await self._reply.write(text)
            else:
                is_refused = True
        except Exception as error:
            _log.warning("reply_not_written", error=type(error).__name__, is_sentence=is_sentence)
            is_refused = is_sentence
        if is_refused:
            self._refused = True
            self._waiting.clear()

    async def _stop(self) -> None:
        task, self._task = self._task, None
        self._is_over = True
        if task is not None and not task.done():
            task.cancel()
            await asyncio.wait({task})
