"""The messages of a reply in a Teams conversation: a stream in personal chats, elsewhere one that is updated."""

from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.troubles import ChatTroubleError
from bot.records.question_log import question_key
from bot.service.replies.messages import ReplyPace
from bot.service.replies.stream_gate import StreamGate
from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.render.in_the_making import piece, written_message
from bot.teams.render.render_answer import answer_messages, status_message
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply.first_message import FirstMessage
from bot.teams.reply.posting import MessagePlace, Posting
from bot.teams.reply.streaming import LONGEST_STREAM, LONGEST_TEXT, PIECE_SECONDS
from bot.teams.reply.troubles import chat_troubles

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

    `links` gives the addresses of cited documents by name, `names` those of the people whom an answer tells of.
    `look_first` says that something of the reply may stand
    there already. A stream begins with the first status line.
    """

    def __init__(
        self,
        *,
        posting: Posting,
        connectors: Connectors,
        place: TeamsPlace | None,
        question: Question,
        links: Callable[[Ended], Awaitable[Mapping[str, str]]],
        names: Callable[[Ended], Awaitable[Mapping[str, str]]],
        gate: StreamGate,
        look_first: bool,
    ) -> None:
        self._posting = posting
        self._question = question
        self._links = links
        self._names = names
        self._look_first = look_first
        chat = question.chat
        asked = (question.key, question.asker.locale, question.message)
        self._spot = MessagePlace(chat.team, chat.channel, chat.thread, *asked)
        self._first = FirstMessage(
            posting=posting, connectors=connectors, place=place, spot=self._spot, question=question, gate=gate
        )
        self._end: Sequence[TeamsMessage] = ()
        self._may_be_there = False
        """Whether something was sent of which it isn't known whether it arrived."""

    @property
    def pace(self) -> ReplyPace:
        """That of Teams."""
        return PACE

    @property
    def can_stream(self) -> bool:
        """Personal chats take streams, where none of this reply has ended."""
        return self._first.can_stream

    async def post(self, message: TeamsMessage, part: int = 0, look_first: bool = False) -> str:
        """Sends it; what is there of part 0 takes it instead, and with `look_first` what is noted of another part.

        Only the reply's end is sent again where it isn't known whether something arrived.
        """
        self._first.check()
        if part == 0 and look_first:
            await self._look()
        if part == 0 and self._first.id:
            await self._first.put(message, self._is_end(message))
            return self._first.id
        if self._may_be_there and not self._is_end(message):
            raise ChatTroubleError("may_be_there")
        with chat_troubles():
            try:
                sent = await self._posting.post(self._spot, message, part, look_first or self._may_be_there)
            except ConnectorError as error:
                self._may_be_there = self._may_be_there or error.is_unsure
                raise
        if part == 0:
            self._first.id = sent
        return sent

    async def update(self, message_id: str, message: TeamsMessage, part: int = 0) -> None:
        """Updates it; a stream that was left open is ended with it."""
        if part == 0:
            self._first.id = message_id
            await self._first.put(message, self._is_end(message))
            return
        with chat_troubles():
            await self._posting.update(self._spot, message_id, message)

    async def refresh(self, message_id: str, message: TeamsMessage) -> None:
        """Updates it, if Teams takes that at once; not while it may be a stream."""
        self._first.id = message_id
        await self._first.refresh(message)

    async def standing(self) -> Mapping[int, Sequence[str]]:
        """What is noted of the reply, by part."""
        return await self._posting.standing(self._spot)

    async def delete(self, message_ids: Collection[str]) -> None:
        """Takes them away, the last one first."""
        with chat_troubles():
            await self._posting.withdraw(self._spot, message_ids)

    async def show_status(self, line: str) -> bool:
        """Shows it in a stream that has no text yet; an empty line ends such a stream."""
        if self._look_first:
            await self._look()
        return await self._first.show_line(line)

    async def start_stream(self, text: str) -> str:
        """Goes on with the stream of the status line, or begins one."""
        return await self._first.start(text)

    async def append_stream(self, stream_id: str, text: str) -> None:
        """Shows all the text so far."""
        await self._first.append(text)

    async def stop_stream(self, stream_id: str) -> None:
        """Ends it with the text so far; one of another process is ended by what is shown in its message next."""
        if stream_id == self._first.id:
            await self._first.stop()
        else:
            self._first.take_over(stream_id)

    async def finish_stream(self, stream_id: str, message: TeamsMessage) -> None:
        """Ends it with the whole message."""
        await self._first.put(message, is_end=True)

    async def find_stream(self) -> str:
        """What is noted of the first message."""
        await self._look()
        return self._first.id

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
        is_personal = self._first.is_personal
        self._end = answer_messages(
            ended,
            locale=self._question.asker.locale,
            question_id=question_key(self._question.key),
            place_kind="personal" if is_personal else "groupChat" if not self._spot.thread else "channel",
            notes=notes,
            links=await self._links(ended),
            retry_until=retry_until,
            names=await self._names(ended),
        )
        return self._end

    def _is_end(self, message: TeamsMessage) -> bool:
        return any(message is each for each in self._end)

    async def _look(self) -> None:
        self._look_first = False
        await self._first.look()
