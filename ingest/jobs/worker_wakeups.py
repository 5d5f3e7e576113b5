"""What Redis holds: wake-ups, RQ jobs each of which wakes one worker. The records decide which job it takes then."""

from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from ingest.jobs.redis_server import RedisServer
from ingest.jobs.wakeup_job import ENTRY_POINTS, WORK

QUEUE = "tcbot"
MOST_AT_ONCE = 500
"""Wake-ups written in one go; the next look writes more."""


class WorkerWakeups:
    """The wake-ups of one Redis. Losing some costs seconds: workers look for jobs that have none."""

    def __init__(self, server: RedisServer) -> None:
        self._queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)

    def send(self, job_id: str) -> bool:
        """Wakes a worker for a job; False where Redis is away, which only means that it wakes a little later."""
        try:
            self._enqueue(job_id)
        except RedisError:
            return False
        return True

    def fill_up(self, due: int) -> int:
        """Sees that there are at least as many wake-ups as jobs that could be taken; how many were missing.

        Raises `RedisError`.
        """
        missing = min(due - self._queue.count, MOST_AT_ONCE)
        for _ in range(missing):
            self._enqueue("any")
        return max(missing, 0)

    def _enqueue(self, job_id: str) -> None:
        seconds = ENTRY_POINTS[WORK].seconds
        self._queue.enqueue(WORK, job_id, job_timeout=seconds, result_ttl=0, failure_ttl=60, description=job_id)
