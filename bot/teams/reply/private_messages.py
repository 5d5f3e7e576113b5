"""What the asker of a question alone sees in Teams: within the conversation, or in their chat with the bot."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from bot.chat.chat import ChatKind, Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import DirectoryUnavailableError
from bot.chat.troubles import ChatTroubleError, PlaceGoneError
from bot.records.question_log import question_key
from bot.teams.directory.errors import ConnectorError
from bot.teams.render.render_answer import answer_messages, line_message
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply.troubles import NO_PLACE
from bot.teams.reply.whispers import Whispered, Whispers


class TeamsPrivateMessages:
    """`PrivateMessages`. `names` are those of the people whom an answer tells of, `clicked` is the message whose place
    they take, where one was clicked.
    """

    def __init__(
        self,
        whispers: Whispers,
        question: Question,
        names: Callable[[Ended], Awaitable[Mapping[str, str]]],
        clicked: Whispered | None = None,
    ) -> None:
        self._whispers = whispers
        self._question = question
        self._names = names
        self._last = clicked
        self._shown = 0

    @property
    def can_end_later(self) -> bool:
        """Always: what one person sees can be changed for a day."""
        return True

    async def show(self, message: TeamsMessage, replaces: bool) -> None:
        """Shows it, in the place of the last one if that is still there."""
        chat, asker, key = self._question.chat, self._question.asker, self._question.key
        try:
            if replaces and self._last is None:
                self._last = await self._whispers.noted(chat, asker, key)
            if replaces and self._last is not None and await self._whispers.change(chat, asker, self._last, message):
                return
            self._last = await self._whispers.show(chat, asker, message, key, self._shown)
            self._shown += 1
        except ConnectorError as error:
            if error.code == NO_PLACE:  # there is no way to them, now or later
                raise PlaceGoneError(error.code) from error
            raise ChatTroubleError(error.code) from error
        except DirectoryUnavailableError as error:
            raise ChatTroubleError(error.key) from error

    def line(self, line: str) -> TeamsMessage:
        """A line of ours."""
        return line_message(line)

    async def ended(
        self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None, is_shareable: bool
    ) -> Sequence[TeamsMessage]:
        """The end; its buttons name the conversation in which they act."""
        chat = self._question.chat
        return answer_messages(
            ended,
            locale=self._question.asker.locale,
            question_id=question_key(self._question.key),
            place_kind=_kind(chat.kind),
            notes=notes,
            retry_until=retry_until,
            is_shareable=is_shareable,
            channel="" if chat.kind is ChatKind.DIRECT else chat.channel,
            thread=chat.thread,
            names=await self._names(ended),
        )


def _kind(kind: ChatKind) -> Literal["personal", "groupChat", "channel"]:
    return "personal" if kind is ChatKind.DIRECT else "groupChat" if kind is ChatKind.GROUP else "channel"
