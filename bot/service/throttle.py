"""How much a person and a team may ask for in a time, counted in Redis for all processes, or in memory for this one.

A throttle protects those who share a machine; it is never what stops the bot: where Redis is away, this process counts
by itself.
"""

import hashlib
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol

import structlog
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from bot.chat.chat import Person

_log = structlog.stdlib.get_logger("tcbot.bot")

What = Literal["question", "file", "press", "call", "attempt"]
"""`press` is all that people do beside asking and sharing: buttons, commands, forms. `call` is any request over the
API, `attempt` a wrong key, token or login, by the address that it comes from.
"""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most `most` in any stretch of `seconds`."""

    most: int
    seconds: float


PERSON: Mapping[What, Rate] = {
    "question": Rate(20, 60.0),
    "file": Rate(100, 600.0),
    "press": Rate(60, 60.0),
    "call": Rate(600, 60.0),
    "attempt": Rate(20, 60.0),
}
TEAM: Mapping[What, Rate] = {
    "question": Rate(600, 60.0),
    "file": Rate(2000, 600.0),
    "press": Rate(1800, 60.0),
    "call": Rate(6000, 60.0),
    "attempt": Rate(6000, 60.0),
}
PATIENCE = 0.25
"""Seconds that Redis may take to say whether somebody may go on."""
PAUSE = 10.0
"""Seconds for which a Redis that was away isn't asked again."""
MOST_KEPT = 10_000
"""Windows that a process remembers; the longest unused ones go first."""


class Throttle(Protocol):
    """Counts what people ask for."""

    async def admit(self, person: Person, key: str, what: What = "question") -> float:
        """0 where the person may go on, else after how many seconds they may; `key` counts once, however often said."""
        ...


class MemoryThrottle:
    """Counts in this process alone."""

    def __init__(
        self,
        person: Mapping[What, Rate] = PERSON,
        team: Mapping[What, Rate] = TEAM,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._person, self._team, self._clock = person, team, clock
        self._windows: OrderedDict[str, deque[tuple[float, str]]] = OrderedDict()

    async def admit(self, person: Person, key: str, what: What = "question") -> float:
        """See `Throttle`."""
        at = self._clock()
        windows = [(self._window(name), rate) for name, rate in windows_of(person, what, self._person, self._team)]
        if any(key == seen for window, _ in windows for _, seen in window):
            return 0.0
        waits = [_wait(window, rate, at) for window, rate in windows]
        if max(waits) > 0:
            return max(waits)
        for window, _ in windows:
            window.append((at, key))
        return 0.0

    def _window(self, name: str) -> deque[tuple[float, str]]:
        window = self._windows.setdefault(name, deque())
        self._windows.move_to_end(name)
        while len(self._windows) > MOST_KEPT:
            self._windows.popitem(last=False)
        return window


def _wait(window: deque[tuple[float, str]], rate: Rate, at: float) -> float:
    """Drops what no longer counts; how long the oldest of a full window still does."""
    while window and window[0][0] <= at - rate.seconds:
        window.popleft()
    return window[0][0] + rate.seconds - at if len(window) >= rate.most else 0.0


_COUNT = """
local now = redis.call('TIME')
local at = now[1] * 1000 + math.floor(now[2] / 1000)
local wait = 0
for i, key in ipairs(KEYS) do
    local most, window = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
    redis.call('ZREMRANGEBYSCORE', key, '-inf', at - window)
    if redis.call('ZSCORE', key, ARGV[1]) then return 0 end
    if redis.call('ZCARD', key) >= most then
        local oldest = redis.call('ZRANGE', key, 0, 0, 'WITHSCORES')
        wait = math.max(wait, tonumber(oldest[2]) + window - at)
    end
end
if wait > 0 then return wait end
for i, key in ipairs(KEYS) do
    redis.call('ZADD', key, at, ARGV[1])
    redis.call('PEXPIRE', key, tonumber(ARGV[2 * i + 1]))
end
return 0
"""
"""One step in Redis, by its own clock: whether all windows have room, and if so one more in each; else milliseconds."""


class RedisThrottle:
    """Counts in the Redis at an address, for all processes together; in memory while that is away."""

    def __init__(self, url: str, person: Mapping[What, Rate] = PERSON, team: Mapping[What, Rate] = TEAM) -> None:
        self._person, self._team = person, team
        self._alone = MemoryThrottle(person, team)
        self._away_until = 0.0
        self._client: Redis = Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE, retry=Retry(NoBackoff(), 0)
        )

    async def admit(self, person: Person, key: str, what: What = "question") -> float:
        """See `Throttle`; takes a quarter of a second at most."""
        if time.monotonic() >= self._away_until:
            try:
                return await self._counted(person, key, what)
            except (RedisError, OSError) as error:  # TimeoutError is one of the latter
                self._away_until = time.monotonic() + PAUSE
                _log.warning("throttle_alone", error=type(error).__name__)
        return await self._alone.admit(person, key, what)

    async def close(self) -> None:
        """Lets go of the connections."""
        await self._client.aclose()

    async def _counted(self, person: Person, key: str, what: What) -> float:
        windows = windows_of(person, what, self._person, self._team)
        limits: list[Any] = [part for _, rate in windows for part in (rate.most, round(rate.seconds * 1000))]
        names = [name for name, _ in windows]
        waited: Any = await self._client.eval(_COUNT, len(names), *names, _short(key), *limits)
        return float(waited) / 1000


def windows_of(
    person: Person, what: What, persons: Mapping[What, Rate], teams: Mapping[What, Rate]
) -> list[tuple[str, Rate]]:
    """The windows in which something of a person counts: their own and their team's, on one node of a cluster."""
    team = f"tcbot:throttle:{{{_short(f'{person.surface}:{person.team}')}}}:{what}"
    return [(f"{team}:{_short(person.id)}", persons[what]), (team, teams[what])]


def _short(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:24]


def open_throttle(url: str | None) -> MemoryThrottle | RedisThrottle:
    """The throttle of a process: in the Redis at `url`, or in memory where there is none. Opens no connection."""
    return MemoryThrottle() if url is None else RedisThrottle(url)
