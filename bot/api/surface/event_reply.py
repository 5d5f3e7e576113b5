"""The one reply to a question over HTTP, as events in their order, whether somebody hears them live or not."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.chat.ended import Ended
from bot.chat.notes import Note


@dataclass(frozen=True, slots=True)
class Status:
    """What is going on."""

    line: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """A checked sentence of the answer, with its marks."""

    text: str


@dataclass(frozen=True, slots=True)
class Finished:
    """How the question ended."""

    ended: Ended
    notes: tuple[Note, ...] = ()


class EventReply:
    """A `Reply`. What comes while the answer is made can be heard live; its end is `finished`, once nothing replaces it
    any more, which is when the answering has ended.
    """

    can_be_put_off = False

    def __init__(self) -> None:
        self._told: asyncio.Queue[Status | Sentence] = asyncio.Queue()
        self.finished: Finished | None = None

    async def status(self, line: str) -> None:
        """See `Reply`."""
        self._told.put_nowait(Status(line))

    async def write(self, sentence: str) -> None:
        """See `Reply`."""
        self._told.put_nowait(Sentence(sentence))

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """See `Reply`; nothing is put off."""
        self.finished = Finished(ended, tuple(notes))

    async def abandon(self) -> None:
        """Nothing goes on by itself."""

    async def heard(self) -> Status | Sentence:
        """The next thing that is told, once there is one."""
        return await self._told.get()

    def unheard(self) -> list[Status | Sentence]:
        """What was told and nobody has heard."""
        return [self._told.get_nowait() for _ in range(self._told.qsize())]
