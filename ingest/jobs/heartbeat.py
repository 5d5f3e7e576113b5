"""The thread beside a worker's work: heartbeats, expired leases, missing wake-ups."""

import os
import threading
import time
from collections.abc import Callable

import structlog
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_runner import JobRunner
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.schedule import DailySweep
from ingest.jobs.worker_wakeups import WorkerWakeups
from pipelines.telemetry import new_reference, report_error

_log = structlog.stdlib.get_logger("tcbot.ingest")

HUNG = 75
"""Exit code of a worker that ends itself because its work hangs."""


class Heartbeat:
    """Renews the lease of the job that is run, expires the leases of dead workers, and sends wake-ups that are missing.

    Each beat is a fifth of a lease. Leases of others are ended only after a whole lease of unbroken contact with the
    database: after an outage, the workers that live say so before anybody counts the others as dead.
    """

    def __init__(
        self,
        *,
        runner: JobRunner,
        leases: JobLeases,
        server: RedisServer,
        wakeups: WorkerWakeups,
        sweep: DailySweep,
        lease_seconds: float,
        on_hung: Callable[[int], object] = os._exit,
    ) -> None:
        self._runner = runner
        self._leases = leases
        self._server = server
        self._wakeups = wakeups
        self._sweep = sweep
        self._lease_seconds = lease_seconds
        self._on_hung = on_hung
        self._in_contact_since: float | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> "Heartbeat":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join(self._lease_seconds)

    def beat(self) -> None:
        """One round; never raises."""
        watch = self._runner.watch
        if watch is not None and watch.is_hung():
            _log.error("worker_hangs", job=watch.taken.id)
            self._on_hung(HUNG)
        try:
            if watch is not None:
                watch.renew()
            if self._in_contact_since is None:
                self._in_contact_since = time.monotonic()
            elif time.monotonic() - self._in_contact_since > self._lease_seconds:
                freed = self._leases.expire()
                if freed:
                    _log.warning("jobs_freed", jobs=freed)
            due = self._leases.due()
        except SQLAlchemyError as error:
            self._in_contact_since = None
            _log.warning("records_away", error=type(error).__name__)
            return
        except Exception as error:
            report_error(error, new_reference(), stage="heartbeat")
            return
        self._wake(due)

    def _wake(self, due: int) -> None:
        try:
            self._server.revive()
            self._server.say_alive(self._lease_seconds)
            self._wakeups.fill_up(due)
            self._sweep.enqueue_due()
        except (RedisError, OSError, RuntimeError) as error:
            _log.warning("redis_away", error=type(error).__name__)

    def _run(self) -> None:
        while not self._ended.wait(self._lease_seconds / 5):
            self.beat()
