"""The queue's Redis, its wake-ups, the daily sweep and the heartbeat, on the real Redis that comes with the program."""

import json
import os
import shutil
import stat
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import psutil
import pytest
from rq import Queue
from rq.serializers import JSONSerializer

from ingest import entry_points
from ingest.entry_points import Serving, serve
from ingest.formats.limits import ParseLimits
from ingest.job import JobState, Stage, StageTimeoutError
from ingest.jobs.heartbeat import HUNG, Heartbeat
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_runner import JobRunner, StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.job_watch import JobWatch
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.schedule import DailySweep
from ingest.jobs.wakeup_job import WORK, WakeupJob
from ingest.jobs.worker_wakeups import QUEUE, WorkerWakeups
from ingest.library.ingestor import Ingestor
from ingest.originals.vault import Vault
from ingest.reading.scratch import Scratch
from pipelines.keys.key_ring import KeyRing
from pipelines.records.database import Database
from tests.contracts.jobs import shared

LEASE = 0.5


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(None, tmp_path)
    server.revive()
    yield server
    server.close()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(None, tmp_path)
    database.migrate()
    yield database
    database.close()


def process_of(server: RedisServer) -> psutil.Process:
    return psutil.Process(server.connection.info("server")["process_id"])


def queue(server: RedisServer) -> Queue:
    return Queue(QUEUE, connection=server.connection, serializer=JSONSerializer)


def test_a_redis_of_ours_is_its_owner_s_alone_and_reached_by_no_network(server: RedisServer) -> None:
    mode = server.socket.stat().st_mode
    assert stat.S_ISSOCK(mode)
    assert mode & 0o077 == 0
    assert server.connection.config_get("port")["port"] == "0"
    assert server.connection.config_get("appendonly")["appendonly"] == "yes"


def test_a_redis_of_ours_ends_with_the_last_process_that_uses_it(server: RedisServer, tmp_path: Path) -> None:
    process, other = process_of(server), RedisServer(None, tmp_path)
    other.revive()
    assert process_of(other).pid == process.pid
    other.close()
    assert server.answers()
    server.close()
    process.wait(10)


