"""The conversations of a tenant: what they are, who is in them, remembered for a minute at most."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from bot.access.memberships import Memberships
from bot.chat.ports import DirectoryUnavailableError
from bot.teams.directory.errors import CHAT, ConnectorError
from bot.teams.directory.graph import GraphError, NotAllowedError
from bot.teams.directory.permissions import permission_missing, unavailable
from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.directory.teams_member import OWNER, Roster, TeamsMember, text_in
from bot.teams.directory.teams_place import CHANNEL, SURFACE, TeamsPlace
from bot.teams.directory.teams_sources import TeamsSources

SHARED: Final = "shared"
STANDARD: Final = "standard"
_NOT_IN: Final = frozenset({403, 404})
"""The connector's answers for conversations in which the bot is no more."""


@dataclass(frozen=True, slots=True)
class _Team:
    """What the connector says of a team: its Entra id, and its channels' names and types by their ids."""

    group: str = ""
    channels: Mapping[str, tuple[str, str]] = field(default_factory=dict, repr=False)


class TeamsConversations:
    """Raises `DirectoryUnavailableError` where Teams can't say it."""

    def __init__(self, tenant: str, sources: TeamsSources) -> None:
        self._tenant = tenant
        self._places = sources.places
        self._connectors = sources.connectors
        self._graph = sources.graph
        self._memory = Memberships(SURFACE, tenant, sources.stamps_of)

    async def place(self, channel: str) -> TeamsPlace:
        """Where the conversation is written to, a channel with its team and type as far as Teams tells them."""
        place = await self._places.get(self._tenant, channel)
        if place is None:
            raise DirectoryUnavailableError("not_in_channel")
        return await self._whole(place)

    async def name(self, channel: str) -> str:
        """What a conversation is called; a team's first channel is called like the team. Empty where nobody says."""
        place = await self._places.get(self._tenant, channel)
        if place is None or place.name or place.kind != CHANNEL:
            return place.name if place is not None else ""
        name, _ = (await self._team(place)).channels.get(channel, ("", ""))
        return name or place.team_name

    async def roster(self, channel: str, must_be_current: bool = False) -> Roster:
        """Who is in a conversation; nobody where the bot isn't."""
        return await self._memory.of_channel(channel, lambda: self._read(channel), must_be_current)

    async def member(self, channel: str, person_id: str, member: str) -> TeamsMember | None:
        """Somebody in a conversation, by its roster, else asked for by their id for the connector; None where they
        aren't in it, or where nobody says.
        """
        known = (await self.roster(channel)).members.get(person_id)
        if known is not None or not member:
            return known

        async def ask() -> TeamsMember | None:
            place = await self._places.get(self._tenant, channel)
            if place is None:
                return None
            try:
                return TeamsMember.of_connector(await self._connectors.member(place, member))
            except ConnectorError:
                return None

        found = await self._memory.other("member", f"{channel} {member}", ask)
        return found if found is not None and found.member == member else None

    async def rosters(self, channels: Collection[str]) -> Mapping[str, Roster]:
        """Who is in each of the conversations now."""
        return await self._memory.of_channels(channels, self._read)

    async def owners(self, place: TeamsPlace) -> frozenset[str]:
        """The ids of who owns a channel: the team's owners, or those of a private channel."""
        return await self._memory.other("owners", place.channel, lambda: self._owners(place))

    async def is_public(self, place: TeamsPlace) -> bool:
        """Whether anybody of the tenant may join the channel: that of a public team. Where that can't be told, not."""
        if self._graph is None or not place.group or place.channel_type != STANDARD:
            return False
        graph = self._graph

        async def ask() -> bool:
            try:
                return await graph.is_public(place.group)
            except GraphError:
                return False

        return await self._memory.other("public", place.group, ask)

    def read_ago(self, channels: Collection[str]) -> float | None:
        """How many seconds ago the oldest roster of these was read; None where none is remembered."""
        return self._memory.age_of("", channels)

    def drop(self, channel: str, person_id: str) -> None:
        """They have just changed; see `Memberships.drop`."""
        self._memory.drop(channel, person_id)

    async def _whole(self, place: TeamsPlace) -> TeamsPlace:
        """Messages of a channel tell neither its type nor the Entra id of its team, by which Graph knows it."""
        if place.kind != CHANNEL or not place.team_thread or (place.group and place.channel_type):
            return place
        team = await self._team(place)
        first = STANDARD if place.channel == place.team_thread else ""
        _, kind = team.channels.get(place.channel, ("", first))
        return replace(place, group=place.group or team.group, channel_type=place.channel_type or kind)

    async def _team(self, place: TeamsPlace) -> _Team:
        async def ask() -> _Team:
            try:
                team = await self._connectors.team(place)
                listed = await self._connectors.channels(place)
            except ConnectorError:
                return _Team()
            told = {text_in(each, "id"): (text_in(each, "name"), text_in(each, "type").lower()) for each in listed}
            return _Team(text_in(team, "aadGroupId"), told)

        return await self._memory.other("team", place.team_thread, ask)

    async def _owners(self, place: TeamsPlace) -> frozenset[str]:
        if self._graph is None:
            raise permission_missing(TeamsGraph.MEMBERS)
        try:
            members = await self._graph.members(place)
        except GraphError as error:
            raise unavailable(error, TeamsGraph.MEMBERS) from error
        return frozenset(each.id for each in members if OWNER in each.roles)

    async def _read(self, channel: str) -> Roster:
        """The members of a conversation to the last page; nobody where the bot isn't in it any more.

        Of a shared channel Graph knows those of other teams, too; without it they aren't in it.
        """
        known = await self._places.get(self._tenant, channel)
        if known is None:
            return Roster()
        place = await self._whole(known)
        try:
            rows = [TeamsMember.of_connector(row) for row in await self._connectors.members(place)]
        except ConnectorError as error:
            if error.status in _NOT_IN:
                return Roster()
            raise DirectoryUnavailableError("chat_unreachable", chat=CHAT) from error
        if place.channel_type == SHARED and self._graph is not None:
            try:
                rows += await self._graph.members(place)
            except NotAllowedError:
                pass
            except GraphError as error:
                raise unavailable(error) from error
        return Roster.of(rows)
