"""Where the bot can write in Teams: a conversation, as a verified activity told of it; kept in the records, sealed."""

import asyncio
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any, Final, Self

from bot.access.memory import Memory
from bot.records.conversations import Conversation, Conversations

SURFACE: Final = "teams"
KEPT_SECONDS: Final = 10.0
MOST_KEPT: Final = 10_000
PERSONAL, GROUP, CHANNEL = "personal", "groupChat", "channel"
"""Kinds of conversations, as Teams names them."""


@dataclass(frozen=True, slots=True)
class TeamsPlace:
    """A conversation. `channel` is its id without a thread, `tenant` that of its host, `bot` our own id there.

    In a personal chat `person` is with whom the bot is alone, by their Entra object id, and `member` their id for the
    connector (29:…). In a channel `channel_type` is `standard`, `private` or `shared`, `group` the Entra id of its team
    and `team_thread` the team's own conversation. `installer` is who added the bot there; `hears_all` says that
    messages came from there which didn't call the bot.
    """

    service_url: str
    tenant: str
    channel: str
    kind: str
    bot: str
    member: str = ""
    person: str = ""
    name: str = field(default="", repr=False)
    channel_type: str = ""
    group: str = ""
    team_thread: str = ""
    team_name: str = field(default="", repr=False)
    installer: str = ""
    hears_all: bool = False

    def conversation(self, thread: str = "") -> str:
        """The id to write to: in channels that of a thread, or of the channel for a new post."""
        return f"{self.channel};messageid={thread}" if thread and self.kind == CHANNEL else self.channel

    def updated(self, newer: Self) -> Self:
        """The place by newer news, which keeps what they don't tell."""
        told = {name: value for name, value in asdict(newer).items() if value}
        return type(self)(**{**asdict(self), **told})

    def of_team(self, team: Self) -> Self:
        """The channel, with what its team's own conversation tells of the team."""
        return replace(
            self,
            group=self.group or team.group,
            team_name=self.team_name or team.team_name,
            installer=self.installer or team.installer,
            hears_all=self.hears_all or team.hears_all,
        )


class TeamsPlaces:
    """The places that are known. Errors of the records pass through.

    What is known of a place is remembered for some seconds, since a reply asks for it with each message: what another
    process heard of it counts as soon as these are over. That nothing is known is never remembered.
    """

    def __init__(self, conversations: Conversations) -> None:
        self._conversations = conversations
        self._memory = Memory(KEPT_SECONDS, MOST_KEPT, "teams_places")

    async def get(self, tenant: str, channel: str) -> TeamsPlace | None:
        """The place, a channel with what is known of its team; None where nothing is known of it."""
        key = (tenant, channel)
        place: TeamsPlace | None = await self._memory.get(key, lambda: asyncio.to_thread(self._get, tenant, channel))
        if place is None:
            self._memory.forget(key)
        return place

    async def direct(self, tenant: str, person: str) -> TeamsPlace | None:
        """The personal chat with somebody; None where none is known."""
        found = await asyncio.to_thread(self._conversations.direct, SURFACE, tenant, person)
        return _read(found) if found is not None else None

    async def newest(self, tenant: str) -> TeamsPlace | None:
        """The place of a tenant that was heard of last; None where there is none."""
        found = await asyncio.to_thread(self._conversations.of_team, SURFACE, tenant, 1)
        return _read(found[0]) if found else None

    async def remember(self, place: TeamsPlace) -> None:
        """Adds the place, or what is new of it."""
        await asyncio.to_thread(self._remember, place)
        if place.team_thread == place.channel:  # its channels are told what it is, too
            self._memory.drop(lambda _: True)
        else:
            self._memory.forget((place.tenant, place.channel))

    async def forget(self, tenant: str, channel: str = "") -> None:
        """Forgets a place, or without a `channel` all of a tenant."""
        await asyncio.to_thread(self._conversations.remove, SURFACE, tenant, channel)
        self._memory.drop(lambda _: True)

    async def of_team(self, tenant: str, conversation: str) -> list[str]:
        """The conversation, and where it is a team's own, all channels of the team that are known."""
        return await asyncio.to_thread(self._of_team, tenant, conversation)

    async def forget_team(self, tenant: str, team_thread: str) -> None:
        """Forgets all channels of a team."""
        await asyncio.to_thread(self._forget_team, tenant, team_thread)
        self._memory.drop(lambda _: True)

    def _get(self, tenant: str, channel: str) -> TeamsPlace | None:
        known = self._conversations.get(SURFACE, tenant, channel)
        if known is None:
            return None
        place = _read(known)
        if place.team_thread in {"", channel}:
            return place
        team = self._conversations.get(SURFACE, tenant, place.team_thread)
        return place.of_team(_read(team)) if team is not None else place

    def _of_team(self, tenant: str, conversation: str) -> list[str]:
        known = self._conversations.get(SURFACE, tenant, conversation)
        if known is not None and _read(known).team_thread != conversation:
            return [conversation]
        held = self._conversations.of_team(SURFACE, tenant)
        return list({conversation, *(each.channel for each in held if _read(each).team_thread == conversation)})

    def _forget_team(self, tenant: str, team_thread: str) -> None:
        for channel in self._of_team(tenant, team_thread):
            self._conversations.remove(SURFACE, tenant, channel)

    def _remember(self, place: TeamsPlace) -> None:
        known = self._conversations.get(SURFACE, place.tenant, place.channel)
        newest = _read(known).updated(place) if known is not None else place
        self._conversations.remember(Conversation(SURFACE, newest.tenant, newest.channel, newest.person, _told(newest)))


_STORED: Final = tuple(each for each in fields(TeamsPlace) if each.name not in {"tenant", "channel", "person"})


def _told(place: TeamsPlace) -> dict[str, Any]:
    return {each.name: value for each in _STORED if (value := getattr(place, each.name))}


def _read(known: Conversation) -> TeamsPlace:
    told: Mapping[str, Any] = known.address
    kept = {each.name: told[each.name] for each in _STORED if each.name in told}
    return TeamsPlace(tenant=known.team, channel=known.channel, person=known.person, **kept)
