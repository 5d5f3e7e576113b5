"""Whatever a wake-up says, a worker runs its two entry points and nothing else; on the real Redis and RQ's own loop."""

import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from redis.exceptions import RedisError
from rq import Callback, Queue, Repeat, Retry
from rq.job import JobStatus
from rq.serializers import JSONSerializer
from rq.webhook import Webhook

from ingest.entry_points import Serving, serve
from ingest.jobs.job_runner import JobRunner
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.wakeup_job import SWEEP, WORK
from ingest.jobs.worker import LONGEST_WAIT, worker_of
from ingest.jobs.worker_wakeups import QUEUE, WorkerWakeups

CAUGHT: list[str] = []
HERE = f"{__name__}.caught"


def caught(*_: object) -> None:
    """What a foreign wake-up would like to have called."""
    CAUGHT.append("called")


class Unpacked:
    """Pickled, it calls when it is unpacked."""

    def __reduce__(self) -> tuple[Any, ...]:
        return caught, ()


class Idle:
    """As much of a runner as RQ's loop needs."""

    def __init__(self) -> None:
        self.stopping = threading.Event()
        self.is_working = False


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(None, tmp_path)
    server.revive()
    CAUGHT.clear()
    yield server
    with suppress(RedisError):  # it isn't left to others: connections of the queue library may still be open
        server.connection.shutdown(nosave=True)
    server.close()


def pickled(server: RedisServer) -> None:
    Queue(QUEUE, connection=server.connection).enqueue(WORK, Unpacked())


def put(server: RedisServer, **fields: bytes | str) -> str:
    """The id of one of our wake-ups, with fields that somebody changed."""
    WorkerWakeups(server).send("job")
    (job_id,) = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer).job_ids
    server.connection.hset(f"rq:job:{job_id}", mapping=dict(fields))
    return job_id


def written(server: RedisServer, *parts: Any) -> None:
    put(server, data=zlib.compress(json.dumps(parts).encode()))


def enqueue(server: RedisServer, function: str, *words: object, **options: Any) -> None:
    Queue(QUEUE, connection=server.connection, serializer=JSONSerializer).enqueue(function, *words, **options)


def abandoned(server: RedisServer) -> None:
    """A wake-up that seems begun by a worker that died: RQ calls its failure callback while it cleans up."""
    job_id = put(server, failure_callback_name=HERE, status=JobStatus.STARTED.value)
    server.connection.lrem(f"rq:queue:{QUEUE}", 0, job_id)
    server.connection.zadd(f"rq:wip:{QUEUE}", {f"{job_id}:execution": 1})


REFUSED: dict[str, Callable[[RedisServer], object]] = {
    "another function": lambda server: enqueue(server, HERE, "word"),
    "a function of the system": lambda server: enqueue(server, "os.getcwd"),
    "a function of ours that is no entry point": lambda server: enqueue(server, "ingest.entry_points.serve", "x"),
    "a longer path to an entry point": lambda server: enqueue(server, "ingest.jobs.worker.serve", "x"),
    "a method of an instance": lambda server: written(server, "format", "{0.__class__}", ["x"], {}),
    "too many words": lambda server: enqueue(server, WORK, "a", "b"),
    "too few words": lambda server: enqueue(server, WORK),
    "words for the sweep": lambda server: enqueue(server, SWEEP, "a"),
    "a number": lambda server: enqueue(server, WORK, 5),
    "a list": lambda server: enqueue(server, WORK, ["a"]),
    "named words": lambda server: enqueue(server, WORK, _job_id="a"),
    "a long word": lambda server: enqueue(server, WORK, "x" * 1000),
    "what unpacks to much": lambda server: put(server, data=zlib.compress(b" " * 50_000_000)),
    "what lies deep": lambda server: put(server, data=zlib.compress(b"[" * 4000)),
    "a pickle": pickled,
    "no list": lambda server: put(server, data=zlib.compress(b'{"a": 1}')),
    "nothing packed": lambda server: put(server, data=b"garbage"),
    "a state that there isn't": lambda server: put(server, status="elsewhere"),
    "abandoned": abandoned,
}
HARMLESS: dict[str, Callable[[RedisServer], object]] = {
    "after a success": lambda server: enqueue(server, WORK, "a", on_success=Callback(HERE)),
    "after a failure": lambda server: enqueue(server, WORK, "a", on_failure=Callback(HERE)),
    "after a stop": lambda server: enqueue(server, WORK, "a", on_stopped=Callback(HERE)),
    "again and again": lambda server: enqueue(server, WORK, "a", repeat=Repeat(times=5)),
    "once more": lambda server: enqueue(server, WORK, "a", retry=Retry(max=5)),
    "a note in pickle": lambda server: put(server, meta=b"\x80\x05N."),
    "an alarm": lambda server: enqueue(server, WORK, "a", job_timeout=1),
}


