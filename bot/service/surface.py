"""What the service needs of a chat as a whole: who acts and where, and ways to show something to all or to one."""

from collections.abc import Mapping
from typing import Any, Protocol

from bot.chat.chat import Chat, Person, Question, SharedFile
from bot.chat.ports import Card, Directory, Reply
from bot.records.shared_files import SharedRecord


class Noting(Protocol):
    """What remembers something through a crash: the holder of an inbox item."""

    async def note(self, **notes: Any) -> object:
        """Keeps these values with the item that is worked on."""
        ...


class Surface(Protocol):
    """A chat in all of its workspaces. What it can't do at the moment raises `DirectoryUnavailableError`."""

    @property
    def name(self) -> str:
        """Its constant name, as in `Chat.surface`: `slack`."""
        ...

    def directory(self, team: str) -> Directory:
        """What it knows of a workspace's people, channels and files."""
        ...

    async def person(self, team: str, user: str, user_team: str) -> Person:
        """Who acts, where the bot is in `team`; `user_team` is what the payload names as theirs, or empty."""
        ...

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """A channel with its kind, as this person is in it; one that the bot can't look into counts as private."""
        ...

    async def direct(self, team: str, user: str) -> Chat:
        """The direct chat between a person and the bot, opened where there is none."""
        ...

    async def reply(self, question: Question, holder: Noting, notes: Mapping[str, Any], again: bool) -> Reply:
        """The reply that everybody in the chat reads; `again` says that one may be there already."""
        ...

    async def reply_alone(
        self, question: Question, holder: Noting, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> Reply:
        """The reply that the asker alone sees.

        `answer_to` is the chat's own address for answers to one click or command, if there is one; `replaces` says that
        the reply takes the place of the message that was clicked.
        """
        ...

    def card(self, file: SharedFile, again: bool = False) -> Card:
        """The card of a file that is being shared."""
        ...

    def card_of(self, record: SharedRecord) -> Card:
        """The card of a file that is known."""
        ...
