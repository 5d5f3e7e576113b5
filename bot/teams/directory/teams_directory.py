"""What Teams knows of a tenant's people, conversations and files, remembered for a minute at most."""

from collections.abc import AsyncIterator, Collection, Mapping
from pathlib import Path

from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.chat.heard import NamedFile
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from bot.teams.directory.errors import CHAT
from bot.teams.directory.graph import GraphError, NotAllowedError
from bot.teams.directory.permissions import permission_missing, unavailable
from bot.teams.directory.senders import GUEST
from bot.teams.directory.teams_conversations import SHARED, TeamsConversations
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_place import CHANNEL, GROUP, PERSONAL, SURFACE, TeamsPlace
from bot.teams.directory.teams_sources import TeamsSources
from bot.wording.sentences import in_chat


class TeamsDirectory:
    """A `Directory` of one tenant. One for all questions, so that its memory is one."""

    def __init__(self, tenant: str, sources: TeamsSources) -> None:
        self._tenant = tenant
        self._places = sources.places
        self._senders = sources.senders
        self._graph = sources.graph
        self._downloads = sources.downloads
        self._conversations = TeamsConversations(tenant, sources)

    async def place(self, channel: str) -> TeamsPlace:
        """Where the conversation is written to; raises `DirectoryUnavailableError` for one that isn't known."""
        return await self._conversations.place(channel)

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """Those of the channels and group chats that the person is in; those that the bot left count as none."""
        rosters = await self._conversations.rosters(among)
        return frozenset(channel for channel, roster in rosters.items() if person.id in roster.members)

    def read_ago(self, person: Person, among: Collection[str]) -> float | None:
        """How many seconds ago the oldest of the rosters was read; see `Directory`."""
        return self._conversations.read_ago(among)

    async def person_of(self, channel: str, member: str) -> str:
        """The id of somebody in a conversation by the connector's id; that itself where the roster lacks them."""
        members = (await self._conversations.roster(channel)).members
        return next((person_id for person_id, each in members.items() if each.member == member), member)

    async def is_guest(self, person: Person) -> bool:
        """Whether the person is a guest, by the conversation in which they were seen last."""
        sender = self._senders.of(self._tenant, person.id)
        member = None
        if sender.channel:
            member = await self._conversations.member(sender.channel, person.id, sender.member)
        if member is None and (direct := await self._places.direct(self._tenant, person.id)) is not None:
            member = await self._conversations.member(direct.channel, person.id, sender.member)
        if member is None:
            raise DirectoryUnavailableError("chat_refused", chat=CHAT, code="unknown_person")
        return member.is_outsider(self._tenant)

    async def by_email(self, email: str) -> str:
        """The Entra object id of the member with this address, by Graph; see `Directory`. Never remembered."""
        if self._graph is None:
            raise permission_missing(TeamsGraph.USERS)
        try:
            return await self._graph.by_email(email)
        except GraphError as error:
            raise unavailable(error, TeamsGraph.USERS) from error

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Whether anonymous people or those of other tenants are in the conversation, or may be soon; or `guests`."""
        place = await self.place(channel)
        if place.channel_type == SHARED:
            return True
        roster = await self._conversations.roster(channel, must_be_current=True)
        return not roster.members or roster.has_outsiders(self._tenant, guests)

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """The people of a conversation by its roster, which holds no bots; see `Directory`."""
        members = (await self._conversations.rosters([channel]))[channel].members
        if not members:
            raise DirectoryUnavailableError("not_in_channel")
        if len(members) > MOST_MEMBERS:
            raise DirectoryUnavailableError("chat_too_many_members")
        counted = [each for each in members.values() if guests or GUEST not in each.roles]
        return frozenset(Person(SURFACE, each.team_for(self._tenant), each.id) for each in counted)

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Whether the person owns the channel's team, or the private channel; elsewhere who added the bot.

        Where nobody consented to read owners, who added the bot manages; others can't be told.
        """
        place = await self.place(channel)
        if person.team != self._tenant or place.kind == PERSONAL:
            return False
        member = (await self._conversations.roster(channel)).members.get(person.id)
        if member is None or member.is_outsider(self._tenant):
            return False
        if place.kind == GROUP or place.installer == person.id:
            return place.installer == person.id
        return person.id in await self._conversations.owners(place)

    async def person(self, surface_id: str, team: str) -> Person:
        """Who acts, of the tenant that the verified activity named as theirs; of none where it named none."""
        sender = self._senders.of(self._tenant, surface_id)
        return Person(SURFACE, team or sender.tenant, surface_id, in_chat(sender.locale or "en", SURFACE))

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """The conversation with its kind. A personal chat with somebody else is no more than private."""
        place = await self.place(channel)
        return Chat(SURFACE, self._tenant, channel, await self._kind(place, person_id), thread)

    async def is_in(self, channel: str) -> bool:
        """Whether the bot is in a conversation: where it was taken out, its place is forgotten."""
        return await self._places.get(self._tenant, channel) is not None

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes the file to `path`; see `Directory`."""
        await self._downloads.download(file, path, most_bytes)

    async def hand_over(self, address: str, pieces: AsyncIterator[bytes], size: int) -> None:
        """Puts a file of so many bytes where its receiver said; raises `DirectoryUnavailableError`."""
        await self._downloads.hand_over(address, pieces, size)

    async def still_has(self, file: SharedFile) -> bool:
        """Whether the file is still where it was, by Graph; see `Directory`. Never remembered."""
        if self._graph is None or not file.link:
            raise permission_missing(TeamsGraph.FILES)
        try:
            return await self._graph.has_file(file.link)
        except GraphError as error:
            raise unavailable(error, TeamsGraph.FILES) from error

    async def address_of(self, file: SharedFile) -> str:
        """Where people open the file, as it was when it was shared."""
        return file.link

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """The people who wrote in a thread; where that can't be read, all who may have. Never remembered."""
        place = await self.place(channel)
        if self._graph is not None and place.kind == CHANNEL:
            try:
                return await self._graph.writers(place, thread)
            except NotAllowedError:
                pass
            except GraphError as error:
                raise unavailable(error) from error
        return frozenset((await self._conversations.roster(channel)).members)

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """Teams tells of no file that was taken out of one place."""
        return None

    async def files_of(self, channel: str, thread: str, message: str) -> tuple[NamedFile, ...]:
        """The files on a message of a channel or a group chat, by Graph. Raises `DirectoryUnavailableError`."""
        if self._graph is None:
            raise permission_missing(TeamsGraph.MESSAGES)
        place = await self.place(channel)
        try:
            return await self._graph.files(place, thread, message)
        except GraphError as error:
            raise unavailable(error, TeamsGraph.MESSAGES) from error

    async def hears_all(self, channel: str) -> bool:
        """Whether messages reach the bot that don't call it: a team's owner consented to that."""
        return (await self.place(channel)).hears_all

    async def member_of(self, channel: str, person_id: str) -> str:
        """The connector's id of somebody in a conversation (29:…); empty where they aren't in it."""
        sender = self._senders.of(self._tenant, person_id)
        if sender.member:
            return sender.member
        known = (await self._conversations.roster(channel)).members.get(person_id)
        return known.member if known is not None else ""

    async def names(self, people: Collection[str], channels: Collection[str], channel: str) -> Mapping[str, str]:
        """The names of people, as they are in a `channel`, and of channels; without those that aren't known."""
        found = {each: self._senders.of(self._tenant, each).name for each in people}
        for each in channels:
            found[each] = await self._conversations.name(each)
        if any(not found[each] for each in people):
            try:
                members = (await self._conversations.roster(channel)).members
            except DirectoryUnavailableError:
                members = {}
            found |= {each: members[each].name for each in people if each in members and not found[each]}
        return {each: name for each, name in found.items() if name}

    def drop(self, channel: str = "", person_id: str = "") -> None:
        """They have just changed; see `Memberships.drop`."""
        self._conversations.drop(channel, person_id)

    async def _kind(self, place: TeamsPlace, person_id: str) -> ChatKind:
        if place.kind == PERSONAL:
            return ChatKind.DIRECT if place.person == person_id else ChatKind.PRIVATE
        if place.kind == GROUP:
            return ChatKind.GROUP
        if place.channel_type == SHARED:
            return ChatKind.SHARED
        return ChatKind.PUBLIC if await self._conversations.is_public(place) else ChatKind.PRIVATE


class Directories:
    """The directory of each tenant."""

    def __init__(self, sources: TeamsSources) -> None:
        self._sources = sources
        self._of: dict[str, TeamsDirectory] = {}

    def of(self, tenant: str) -> TeamsDirectory:
        """The one of a tenant, always the same."""
        return self._of.setdefault(tenant, TeamsDirectory(tenant, self._sources))
