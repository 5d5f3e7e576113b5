"""A stream while it lives: its pieces by the pace of its chat, its end in time, its death."""

import time
from dataclasses import dataclass
from typing import Any, Generic

import structlog

from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError, StreamRefusedError
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

    def __init__(self, streams: Streams[Spelled], place: StreamPlace, stream_id: str) -> None:
        self._streams = streams
        self._place = place
        self.id = stream_id
        self.is_alive = True
        self._waiting = ""
        self._begun = self._sent = time.monotonic()

    @classmethod
    async def start(cls, streams: Streams[Spelled], place: StreamPlace, text: str) -> "LiveStream[Spelled] | None":
        """A stream with its first words in a place that was entered, or None where the chat refuses.

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
        stream = cls(streams, place, stream_id)
        if len(text) > most:
            await stream.append(text[most:])
        return stream

    async def append(self, text: str) -> None:
        """Adds words; those that the pace or a busy chat holds up come with the next ones.

        After a failure the stream is dead.
        """
        pace = self._streams.pace
        if time.monotonic() - self._begun > pace.longest_stream:
            await self.stop()
        self._waiting += text
        while self._waiting and self.is_alive and time.monotonic() - self._sent >= pace.piece:
            try:
                await self._streams.append_stream(self.id, self._waiting[: pace.longest_piece])
            except ChatBusyError:
                return
            except StoppedError:
                self._end()
                raise
            except ChatTroubleError as error:
                _log.warning("stream_died", code=error.code)
                await self.stop()
            self._sent = time.monotonic()
            self._waiting = self._waiting[pace.longest_piece :]

    async def stop(self) -> None:
        """Ends the stream, so that its message can be updated; never raises."""
        if not self.is_alive:
            return
        self.is_alive = False
        try:
            await self._streams.stop_stream(self.id)
        finally:
            self._place.leave()

    async def finish(self, message: Spelled) -> None:
        """Ends the stream with the whole message; where that fails, it is dead."""
        try:
            await self._streams.finish_stream(self.id, message)
        except StoppedError:
            raise
        except ChatTroubleError:
            await self._streams.stop_stream(self.id)  # it may run still
            raise
        finally:
            self._end()

    def _end(self) -> None:
        self.is_alive = False
        self._place.leave()
