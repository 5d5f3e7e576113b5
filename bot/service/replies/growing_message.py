"""The message in which a reply grows: a stream where the chat takes one, else a message that is updated."""

import asyncio
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic

import structlog

from bot.chat.troubles import ChatTroubleError, StoppedError
from bot.service.replies.later import Later
from bot.service.replies.live_stream import LiveStream, StreamPlace
from bot.service.replies.messages import ReplyMessages, Spelled
from bot.service.surface import Noting

_log = structlog.stdlib.get_logger("tcbot.bot")


class GrowingMessage(Generic[Spelled]):
    """The first message of a reply, and at its end those behind it. Raises `ChatTroubleError`.

    What is begun is noted with the `holder`, which lets nothing be shown once another process works on the reply (then
    its error comes through). `notes` are those of an earlier attempt: its message is gone on with,
    and what it left streaming is ended first. `look_first` says that a message may be there without a note.
    `stopped` is called where the chat says, to something that had to wait, that who asked wants no answer any more.
    """

    def __init__(
        self,
        messages: ReplyMessages[Spelled],
        place: StreamPlace,
        holder: Noting,
        notes: Mapping[str, Any],
        look_first: bool,
        stopped: Callable[[], object],
    ) -> None:
        self._messages = messages
        self._stopped = stopped
        self._newest: Spelled | None = None
        self._refreshing = asyncio.Lock()
        self._later = Later(self._show_newest)
        self._place = place
        self._holder = holder
        self._look_first = look_first
        self._left_streaming = bool(notes.get("streaming"))
        self._stream: LiveStream[Spelled] | None = None
        self._updated = 0.0
        self.id = str(notes.get("message") or "")

    @property
    def is_stream(self) -> bool:
        """Whether it was begun as a stream here."""
        return self._stream is not None

    async def take_over(self) -> None:
        """Ends a stream that an attempt which was cut short began, or may have; its message is ours from now on."""
        if not self._left_streaming:
            return
        found = self.id or await self._messages.find_stream()
        if found:
            await self._messages.stop_stream(found)
            await self._note(found)
        self._left_streaming = False
        await self._holder.note(streaming=False)

    async def show(self, message: Spelled) -> None:
        """Shows what there is so far, as soon as the last update is long enough ago; a busy chat leaves it out."""
        await self._holder.ensure_held()
        if not self.id:
            found = await self._messages.post(message, look_first=self._look_first)
            self._updated = time.monotonic()
            await self._note(found)
            return
        self._newest = message
        wait = self._updated + self._messages.pace.update - time.monotonic()
        if wait > 0:
            self._later.within(wait)
        else:
            await self._refresh()

    async def grow(self, piece: str, text: str) -> None:
        """Adds a piece, with which all is `text`: to the stream, which is begun where it may be, or by an update."""
        await self._holder.ensure_held()
        await self.take_over()
        if self._stream is not None:
            await self._stream.append(piece)
        elif not self.id and self._place.enter(self._messages):
            await self._begin_stream(text)
        if self._stream is None or not self._stream.is_alive:
            await self.show(self._messages.written(text))

    async def end(self, first: Spelled, more: Sequence[Spelled]) -> None:
        """Shows this instead, and the rest in messages behind it. May be called again, also with something else."""
        await self._later.end()
        await self._holder.ensure_held()
        try:
            await self._end_first(first)
            if self._look_first:
                await self._show_behind(more)
            else:
                for part, message in enumerate(more, 1):
                    await self._messages.post(message, part)
        except ChatTroubleError:
            self._look_first = True  # it may be called again, and something may have arrived
            raise

    async def _end_first(self, first: Spelled) -> None:
        if self._stream is not None and self._stream.is_alive:
            await self._stream.finish(first)
            return
        await self.take_over()
        if self.id:
            await self._messages.update(self.id, first)
        else:
            await self._note(await self._messages.post(first, look_first=self._look_first))

    async def stop(self) -> None:
        """Ends what grows by itself: our stream, or one that was left behind."""
        await self._later.end()
        await self.take_over()
        if self._stream is not None:
            await self._stream.stop()

    async def _refresh(self) -> None:
        async with self._refreshing:
            message, self._newest, self._updated = self._newest, None, time.monotonic()
            if message is None:
                return
            try:
                await self._messages.refresh(self.id, message)
            except StoppedError:
                raise
            except ChatTroubleError as error:
                _log.warning("reply_update_left_out", code=error.code)

    async def _show_newest(self) -> None:
        try:
            await self._holder.ensure_held()
            await self._refresh()
        except StoppedError:
            self._stopped()
        except Exception as error:  # what comes next meets it, too
            _log.warning("reply_update_left_out", error=type(error).__name__)

    async def _begin_stream(self, text: str) -> None:
        await self._holder.note(streaming=True)
        self._left_streaming = True
        try:
            self._stream = await LiveStream.start(self._messages, self._place, text, self._stopped)
        except StoppedError:
            raise
        except ChatTroubleError as error:  # it may run all the same: it is looked for before anything else is shown
            _log.warning("stream_uncertain", code=error.code)
            await self.take_over()
            return
        self._left_streaming = False
        if self._stream is None:
            await self._holder.note(streaming=False)
        else:
            await self._note(self._stream.id)

    async def _show_behind(self, messages: Sequence[Spelled]) -> None:
        """Shows messages behind the first, in place of those that stand; what stands beyond them, or twice, goes."""
        there = await self._messages.standing()
        kept = {self.id}
        for part, message in enumerate(messages, 1):
            ids = there.get(part)
            if ids:
                await self._messages.update(ids[0], message, part)
            kept.add(ids[0] if ids else await self._messages.post(message, part))
        await self._messages.delete({each for ids in there.values() for each in ids} - kept)

    async def _note(self, message_id: str) -> None:
        self.id = message_id
        await self._holder.note(message=message_id)
