"""One contract for throttles: the one in memory, and the one in a real Redis."""

import asyncio
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.chat import Person
from bot.service.throttle import MemoryThrottle, Rate, RedisThrottle, Throttle, open_throttle
from ingest.jobs.redis_server import RedisServer
from tests.bot.fake_chat import ALICE, BOB

PERSON = {"question": Rate(2, 30.0), "file": Rate(1, 30.0)}
TEAM = {"question": Rate(3, 30.0), "file": Rate(1, 30.0)}
Make = Callable[[], Throttle]


@pytest.fixture(params=["memory", "redis"])
def make(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Make]:
    if request.param == "memory":
        yield lambda: MemoryThrottle(PERSON, TEAM)  # type: ignore[arg-type]
        return
    server = RedisServer(None, tmp_path)
    server.revive()
    yield lambda: RedisThrottle(f"unix://{server.socket}", PERSON, TEAM)  # type: ignore[arg-type]
    server.close()


def waits(make: Make, *asked: tuple[Person, str, str]) -> list[bool]:
    """Whether each has to wait, in order."""

    async def act() -> list[bool]:
        throttle = make()
        waited = [await throttle.admit(person, key, what) for person, key, what in asked]  # type: ignore[arg-type]
        if isinstance(throttle, RedisThrottle):
            await throttle.close()
        assert all(0 <= seconds <= 30.0 for seconds in waited)
        return [seconds > 0 for seconds in waited]

    return asyncio.run(act())


def test_a_person_may_ask_so_often_and_another_one_all_the_same(make: Make) -> None:
    asked = [(ALICE, "a", "question"), (ALICE, "b", "question"), (ALICE, "c", "question"), (BOB, "d", "question")]
    assert waits(make, *asked) == [False, False, True, False]


def test_a_team_may_ask_so_often_and_another_one_all_the_same(make: Make) -> None:
    people = [replace(ALICE, id=str(n)) for n in range(4)]
    asked = [(person, person.id, "question") for person in people]
    other = (Person("slack", "T2", "0"), "x", "question")
    assert waits(make, *asked, other) == [False, False, False, True, False]


def test_a_repeat_counts_once(make: Make) -> None:
    same = (ALICE, "a", "question")
    assert waits(make, same, same, same, (ALICE, "b", "question")) == [False] * 4


def test_questions_and_files_are_counted_apart(make: Make) -> None:
    asked = [(ALICE, "a", "file"), (ALICE, "b", "file"), (ALICE, "c", "question")]
    assert waits(make, *asked) == [False, True, False]


def test_who_is_refused_is_not_counted(make: Make) -> None:
    asked = [(ALICE, key, "question") for key in "abcd"]
    assert waits(make, *asked, (BOB, "e", "question")) == [False, False, True, True, False]


def test_processes_count_together_and_alone_where_redis_is_away(tmp_path: Path) -> None:
    server = RedisServer(None, tmp_path)
    server.revive()

    async def act() -> None:
        one, other = (RedisThrottle(f"unix://{server.socket}", PERSON, TEAM) for _ in range(2))  # type: ignore[arg-type]
        assert [await each.admit(ALICE, key) > 0 for each, key in ((one, "a"), (other, "b"), (one, "c"))] == [
            False,
            False,
            True,
        ]
        await asyncio.to_thread(server.close)
        begun = time.monotonic()
        assert [await one.admit(ALICE, key) > 0 for key in "def"] == [False, False, True]
        assert time.monotonic() - begun < 5.0
        await one.close()
        await other.close()

    asyncio.run(act())


def test_without_an_address_a_process_counts_by_itself() -> None:
    assert isinstance(open_throttle(None), MemoryThrottle)
    assert isinstance(open_throttle("redis://localhost:1/0"), RedisThrottle)
