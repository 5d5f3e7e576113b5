"""What somebody else told us, remembered for a while: asked once however many wait for it, and bounded in number."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass
from typing import Any

from pipelines.engine_measures import looked_up


@dataclass(frozen=True, slots=True)
class _Kept:
    until: float
    stamp: str
    value: Any


class Memory:
    """Values by key, each for `seconds`, at most `most` of them: the oldest make room. For one event loop.

    Operators know it by its `name`.

    A value counts for the `stamp` that it was asked under: who comes with another one has it asked anew.
    """

    def __init__(self, seconds: float, most: int, name: str) -> None:
        self._name = name
        self._seconds = seconds
        self._most = most
        self._kept: dict[Hashable, _Kept] = {}
        self._asking: dict[Hashable, tuple[str, asyncio.Task[Any]]] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def stamp_of(self, key: Hashable) -> str | None:
        """The stamp of what is remembered or being asked under this key; None where that is nothing."""
        if key in self._asking:
            return self._asking[key][0]
        kept = self._kept.get(key)
        return kept.stamp if kept is not None and time.monotonic() < kept.until else None

    def age_of(self, key: Hashable) -> float | None:
        """How many seconds ago it was asked what is remembered under this key; None where that is nothing."""
        kept = self._kept.get(key)
        left = kept.until - time.monotonic() if kept is not None else 0.0
        return self._seconds - left if left > 0 else None

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[Any]], stamp: str = "") -> Any:
        """What is remembered, else what `ask` gives; what that raises comes through and isn't remembered."""
        kept = self._kept.get(key)
        if kept is not None and kept.stamp == stamp and time.monotonic() < kept.until:
            looked_up(self._name, True)
            return kept.value
        asking = self._asking.get(key)
        is_asked = asking is not None and asking[0] == stamp
        looked_up(self._name, is_asked)
        if asking is None or not is_asked:
            task = asyncio.ensure_future(self._ask(key, ask, stamp))
            self._asking[key] = asking = (stamp, task)
            task.add_done_callback(_looked_at)
        return await asyncio.shield(asking[1])  # who gives up waiting doesn't take it from the others

    def drop(self, wanted: Callable[[Hashable], bool]) -> None:
        """Forgets the keys that are wanted; what is being asked for them is given to who waits, but not kept."""
        for known in (self._kept, self._asking):
            for key in [each for each in known if wanted(each)]:
                del known[key]

    def forget(self, key: Hashable) -> None:
        """The same for one key."""
        self._kept.pop(key, None)
        self._asking.pop(key, None)

    async def _ask(self, key: Hashable, ask: Callable[[], Awaitable[Any]], stamp: str) -> Any:
        own = asyncio.current_task()
        try:
            value = await ask()
            if self._is_wanted(key, own):
                self._keep(key, _Kept(time.monotonic() + self._seconds, stamp, value))
            return value
        finally:
            if self._is_wanted(key, own):
                del self._asking[key]

    def _is_wanted(self, key: Hashable, own: "asyncio.Task[Any] | None") -> bool:
        """Whether the newest that is asked under the key is this one."""
        asking = self._asking.get(key)
        return asking is not None and asking[1] is own

    def _keep(self, key: Hashable, kept: _Kept) -> None:
        self._kept.pop(key, None)  # so that the order is that of age
        self._kept[key] = kept
        while len(self._kept) > self._most:
            del self._kept[next(iter(self._kept))]


def _looked_at(task: "asyncio.Task[Any]") -> None:
    """Takes note of an error that nobody waits for any more, so that it isn't reported as forgotten."""
    if not task.cancelled():
        task.exception()
