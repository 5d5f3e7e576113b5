"""A wake-up as a worker reads it: it names one of our entry points, or it is refused. Nothing else in it counts.

RQ imports and calls whatever a job of its own names: its function, and what follows a success, a failure or a stop. It
also calls addresses, starts what depends on the job, and repeats it. Whoever can write to Redis would run code in a
worker, which holds the keys.
"""

import json
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import structlog
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.job import Job

from ingest import entry_points

_log = structlog.stdlib.get_logger("tcbot.ingest")


@dataclass(frozen=True, slots=True)
class EntryPoint:
    """What a wake-up may call, with how many words, and how many seconds that may take (-1: as many as it needs)."""

    function: Callable[..., None]
    words: int
    seconds: int


WORK: Final = "ingest.entry_points.work_next"
SWEEP: Final = "ingest.entry_points.sweep"
ENTRY_POINTS: Final[Mapping[str, EntryPoint]] = {
    # No time limit of RQ's own for files: its alarm would strike anywhere, and each stage has a deadline.
    WORK: EntryPoint(entry_points.work_next, words=1, seconds=-1),
    SWEEP: EntryPoint(entry_points.sweep, words=0, seconds=6 * 3600),
}
KEPT: Final = frozenset(
    {
        "created_at", "data", "ended_at", "enqueued_at", "failure_ttl", "last_heartbeat", "origin", "result_ttl",
        "started_at", "status", "ttl", "worker_name",
    }
)  # fmt: skip
"""The fields of a wake-up that are read."""
MOST_BYTES: Final = 4096
LONGEST_WORD: Final = 200


class ForeignWakeupError(NoSuchJobError):
    """It is none of our wake-ups; to RQ, there is no such job."""


class WakeupJob(Job):
    """A job of RQ that calls nothing but `ENTRY_POINTS`, and that isn't there where the wake-up is none of ours."""

    def restore(self, raw_data: Mapping[bytes | str, bytes]) -> None:
        """Takes over the fields that we write; raises `ForeignWakeupError` for what we would never have written."""
        fields = {name.decode() if isinstance(name, bytes) else name: value for name, value in raw_data.items()}
        try:
            self._entry_point = _entry_point_of(fields["data"])
            super().restore({name: value for name, value in fields.items() if name in KEPT})
        except Exception as error:  # whatever its parsing meets
            _log.warning("wakeup_refused", error=type(error).__name__)
            raise ForeignWakeupError("It is none of our wake-ups.") from None
        self.timeout = self._entry_point.seconds

    @classmethod
    def fetch_many(cls, job_ids: Iterable[str], connection: Redis, serializer: Any = None) -> list[Job | None]:
        """As RQ's, with None for wake-ups that aren't ours."""
        found: list[Job | None] = []
        for job_id in job_ids:
            try:
                found.append(cls.fetch(job_id, connection, serializer))
            except (NoSuchJobError, ValueError):
                found.append(None)
        return found

    @property
    def func(self) -> Callable[..., None]:
        """The entry point, which nothing had to import by its name."""
        return self._entry_point.function


def _entry_point_of(data: bytes) -> EntryPoint:
    """What a wake-up calls; raises any exception for another function, other arguments, and what is no wake-up."""
    unpacker = zlib.decompressobj()
    written = unpacker.decompress(data, MOST_BYTES)
    if unpacker.unconsumed_tail:
        raise ValueError("too long")
    name, instance, words, named = json.loads(written)
    entry_point = ENTRY_POINTS[name]
    are_words = all(isinstance(word, str) and len(word) <= LONGEST_WORD for word in words)
    if instance is not None or named != {} or len(words) != entry_point.words or not are_words:
        raise ValueError("other arguments")
    return entry_point
