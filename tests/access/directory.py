"""The chat of a world: what it says of people and rooms is the world's truth, remembered as every chat remembers it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from bot.access.memberships import Memberships, StampsOf
from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from tests.access.world import Untold, World

SURFACE, TEAM, ELSEWHERE = "slack", "T1", "T9"
_KINDS = {"public": ChatKind.PUBLIC, "private": ChatKind.PRIVATE, "group": ChatKind.GROUP}


class WorldDirectory:
    """A `Directory` over a world, with the real memory of memberships between them: a change counts once it is heard
    of, or a minute later.
    """

    def __init__(self, world: World, stamps_of: StampsOf) -> None:
        self._world = world
        self.memory = Memberships(SURFACE, TEAM, stamps_of)

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """The rooms that they are in."""
        self._tells("memberships")

        async def read() -> frozenset[str]:
            rooms = self._world.rooms.items()
            return frozenset(name for name, room in rooms if person.id in room.members and not room.is_archived)

        return (await self.memory.of_person(person.id, read)).intersection(among)

    async def is_guest(self, person: Person) -> bool:
        """Whether they are one."""
        self._tells("guests")

        async def read() -> bool:
            known = self._world.people.get(person.id)
            return known is not None and known.kind == "guest"

        return await self.memory.other("guest", person.id, read)

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Whether another company is in the room, or invited, or guests are in it where they count."""
        self._tells("outsiders")
        if guests:
            self._tells("guests")
        room = await self._room(channel, must_be_current=True)
        return room.is_shared or any(
            person.team != TEAM or (guests and person.id in room.guests) for person in room.members
        )

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """Who is in the room, as far as they can be counted."""
        self._tells("members")
        if not guests:
            self._tells("guests")
        room = await self._room(channel, must_be_current=True)
        if len(room.members) > MOST_MEMBERS:
            raise DirectoryUnavailableError("chat_unreachable", chat="Slack")
        return frozenset(each for each in room.members if guests or each.team != TEAM or each.id not in room.guests)

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Every member manages everything here."""
        return person.team == TEAM and self._world.people[person.id].kind == "member"

    async def person(self, surface_id: str, team: str) -> Person:
        """Who they are."""
        return person_of(self._world, surface_id)

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """The room as it is."""
        return chat_of(self._world, channel, person_id, thread)

    async def is_in(self, channel: str) -> bool:
        """Wherever somebody is."""
        return True

    async def hears_all(self, channel: str) -> bool:
        """Everywhere."""
        return True

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """Nobody is looked for."""
        return frozenset()

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """No file is looked for."""
        return None

    async def still_has(self, file: SharedFile) -> bool:
        """All of them."""
        return True

    async def address_of(self, file: SharedFile) -> str:
        """No address."""
        return ""

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """What was shared: a line that names its document."""
        path.write_text(file.note, encoding="utf-8")

    async def _room(self, channel: str, must_be_current: bool = False) -> "_Seen":
        async def read() -> _Seen:
            room, people = self._world.rooms[channel], self._world.people
            fillers = {Person(SURFACE, TEAM, f"filler{n}") for n in range(room.fillers)}
            members = frozenset(fillers | {person_of(self._world, each) for each in room.members})
            guests = frozenset(each for each in room.members if people[each].kind == "guest")
            return _Seen(members, guests, room.is_shared)

        return await self.memory.of_channel(channel, read, must_be_current)

    def _tells(self, what: Untold) -> None:
        if what in self._world.untold:
            raise DirectoryUnavailableError("chat_unreachable", chat="Slack")


@dataclass(frozen=True)
class _Seen:
    """A room as the chat showed it."""

    members: frozenset[Person]
    guests: frozenset[str]
    is_shared: bool


def person_of(world: World, name: str) -> Person:
    """Somebody, of the company that is theirs."""
    return Person(SURFACE, ELSEWHERE if world.people[name].kind == "foreign" else TEAM, name)


def chat_of(world: World, room: str, asker: str, thread: str = "") -> Chat:
    """A room as the chat says that it is; without a name the asker's direct message."""
    if not room or room.startswith("D-"):
        return Chat(SURFACE, TEAM, f"D-{asker}", ChatKind.DIRECT, thread)
    held = world.rooms[room]
    kind = ChatKind.SHARED if held.is_shared else _KINDS[held.kind]
    return Chat(SURFACE, TEAM, room, kind, thread)
