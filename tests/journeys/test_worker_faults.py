"""Workers, parsers and Redis are killed at every stage, on the embedded parts: each file ends right, once and whole."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from sqlalchemy import text

from ingest.job import JobState, Stage
from pipelines.indexing.indexer import SLAB
from tests.journeys.fleet import Fleet
from tests.journeys.stages import APPLES, PEARS, STAGES, at_stages
from tests.journeys.worker_process import Place

pytestmark = pytest.mark.slow

EVERY = tuple(STAGES)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(Place(str(tmp_path / "home")))
    yield fleet
    fleet.close()


@at_stages(EVERY, always="before the records know")
def test_a_worker_that_is_killed_costs_time_and_nothing_else(
    fleet: Fleet, stage: Stage, slow: dict[str, float]
) -> None:
    job = fleet.share(APPLES)
    worker = fleet.start(**slow)
    fleet.until_stage(job, stage)
    if "after_index" in slow:
        fleet.until(lambda: fleet.found("apples"), "the index")
    fleet.kill(worker)
    fleet.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert fleet.job(job).attempts == 2
    assert fleet.is_whole("apples", 4)


def test_vectors_of_an_attempt_that_was_killed_are_not_computed_again(fleet: Fleet) -> None:
    job = fleet.share("300 pages 0 seconds each, of apples")
    worker = fleet.start(embedding=0.02)
    fleet.until_stage(job, Stage.EMBEDDING, SLAB)
    fleet.kill(worker)
    counts = Path(fleet.place.home) / "embedded"
    computed = sum(map(int, counts.read_text(encoding="utf-8").split()))
    assert SLAB <= computed < 300
    fleet.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert sum(map(int, counts.read_text(encoding="utf-8").split())) == 300
    assert fleet.is_whole("apples", 300)
    assert list((Path(fleet.place.home) / "cache").iterdir()) == []


@at_stages(EVERY, always="before it is visible")
def test_a_cancelled_file_leaves_nothing_at_whatever_stage(fleet: Fleet, stage: Stage, slow: dict[str, float]) -> None:
    job = fleet.share(APPLES)
    fleet.start(**slow)
    fleet.until_stage(job, stage)
    if "after_index" in slow:
        fleet.until(lambda: fleet.found("apples"), "the index")
    fleet.records.cancel(job.id)
    assert fleet.until_ended(job) == [JobState.CANCELLED]
    fleet.until(fleet.is_gone, "the index without it")
    again = fleet.records.retry(job.id)
    assert again is not None
    assert fleet.until_ended(job) == [JobState.READY]
    assert fleet.is_whole("apples", 4)


@at_stages(EVERY[2:], always="embedding")
def test_a_document_that_is_forgotten_while_it_is_taken_up_does_not_come_to_be(
    fleet: Fleet, stage: Stage, slow: dict[str, float]
) -> None:
    job = fleet.share(APPLES)
    worker = fleet.start(**slow)
    fleet.until_stage(job, stage)
    if "after_index" in slow:
        fleet.until(lambda: fleet.found("apples"), "the index")
    assert fleet.forgetter().forget(job.document_id)
    fleet.until(lambda: "job_lease_lost" in fleet.log_of(worker), "the end of the job")
    fleet.until(fleet.is_gone, "the index without it")
    assert fleet.records.get(job.id) is None
    again = fleet.share(APPLES)
    assert fleet.until_ended(again) == [JobState.READY]
    assert fleet.is_whole("apples", 4)


def test_a_new_version_that_is_cancelled_after_it_became_visible_gives_way_to_the_old_one(fleet: Fleet) -> None:
    first = fleet.share(APPLES)
    worker = fleet.start()
    assert fleet.until_ended(first) == [JobState.READY]
    fleet.kill(worker, signal.SIGTERM)
    second = fleet.share(PEARS)
    fleet.start(after_index=3.0)
    fleet.until(lambda: fleet.found("pears"), "the new version")
    fleet.records.cancel(second.id)
    assert fleet.until_ended(second) == [JobState.CANCELLED]
    fleet.until(lambda: fleet.is_whole("apples", 4), "the old version")
    assert fleet.found("pears") == []


def test_a_worker_that_is_told_to_stop_hands_its_job_back_at_once(fleet: Fleet) -> None:
    job = fleet.share("100 pages 0.1 seconds each, of apples")
    worker = fleet.start()
    fleet.until_stage(job, Stage.PARSING, 5)
    begun = time.monotonic()
    fleet.kill(worker, signal.SIGTERM)
    assert time.monotonic() - begun < 10
    assert worker.returncode == 0
    handed_back = fleet.job(job)
    assert (handed_back.state, handed_back.reason, handed_back.waits_until) == (JobState.QUEUED, None, None)
    fleet.start()
    assert fleet.until_ended(job) == [JobState.READY]
    assert fleet.is_whole("apples", 100)


def test_an_idle_worker_stops_at_once_and_takes_redis_with_it(fleet: Fleet) -> None:
    worker = fleet.start()
    fleet.until(fleet.server.answers, "Redis")
    redis = fleet.redis_process()
    fleet.server.connection.close()
    fleet.kill(worker, signal.SIGTERM)
    assert worker.returncode == 0
    redis.wait(10)


def test_a_killed_parser_costs_its_file_another_attempt(fleet: Fleet) -> None:
    job = fleet.share("200 pages 0.1 seconds each, of apples")
    worker = fleet.start()
    fleet.until_stage(job, Stage.PARSING, 3)
    fleet.parser_of(worker).kill()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert (fleet.job(job).attempts, worker.poll()) == (2, None)
    assert fleet.is_whole("apples", 200)


def test_no_parser_outlives_its_worker(fleet: Fleet) -> None:
    job = fleet.share("2 pages 60 seconds each, of apples")
    worker = fleet.start()
    fleet.until_stage(job, Stage.PARSING)
    parser = fleet.parser_of(worker)
    fleet.until(parser.children, "the process that reads")
    family = [parser, *parser.children()]
    fleet.kill(worker)
    _, alive = psutil.wait_procs(family, timeout=10)
    assert alive == []


def test_a_file_that_kills_its_parser_ends_in_quarantine_and_the_others_go_on(fleet: Fleet) -> None:
    poison, sound = fleet.share("3 pages 0 seconds each, of crash", "poison.txt"), fleet.share(APPLES)
    fleet.start()
    assert fleet.hurry_until_ended(poison, sound) == [JobState.QUARANTINED, JobState.READY]
    ended = fleet.job(poison)
    assert (ended.reason, ended.attempts) == ("crashed", 3)
    assert [held.name for held in fleet.documents()] == ["fruit.txt"]


def test_a_file_that_kills_its_workers_ends_in_quarantine(fleet: Fleet) -> None:
    fleet.place = Place(fleet.place.home, most_crashes=2)
    job = fleet.share("50 pages 0.1 seconds each, of apples")
    for _ in range(2):
        worker = fleet.start()
        fleet.until(lambda: fleet.hurry() or fleet.job(job).stage == Stage.PARSING, "parsing")  # type: ignore[func-returns-value]
        fleet.kill(worker)
        with fleet.database.session() as session:  # as if its lease had run out by now
            session.execute(text("UPDATE jobs SET lease_until = '2020-01-01 00:00:00', stage = ''"))
        fleet.leases().expire()
    ended = fleet.job(job)
    assert (ended.state, ended.reason) == (JobState.QUARANTINED, "worker_died")
    assert fleet.is_gone()


def test_a_file_that_cannot_be_read_fails_at_once_with_its_reason(fleet: Fleet) -> None:
    job = fleet.share("PK\x03\x04 is no archive")
    fleet.start()
    assert fleet.until_ended(job) == [JobState.FAILED]
    assert (fleet.job(job).attempts, fleet.job(job).reason) == (1, "damaged")


def test_an_original_that_is_gone_is_told(fleet: Fleet) -> None:
    job = fleet.share(APPLES)
    fleet.place.vault().delete(job.version_id)
    fleet.start()
    assert fleet.until_ended(job) == [JobState.FAILED]
    assert fleet.job(job).reason == "original_missing"


@pytest.mark.parametrize("stage", [Stage.PARSING, Stage.EMBEDDING])
def test_a_redis_that_is_killed_comes_back_by_itself(fleet: Fleet, stage: Stage) -> None:
    first, second = fleet.share(APPLES, "a.txt"), fleet.share(PEARS, "b.txt")
    fleet.start(embedding=0.7)
    fleet.until_stage(first, stage)
    fleet.redis_process().kill()
    assert fleet.until_ended(first, second) == [JobState.READY, JobState.READY]
    assert fleet.is_whole("apples", 4, "a.txt")
    assert fleet.is_whole("pears", 5, "b.txt")
    assert (fleet.job(first).attempts, fleet.job(second).attempts) == (1, 1)


def test_wakeups_that_redis_forgot_are_sent_again(fleet: Fleet) -> None:
    jobs = [fleet.share(APPLES, f"{number}.txt") for number in range(3)]
    fleet.start()
    fleet.until_stage(jobs[0], Stage.PARSING)
    fleet.server.connection.flushall()
    assert fleet.until_ended(*jobs) == [JobState.READY] * 3
    late = fleet.share(PEARS, "late.txt")
    assert fleet.until_ended(late) == [JobState.READY]


def test_wakeups_outlive_a_restart_of_redis(fleet: Fleet) -> None:
    fleet.server.revive()
    fleet.share(APPLES)
    time.sleep(1.5)  # Redis writes to the disk each second
    fleet.redis_process().kill()
    fleet.until(lambda: not fleet.server.answers(), "the end of Redis")
    fleet.server.revive()
    assert fleet.server.connection.llen("rq:queue:tcbot") == 1


def test_a_ghost_that_wakes_after_its_job_was_done_by_another_changes_nothing(fleet: Fleet) -> None:
    job = fleet.share(APPLES)
    ghost = fleet.start(before_index=1.0)
    fleet.until_stage(job, Stage.INDEXING)
    fleet.put_to_sleep(ghost)
    fleet.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    newer = fleet.share(PEARS)
    assert fleet.until_ended(newer) == [JobState.READY]
    ghost.send_signal(signal.SIGCONT)
    # The ghost had been let through to the index before it fell asleep: what it writes there is put right again.
    fleet.until(lambda: "job_lease_lost" in fleet.log_of(ghost), "the ghost's end")
    fleet.until(lambda: fleet.is_whole("pears", 5), "the newer version")
    assert fleet.found("apples") == []
    fleet.until(lambda: not fleet.leases().due(), "the end of all work")
    assert fleet.is_whole("pears", 5)
    assert fleet.job(job).state is JobState.READY


def test_two_workers_share_the_work_and_do_nothing_twice(fleet: Fleet) -> None:
    jobs = [fleet.share(PEARS + f" and {number} pears", f"{number}.txt") for number in range(12)]
    versions = [fleet.share(f"2 pages 0 seconds each, of v{number}", "same.txt") for number in range(6)]
    fleet.start(embedding=0.05)
    fleet.start(embedding=0.05)
    assert set(fleet.until_ended(*jobs, *versions)) == {JobState.READY}
    assert {fleet.job(job).attempts for job in (*jobs, *versions)} == {1}
    assert fleet.found("v5") == [("same.txt", 1), ("same.txt", 2)]
    assert len(fleet.documents()) == 13
    assert len({fleet.owner_of(job) for job in jobs}) == 2


def test_the_same_file_twice_is_known_and_its_readers_are_added(fleet: Fleet) -> None:
    first, second = fleet.share(APPLES), fleet.share(APPLES)
    fleet.start()
    assert fleet.until_ended(first, second) == [JobState.READY, JobState.READY]
    assert fleet.is_whole("apples", 4)
