"""For how long a process may go on with an item before it has to say that it lives, and when it isn't sure any more."""

import time
from dataclasses import dataclass
from datetime import timedelta

LEASE_SECONDS = 30.0
_IN_TIME = 0.7
"""The share of a lease after which its holder isn't sure of it any more: what it asks then may come too late."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The lease of each item that an inbox gives out, in seconds."""

    seconds: float = LEASE_SECONDS

    @property
    def length(self) -> timedelta:
        """Its seconds, as the records count time."""
        return timedelta(seconds=self.seconds)

    def is_in_time(self, since: float) -> bool:
        """Whether one that was renewed at a moment of `time.monotonic` surely runs still."""
        return time.monotonic() - since < self.seconds * _IN_TIME
