"""Who may use the engine next: a bounded number at once, person by person, however much one of them asks."""

import asyncio
from collections import Counter, OrderedDict, deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from bot.chat.chat import Person

SHARE: Final = 2
"""One person has at most one in so many of all turns, so that whoever comes next never waits for one person alone."""

_Name = tuple[str, str, str]


class Turns:
    """`at_once` turns. To be used in one event loop.

    People who wait are served in rotation, each one's questions in the order of their coming, whatever they ask
    through: an API key is a person, too. So what one asks waits for their own questions, not others' for these.
    """

    def __init__(self, at_once: int) -> None:
        if at_once < 1:
            raise ValueError(f"There is 1 turn or more at once, not {at_once}.")
        self._free = at_once
        self._share = max(1, at_once // SHARE)
        self._held: Counter[_Name] = Counter()
        self._waiting: OrderedDict[_Name, deque[asyncio.Future[None]]] = OrderedDict()

    @asynccontextmanager
    async def of(self, person: Person) -> AsyncIterator[None]:
        """Waits for a turn of this person and holds it as long as the block lasts."""
        name = (person.surface, person.team, person.id)
        await self._begin(name)
        try:
            yield
        finally:
            self._end(name)

    async def _begin(self, name: _Name) -> None:
        turn = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(name, deque()).append(turn)
        self._hand_out()
        try:
            await turn
        except asyncio.CancelledError:
            if turn.cancelled():
                self._forget(name, turn)
            else:  # it was given in the moment of the cancel
                self._end(name)
            raise

    def _end(self, name: _Name) -> None:
        self._free += 1
        self._held[name] -= 1
        if not self._held[name]:
            del self._held[name]
        self._hand_out()

    def _hand_out(self) -> None:
        while self._free:
            name = next((each for each in self._waiting if self._held[each] < self._share), None)
            if name is None:
                return
            turn = self._waiting[name].popleft()
            self._waiting.move_to_end(name)
            if not self._waiting[name]:
                del self._waiting[name]
            if not turn.done():  # else it was cancelled
                self._free -= 1
                self._held[name] += 1
                turn.set_result(None)

    def _forget(self, name: _Name, turn: "asyncio.Future[None]") -> None:
        waiting = self._waiting.get(name)
        if waiting is not None and turn in waiting:
            waiting.remove(turn)
            if not waiting:
                del self._waiting[name]
