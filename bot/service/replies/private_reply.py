"""The reply that the asker alone sees: what was told and shown is noted, since it can't be found again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Generic

from bot.chat.chat import ChatKind, Question
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.service.replies.messages import PrivateMessages, Spelled
from bot.service.replies.putting_off import RETRY_UNTIL
from bot.service.surface import Noting


class PrivateReply(Generic[Spelled]):
    """A `Reply` by what one person alone is shown. `notes` are those of an earlier attempt.

    `replaces` says that a message of ours was clicked, whose place the reply takes. Where the chat can't replace in
    some minutes what it shows now, the question isn't put off: its failure, with its reference, is the end.
    """

    def __init__(
        self,
        messages: PrivateMessages[Spelled],
        question: Question,
        holder: Noting,
        notes: Mapping[str, Any],
        replaces: bool = False,
    ) -> None:
        self._messages = messages
        self._question = question
        self._holder = holder
        self._replaces = replaces
        self._is_told = bool(notes.get("told"))
        self._shown = int(notes.get("shown") or 0)
        self._was_put_off = RETRY_UNTIL in notes
        self._ended: Ended | None = None

    @property
    def can_be_put_off(self) -> bool:
        """As the chat says."""
        return self._messages.can_end_later

    async def status(self, line: str) -> None:
        """Says once that it is being looked for."""
        if self._is_told:
            return
        self._is_told = True
        await self._holder.note(told=True)
        await self._messages.show(self._messages.line(line), self._replaces)

    async def write(self, sentence: str) -> None:
        """Nothing: the answer comes in one piece."""

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """Shows the answer, which can be shared where others could read it; raises `ChatTroubleError`."""
        if retry_until is not None and self._was_put_off:
            return  # it says so already, with its first reference
        if self._ended not in (None, ended):  # another end than the one that was begun
            self._shown = 0
        self._ended = ended
        is_shareable = self._question.chat.kind is not ChatKind.DIRECT and bool(ended.answer.citations)
        for part, message in enumerate(await self._messages.ended(ended, notes, retry_until, is_shareable)):
            if part < self._shown:
                continue
            await self._holder.ensure_held()
            await self._messages.show(message, part == 0 and (self._is_told or self._replaces))
            if retry_until is None:
                self._shown = part + 1
                await self._holder.note(shown=self._shown)
            else:  # the end, when it comes, takes its place
                self._is_told = True
                await self._holder.note(told=True)

    async def abandon(self) -> None:
        """Nothing goes on by itself."""
