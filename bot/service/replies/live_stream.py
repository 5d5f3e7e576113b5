"""A stream while it lives: its pieces by the pace of its chat, its end in time, its death."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic

import structlog

from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError, StreamRefusedError
from bot.service.replies.later import Later
from bot.service.replies.messages import Spelled, Streams
from bot.service.replies.stream_gate import StreamGate

_log = structlog.stdlib.get_logger("tcbot.bot")


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Where a stream would run for a `question`; the conversation counts where it takes one at a time."""

    gate: StreamGate
    team: str
    conversation: str
    question: str

    def enter(self, streams: Streams[Any]) -> bool:
        """Whether a stream may be begun here now; then the conversation is taken."""
        if not streams.can_stream or not self.gate.is_open(self.team):
            return False
        pace = streams.pace
        if not pace.one_stream_a_conversation:
            return True
        return self.gate.take(self.conversation, self.question, pace.longest_stream)

    def leave(self) -> None:
        """There is no stream any more."""
        self.gate.leave(self.conversation, self.question)


class LiveStream(Generic[Spelled]):
    """A message that grows. It may be refused or die at any moment: then `is_alive` is False, and its text is ours."""

    def __init__(
        self, streams: Streams[Spelled], place: StreamPlace, stream_id: str, stopped: Callable[[], object]
    ) -> None:
        self._streams = streams
        self._place = place
        self._stopped = stopped
        self._later = Later(self._send_waiting)
        self.id = stream_id
        self.is_alive = True
        self._waiting = ""
        self._sending = asyncio.Lock()
        self._begun = self._sent = time.monotonic()

    @classmethod
    async def start(
        cls, streams: Streams[Spelled], place: StreamPlace, text: str, stopped: Callable[[], object]
    ) -> "LiveStream[Spelled] | None":
        """A stream with its first words in a place that was entered, or None where the chat refuses.

        `stopped` is called where the chat says that who asked wants no answer any more, while words are sent that had
        to wait.
        Raises `ChatTroubleError` where it is unknown whether the stream has begun.
        """
        most = streams.pace.longest_piece
        try:
            stream_id = await streams.start_stream(text[:most])
        except StreamRefusedError as error:
            _log.warning("stream_refused", code=error.code)
            place.leave()
            if error.is_everywhere:
                place.gate.rest(place.team, streams.pace.rest)
            return None
        stream = cls(streams, place, stream_id, stopped)
        if len(text) > most:
            await stream.append(text[most:])
        return stream

    async def append(self, text: str) -> None:
        """Adds words; those that the pace holds up come as soon as it allows, those that a busy chat doesn't take come
        with the next ones.

        After a failure the stream is dead.
        """
        pace = self._streams.pace
        if time.monotonic() - self._begun > pace.longest_stream:
            await self.stop()
        self._waiting += text
        await self._send()
        if self._waiting and self.is_alive and pace.piece:
            self._later.within(max(self._sent + pace.piece - time.monotonic(), pace.piece / 2))

    async def _send(self) -> None:
        async with self._sending:
            is_dead = await self._sent_waiting()
        if is_dead:
            await self.stop()

    async def _sent_waiting(self) -> bool:
        """Sends what waits, as far as the pace allows; whether the stream died of it."""
        pace = self._streams.pace
        while self._waiting and self.is_alive and time.monotonic() - self._sent >= pace.piece:
            piece = self._waiting[: pace.longest_piece]
            try:
                await self._streams.append_stream(self.id, piece)
            except ChatBusyError:
                return False
            except StoppedError:
                self._end()
                raise
            except ChatTroubleError as error:
                _log.warning("stream_died", code=error.code)
                return True
            self._sent = time.monotonic()
            self._waiting = self._waiting[len(piece) :]
        return False

    async def stop(self) -> None:
        """Ends the stream, so that its message can be updated; never raises."""
        if not self.is_alive:
            return
        self.is_alive = False
        await self._later.end()
        try:
            await self._streams.stop_stream(self.id)
        finally:
            self._place.leave()

    async def finish(self, message: Spelled) -> None:
        """Ends the stream with the whole message; where that fails, it is dead."""
        await self._later.end()
        try:
            await self._streams.finish_stream(self.id, message)
        except StoppedError:
            raise
        except ChatTroubleError:
            await self._streams.stop_stream(self.id)  # it may run still
            raise
        finally:
            self._end()

    async def _send_waiting(self) -> None:
        if not self.is_alive:
            return
        try:
            await self._send()
        except StoppedError:
            self._stopped()

    def _end(self) -> None:
        self.is_alive = False
        self._place.leave()
