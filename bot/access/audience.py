"""Who may read what: the scope of a reply, and who may have a document forgotten. The one place.

What the chat can't say at the moment counts as not allowed.
"""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass

from bot.access.labels import Holders, Label, channel_label, own_label, person_label, team_label
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.notes import Note
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.shared_files import SharedRecord
from pipelines.access import EVERYONE, Scope


@dataclass(frozen=True, slots=True)
class ReplyScope:
    """What a reply may use. `reduced` says why there may be more, and is None where there is none."""

    scope: Scope
    reduced: Note | None = None


class Audience:
    """The rules of access in chats; what a chat knows of its people is asked of its directory.

    `everyone_in` are the workspaces that documents for everyone are for: None where there is but one. Guests of a
    workspace read what was shared in their channels and by themselves, and with `guests_read_all` as its members do.
    `granted_labels` gives the labels that there are documents for; it blocks.
    """

    def __init__(
        self,
        granted_labels: Callable[[], Collection[str]],
        everyone_in: Collection[str] | None = None,
        guests_read_all: bool = False,
    ) -> None:
        self._granted_labels = granted_labels
        self._everyone_in = everyone_in
        self._guests_read_all = guests_read_all

    async def scope_of(
        self,
        chat: Chat,
        asker: Person,
        directory: Directory,
        settings: ChannelSettings | None = None,
        only_asker: bool = False,
    ) -> ReplyScope:
        """What everyone who will read a reply in this chat may read.

        `settings` are the channel's; `only_asker` says that nobody else sees the reply. Where people of other
        workspaces read along, and for those themselves, that is what was shared right there.
        """
        own = self.label_of(chat, asker)
        is_direct = chat.kind is ChatKind.DIRECT
        if not _is_of(chat, asker):
            return ReplyScope(Scope.of(own), Note.SCOPE_HERE)
        if not is_direct and settings is not None and settings.documents == "channel":
            return ReplyScope(Scope.of(own))
        is_alone = is_direct or only_asker
        try:
            if not is_alone and (chat.kind is ChatKind.SHARED or await directory.has_outsiders(chat.channel)):
                return ReplyScope(Scope.of(own))
            is_guest = not self._guests_read_all and await directory.is_guest(asker)
        except DirectoryUnavailableError:
            return ReplyScope(Scope.of(own), Note.SCOPE_HERE)
        shared = (own,) if is_guest else (*self._of_workspace(chat), own)
        if not is_alone:
            return ReplyScope(Scope.of(*shared))
        try:
            channels = await directory.channels_of(asker, await self._channels_with_documents(chat))
        except DirectoryUnavailableError:
            return ReplyScope(Scope.of(*shared), Note.SCOPE_REDUCED)
        labels = (channel_label(chat.surface, chat.team, channel) for channel in channels)
        return ReplyScope(Scope.of(*shared, person_label(asker), *labels))

    async def _channels_with_documents(self, chat: Chat) -> frozenset[str]:
        """The channels of the chat's workspace whose members may read something that others may not."""
        granted = await asyncio.to_thread(self._granted_labels)
        labels = (Label.parse(each, chat.surface) for each in granted)
        return frozenset(each.id for each in labels if each.holders is Holders.CHANNEL and each.team == chat.team)

    def _of_workspace(self, chat: Chat) -> tuple[str, ...]:
        """The labels that all members of a workspace hold."""
        of_team = (team_label(chat.surface, chat.team),)
        is_everyones = self._everyone_in is None or chat.team in self._everyone_in
        return (EVERYONE, *of_team) if is_everyones else of_team

    def label_of(self, chat: Chat, sharer: Person) -> str:
        """Who may read a file that was shared in this chat, where nobody widened that."""
        return own_label(chat, sharer)

    def widest(self, surface: str, team: str) -> str:
        """The label that the whole workspace reads."""
        return team_label(surface, team)

    async def may_widen(self, person: Person, chat: Chat, directory: Directory) -> bool:
        """Whether somebody may let the whole workspace read what they share in this chat: who manages the channel, and
        in a direct message the admins of the workspace.
        """
        return _is_of(chat, person) and await _manages(person, chat.channel, directory)

    async def may_forget(self, person: Person, record: SharedRecord, directory: Directory) -> bool:
        """Whether somebody may have a shared file forgotten, and stop or repeat its reading: who shared it, and who
        manages the channel that it was shared in; nobody of another workspace, and no guest.
        """
        file = record.file
        if not _is_of(file.chat, person):
            return False
        if person.id == file.sharer.id and person.team == file.sharer.team:
            return await _is_member(person, directory)
        return await _manages(person, file.chat.channel, directory)


def _is_of(chat: Chat, person: Person) -> bool:
    """Whether somebody is of the workspace in which the chat is."""
    return (person.surface, person.team) == (chat.surface, chat.team)


async def _manages(person: Person, channel: str, directory: Directory) -> bool:
    try:
        return await directory.may_manage(person, channel)
    except DirectoryUnavailableError:
        return False


async def _is_member(person: Person, directory: Directory) -> bool:
    try:
        return not await directory.is_guest(person)
    except DirectoryUnavailableError:
        return False
