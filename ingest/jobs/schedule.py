"""The daily sweep, by RQ's cron: once a day, by whichever worker is there first."""

from rq import Queue
from rq.cron import CronScheduler
from rq.exceptions import DuplicateJobError
from rq.serializers import JSONSerializer
from rq.utils import now

from ingest.entry_points import sweep
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.wakeup_job import ENTRY_POINTS, SWEEP
from ingest.jobs.worker_wakeups import QUEUE

HOURLY = "17 * * * *"
"""Looked at each hour, so that a night without a worker is made up for in the morning."""
KEPT_SECONDS = 2 * 24 * 3600


class DailySweep:
    """Puts `entry_points.sweep` into the queue once a day; any number of workers may hold one.

    RQ's scheduler says when. It would enqueue by itself too, but in pickle, and once for each scheduler.
    """

    def __init__(self, server: RedisServer) -> None:
        self._queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)
        self._cron = CronScheduler(server.connection)
        self._cron.register(sweep, QUEUE, cron=HOURLY)

    def enqueue_due(self) -> bool:
        """Whether the sweep of this day was put into the queue by this call; raises Redis's errors."""
        due = [job for job in self._cron.get_jobs() if job.should_run()]
        for job in due:
            job.set_enqueue_time(now())
        return bool(due) and self._enqueue()

    def _enqueue(self) -> bool:
        try:
            self._queue.enqueue(
                SWEEP,
                job_id=f"sweep-{now():%Y-%m-%d}",
                unique=True,
                job_timeout=ENTRY_POINTS[SWEEP].seconds,
                result_ttl=KEPT_SECONDS,
                failure_ttl=KEPT_SECONDS,
            )
        except DuplicateJobError:
            return False
        return True
