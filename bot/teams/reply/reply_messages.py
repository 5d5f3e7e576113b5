"""The messages of a reply in a Teams conversation: a stream in personal chats, elsewhere one that is updated."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

import structlog

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.troubles import ChatBusyError, ChatTroubleError, StoppedError, StreamRefusedError
from bot.records.question_log import question_key
from bot.service.replies.messages import ReplyPace
from bot.service.replies.stream_gate import StreamGate
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import PERSONAL, TeamsPlace
from bot.teams.render.in_the_making import piece, written_message
from bot.teams.render.render_answer import answer_messages, status_message
from bot.teams.render.teams_message import TeamsMessage, activity_of
from bot.teams.reply.posting import MessagePlace, Posting
from bot.teams.reply.streaming import LONGEST_STREAM, LONGEST_TEXT, PIECE_SECONDS, TeamsStream
from bot.teams.reply.troubles import GONE, chat_troubles
from pipelines.types import Answer

_log = structlog.stdlib.get_logger("tcbot.teams")

PACE: Final = ReplyPace(
    update=3.0,
    status=20.0,
    longest_stream=LONGEST_STREAM,
    longest_piece=LONGEST_TEXT,
    rest=60.0,
    piece=PIECE_SECONDS,
    one_stream_a_conversation=True,
)


class TeamsReplyMessages:
    """`ReplyMessages` of one question in a `place`, None where that isn't known any more: then nothing can be shown.

    `links` gives the addresses of cited documents by name.
    `look_first` says that something of the reply may stand there already. A stream begins with the first status line.
    """

    def __init__(
        self,
        *,
        posting: Posting,
        connectors: Connectors,
        place: TeamsPlace | None,
        question: Question,
        links: Callable[[Answer], Awaitable[Mapping[str, str]]],
        gate: StreamGate,
        look_first: bool,
    ) -> None:
        self._posting = posting
        self._place = place
        self._question = question
        self._links = links
        self._gate = gate
        self._look_first = look_first
        chat = question.chat
        asked = (question.key, question.asker.locale, question.message)
        self._spot = MessagePlace(chat.team, chat.channel, chat.thread, *asked)
        self._stream = TeamsStream(connectors, place, question.message, self._note_first)
        self._first = ""
        self._end: Sequence[TeamsMessage] = ()
        self._is_left = False
        """Whether the first message may be a stream that another process left open."""
        self._is_stopped = False
        self._may_be_there = False
        """Whether something was sent of which it isn't known whether it arrived."""

    @property
    def pace(self) -> ReplyPace:
        """That of Teams."""
        return PACE

    @property
    def can_stream(self) -> bool:
        """Personal chats take streams, where none of this reply has ended."""
        return self._is_personal and (self._stream.is_open or not self._first)

    async def post(self, message: TeamsMessage, part: int = 0, look_first: bool = False) -> str:
        """Sends it; what is there of part 0 takes it instead, and with `look_first` what is noted of another part."""
        self._check()
        if part == 0 and look_first:
            await self._look()
        if part == 0 and self._first:
            await self._put_first(message)
            return self._first
        is_end = any(message is each for each in self._end)
        if self._may_be_there and not is_end:
            raise ChatTroubleError("may_be_there")
        with chat_troubles():
            try:
                sent = await self._posting.post(self._spot, message, part, look_first or self._may_be_there)
            except ConnectorError as error:
                self._may_be_there = self._may_be_there or error.is_unsure
                raise
        if part == 0:
            self._first = sent
        return sent

    async def update(self, message_id: str, message: TeamsMessage, part: int = 0) -> None:
        """Updates it; a stream that was left open is ended with it."""
        self._check()
        if part == 0:
            self._first = message_id
            await self._put_first(message)
            return
        with chat_troubles():
            await self._posting.update(self._spot, message_id, message)

    async def refresh(self, message_id: str, message: TeamsMessage) -> None:
        """Updates it, if Teams takes that at once; not while it may be a stream."""
        self._check()
        if self._is_left or self._stream.is_open:
            return
        with chat_troubles():
            await self._posting.update(self._spot, message_id, message, is_patient=False)

    async def standing(self) -> Mapping[int, Sequence[str]]:
        """What is noted of the reply, by part."""
        return await self._posting.standing(self._spot)

    async def delete(self, message_ids: Collection[str]) -> None:
        """Takes them away, the last one first."""
        with chat_troubles():
            await self._posting.withdraw(self._spot, message_ids)

    async def show_status(self, line: str) -> bool:
        """Shows it in a stream that has no text yet; an empty line ends such a stream."""
        if not self._is_personal or self._is_stopped:
            return False
        if self._look_first:
            await self._look()
        if not line:
            await self.stop_stream(self._stream.id)
            return True
        if self._first and not self._stream.is_open:
            return False
        if not self._stream.is_open and not self._enter():
            return False
        if self._stream.is_late:
            await self.stop_stream(self._stream.id)
            return False
        try:
            await self._stream.inform(line)
        except StoppedError:
            self._leave()
            raise
        except ChatTroubleError:
            if not self._stream.is_open:
                self._leave()
            raise
        return True

    async def start_stream(self, text: str) -> str:
        """Goes on with the stream of the status line, or begins one."""
        self._check()
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

    async def append_stream(self, stream_id: str, text: str) -> None:
        """Shows all the text so far."""
        self._check()
        await self._stream.grow(self._stream.text + text)

    async def stop_stream(self, stream_id: str) -> None:
        """Ends it with the text so far; one of another process is ended by what is shown in its message next."""
        if stream_id and stream_id != self._stream.id:
            self._first, self._is_left = stream_id, self._is_personal
            return
        if self._stream.is_open:
            shown = written_message(self._stream.text) if self._stream.text else status_message(self._stream.line)
            try:
                await self._stream.end(self._spot.replying(activity_of(shown, self._spot.locale)))
            except StoppedError:
                self._is_stopped = True
            except ChatTroubleError as error:
                _log.warning("teams_stream_not_ended", code=error.code)
        self._leave()

    async def finish_stream(self, stream_id: str, message: TeamsMessage) -> None:
        """Ends it with the whole message."""
        await self.update(stream_id, message)

    async def find_stream(self) -> str:
        """What is noted of the first message."""
        await self._look()
        return self._first

    def piece(self, sentence: str) -> str:
        """The sentence without formats."""
        return piece(sentence)

    def line(self, line: str) -> TeamsMessage:
        """A line where the answer will stand."""
        return status_message(line)

    def written(self, text: str) -> TeamsMessage:
        """The text so far."""
        return written_message(text)

    async def ended(self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None) -> Sequence[TeamsMessage]:
        """The end, its sources linked."""
        self._end = answer_messages(
            ended,
            locale=self._question.asker.locale,
            question_id=question_key(self._question.key),
            place_kind="personal" if self._is_personal else "groupChat" if not self._spot.thread else "channel",
            notes=notes,
            links=await self._links(ended.answer),
            retry_until=retry_until,
        )
        return self._end

    @property
    def _is_personal(self) -> bool:
        return self._place is not None and self._place.kind == PERSONAL

    def _check(self) -> None:
        if self._is_stopped:
            raise StoppedError("stopped")

    async def _look(self) -> None:
        """Takes over what an earlier attempt noted of the first message, whatever state it was left in."""
        self._look_first = False
        if not self._first and (noted := (await self.standing()).get(0)):
            self._first, self._is_left = noted[0], self._is_personal

    async def _put_first(self, message: TeamsMessage) -> None:
        """Shows it in the first message, by the end of its stream where that may run; a line doesn't end one."""
        is_end = any(message is each for each in self._end)
        if (self._is_left or self._stream.is_open) and not is_end:
            return
        activity = self._spot.replying(activity_of(message, self._spot.locale))
        is_left, self._is_left = self._is_left, False
        try:
            if await self._stream.end(activity):
                return
            if is_left and await self._stream.end_left(self._first, activity):
                return
        finally:
            self._leave()
        with chat_troubles():
            try:
                await self._posting.update(self._spot, self._first, message)
            except ConnectorError as error:
                if error.status not in GONE or not self._is_personal:
                    raise
                self._first = await self._posting.post(self._spot, message)

    async def _note_first(self, message_id: str) -> None:
        self._first = message_id
        await self._posting.note(self._spot, message_id)

    def _enter(self) -> bool:
        asked = (self._question.chat.conversation, self._question.key, LONGEST_STREAM)
        return self._gate.is_open(self._question.chat.team) and self._gate.take(*asked)

    def _leave(self) -> None:
        self._gate.leave(self._question.chat.conversation, self._question.key)
