"""How the Bot Connector and Graph refuse a call, and how many calls they take."""

import math
import time
from collections import defaultdict, deque

MESSAGES = ((7, 1.0), (8, 2.0), (60, 30.0), (1_800, 3_600.0))
"""Messages and updates of a bot in one thread: how many in how many seconds."""
MEMBERS = ((14, 1.0),)
"""Looks at the members of one conversation."""


class RefusedError(Exception):
    """A call that is refused with this status and code; `retry_after` are seconds, 0 where they aren't said."""

    def __init__(self, status: int, code: str, message: str = "", retry_after: int = 0) -> None:
        super().__init__(message or code)
        self.status, self.code, self.retry_after = status, code, retry_after

    def body(self) -> dict[str, dict[str, str]]:
        """What the answer holds."""
        return {"error": {"code": self.code, "message": str(self)}}


class Pace:
    """Counts calls by a key, and refuses those that are too many, for as long as they are."""

    def __init__(self, *windows: tuple[int, float]) -> None:
        self._windows = windows
        self._calls: dict[str, deque[float]] = defaultdict(deque)

    def check(self, key: str) -> None:
        """Counts a call, or refuses it."""
        now, calls = time.monotonic(), self._calls[key]
        for most, seconds in self._windows:
            within = [each for each in calls if now - each < seconds]
            if len(within) >= most:
                wait = math.ceil(within[-most] + seconds - now)
                raise RefusedError(429, "TooManyRequests", "API calls quota exceeded!", max(1, wait))
        calls.append(now)
        while calls and now - calls[0] > self._windows[-1][1]:
            calls.popleft()
