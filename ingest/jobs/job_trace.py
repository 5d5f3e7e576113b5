"""A worker's part in the trace of a file: how long it waited, what was done and for how long, how that ended."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.jobs.job_watch import JobWatch
from pipelines.tracing import continued, note, past, span


@contextmanager
def traced(watch: JobWatch) -> Iterator[None]:
    """A job's work as long as the block lasts, in the trace that began with the file's sharing; its stages at the end.

    In one that fell short, the last stage has the type of the error.
    """
    taken, now = watch.taken, time.time()
    with continued(taken.trace):
        past("file.wait", now - taken.waited, now, job_id=taken.id)
        with span("file.read", "consumer", job_id=taken.id, attempt=taken.token, bytes=taken.incoming.bytes):
            try:
                yield
            finally:
                _tell_stages(watch)


def _tell_stages(watch: JobWatch) -> None:
    at = time.time()
    stages = watch.spent
    left = sum(stages.values())
    for number, (stage, seconds) in enumerate(stages.items(), 1):
        error = watch.error if number == len(stages) else ""
        past(f"file.{stage.value}", at - left, at - left + seconds, stage=stage.value, error=error)
        left -= seconds
    note(error=watch.error)
