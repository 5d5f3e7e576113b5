"""What the life of a reply and of a card needs of a chat: its messages, its streams, and how it spells what is said.

`Spelled` is a message as the chat spells it. Methods raise `ChatTroubleError` where the chat can't be reached or
refuses, of those `PlaceGoneError` where the place or the message is gone, `ChatBusyError` where it has had enough and
`StoppedError` where who asked wants no answer any more.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from bot.chat.chat import SharedFile
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import CardHistory
from bot.records.shared_files import SharedRecord
from ingest.job import JobView

Spelled = TypeVar("Spelled")
Taken = TypeVar("Taken", contravariant=True)


@dataclass(frozen=True, slots=True)
class ReplyPace:
    """How fast a chat takes a reply in the making: all in seconds, but for `longest_piece`, which is in characters."""

    update: float
    """Between two updates of one message."""
    status: float
    """After so long a status is said again: the chat takes it away soon after."""
    longest_stream: float
    """After so long a stream is ended by us: the chat ends it soon after."""
    longest_piece: int
    """What a stream takes at once."""
    rest: float
    """Without new streams in a team after its chat had enough of them."""
    piece: float = 0.0
    """Between two pieces of one stream."""
    one_stream_a_conversation: bool = False
    """Whether a conversation takes one stream at a time."""


class Messages(Protocol[Taken]):
    """The messages of ours in one place that belong to one thing; `part` tells them apart, from 0."""

    async def post(self, message: Taken, part: int = 0, look_first: bool = False) -> str:
        """The id of the message, posted; with `look_first` one that stands there is found and brought up to date.

        What may have arrived though the connection broke is not posted again.
        """
        ...

    async def update(self, message_id: str, message: Taken, part: int = 0) -> None:
        """Shows this in a message of ours instead, and waits for the chat as long as that is worth."""
        ...


class Streams(Protocol[Taken]):
    """Messages that grow, in one place. A stream's id is that of its message."""

    @property
    def pace(self) -> ReplyPace:
        """How fast the chat takes what is in the making."""
        ...

    @property
    def can_stream(self) -> bool:
        """Whether the place takes streams at all."""
        ...

    async def start_stream(self, text: str) -> str:
        """The id of a stream that begins with this text.

        Raises `StreamRefusedError` where none has begun, any other `ChatTroubleError` where that is unknown.
        """
        ...

    async def append_stream(self, stream_id: str, text: str) -> None:
        """Adds text."""
        ...

    async def stop_stream(self, stream_id: str) -> None:
        """Ends the stream, also one that another process began, so that its message can be updated; never raises."""
        ...

    async def finish_stream(self, stream_id: str, message: Taken) -> None:
        """Ends the stream, also one that another process began, with this in its message."""
        ...

    async def find_stream(self) -> str:
        """The id of a stream that nobody noted, though it may have begun; empty where none is found. Never raises."""
        ...


class ReplyMessages(Messages[Spelled], Streams[Spelled], Protocol[Spelled]):
    """The messages of one reply."""

    async def refresh(self, message_id: str, message: Spelled) -> None:
        """Shows this in the first message instead, if the chat takes it at once: something newer follows soon."""
        ...

    async def standing(self) -> Mapping[int, Sequence[str]]:
        """The ids of what stands of the reply by part, whichever process posted it; more than one where it doubled."""
        ...

    async def delete(self, message_ids: Collection[str]) -> None:
        """Takes messages of ours away, also those that are gone already."""
        ...

    async def show_status(self, line: str) -> bool:
        """Shows a line apart from all messages, an empty one takes it away; False where the place has nothing such."""
        ...

    def piece(self, sentence: str) -> str:
        """A checked sentence as the text of streams spells it."""
        ...

    def line(self, line: str) -> Spelled:
        """A line of ours, which may name documents."""
        ...

    def written(self, text: str) -> Spelled:
        """What is written so far, in the text of streams; its beginning where that is too long."""
        ...

    async def ended(self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None) -> Sequence[Spelled]:
        """The messages, one or more, that say how a question ended; see `Reply.finish`."""
        ...


class PrivateMessages(Protocol[Spelled]):
    """What one person alone is shown for one question: not to be found again, to be changed only for a while."""

    @property
    def can_end_later(self) -> bool:
        """Whether what is shown now can still be replaced in some ten minutes."""
        ...

    async def show(self, message: Spelled, replaces: bool) -> None:
        """Shows a message; with `replaces` in the place of the last one, as far as the chat still allows that."""
        ...

    def line(self, line: str) -> Spelled:
        """A line of ours, which may name documents."""
        ...

    async def ended(
        self, ended: Ended, notes: Sequence[Note], retry_until: datetime | None, is_shareable: bool
    ) -> Sequence[Spelled]:
        """The messages that say how a question ended; with `is_shareable` a button answers for everyone."""
        ...


class CardMessages(Messages[Spelled], Protocol[Spelled]):
    """The one message of a card."""

    def card(self, file: SharedFile, record: SharedRecord, job: JobView, earlier: CardHistory) -> Spelled:
        """How far the file is, or how it ended, and then what there was before."""
        ...

    def refused(self, file: SharedFile, sentence: str) -> Spelled:
        """Why the file isn't taken up."""
        ...
