"""What happens in a world while it is asked: each change is made in the world, then told as it would be in truth."""

import asyncio
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.access.memberships import ALL_MEMBERS
from bot.chat.chat import SharedFile
from ingest.library.relabeller import Relabeller
from tests.access.directory import SURFACE, TEAM, chat_of, person_of
from tests.access.oracle import TEAM as TEAM_LABEL
from tests.access.oracle import of_person, of_room
from tests.access.stage import Stage
from tests.access.words import name_of, text_of
from tests.access.world import PersonKind, Untold, World
from tests.bot.fake_chat import FakeCard

Way = Literal["here", "elsewhere", "later"]
"""How the bot hears of it: by an event that this process gets, or another one, or not at all: after a minute."""
MINUTE = 60.0


class Change(Protocol):
    """Something that happens."""

    async def happen(self, stage: Stage) -> None:
        """In the world and before the bot."""
        ...


@dataclass(frozen=True)
class Membership:
    """Somebody joins a room or leaves it."""

    person: str
    room: str
    is_in: bool
    way: Way

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        members = stage.world.rooms[self.room].members
        members.add(self.person) if self.is_in else members.discard(self.person)
        _tell(stage, self.way, self.room, self.person)


@dataclass(frozen=True)
class Remade:
    """A room is archived, made private, or shared with another company, or the reverse."""

    room: str
    what: Literal["is_archived", "is_private", "is_shared"]
    is_so: bool
    way: Way

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        room = stage.world.rooms[self.room]
        if self.what == "is_private":
            room.kind = "private" if self.is_so else "public"
        else:
            setattr(room, self.what, self.is_so)
        _tell(stage, self.way, self.room)


@dataclass(frozen=True)
class Became:
    """Somebody becomes a guest, or a member: no chat tells of that, so that a minute passes."""

    person: str
    kind: PersonKind

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        stage.world.people[self.person].kind = self.kind
        stage.clock.now += MINUTE


@dataclass(frozen=True)
class Given:
    """A document is given to more readers, at the command line or by where it was shared."""

    document: str
    label: str
    place: str

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        grants = stage.world.grants[self.document]
        if not stage.world.labels(self.document):
            return
        grants.setdefault(self.place, set()).add(self.label)
        library, known = stage.holdings.library, stage.ids[self.document]
        library.grant(known, [self.label], place=self.place)
        Relabeller(library, stage.holdings.index).tell(known)


@dataclass(frozen=True)
class Withdrawn:
    """What a place gave is taken back; `is_told` says that the index hears of it, and not only the records."""

    document: str
    place: str
    is_told: bool

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        if not stage.world.grants[self.document].pop(self.place, None):
            return
        by = stage.holdings.forgetter if self.is_told else stage.holdings.library
        by.withdraw(stage.ids[self.document], place=self.place)


@dataclass(frozen=True)
class Forgotten:
    """A document is forgotten; without `is_told` the index still has all of it."""

    document: str
    is_told: bool

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        stage.world.grants[self.document].clear()
        by = stage.holdings.forgetter if self.is_told else stage.holdings.library
        by.forget(stage.ids[self.document])


@dataclass(frozen=True)
class Set:
    """What a room's managers and admins chose for it."""

    room: str
    documents: Literal["workspace", "channel"]
    collections: frozenset[str]
    outsiders: Literal["here", "workspace"]

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        room = stage.world.rooms[self.room]
        room.documents, room.collections, room.outsiders = self.documents, self.collections, self.outsiders
        stage.choose(self.room, room)


@dataclass(frozen=True)
class Silence:
    """The chat can't tell some things any more, and can tell the others again."""

    untold: frozenset[Untold]

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        stage.world.untold.clear()
        stage.world.untold.update(self.untold)


@dataclass(frozen=True)
class Shared:
    """A member shares a file with the bot, in a room or alone with it, or `for_all` of the workspace."""

    document: str
    person: str
    room: str
    for_all: bool

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        file = self._file(stage.world)
        record = await stage.talk.assistant.receive_file(file, FakeCard(), stage.here, for_all=self.for_all)
        if record is None:
            assert "guests" in stage.world.untold, f"The bot refused what {self.person} shared."
            return  # whether they are a member couldn't be told
        await asyncio.to_thread(stage.work)
        stage.ids[self.document] = record.document_id
        own = of_room(self.room) if self.room else of_person(self.person)
        given = {own, TEAM_LABEL} if self.for_all else {own}
        stage.world.grants[self.document].setdefault(record.id, set()).update(given)

    def _file(self, world: World) -> SharedFile:
        chat, note = chat_of(world, self.room, self.person), text_of(self.document)
        name, sharer = name_of(self.document), person_of(world, self.person)
        return SharedFile(chat, sharer, "m1", f"F-{name}-{chat.channel}", name, len(note), note=note)


@dataclass(frozen=True)
class Unshared:
    """The chat says that a shared file is gone."""

    document: str

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        for place in [*stage.world.grants[self.document]]:
            record = stage.shared_files.get(place)
            if record is not None:
                await stage.talk.assistant.forget_file(SURFACE, TEAM, record.file.id, record.file.chat.channel)
                del stage.world.grants[self.document][place]


def _tell(stage: Stage, way: Way, room: str, person: str = "") -> None:
    """Who is in a room, or what it is, has changed."""
    if way == "later":
        stage.clock.now += MINUTE
        return
    stage.changes.note(SURFACE, TEAM, [room, person or ALL_MEMBERS])
    if way == "here":
        stage.here.memory.drop(room, person)
