"""The reply that everybody in a chat reads: a status at once, sentences as they come, then the whole answer."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Generic

import structlog

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.troubles import ChatTroubleError, StoppedError
from bot.service.replies.growing_message import GrowingMessage
from bot.service.replies.live_stream import StreamPlace
from bot.service.replies.messages import ReplyMessages, Spelled
from bot.service.replies.putting_off import RETRY_UNTIL
from bot.service.replies.status_line import StatusLine
from bot.service.replies.stream_gate import StreamGate
from bot.service.surface import Noting

_log = structlog.stdlib.get_logger("tcbot.bot")

ABANDON_SECONDS = 3.0
"""How long the end of a reply that nobody waits for any more may take."""


class LiveReply(Generic[Spelled]):
    """A `Reply` by the messages of a chat. `notes` are those of an earlier attempt: what it began is gone on with.

    `look_first` says that a message may be there without a note: it is looked for before one is posted.
    """

    def __init__(
        self,
        messages: ReplyMessages[Spelled],
        *,
        question: Question,
        gate: StreamGate,
        holder: Noting,
        notes: Mapping[str, Any],
        look_first: bool,
    ) -> None:
        self._messages = messages
        place = StreamPlace(gate, question.chat.team, question.chat.conversation, question.key)
        self._holder = holder
        self._is_stopped = False
        self._message = GrowingMessage(messages, place, holder, notes, look_first, self._stop)
        self._status = StatusLine(messages, self._stop)
        self._was_put_off = RETRY_UNTIL in notes
        self._text = ""

    @property
    def can_be_put_off(self) -> bool:
        """Always: its message can be updated."""
        return True

    async def status(self, line: str) -> None:
        """Shows the line in the chat's place for it, or in a message of ours where there is none."""
        if self._is_stopped or self._was_put_off or self._text:  # its message says why not yet
            return
        await self._message.take_over()
        try:
            if self._message.id or not await self._status.show(line):
                await self._message.show(self._messages.line(line))
        except StoppedError:
            self._stop()

    async def write(self, sentence: str) -> None:
        """Adds the sentence to a stream, or to the message where there is none; trouble is left for `finish`."""
        if self._is_stopped:
            return
        piece = self._messages.piece(sentence)
        if self._text and not piece[:1].isspace():
            piece = " " + piece
        self._text += piece
        try:
            await self._message.grow(piece, self._text)
        except StoppedError:
            self._stop()
        except ChatTroubleError as error:
            _log.warning("reply_sentence_not_shown", code=error.code)
        if self._message.is_stream:
            self._status.end()

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """Shows the whole answer in the message that is there, or a new one; what is too long goes on in further ones.

        Raises `ChatTroubleError`, of which `StoppedError` where who asked wants no answer any more.
        """
        self._status.end()
        if self._is_stopped:
            raise StoppedError("stopped")
        if retry_until is not None and self._was_put_off and self._message.id:
            return  # it says so already, with its first reference
        first, *more = await self._messages.ended(ended, notes, retry_until)
        try:
            await self._message.end(first, more)
        except StoppedError:
            self._stop()
            raise

    async def abandon(self) -> None:
        """Ends the status and a stream; see `Reply.abandon`."""
        try:
            async with asyncio.timeout(ABANDON_SECONDS):
                await self._status.clear()
                await self._message.stop()
        except Exception as error:
            _log.warning("reply_not_abandoned", error=type(error).__name__)

    def _stop(self) -> None:
        """Who asked has stopped the answer in the chat: what is asked for is withdrawn."""
        self._is_stopped = True
        self._status.end()
        self._holder.stop()