def test_those_that_start_it_at_once_share_one_and_the_last_that_closes_it_ends_it(tmp_path: Path) -> None:
    servers = [RedisServer(None, tmp_path) for _ in range(4)]
    threads = [threading.Thread(target=each.revive) for each in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (process,) = {process_of(each) for each in servers}
    threads = [threading.Thread(target=each.close) for each in servers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    process.wait(10)


def test_a_data_folder_with_a_long_path_gets_a_socket_with_a_short_one(tmp_path: Path) -> None:
    server = RedisServer(None, tmp_path / ("long" * 30))
    assert len(str(server.socket)) < 100
    server.revive()
    assert server.answers()
    server.close()


@pytest.mark.parametrize("made", ["open to all", "a link"])
def test_a_socket_s_folder_that_somebody_else_could_fill_is_not_used(tmp_path: Path, made: str) -> None:
    """The short path of a long data folder is in the system's temporary folder, where everybody could have made it."""
    server = RedisServer(None, tmp_path / ("long" * 30))
    folder = server.socket.parent
    with closing(RedisServer(None, tmp_path)) as other:
        other.revive()
        if made == "a link":
            folder.symlink_to(tmp_path / "redis")
        else:
            folder.mkdir(mode=0o755)
            os.link(other.socket, folder / "socket")
        try:
            assert not server.answers() and not WorkerWakeups(server).send("job")
            with pytest.raises(RuntimeError, match="not ours alone"):
                server.revive()
        finally:
            folder.unlink() if made == "a link" else shutil.rmtree(folder)
    server.close()


def test_a_redis_that_is_away_costs_no_job(tmp_path: Path) -> None:
    away = RedisServer(None, tmp_path)
    begun = time.monotonic()
    assert not WorkerWakeups(away).send("job")
    assert (away.answers(), away.workers()) == (False, 0)
    assert time.monotonic() - begun < 5
    away.close()


def test_a_wakeup_holds_an_id_and_is_read_without_running_anything(server: RedisServer) -> None:
    """A pickled one would run whatever somebody put into Redis."""
    assert WorkerWakeups(server).send("a" * 32)
    (wakeup,) = queue(server).jobs
    assert (wakeup.func_name, list(wakeup.args), wakeup.timeout) == (WORK, ["a" * 32], -1)
    packed = server.connection.hget(f"rq:job:{wakeup.id}", "data")
    assert packed is not None
    function, _, arguments, _ = json.loads(zlib.decompress(packed))
    assert (function, arguments) == (WORK, ["a" * 32])


def test_missing_wakeups_are_sent_and_no_more(server: RedisServer) -> None:
    wakeups = WorkerWakeups(server)
    wakeups.send("job")
    assert (wakeups.fill_up(3), wakeups.fill_up(3), wakeups.fill_up(1)) == (2, 0, 0)
    assert queue(server).count == 3


def test_the_daily_sweep_is_queued_once_a_day_however_many_workers_there_are(server: RedisServer) -> None:
    assert [DailySweep(server)._enqueue() for _ in range(3)] == [True, False, False]
    (written,) = queue(server).jobs
    job = WakeupJob.fetch(written.id, server.connection, JSONSerializer)
    served: list[str] = []
    serve(Serving(lambda: served.append("work"), lambda: served.append("sweep")))
    job.perform()
    entry_points.work_next("any")
    assert served == ["sweep", "work"]
    assert not DailySweep(server).enqueue_due()  # its hour has not come since it was made


def heartbeat_of(server: RedisServer, runner: JobRunner, leases: JobLeases, ended: list[int]) -> Heartbeat:
    return Heartbeat(
        runner=runner,
        leases=leases,
        server=server,
        wakeups=WorkerWakeups(server),
        sweep=DailySweep(server),
        lease_seconds=LEASE,
        on_hung=ended.append,
    )


def runner_of(database: Database, server: RedisServer, leases: JobLeases, scratch: Scratch, home: Path) -> JobRunner:
    def nobody(team: str) -> Ingestor:
        raise AssertionError(team)

    keys, records = KeyRing.in_folder(home), JobRecords(database)
    vault, vectors = Vault(str(home / "originals"), keys), JobVectors(home / "cache", keys, records)
    attachments = JobAttachments(database, vault, WorkerWakeups(server), ParseLimits())
    return JobRunner(
        leases=leases,
        records=records,
        ingestors=nobody,
        originals=vault,
        scratch=scratch,
        vectors=vectors,
        attachments=attachments,
        limits=ParseLimits(),
        seconds=StageSeconds(),
    )


def test_a_keeper_frees_the_jobs_of_the_dead_after_a_lease_of_contact_and_wakes_somebody(
    database: Database, server: RedisServer, tmp_path: Path
) -> None:
    dead, leases = JobLeases(database, "dead", 0.1, 3), JobLeases(database, "me", LEASE, 3)
    records = JobRecords(database)
    job = records.add("local", shared(), "u1")
    assert dead.take() is not None
    time.sleep(0.2)
    with Scratch(tmp_path) as scratch:
        watching = heartbeat_of(server, runner_of(database, server, leases, scratch, tmp_path), leases, [])
        watching.beat()
        assert server.workers() == 1
        watching.beat()
        waiting = records.get(job.id)
        assert waiting is not None
        assert waiting.state is JobState.RUNNING  # the heartbeat has only just begun
        time.sleep(LEASE * 1.2)
        watching.beat()
    freed = records.get(job.id)
    assert freed is not None
    assert (freed.state, freed.reason) == (JobState.QUEUED, "worker_died")
    assert queue(server).count == 0  # it waits for its next try
    with database.session() as session:
        session.connection().exec_driver_sql("UPDATE jobs SET not_before = NULL")
    watching.beat()
    assert queue(server).count == 1


def test_a_job_that_ends_before_its_first_stage_ends_no_worker(
    database: Database, server: RedisServer, tmp_path: Path
) -> None:
    leases, records = JobLeases(database, "me", LEASE, 3), JobRecords(database)
    job = records.add("local", shared(), "u1")
    with Scratch(tmp_path) as scratch:
        assert runner_of(database, server, leases, scratch, tmp_path).work_next()
    put_off = records.get(job.id)
    assert put_off is not None
    assert put_off.reason == "unexpected"


def test_work_that_hangs_far_beyond_its_deadline_ends_its_worker(
    database: Database, server: RedisServer, tmp_path: Path
) -> None:
    leases, ended = JobLeases(database, "me", LEASE, 3), []
    JobRecords(database).add("local", shared(), "u1")
    taken = leases.take()
    assert taken is not None
    with Scratch(tmp_path) as scratch:
        runner = runner_of(database, server, leases, scratch, tmp_path)
        watching = heartbeat_of(server, runner, leases, ended)
        runner.watch = JobWatch(leases, taken, runner.stopping)
        watching.beat()
        assert ended == []
        with suppress(StageTimeoutError):
            runner.watch.begin(Stage.EMBEDDING, -100)
        watching.beat()
    assert ended == [HUNG]
