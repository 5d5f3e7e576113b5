"""Watches over one running job: tells how far it is, and stops it where it should not go on."""

import threading
import time

import structlog

from ingest.job import JobCancelledError, LeaseLostError, Stage, StageTimeoutError, TakenJob, WorkerStoppingError
from ingest.jobs.faults import DATABASE_AWAY
from ingest.jobs.job_leases import JobLeases

_log = structlog.stdlib.get_logger("tcbot.ingest")

REPORT_EVERY = 1.0
"""Seconds between two reports of progress within a stage."""
HUNG_AFTER = 60.0
"""Seconds past its deadline after which a stage that doesn't even look at it counts as hung."""


class JobWatch:
    """Between the work of a job and its records. The work calls `begin` and `report`; another thread calls `renew`.

    A database that is away doesn't stop the work: the token decides whether its end counts.
    """

    def __init__(self, leases: JobLeases, taken: TakenJob, stopping: threading.Event) -> None:
        self.taken = taken
        self._leases = leases
        self._stopping = stopping
        self._cancelled = threading.Event()
        self._lost = threading.Event()
        self._stage = Stage.FETCHING
        self._seconds = 0.0
        self._deadline = float("inf")
        self._reported_at = 0.0
        self._begun: dict[Stage, float] = {}
        self.error = ""
        """The type of what cut the work short, empty where nothing did."""

    @property
    def spent(self) -> dict[Stage, float]:
        """The seconds that each stage took so far, the last one until now."""
        ends = [*list(self._begun.values())[1:], time.monotonic()][: len(self._begun)]  # it may end before the first
        return {stage: end - begun for (stage, begun), end in zip(self._begun.items(), ends, strict=True)}

    def begin(self, stage: Stage, seconds: float, total: int = 0) -> None:
        """Starts a stage, which may take so many seconds."""
        self._begun[stage] = time.monotonic()
        self._stage, self._seconds, self._deadline = stage, seconds, time.monotonic() + seconds
        self._reported_at = 0.0
        self.report(stage, 0, total)

    def report(self, stage: Stage, done: int, total: int) -> None:
        """Notes progress; raises where the work should stop. To be called after each page and each batch."""
        self.check()
        if time.monotonic() - self._reported_at < REPORT_EVERY and done < total:
            return
        self._reported_at = time.monotonic()
        try:
            if self._leases.report(self.taken, stage, done, total):
                self._cancelled.set()
        except LeaseLostError:
            self._lost.set()
        except DATABASE_AWAY:  # the renewals say when it is back
            _log.warning("job_progress_not_written", job=self.taken.id)
        self.check()

    def check(self) -> None:
        """Raises what should stop the work now, if anything does."""
        if self._lost.is_set():
            raise LeaseLostError(f"Job {self.taken.id} was given to another worker.")
        if self._cancelled.is_set():
            raise JobCancelledError
        if self._stopping.is_set():
            raise WorkerStoppingError
        if time.monotonic() > self._deadline:
            raise StageTimeoutError(self._stage, self._seconds)

    def renew(self) -> None:
        """Renews the lease, from the thread of the heartbeat; errors of the database pass through."""
        try:
            if self._leases.renew(self.taken):
                self._cancelled.set()
        except LeaseLostError:
            self._lost.set()

    def is_hung(self) -> bool:
        """Whether the stage is so far past its deadline that the work will not come back by itself."""
        return time.monotonic() > self._deadline + HUNG_AFTER
