"""What Redis holds: tickets, each of which wakes a worker once. Which job it takes then, the records decide."""

from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

from ingest.jobs.redis_server import RedisServer
from ingest.jobs.ticket_job import ENTRY_POINTS, WORK

QUEUE = "tcbot"
MOST_AT_ONCE = 500
"""Tickets written in one go; the next look writes more."""


class Tickets:
    """The tickets of one Redis. Losing some costs seconds: workers look for jobs that have none."""

    def __init__(self, server: RedisServer) -> None:
        self._queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)

    def write(self, job_id: str) -> bool:
        """Wakes a worker for a job; False where Redis is away, which only means that it wakes a little later."""
        try:
            self._write(job_id)
        except RedisError:
            return False
        return True

    def fill_up(self, wanted: int) -> int:
        """Sees that there are at least as many tickets as jobs that could be taken; how many were missing.

        Raises `RedisError`.
        """
        missing = min(wanted - self._queue.count, MOST_AT_ONCE)
        for _ in range(missing):
            self._write("any")
        return max(missing, 0)

    def _write(self, job_id: str) -> None:
        seconds = ENTRY_POINTS[WORK].seconds
        self._queue.enqueue(WORK, job_id, job_timeout=seconds, result_ttl=0, failure_ttl=60, description=job_id)
