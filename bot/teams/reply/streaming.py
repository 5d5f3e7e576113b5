"""The stream of one reply in a personal chat: a line of ours first, then the text so far, at last the whole message."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

import structlog

from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.reply.troubles import NO_PLACE, trouble_of

_log = structlog.stdlib.get_logger("tcbot.teams")

Json = dict[str, Any]
PIECE_SECONDS: Final = 1.5
"""Between two pieces; Teams takes one in a second."""
LONGEST_STREAM: Final = 90.0
"""Seconds after which a stream is ended by us: Teams ends it after two minutes."""
LONGEST_LINE: Final = 1_000
"""Characters of a line before the text."""
LONGEST_TEXT: Final = 12_000
"""Characters that a stream shows; all of it comes with the end."""
REFUSED: Final = frozenset({400, 403, 404, 405})
"""Answers that say that there is no such stream, not here, or not any more."""
STOPPED: Final = "cancel"
"""What stands in the answer where the person pressed Stop."""


class TeamsStream:
    """One stream of a `place`, in reply to the message `answers`. `noted` is told its id as soon as Teams gives one.

    `is_open` says that pieces are taken, `id` is that of its message once there is one.
    """

    def __init__(
        self, connectors: Connectors, place: TeamsPlace | None, answers: str, noted: Callable[[str], Awaitable[None]]
    ) -> None:
        self._connectors = connectors
        self._place = place
        self._answers = answers
        self._noted = noted
        self._sequence = 0
        self._begun = self._sent = 0.0
        self.id = ""
        self.text = ""
        self.line = ""
        self.is_open = False

    @property
    def is_late(self) -> bool:
        """Whether it has run as long as it may."""
        return self.is_open and time.monotonic() - self._begun > LONGEST_STREAM

    async def inform(self, line: str) -> None:
        """Shows a line, which the next one or the text replaces. Raises `ChatTroubleError`."""
        self.line = line[:LONGEST_LINE]
        await self._go_on("informative", self.line)

    async def grow(self, text: str) -> None:
        """Shows the text so far, which begins as the last one did. Raises `ChatTroubleError`."""
        if len(text) > LONGEST_TEXT:
            raise ChatTroubleError("stream_full")
        await self._go_on("streaming", text)
        self.text = text

    async def end(self, activity: Json) -> bool:
        """Whether the stream was ended with the activity: if not, it is to be shown in its message by an update.

        Raises `StoppedError`, and any other `ChatTroubleError` where Teams gave no answer.
        """
        if not self.is_open:
            return False
        self.is_open = False
        return await self.end_left(self.id, activity)

    async def end_left(self, stream_id: str, activity: Json) -> bool:
        """The same for a stream that another process left."""
        entity = {"type": "streaminfo", "streamId": stream_id, "streamType": "final"}
        last = {**activity, "entities": [*activity.get("entities", ()), entity]}
        try:
            await self._send(last, is_patient=True)
        except ConnectorError as error:
            if is_stop(error):
                raise stream_trouble(error) from error
            if error.status in REFUSED or error.is_unsure:
                _log.info("teams_stream_over", code=error.code)
                return False
            raise trouble_of(error) from error
        return True

    async def _go_on(self, kind: str, text: str) -> None:
        if self.id and not self.is_open:
            raise ChatTroubleError("stream_over")
        if self.is_late:
            raise ChatTroubleError("stream_late")
        await asyncio.sleep(max(0.0, self._sent + PIECE_SECONDS - time.monotonic()))
        self._sent = time.monotonic()
        entity: Json = {"type": "streaminfo", "streamType": kind, "streamSequence": self._sequence + 1}
        if self.id:
            entity["streamId"] = self.id
        told = {"replyToId": self._answers} if self._answers else {}
        activity: Json = {"type": "typing", "text": text, "entities": [entity], **told}
        try:
            sent = await self._send(activity, is_patient=False)
        except ConnectorError as error:
            if self.id and error.is_unsure:  # it may have arrived: the next piece says the same and more
                self._sequence += 1
                raise ChatBusyError(error.code) from error
            trouble = stream_trouble(error)
            self.is_open = self.is_open and isinstance(trouble, ChatBusyError)
            raise trouble from error
        self._sequence += 1
        if not self.id:
            if not sent:
                raise ChatTroubleError("stream_without_id")
            self.id, self.is_open, self._begun = sent, True, time.monotonic()
            await self._noted(sent)

    async def _send(self, activity: Json, is_patient: bool) -> str:
        if self._place is None:
            raise ConnectorError(404, NO_PLACE)
        return await self._connectors.send(self._place, activity, is_patient=is_patient)


def is_stop(error: ConnectorError) -> bool:
    """Whether the person pressed Stop."""
    return error.status == 403 and STOPPED in f"{error.code} {error.text}".lower()


def stream_trouble(error: ConnectorError) -> ChatTroubleError:
    """What became of a stream: stopped by the person, busy, or over for another reason, whatever that is."""
    if is_stop(error):
        return StoppedError("stopped")
    trouble = trouble_of(error)
    return trouble if isinstance(trouble, ChatBusyError) else ChatTroubleError(error.code)
