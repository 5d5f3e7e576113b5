"""What wake-ups and the schedule name: a worker calls these, and they know the one runner of their process."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Serving:
    """What a worker's process does for a wake-up, and once a day."""

    work_next: Callable[[], object]
    sweep: Callable[[], object]


_serving: list[Serving] = []


def serve(serving: Serving) -> None:
    """Says what this process does from now on."""
    _serving[:] = [serving]


def work_next(_job_id: str) -> None:
    """Runs the job that should be run now, which may be another one than woke this worker."""
    _current().work_next()


def sweep() -> None:
    """Looks once a day at what nobody asked for: leftovers, retention, differences between records and index."""
    _current().sweep()


def _current() -> Serving:
    if not _serving:
        raise RuntimeError("This process is no worker: start one with `tcbot worker`.")
    return _serving[0]
