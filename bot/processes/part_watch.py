"""What a running process knows of the parts that it works with: asked now and then, however often it is read."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field

OK = "ok"
NO_ANSWER = "no_answer"
PING_SECONDS = 2.0
"""How long a part is waited for before it counts as one that doesn't answer."""
KEPT_SECONDS = 5.0
"""How long it is remembered what a part said, or that it said nothing."""


@dataclass(slots=True, eq=False)
class WatchedPart:
    """A part by its name, and how it is asked: `ping` raises where the part is away.

    Without one that `is_needed` no question can be answered. `kept` is for how many seconds an answer holds.
    """

    name: str
    ping: Callable[[], Awaitable[object]]
    is_needed: bool = False
    kept: float = KEPT_SECONDS
    code: Callable[[Exception], str] = field(default=lambda error: type(error).__name__)
    said: str = NO_ANSWER
    until: float = 0.0
    asking: "asyncio.Task[None] | None" = None


class PartWatch:
    """Knows how the parts are. One call to a part runs at a time, and it is asked anew when its memory is over."""

    def __init__(self, parts: Sequence[WatchedPart], seconds: float = PING_SECONDS) -> None:
        self._parts = parts
        self._seconds = seconds

    async def states(self) -> dict[str, str]:
        """Each part with `ok`, or with a code of what is wrong; takes some seconds at most."""
        said = await asyncio.gather(*(self._state_of(part) for part in self._parts))
        return {part.name: state for part, state in zip(self._parts, said, strict=True)}

    async def is_ready(self) -> bool:
        """Whether questions can be answered now."""
        said = await asyncio.gather(*(self._state_of(part) for part in self._parts if part.is_needed))
        return all(state == OK for state in said)

    async def close(self) -> None:
        """Asks no more."""
        asking = [part.asking for part in self._parts if part.asking is not None]
        for task in asking:
            task.cancel()
        await asyncio.gather(*asking, return_exceptions=True)

    async def _state_of(self, part: WatchedPart) -> str:
        loop = asyncio.get_running_loop()
        if loop.time() < part.until:
            return part.said
        if part.asking is None or part.asking.done():
            part.asking = asyncio.create_task(_ask(part))
        done, _ = await asyncio.wait({part.asking}, timeout=self._seconds)
        if not done:  # it goes on, and is not asked again before it has ended
            part.said, part.until = NO_ANSWER, loop.time() + part.kept
        return part.said


async def _ask(part: WatchedPart) -> None:
    try:
        await part.ping()
        part.said = OK
    except Exception as error:
        part.said = part.code(error)
    part.until = asyncio.get_running_loop().time() + part.kept
