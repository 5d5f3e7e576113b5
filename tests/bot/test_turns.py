"""Turns at the engine go round by people: who asks much waits for themselves, whatever they ask through."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest

from bot.chat.chat import Person
from bot.service.questions.turns import Turns

FLOODER, KEY = Person("slack", "T1", "U0"), Person("api", "main", "key-1")


def somebody(number: int) -> Person:
    return Person("teams", "T2", f"U{number}")


async def served(turns: Turns, asked: Sequence[Person]) -> list[Person]:
    """Who was served, in order, where all ask at once, in this order."""
    order: list[Person] = []

    async def ask(person: Person) -> None:
        async with turns.of(person):
            order.append(person)
            await asyncio.sleep(0)

    await asyncio.gather(*(ask(each) for each in asked))
    return order


def test_who_asks_once_waits_for_one_more_question_of_those_who_ask_much() -> None:
    async def act() -> None:
        asked = [*[FLOODER] * 20, *[KEY] * 20, somebody(1), somebody(2)]
        first, *order = await served(Turns(1), asked)
        assert first == FLOODER  # nobody else was there yet
        assert order[:4] == [FLOODER, KEY, somebody(1), somebody(2)]
        assert order[4:] == [*[FLOODER, KEY] * 18, KEY]

    asyncio.run(act())


def test_what_one_person_asks_is_served_in_the_order_of_its_coming() -> None:
    async def act() -> None:
        turns, order = Turns(2), list[int]()

        async def ask(number: int) -> None:
            async with turns.of(FLOODER):
                order.append(number)

        await asyncio.gather(*(ask(n) for n in range(9)))
        assert order == list(range(9))

    asyncio.run(act())


def test_no_more_than_may_have_one_and_one_person_leaves_half_to_others() -> None:
    async def act() -> None:
        turns, held = Turns(4), list[Person]()
        most = dict[str, int]()

        async def ask(person: Person) -> None:
            async with turns.of(person):
                held.append(person)
                most["all"] = max(most.get("all", 0), len(held))
                most["flooder"] = max(most.get("flooder", 0), held.count(FLOODER))
                await asyncio.sleep(0.01)
                held.remove(person)

        flood = [asyncio.create_task(ask(FLOODER)) for _ in range(12)]
        await asyncio.sleep(0.005)
        async with asyncio.timeout(0.004):  # two turns are free, however much waits
            async with turns.of(somebody(1)), turns.of(somebody(2)):
                pass
        await asyncio.gather(*flood, *(ask(somebody(n)) for n in range(8)))
        assert most == {"all": 4, "flooder": 2}

    asyncio.run(act())


@pytest.mark.parametrize("is_given", [False, True], ids=["waiting", "in the moment of its turn"])
def test_a_turn_that_nobody_waits_for_any_more_goes_to_the_next(is_given: bool) -> None:
    async def act() -> None:
        turns, gone = Turns(1), list[str]()

        async def ask(person: Person) -> None:
            async with turns.of(person):
                gone.append(person.id)

        async with turns.of(FLOODER):
            leaving, staying = (asyncio.create_task(ask(somebody(n))) for n in (1, 2))
            await asyncio.sleep(0)
            if not is_given:
                leaving.cancel()
        if is_given:
            leaving.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await leaving
        async with asyncio.timeout(1):
            await staying
            await ask(FLOODER)  # all of them are there again
        assert gone == ["U2", "U0"]

    asyncio.run(act())


def test_a_turn_ends_with_what_was_raised_in_it() -> None:
    async def act() -> None:
        turns = Turns(1)
        with pytest.raises(ValueError, match="no"):
            async with turns.of(FLOODER):
                raise ValueError("no")
        async with asyncio.timeout(1), turns.of(somebody(1)):
            pass

    asyncio.run(act())


def test_there_is_a_turn_at_least() -> None:
    with pytest.raises(ValueError, match="1 turn or more at once, not 0"):
        Turns(0)
