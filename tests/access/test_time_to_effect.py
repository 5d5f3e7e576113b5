"""How long what was taken away can still be read: not at all where it is heard of, else for a minute at the most."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.service.assistant import Assistant
from tests.access.changes import Became, Change, Forgotten, Membership, Remade, Withdrawn
from tests.access.indexes import EmbeddedIndexes
from tests.access.oracle import Place, of_person, of_room
from tests.access.stage import BY, Stage
from tests.access.surfaces import Asking
from tests.access.verdicts import Verdicts
from tests.access.words import told_in
from tests.access.world import Room, Someone, World

ANN_ALONE, ANN_IN_TRIO = Place("ann"), Place("ann", "trio")
SECONDS = 60.0


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """Ann and Ben are in the sales room and in a group; of three documents one is for each way to read it."""
    people = {"ann": Someone(), "ben": Someone(), "gus": Someone("guest")}
    rooms = {"sales": Room("private", {"ann", "ben"}), "trio": Room("group", {"ann", "ben"})}
    given = {"a": of_room("sales"), "b": of_person("ann"), "c": "slack:T1"}
    world = World(people, rooms, {each: {"command-line": {label}} for each, label in given.items()})
    world.key_labels = frozenset({"slack:T1"})
    with closing(Stage(tmp_path, world, EmbeddedIndexes())) as stage:
        stage.publish("abc")
        stage.settle()
        yield stage


def listed_after(stage: Stage, place: Place, change: Change, seconds: float) -> tuple[set[str], set[str]]:
    """What is listed there before a change, and so many seconds after it."""
    lists: list[set[str]] = []

    async def asked(stage: Stage, assistant: Assistant) -> None:
        asking = Asking(stage, place, Verdicts())
        lists.append(told_in(await assistant.documents(asking.person, asking.chat, asking.directory)))
        await change.happen(stage)
        stage.clock.now += seconds
        lists.append(told_in(await assistant.documents(asking.person, asking.chat, asking.directory)))

    stage.act(asked)
    return lists[0], lists[1]


@pytest.mark.parametrize("way", ["here", "elsewhere"])
@pytest.mark.parametrize("place", [ANN_ALONE, ANN_IN_TRIO])
def test_who_left_reads_nothing_more_from_the_moment_that_any_process_heard_of_it(
    stage: Stage, place: Place, way: str
) -> None:
    before, after = listed_after(stage, place, Membership("ann", "sales", False, way), 0.0)  # type: ignore[arg-type]
    assert ("a" in before, "a" in after) == (True, False)


@pytest.mark.parametrize("place", [ANN_ALONE, ANN_IN_TRIO])
def test_a_departure_that_nobody_heard_of_counts_after_a_minute_and_what_was_read_holds_until_then(
    stage: Stage, place: Place
) -> None:
    before, after = listed_after(stage, place, Unheard(Membership("ann", "sales", False, "later")), SECONDS - 0.1)
    assert ("a" in before, "a" in after) == (True, True)
    _, after = listed_after(stage, place, Unheard(Membership("ann", "sales", False, "later")), 0.1)
    assert "a" not in after


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_a_guest_who_joins_is_an_outsider_from_the_moment_that_any_process_heard_of_it(stage: Stage, way: str) -> None:
    before, after = listed_after(stage, ANN_IN_TRIO, Membership("gus", "trio", True, way), 0.0)  # type: ignore[arg-type]
    assert (before, after) == ({"a", "c"}, set())


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_a_room_that_another_company_is_invited_to_is_shared_from_that_moment(stage: Stage, way: str) -> None:
    before, after = listed_after(stage, ANN_IN_TRIO, Remade("trio", "is_shared", True, way), 0.0)  # type: ignore[arg-type]
    assert (before, after) == ({"a", "c"}, set())


@pytest.mark.parametrize("way", ["here", "elsewhere"])
def test_an_archived_room_is_nobodys_from_the_moment_that_any_process_heard_of_it(stage: Stage, way: str) -> None:
    before, after = listed_after(stage, ANN_ALONE, Remade("sales", "is_archived", True, way), 0.0)  # type: ignore[arg-type]
    assert ("a" in before, "a" in after) == (True, False)


@pytest.mark.parametrize("change", [Withdrawn("b", "command-line", False), Forgotten("b", False)])
def test_what_is_withdrawn_or_forgotten_is_gone_at_once_though_the_index_still_has_it(
    stage: Stage, change: Change
) -> None:
    before, after = listed_after(stage, ANN_ALONE, change, 0.0)
    assert ("b" in before, "b" in after) == (True, False)


def test_who_becomes_a_guest_reads_as_one_after_a_minute(stage: Stage) -> None:
    before, after = listed_after(stage, ANN_ALONE, Became("ann", "guest"), 0.0)
    assert (before, after) == ({"a", "b", "c"}, {"a", "b"})


def test_who_is_shut_out_reads_nothing_at_once(stage: Stage) -> None:
    before, after = listed_after(stage, ANN_ALONE, ShutOut("ann"), 0.0)
    assert (before, after) == ({"a", "b", "c"}, set())


def test_a_program_whose_key_is_revoked_reads_nothing_at_once(stage: Stage) -> None:
    before, after = listed_after(stage, Place("ann", by="key"), RevokedKey(), 0.0)
    assert (before, after) == ({"c"}, set())


class RevokedKey:
    """An admin revokes the program's key."""

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        assert stage.keys_of_programs.revoke(stage.program.id, BY)


class ShutOut:
    """An admin disables somebody's account."""

    def __init__(self, person: str) -> None:
        self._person = person

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        stage.world.people[self._person].is_disabled = True
        stage.settle()


class Unheard:
    """A change without the minute that is let pass for it."""

    def __init__(self, change: Change) -> None:
        self._change = change

    async def happen(self, stage: Stage) -> None:
        """See `Change`."""
        now = stage.clock.now
        await self._change.happen(stage)
        stage.clock.now = now
