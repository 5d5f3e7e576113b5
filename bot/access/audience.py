"""Who may read what: the scope of a reply, and who may have a document forgotten. The one place.

What the chat can't say at the moment counts as not allowed.
"""

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from bot.access.held_by_all import PeopleKnown, channels_of_all, present_in
from bot.access.labels import (
    LONGEST_COLLECTION,
    channel_label,
    collection_label,
    collection_name,
    labels_of_identities,
    own_label,
    person_label,
    team_label,
)
from bot.access.labels_in_use import LabelsInUse
from bot.access.roles import AccountDisabledError
from bot.access.scope_elsewhere import WITHOUT_CHAT, ScopeElsewhere
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.notes import Note
from bot.chat.ports import Directory, DirectoryUnavailableError
from bot.records.people import KnownPerson
from bot.records.shared_files import SharedRecord
from pipelines.access import EVERYONE, Scope

HERE: Final = ChannelSettings()


@dataclass(frozen=True, slots=True)
class ReplyScope:
    """What a reply may use. `reduced` says why there may be more, and is None where there is none."""

    scope: Scope
    reduced: Note | None = None


def nobody_known(_people: Collection[Person]) -> Mapping[Person, KnownPerson]:
    """Where nobody has an account."""
    return {}


class Audience:
    """The rules of access; what a chat knows of its people is asked of its directory.

    `everyone_in` are the workspaces that documents for everyone are for: None where there is but one. Guests of a
    workspace read what was shared in their channels and by themselves, and with `guests_read_all` as its members do.
    `granted_labels` gives the labels that there are documents for, `people` the accounts of people; both block.
    `elsewhere` knows what those hold who come by no chat.
    """

    def __init__(
        self,
        granted_labels: Callable[[], Collection[str]],
        everyone_in: Collection[str] | None = None,
        guests_read_all: bool = False,
        *,
        people: PeopleKnown = nobody_known,
        elsewhere: ScopeElsewhere | None = None,
    ) -> None:
        self._granted_labels = granted_labels
        self._everyone_in = everyone_in
        self._guests_read_all = guests_read_all
        self._people = people
        self._elsewhere = elsewhere
        self._in_use: tuple[Collection[str], LabelsInUse] = ((), LabelsInUse())

    async def scope_of(
        self,
        chat: Chat,
        asker: Person,
        directory: Directory,
        settings: ChannelSettings | None = None,
        only_asker: bool = False,
    ) -> ReplyScope:
        """What everyone who will read a reply in this chat may read.

        `settings` are the channel's; `only_asker` says that nobody else sees the reply. Where people from outside read
        along, and for those themselves, that is what was shared right there, unless an admin allowed the channel more.
        Raises `AccountDisabledError` for who was shut out.
        """
        known = await self._account_of(asker)
        if chat.surface in WITHOUT_CHAT:
            return await self._scope_elsewhere(chat, asker)
        own = self.label_of(chat, asker)
        if not _is_of(chat, asker):
            return ReplyScope(Scope.of(own), Note.SCOPE_HERE)
        is_direct = chat.kind is ChatKind.DIRECT
        chosen = HERE if is_direct or settings is None else settings
        if chosen.documents == "channel":
            return ReplyScope(Scope.of(own))
        try:
            if is_direct or only_asker:
                return await self._alone(chat, asker, known, directory, chosen)
            return await self._together(chat, asker, directory, chosen)
        except DirectoryUnavailableError:
            return ReplyScope(Scope.of(own), Note.SCOPE_HERE)

    async def collections(self, surface: str, team: str) -> list[str]:
        """The names of the collections that a workspace's members may read and that there are documents in."""
        in_use = await self._labels_in_use()
        of_all = in_use.collections_of_all() if self._is_everyones(team) else frozenset()
        return sorted(each for each in in_use.collections(surface, team) | of_all if len(each) <= LONGEST_COLLECTION)

    async def _alone(
        self, chat: Chat, asker: Person, known: KnownPerson | None, directory: Directory, chosen: ChannelSettings
    ) -> ReplyScope:
        """What the asker holds: nobody else reads the reply."""
        own = self.label_of(chat, asker)
        is_guest = not self._guests_read_all and await directory.is_guest(asker)
        if chosen.collections:
            return ReplyScope(Scope.of(own, *(() if is_guest else self._chosen(chat, chosen))))
        in_use = await self._labels_in_use()
        held = {own, person_label(asker)}
        if not is_guest:
            held.update(self._of_workspace(chat, in_use))
            held.update(_by_account(known))
        try:
            channels = await directory.channels_of(asker, in_use.channels(chat.surface, chat.team))
        except DirectoryUnavailableError:
            return ReplyScope(Scope.of(*held), Note.SCOPE_REDUCED)
        return ReplyScope(Scope.of(*held, *(channel_label(chat.surface, chat.team, each) for each in channels)))

    async def _together(self, chat: Chat, asker: Person, directory: Directory, chosen: ChannelSettings) -> ReplyScope:
        """What all who are in the conversation hold."""
        own, is_open = self.label_of(chat, asker), chosen.outsiders == "workspace"
        if not is_open and await self._has_outsiders(chat, asker, directory):
            return ReplyScope(Scope.of(own))
        if chosen.collections and chat.kind is ChatKind.PUBLIC:
            return ReplyScope(Scope.of(own, *self._chosen(chat, chosen)))
        in_use = await self._labels_in_use()
        of_workspace = self._chosen(chat, chosen) if chosen.collections else self._of_workspace(chat, in_use)
        if chat.kind not in {ChatKind.PRIVATE, ChatKind.GROUP}:
            return ReplyScope(Scope.of(own, *of_workspace))
        guests = not is_open or self._guests_read_all
        present = await present_in(chat, asker, directory, self._people, guests=guests, strangers=not is_open)
        are_members = all(_is_of(chat, each) for each in present.people)
        if present.has_disabled or present.is_empty or not are_members:
            return ReplyScope(Scope.of(own))
        if chosen.collections:
            return ReplyScope(Scope.of(own, *of_workspace))
        channels = await channels_of_all(chat, present, directory, in_use.channels(chat.surface, chat.team))
        return ReplyScope(Scope.of(own, *of_workspace, *present.groups, *channels))

    async def _has_outsiders(self, chat: Chat, asker: Person, directory: Directory) -> bool:
        """Whether somebody reads along, or asks, who is no member of the workspace."""
        if chat.kind is ChatKind.SHARED or await directory.has_outsiders(chat.channel, not self._guests_read_all):
            return True
        return not self._guests_read_all and await directory.is_guest(asker)

    async def _account_of(self, person: Person) -> KnownPerson | None:
        known = (await asyncio.to_thread(self._people, [person])).get(person)
        if known is not None and known.is_disabled:
            raise AccountDisabledError
        return known

    async def _scope_elsewhere(self, chat: Chat, asker: Person) -> ReplyScope:
        if self._elsewhere is None:
            return ReplyScope(Scope.of(self.label_of(chat, asker)))
        held = await self._elsewhere.labels_of(asker)
        return ReplyScope(Scope.of(*held.labels), Note.SCOPE_REDUCED if held.is_reduced else None)

    async def _labels_in_use(self) -> LabelsInUse:
        """The labels that there are documents for, told apart anew where they are others than before."""
        labels = await asyncio.to_thread(self._granted_labels)
        if labels is not self._in_use[0]:
            self._in_use = (labels, LabelsInUse.of(labels))
        return self._in_use[1]

    def _is_everyones(self, team: str) -> bool:
        return self._everyone_in is None or team in self._everyone_in

    def _of_workspace(self, chat: Chat, in_use: LabelsInUse) -> list[str]:
        """The labels that all members of a workspace hold."""
        held = [team_label(chat.surface, chat.team)]
        held += self._in_collections(chat, in_use.collections(chat.surface, chat.team), in_use.collections_of_all())
        return [*held, EVERYONE] if self._is_everyones(chat.team) else held

    def _chosen(self, chat: Chat, chosen: ChannelSettings) -> list[str]:
        """The labels of the chosen collections, of the workspace's own and of those for everyone."""
        return self._in_collections(chat, chosen.collections, chosen.collections)

    def _in_collections(self, chat: Chat, of_team: Collection[str], of_all: Collection[str]) -> list[str]:
        held = [collection_label(name, chat.surface, chat.team) for name in of_team]
        return held + [collection_label(name) for name in of_all if self._is_everyones(chat.team)]

    def label_of(self, chat: Chat, sharer: Person) -> str:
        """Who may read a file that was shared in this chat, where nobody widened that."""
        return own_label(chat, sharer)

    def widest(self, surface: str, team: str, collection: str = "") -> str:
        """The label that the whole workspace reads, or that of a collection of its documents; for those who come by no
        chat, everyone's. Raises `ValueError` for what is no collection's name.
        """
        if collection:
            name = collection_name(collection)
            return collection_label(name) if surface in WITHOUT_CHAT else collection_label(name, surface, team)
        return EVERYONE if surface in WITHOUT_CHAT else team_label(surface, team)

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


def _by_account(known: KnownPerson | None) -> frozenset[str]:
    """What somebody holds by their account: the labels of their groups, and those of each of their identities."""
    if known is None:
        return frozenset()
    return known.groups | labels_of_identities(known.identities)


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
