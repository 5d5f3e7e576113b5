"""`tcbot worker`: RQ's loop, which wakes up for tickets, around one runner whose models stay warm."""

import signal
from types import FrameType
from typing import Any

import structlog
from redis.exceptions import RedisError
from rq import Queue, SimpleWorker
from rq.exceptions import StopRequested
from rq.serializers import JSONSerializer

from ingest.entry_points import Serving, serve
from ingest.job_runner import JobRunner
from ingest.keeper import Keeper
from ingest.redis_server import RedisServer
from ingest.tickets import QUEUE

_log = structlog.stdlib.get_logger("tcbot.ingest")

PAUSE = 1.0
"""Seconds before a lost Redis is looked for again."""
LONGEST_WAIT = 30
"""Seconds that RQ waits for a ticket before it looks whether all is well."""


class TicketWorker(SimpleWorker):
    """RQ's worker with a stop that needs no Redis: the job is handed back within a page or a batch."""

    max_connection_wait_time = 5.0

    def __init__(self, runner: JobRunner, **options: Any) -> None:
        super().__init__(**options)
        self._runner = runner

    def _install_signal_handlers(self) -> None:
        for each in (signal.SIGINT, signal.SIGTERM):
            signal.signal(each, self._stop)

    def _stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._runner.stopping.is_set():
            raise SystemExit(130)  # asked twice
        self._runner.stopping.set()
        self._stop_requested = True
        if self._runner.watch is None:
            raise StopRequested


def run_worker(runner: JobRunner, server: RedisServer, keeper: Keeper, serving: Serving) -> None:
    """Works until it is told to stop by SIGTERM or SIGINT; outlives a Redis that goes and comes back."""
    serve(serving)
    with keeper:
        while not runner.stopping.is_set():
            try:
                server.revive()
                queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)
                worker = TicketWorker(
                    runner,
                    queues=[queue],
                    connection=server.connection,
                    serializer=JSONSerializer,
                    worker_ttl=LONGEST_WAIT + 15,
                    log_job_description=False,
                )
                worker.work(logging_level=None)
            except StopRequested:
                break
            except (RedisError, RuntimeError, OSError) as error:
                _log.warning("redis_away", error=type(error).__name__)
            runner.stopping.wait(PAUSE)
