"""What the service needs of a chat: one reply to a question, one card of a file, and what it knows of its people."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final, Protocol

from bot.chat.chat import Chat, Person, SharedFile
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.wording.sentences import say
from ingest.job import JobView

MOST_MEMBERS: Final = 500
"""People of one channel that are told one by one."""


class Reply(Protocol):
    """The one reply to one question, wherever it is shown. Every method is safe to repeat after a crash.

    What the chat doesn't take raises `ChatTroubleError`.
    """

    @property
    def can_be_put_off(self) -> bool:
        """Whether its end can be shown minutes later, in the place of a failure that says so."""
        ...

    async def status(self, line: str) -> None:
        """Says what is going on, on a line that the next one replaces; the first call is the first visible sign."""
        ...

    async def write(self, sentence: str) -> None:
        """Adds a checked sentence with its citation marks."""
        ...

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """Shows the whole answer with its sources, or the failure, and below it the sentences of `notes`.

        `retry_until` says until when what failed is tried again by itself: the failure says so, and once only. Raises
        `PlaceGoneError` where nothing can be shown there any more.
        """
        ...

    async def abandon(self) -> None:
        """Ends what goes on by itself, where no answer will come. What was shown stays and can be found.

        Takes some seconds at most; never raises but `CancelledError`.
        """
        ...


@dataclass(frozen=True, slots=True)
class CardHistory:
    """What there was before a file became ready: since when its channel had the one that it `replaces`, whether its
    bytes were `known` from another sharing that all who see the card may read, and whether one of its name `stays`
    beside it, since its sharer may not end that.
    """

    replaces: datetime | None = None
    known: bool = False
    stays: bool = False


NO_HISTORY = CardHistory()


class Card(Protocol):
    """The one living card of a shared file."""

    async def show(self, job: JobView, earlier: CardHistory = NO_HISTORY) -> None:
        """Shows how far the file is, or how it ended, and then what there was before."""
        ...

    async def refuse(self, sentence: str) -> None:
        """Shows why the file isn't taken up."""
        ...


class Directory(Protocol):
    """What a chat knows of its people, channels and files. Raises `DirectoryUnavailableError` where it can't say."""

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """Those of the channels that the person is in now, at most a minute old."""
        ...

    def read_ago(self, person: Person, among: Collection[str]) -> float | None:
        """How many seconds ago it was read which of the channels the person is in; None where it isn't remembered."""
        ...

    async def is_guest(self, person: Person) -> bool:
        """Whether the person is a guest of their workspace, who reads some channels of it."""
        ...

    async def by_email(self, email: str) -> str:
        """The id of the member of this workspace whose confirmed address this is, in whatever case.

        Empty where there is none: guests, bots, those of other workspaces and accounts that are switched off count as
        nobody.
        """
        ...

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Whether people of other workspaces are in the channel now, or may soon be; or with `guests` its own."""
        ...

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """The people who are in a channel now, at most a minute old, each of their own workspace; guests of the
        channel's workspace only with `guests`. Bots and accounts that are no more aren't among them.

        Also raises `DirectoryUnavailableError` where these are more than `MOST_MEMBERS`.
        """
        ...

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Whether the person may change what the bot does in a channel: its creator, or an admin of the workspace.

        Nobody of another workspace, and no guest.
        """
        ...

    async def person(self, surface_id: str, team: str) -> Person:
        """Who acts, with the language that they chose: `team` is the workspace that the payload names as theirs.

        Never raises: whose workspace the chat doesn't confirm is of another one.
        """
        ...

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the file to `path`; raises `UnreadableFileError` for what is too large, gone, or not the file."""
        ...

    async def still_has(self, file: SharedFile) -> bool:
        """Whether the chat still has a file that was shared.

        Raises `DirectoryUnavailableError` where it can't be told, as where the bot may no longer see what is there.
        """
        ...

    async def address_of(self, file: SharedFile) -> str:
        """Where people open a file that was shared; empty where it is gone."""
        ...

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """The channel with its kind, as this person is in it: `DIRECT` where they are alone with the bot."""
        ...

    async def is_in(self, channel: str) -> bool:
        """Whether the bot is in a channel, so that it can show something there. Never raises."""
        ...

    async def hears_all(self, channel: str) -> bool:
        """Whether what people write in a channel reaches the bot where they don't call it."""
        ...

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """The ids of the people who wrote in a thread, without bots."""
        ...

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """The ids of the channels that a file is shared in now; None where the chat doesn't show it to the bot."""
        ...


class DirectoryUnavailableError(RuntimeError):
    """The chat can't say it at the moment, or the bot lacks a permission; the message says which, for its admins.

    `key` and `values` are those of a sentence of `bot.wording.sentences`; the message is that sentence in English.
    """

    def __init__(self, key: str, **values: str) -> None:
        self.key = key
        self.values = values
        super().__init__(say(key, **values))

    def words(self, locale: str) -> str:
        """The sentence in the language of whoever reads it."""
        return say(self.key, locale, **self.values)