def served_after(server: RedisServer) -> list[str]:
    """What the worker ran until its queue was empty, with its maintenance."""
    served: list[str] = []
    serve(Serving(lambda: served.append("work"), lambda: served.append("sweep")))
    worker = worker_of(cast(JobRunner, Idle()), server)
    worker.run_maintenance_tasks()  # type: ignore[no-untyped-call]
    worker.work(burst=True, logging_level="CRITICAL")
    return served


@pytest.mark.parametrize("name", REFUSED)
def test_a_wakeup_that_is_none_of_ours_runs_nothing_and_holds_up_nobody(server: RedisServer, name: str) -> None:
    REFUSED[name](server)
    WorkerWakeups(server).send("job")
    assert served_after(server) == ["work"]
    assert CAUGHT == []


@pytest.mark.parametrize("name", HARMLESS)
def test_what_hangs_on_a_wakeup_is_not_done(server: RedisServer, name: str) -> None:
    HARMLESS[name](server)
    assert served_after(server) == ["work"]
    assert CAUGHT == []


def test_a_wakeup_s_address_is_not_called(server: RedisServer) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}/"
        enqueue(server, WORK, "a", webhooks=[Webhook(address, "finished")])
        assert served_after(server) == ["work"]
        listener.setblocking(False)
        with pytest.raises(BlockingIOError):
            listener.accept()


@pytest.mark.parametrize("fails", [False, True])
def test_what_a_wakeup_is_to_be_followed_by_runs_as_little(server: RedisServer, fails: bool) -> None:
    queue = Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)
    first = queue.enqueue(WORK, "a", on_failure=Callback(HERE), on_success=Callback(HERE))
    queue.enqueue(HERE, depends_on=first)
    queue.enqueue_in(timedelta(seconds=-1), HERE)

    def work() -> None:
        if fails:
            raise OSError("away")

    serve(Serving(work, work))
    worker_of(cast(JobRunner, Idle()), server).work(burst=True, logging_level="CRITICAL")
    assert CAUGHT == []


def test_the_sweep_and_a_file_s_wakeup_are_run(server: RedisServer) -> None:
    enqueue(server, SWEEP)
    WorkerWakeups(server).send("job")
    assert served_after(server) == ["sweep", "work"]


def test_a_worker_takes_no_orders_from_redis(server: RedisServer) -> None:
    worker = worker_of(cast(JobRunner, Idle()), server)
    worker.bootstrap("CRITICAL")
    assert server.connection.pubsub_channels() == []
    worker.teardown()  # type: ignore[no-untyped-call]


def test_a_worker_waits_for_wakeups_longer_than_the_client_waits_for_an_answer(server: RedisServer) -> None:
    assert server.answers()  # by a connection with the client's own patience, which stays in the pool
    worker_of(cast(JobRunner, Idle()), server)
    connection = server.connection.connection_pool.get_connection()
    assert connection.socket_timeout > LONGEST_WAIT
