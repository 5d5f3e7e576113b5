"""What a chat said of memberships is read once for all who wait, and anew once it changed, whoever heard of that."""

import asyncio
from collections.abc import Collection

import pytest

from bot.access.memberships import ALL_MEMBERS, Memberships
from bot.chat.ports import DirectoryUnavailableError


class World:
    """A chat whose members change, and the news of that, which every process reads."""

    def __init__(self) -> None:
        self.members = {"alice": frozenset({"general"})}
        self.stamps: dict[str, int] = {}
        self.readings = self.looks = 0
        self.waiting = asyncio.Event()
        self.waiting.set()

    def stamps_of(self, surface: str, team: str, subjects: Collection[str]) -> dict[str, str]:
        assert (surface, team) == ("teams", "T1")
        self.looks += 1
        return {each: f"{self.stamps[each]}" for each in subjects if each in self.stamps}

    def change(self, subject: str, *channels: str) -> None:
        self.members["alice"] = frozenset(channels)
        self.stamps[subject] = self.stamps.get(subject, 0) + 1

    async def read(self) -> frozenset[str]:
        self.readings += 1
        found = self.members["alice"]
        await self.waiting.wait()
        return found

    def memory(self) -> Memberships:
        """That of one process."""
        return Memberships("teams", "T1", self.stamps_of)


def test_one_reading_serves_all_who_wait_and_those_who_come_later() -> None:
    async def use() -> None:
        world = World()
        memory = world.memory()
        found = await asyncio.gather(*(memory.of_person("alice", world.read) for _ in range(50)))
        assert set(found) == {frozenset({"general"})}
        assert await memory.of_person("alice", world.read) == {"general"}
        assert world.readings == 1

    asyncio.run(use())


@pytest.mark.parametrize("subject", ["alice", ALL_MEMBERS])
def test_a_change_is_seen_by_every_process_also_while_it_reads(subject: str) -> None:
    async def use() -> None:
        world = World()
        one, other = world.memory(), world.memory()
        world.waiting.clear()
        reading = [asyncio.create_task(each.of_person("alice", world.read)) for each in (one, other)]
        await asyncio.sleep(0.05)
        world.change(subject, "general", "board")
        world.waiting.set()
        await asyncio.gather(*reading)  # what was being read is given to who waited for it
        for memory in (one, other):
            assert await memory.of_person("alice", world.read) == {"general", "board"}

    asyncio.run(use())


def test_a_change_of_somebody_else_costs_no_reading() -> None:
    async def use() -> None:
        world = World()
        memory = world.memory()
        await memory.of_person("alice", world.read)
        world.change("bob", "general")
        memory.drop("general", "bob")
        await memory.of_person("alice", world.read)
        assert world.readings == 1

    asyncio.run(use())


@pytest.mark.parametrize("person", ["alice", ""])
def test_the_process_that_hears_of_a_change_drops_what_it_knew(person: str) -> None:
    async def use() -> None:
        world = World()
        memory = Memberships("teams", "T1")  # nobody else tells it
        await memory.of_person("alice", world.read)
        world.change("alice", "board")
        memory.drop("board", person)
        assert await memory.of_person("alice", world.read) == {"board"}

    asyncio.run(use())


def test_what_a_channel_is_may_be_a_minute_old_where_that_will_do_and_is_current_where_it_must_be() -> None:
    async def use() -> None:
        world = World()
        memory = world.memory()
        await memory.of_channel("general", world.read)
        world.change("general", "shared")
        assert await memory.of_channel("general", world.read) == {"general"}
        assert await memory.of_channel("general", world.read, must_be_current=True) == {"shared"}
        assert await memory.of_channel("general", world.read) == {"shared"}
        assert await memory.of_person("general", world.read) == {"shared"}  # a person of that id is somebody else
        assert world.readings == 3

    asyncio.run(use())


def test_many_channels_are_read_at_the_cost_of_one_look_and_only_those_anew_that_changed() -> None:
    async def use() -> None:
        world, read = World(), []

        async def members(channel: str) -> str:
            read.append(channel)
            return f"members of {channel}"

        memory, channels = world.memory(), [f"c{number}" for number in range(20)]
        known = await memory.of_channels(channels, members)
        assert known == {each: f"members of {each}" for each in channels}
        assert (sorted(read), world.looks) == (sorted(channels), 1)
        world.change("c7")
        await memory.of_channels(channels, members)
        assert (read[20:], world.looks) == (["c7"], 2)
        assert await memory.of_channel("c8", world.read) == "members of c8"

    asyncio.run(use())


def test_a_channel_that_cannot_be_read_is_no_channel_without_members() -> None:
    async def use() -> None:
        async def refuse(channel: str) -> str:
            if channel == "c2":
                raise DirectoryUnavailableError("chat_unreachable", chat="Teams")
            return channel

        with pytest.raises(DirectoryUnavailableError):
            await World().memory().of_channels(["c1", "c2", "c3"], refuse)

    asyncio.run(use())


def test_what_no_news_comes_of_is_read_once_by_its_kind() -> None:
    async def use() -> None:
        world = World()
        memory = world.memory()
        for _ in range(2):
            await memory.other("user", "alice", world.read)
            await memory.other("address", "alice", world.read)
        memory.drop("alice", "alice")
        await memory.other("user", "alice", world.read)
        assert world.readings == 2

    asyncio.run(use())


def test_what_cannot_be_told_is_asked_again() -> None:
    async def use() -> None:
        async def refuse() -> frozenset[str]:
            raise DirectoryUnavailableError("chat_unreachable", chat="Slack")

        world = World()
        memory = world.memory()
        with pytest.raises(DirectoryUnavailableError):
            await memory.of_person("alice", refuse)
        assert await memory.of_person("alice", world.read) == {"general"}

    asyncio.run(use())
