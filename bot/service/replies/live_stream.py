"""A stream while it lives: its pieces by the pace of its chat, its end in time, its death."""

import time
from dataclasses import dataclass

import structlog

from bot.chat.troubles import ChatBusyError, ChatTroubleError, StreamRefusedError
from bot.service.replies.messages import Streams
from bot.service.replies.stream_gate import StreamGate

_log = structlog.stdlib.get_logger("tcbot.bot")


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Where a stream would run; the conversation counts where it takes one at a time."""

    gate: StreamGate
    team: str
    conversation: str

    def enter(self, streams: Streams) -> bool:
        """Whether a stream may be begun here now; then the conversation is taken."""
        if not streams.can_stream or not self.gate.is_open(self.team):
            return False
        pace = streams.pace
        return not pace.one_stream_a_conversation or self.gate.take(self.conversation, pace.longest_stream)


class LiveStream:
    """A message that grows. It may be refused or die at any moment: then `is_alive` is False, and its text is ours."""

    def __init__(self, streams: Streams, place: StreamPlace, stream_id: str) -> None:
        self._streams = streams
        self._place = place
        self.id = stream_id
        self.is_alive = True
        self._waiting = ""
        self._begun = self._sent = time.monotonic()

    @classmethod
    async def start(cls, streams: Streams, place: StreamPlace, text: str) -> "LiveStream | None":
        """A stream with its first words in a place that was entered, or None where the chat refuses.

        Raises `ChatTroubleError` where it is unknown whether the stream has begun.
        """
        most = streams.pace.longest_piece
        try:
            stream_id = await streams.start_stream(text[:most])
        except StreamRefusedError as error:
            _log.warning("stream_refused", code=error.code)
            place.gate.leave(place.conversation)
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
            self._place.gate.leave(self._place.conversation)
