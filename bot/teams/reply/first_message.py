"""The first message of a reply in Teams: in a personal chat a stream to begin with, elsewhere one that is updated."""

import structlog

from bot.chat.chat import Question
from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError, StreamRefusedError
from bot.service.replies.stream_gate import StreamGate
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import PERSONAL, TeamsPlace
from bot.teams.render.in_the_making import written_message
from bot.teams.render.render_answer import status_message
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.teams.reply.posting import MessagePlace, Posting
from bot.teams.reply.streaming import LONGEST_STREAM, TeamsStream
from bot.teams.reply.troubles import GONE, chat_troubles

_log = structlog.stdlib.get_logger("tcbot.teams")


class FirstMessage:
    """`id` is empty until it is there. `is_stopped` says that who asked wants no answer any more.

    Methods raise `ChatTroubleError`, of which `StoppedError` where that is said.
    """

    def __init__(
        self,
        *,
        posting: Posting,
        connectors: Connectors,
        place: TeamsPlace | None,
        spot: MessagePlace,
        question: Question,
        gate: StreamGate,
    ) -> None:
        self._posting = posting
        self._spot = spot
        self._question = question
        self._gate = gate
        self._stream = TeamsStream(connectors, place, question.message, self._note)
        self._is_left = False
        """Whether it may be a stream that another process left open."""
        self.is_personal = place is not None and place.kind == PERSONAL
        self.is_stopped = False
        self.id = ""

    @property
    def can_stream(self) -> bool:
        """Whether it is a stream, or may become one."""
        return self.is_personal and (self._stream.is_open or not self.id)

    def check(self) -> None:
        """Raises `StoppedError` where nothing is to be shown any more."""
        if self.is_stopped:
            raise StoppedError("stopped")

    async def look(self) -> None:
        """Takes over what an earlier attempt noted, whatever state it was left in."""
        if not self.id and (noted := (await self._posting.standing(self._spot)).get(0)):
            self.take_over(noted[0])

    def take_over(self, message_id: str) -> None:
        """It is this one, which may be a stream of another process."""
        self.id, self._is_left = message_id, self.is_personal

    async def show_line(self, line: str) -> bool:
        """Whether the line is shown in a stream that has no text yet; an empty line ends such a stream."""
        if not self.is_personal or self.is_stopped:
            return False
        if not line:
            await self.stop()
            return True
        if not self._stream.is_open and (self.id or not self._enter()):
            return False
        if self._stream.is_late:
            await self.stop()
            return False
        try:
            await self._stream.inform(line)
        except ChatTroubleError:
            if not self._stream.is_open:
                self._leave()
            raise
        return True

    async def start(self, text: str) -> str:
        """Goes on with the stream of the line, or begins one; its id. See `Streams.start_stream`."""
        self.check()
        try:
            await self._stream.grow(text)
        except StoppedError:
            raise
        except ChatBusyError as error:
            if not self._stream.id:
                raise StreamRefusedError(error.code, is_everywhere=True) from error
            self._stream.text = text  # it comes with the next piece
        except ChatTroubleError as error:
            raise StreamRefusedError(error.code, is_everywhere=False) from error
        return self._stream.id

    async def append(self, text: str) -> None:
        """Adds text to the stream."""
        self.check()
        await self._stream.grow(self._stream.text + text)

    async def stop(self) -> None:
        """Ends the stream with what it shows, if it runs; never raises."""
        if self._stream.is_open:
            shown = written_message(self._stream.text) if self._stream.text else status_message(self._stream.line)
            try:
                await self._stream.end(self._spot.replying(activity_of(shown, self._spot.locale)))
            except StoppedError:
                self.is_stopped = True
            except ChatTroubleError as error:
                _log.warning("teams_stream_not_ended", code=error.code)
        self._leave()

    async def put(self, message: TeamsMessage, is_end: bool) -> None:
        """Shows this in it, by the end of its stream where that may run; only the reply's end ends one."""
        self.check()
        if (self._is_left or self._stream.is_open) and not is_end:
            return
        activity = self._spot.replying(activity_of(message, self._spot.locale))
        is_left, self._is_left = self._is_left, False
        try:
            if await self._stream.end(activity):
                return
            if is_left and await self._stream.end_left(self.id, activity):
                return
        finally:
            self._leave()
        with chat_troubles():
            try:
                await self._posting.update(self._spot, self.id, message)
            except ConnectorError as error:
                if error.status not in GONE or not self.is_personal:
                    raise
                self.id = await self._posting.post(self._spot, message)

    async def refresh(self, message: TeamsMessage) -> None:
        """Shows this in it, if Teams takes that at once; not while it may be a stream."""
        self.check()
        if self._is_left or self._stream.is_open:
            return
        with chat_troubles():
            await self._posting.update(self._spot, self.id, message, is_patient=False)

    async def _note(self, message_id: str) -> None:
        self.id = message_id
        await self._posting.note(self._spot, message_id)

    def _enter(self) -> bool:
        asked = (self._question.chat.conversation, self._question.key, LONGEST_STREAM)
        return self._gate.is_open(self._question.chat.team) and self._gate.take(*asked)

    def _leave(self) -> None:
        self._gate.leave(self._question.chat.conversation, self._question.key)
