"""Who may read what: the labels of chats, the scope of a reply, and who may have a document forgotten. The one place.

What the chat can't say at the moment counts as not allowed.
"""

from dataclasses import dataclass

from bot.channel_settings import ChannelSettings
from bot.chat import Chat, ChatKind, Person
from bot.chat_ports import Directory, DirectoryUnavailableError
from bot.shared_files import SharedRecord
from pipelines.access import EVERYONE, Scope


@dataclass(frozen=True, slots=True)
class Audible:
    """What a reply may use: `is_reduced` says that there may be more, but the chat couldn't tell."""

    scope: Scope
    is_reduced: bool = False


def team_label(surface: str, team: str) -> str:
    """The label of documents that a whole workspace may read; at the same time the name of what belongs to it."""
    return f"{surface}:{team}"


def channel_label(surface: str, team: str, channel: str) -> str:
    """The label of documents that were shared in a channel."""
    return f"{surface}:{team}:{channel}"


def person_label(person: Person) -> str:
    """The label of documents that somebody shared in a direct message; it names them in the audit, too."""
    return f"{person.surface}:{person.team}:user:{person.id}"


def own_label(chat: Chat, sharer: Person) -> str:
    """The label of what somebody shares in a chat: of the channel, or in a direct message their own."""
    if chat.kind is ChatKind.DIRECT:
        return person_label(sharer)
    return channel_label(chat.surface, chat.team, chat.channel)


class Audience:
    """The rules of access in chats. They hold no state; what a chat knows of its people is asked of its directory."""

    async def scope_of(
        self,
        chat: Chat,
        asker: Person,
        directory: Directory,
        settings: ChannelSettings | None = None,
        only_asker: bool = False,
    ) -> Audible:
        """What everyone who will read a reply in this chat may read; never raises.

        `settings` are the channel's; `only_asker` says that nobody else sees the reply.
        """
        own = self.label_of(chat, asker)
        if asker.team != chat.team or asker.surface != chat.surface:  # of another company: what was shared right here
            return Audible(Scope.of(own), is_reduced=True)
        if chat.kind is not ChatKind.DIRECT and settings is not None and settings.documents == "channel":
            return Audible(Scope.of(own))
        shared = (EVERYONE, team_label(chat.surface, chat.team), own)
        if chat.kind is not ChatKind.DIRECT and not only_asker:
            return Audible(Scope.of(*shared))
        try:
            channels = await directory.channels_of(asker)
        except DirectoryUnavailableError:
            return Audible(Scope.of(*shared), is_reduced=True)
        labels = (channel_label(chat.surface, chat.team, channel) for channel in channels)
        return Audible(Scope.of(*shared, person_label(asker), *labels))

    def label_of(self, chat: Chat, sharer: Person) -> str:
        """Who may read a file that was shared in this chat, where nobody widened that."""
        return own_label(chat, sharer)

    def widest(self, team: str, surface: str = "slack") -> str:
        """The label that the whole workspace reads."""
        return team_label(surface, team)

    async def may_widen(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may let the whole workspace read what they share in this chat.

        What they share in a direct message or in a public channel is theirs to open; of a private one its managers
        decide.
        """
        if person.team != chat.team or person.surface != chat.surface:
            return False
        if chat.kind in {ChatKind.DIRECT, ChatKind.PUBLIC}:
            return True
        return await _manages(person, chat.channel, directory)

    async def may_forget(self, person: Person, record: SharedRecord, directory: Directory) -> bool:
        """Whether somebody may have a shared file forgotten, and stop or repeat its reading: who shared it, and who
        manages the channel that it was shared in.
        """
        if (person.surface, person.team) != (record.file.chat.surface, record.file.chat.team):
            return False
        if person.id == record.file.sharer.id and person.team == record.file.sharer.team:
            return True
        return await _manages(person, record.file.chat.channel, directory)


async def _manages(person: Person, channel: str, directory: Directory) -> bool:
    try:
        return await directory.may_manage(person, channel)
    except DirectoryUnavailableError:
        return False
