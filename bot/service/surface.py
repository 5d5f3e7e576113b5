"""What the service needs of a chat as a whole: who acts and where, and ways to show something to all or to one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.heard import Heard
from bot.chat.ports import Card, Directory, DirectoryUnavailableError, Reply
from bot.records.shared_files import SharedRecord
from bot.service.item_reading import ItemReading
from bot.wording.shown import Shown


async def known_chat(directory: Directory, heard_of: Chat, user: str) -> Chat:
    """A conversation with its kind, as this person is in it; one that the chat can't tell of counts as private."""
    try:
        return await directory.chat(heard_of.channel, user, heard_of.thread)
    except DirectoryUnavailableError:
        return replace(heard_of, kind=ChatKind.PRIVATE)


def with_outsiders(chat: Chat, heard: Heard) -> Chat:
    """The conversation of a message, shared where the message itself says that others are in it."""
    is_shared = heard.has_outsiders and chat.kind is not ChatKind.DIRECT
    return replace(chat, kind=ChatKind.SHARED) if is_shared else chat


class Noting(Protocol):
    """What remembers something through a crash: the holder of an inbox item."""

    async def ensure_held(self) -> None:
        """Raises where another process works on the item by now, so that nothing is to be shown by this one."""
        ...

    async def note(self, **notes: Any) -> object:
        """Keeps these values with the item that is worked on."""
        ...

    def stop(self) -> None:
        """What the item asks for is withdrawn: who asked has stopped it in the chat."""
        ...


class Surface(Protocol):
    """A chat in all of its workspaces. What it can't do at the moment raises `DirectoryUnavailableError`, or what its
    own calls raise.
    """

    @property
    def name(self) -> str:
        """Its constant name, as in `Chat.surface`: `slack`."""
        ...

    @property
    def reading(self) -> ItemReading:
        """How its inbox items are to be understood."""
        ...

    async def teams(self) -> Collection[str]:
        """The workspaces that the bot is in; raises what the chat's own calls raise."""
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

    async def chat_of(self, heard: Heard, user: str) -> Chat:
        """Where a message is, as the chat itself knows it, with the thread that replies go into.

        To be asked once something is to be shown or kept there. The kind is the chat's as this person is in it.
        """
        ...

    async def direct(self, team: str, user: str) -> Chat:
        """The direct chat between a person and the bot, opened where there is none; for some there can't be one."""
        ...

    async def tell(self, chat: Chat, person: Person, shown: Shown, answer_to: str = "") -> None:
        """Shows one person alone something, by the address `answer_to` where the chat gave one; else in the chat, or
        between the person and the bot.
        """
        ...

    async def post(self, chat: Chat, key: str, shown: Shown, since: str = "") -> None:
        """Shows something to everybody in the chat, once for that key; `since` is the message that it answers, if any.

        What stands there for that key is brought up to date.
        """
        ...

    async def standing(self, chat: Chat, key: str, message: str) -> Mapping[int, Sequence[str]]:
        """What stands of the reply with this key to a message: the ids of its messages by their part, from 0.

        More than one where a part was posted twice. Empty where its place is gone, or where the bot may not look.
        """
        ...

    async def take_away(self, chat: Chat, messages: Collection[str]) -> bool:
        """Deletes messages of ours; whether there were any."""
        ...

    async def name_conversation(self, chat: Chat, question: str) -> None:
        """Names a conversation after its first question, where the chat has names for it."""
        ...

    async def changed(self, team: str, channel: str, user: str = "") -> None:
        """Takes note, for every process, that a channel or a person's memberships changed; all people's without one."""
        ...

    async def uninstalled(self, team: str) -> None:
        """Forgets how to call the chat in a workspace: the bot was taken out of it."""
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
