"""`tcbot worker`: RQ's loop, which waits for wake-ups, around one runner whose models stay warm."""

import os
import secrets
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from ingest.entry_points import Serving, serve
from ingest.formats.limits import ParseLimits
from ingest.jobs.heartbeat import Heartbeat
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_measures import JobMeasures
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_runner import JobRunner, StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.schedule import DailySweep
from ingest.jobs.wakeup_job import WakeupJob
from ingest.jobs.worker_wakeups import QUEUE, WorkerWakeups
from ingest.library.ingestor import Ingestor
from ingest.ports import Originals
from ingest.reading.scratch import Scratch
from pipelines.records.database import Database

_log = structlog.stdlib.get_logger("tcbot.ingest")

PAUSE = 1.0
"""Seconds before a lost Redis is looked for again."""
LONGEST_WAIT = 30
"""Seconds that RQ waits for a wake-up before it looks whether all is well."""


class WakeupWorker(SimpleWorker):
    """RQ's worker, whose stop needs no Redis: the job is handed back within a page or a batch.

    It calls what `WakeupJob` lets it, and takes no orders from Redis.
    """

    max_connection_wait_time = 5.0

    def __init__(self, runner: JobRunner, **options: Any) -> None:
        super().__init__(**options)
        self._runner = runner

    def _install_signal_handlers(self) -> None:
        """Ours are there from the start."""

    def subscribe(self) -> None:
        """No channel: whoever can write to Redis could end this process by it."""

    def execute_job(self, job: Job, queue: Queue) -> None:
        """Serves a wake-up; the loop ends after it where somebody wants that."""
        self._runner.is_working = True
        try:
            super().execute_job(job, queue)
        finally:
            self._runner.is_working = False
        self._stop_requested = self._runner.stopping.is_set()


@dataclass(frozen=True, slots=True)
class WorkerPlan:
    """How a worker works: after how long a silence its job is given to another, how often a file may crash it."""

    lease_seconds: float = 30.0
    most_crashes: int = 3
    limits: ParseLimits = field(default_factory=ParseLimits)
    seconds: StageSeconds = field(default_factory=StageSeconds)


def run_worker(
    database: Database,
    ingestors: Callable[[str], Ingestor],
    originals: Originals,
    server: RedisServer,
    vectors: JobVectors,
    plan: WorkerPlan,
    sweep: Callable[[], object],
    measures: JobMeasures | None = None,
) -> None:
    """Works on the jobs of `database` until SIGTERM or SIGINT; outlives a Redis or a database that goes and comes back.

    `ingestors` gives a team's ingestor, `sweep` is called once a day by one of all workers. To be called in the main
    thread of a process of its own.
    """
    owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
    leases = JobLeases(database, owner, plan.lease_seconds, plan.most_crashes)
    wakeups = WorkerWakeups(server)
    attachments = JobAttachments(database, originals, wakeups, plan.limits)
    with Scratch() as scratch:
        runner = JobRunner(
            leases=leases,
            records=JobRecords(database),
            ingestors=ingestors,
            originals=originals,
            scratch=scratch,
            vectors=vectors,
            attachments=attachments,
            limits=plan.limits,
            seconds=plan.seconds,
            measures=measures,
        )
        serve(Serving(runner.work_next, sweep))
        heartbeat = Heartbeat(
            runner=runner,
            leases=leases,
            server=server,
            wakeups=wakeups,
            sweep=DailySweep(server),
            lease_seconds=plan.lease_seconds,
        )
        with suppress(StopRequested), heartbeat:
            _stop_on_signals(runner)
            _serve_wakeups(runner, server)


def _stop_on_signals(runner: JobRunner) -> None:
    """SIGTERM and SIGINT end an idle worker at once, and a working one when it has handed its job back."""

    def stop(_signal: int, _frame: FrameType | None) -> None:
        if runner.stopping.is_set():
            raise SystemExit(130)  # asked twice
        runner.stopping.set()
        if not runner.is_working:
            raise StopRequested

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)


def worker_of(runner: JobRunner, server: RedisServer) -> WakeupWorker:
    """RQ's loop over the queue of `server`; raises `RedisError` where it is away."""
    queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer, job_class=WakeupJob)
    worker = WakeupWorker(
        runner,
        queues=[queue],
        connection=server.connection,
        serializer=JSONSerializer,
        job_class=WakeupJob,
        worker_ttl=LONGEST_WAIT + 15,
        log_job_description=False,
    )
    # Connections from before have the client's own short patience, with which each wait would look like a loss.
    server.connection.connection_pool.disconnect()
    server.connection.connection_pool.reset()
    return worker


def _serve_wakeups(runner: JobRunner, server: RedisServer) -> None:
    while not runner.stopping.is_set():
        try:
            server.revive()
            worker_of(runner, server).work(logging_level="WARNING")  # its news of each wake-up would drown ours
        except (RedisError, RuntimeError, OSError) as error:
            _log.warning("redis_away", error=type(error).__name__)
        runner.stopping.wait(PAUSE)
