"""Jobs keep their promises on SQLite and on a real PostgreSQL: one holder at a time, in turn, nothing lost."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select, text

from ingest.job import JobCancelledError, JobCounts, JobState, LeaseLostError, Stage, TakenJob
from ingest.job_rows import KEPT_STEPS
from ingest.jobs.job_leases import FIRST_DELAY, JobLeases
from ingest.jobs.job_records import JobRecords
from pipelines.records.database import Database
from pipelines.records.job_tables import Job, JobEvent
from tests.contracts.jobs import shared
from tests.contracts.time_passed import time_passes


@pytest.fixture
def records(database: Database) -> JobRecords:
    return JobRecords(database)


def worker(database: Database, lease: float = 60.0, most_crashes: int = 3, name: str = "w1") -> JobLeases:
    return JobLeases(database, name, lease, most_crashes)


def add(records: JobRecords, name: str = "policy.md", content: str = "one", **more: object) -> str:
    team, upload = str(more.pop("team", "local")), str(more.pop("upload", "u1"))
    return records.add(team, shared(name, content, team, **more), upload).id  # type: ignore[arg-type]


def state(records: JobRecords, job_id: str) -> JobState:
    job = records.get(job_id)
    assert job is not None
    return job.state


def take(leases: JobLeases) -> TakenJob:
    taken = leases.take()
    assert taken is not None
    return taken


def steps(database: Database, job_id: str) -> list[tuple[int, str, str, int]]:
    """(number, state, stage, done) of each step that is kept of a job."""
    asked = select(JobEvent).where(JobEvent.job_id == job_id).order_by(JobEvent.seq)
    with database.reading() as session:
        return [(step.seq, step.state, step.stage, step.done) for step in session.scalars(asked)]


def due(database: Database) -> None:
    """Makes what waits for its next try wait no longer."""
    with database.session() as session:
        session.execute(text("UPDATE jobs SET not_before = NULL"))


def finish(database: Database, leases: JobLeases, taken: TakenJob, *warnings: str) -> None:
    with database.session() as session:
        leases.end_ready(session, taken, 3, tuple((code, (2,)) for code in warnings))


def test_a_job_is_told_of_from_its_queueing_to_its_end(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database), add(records, labels=("hr", "board"))
    taken = take(leases)
    assert (taken.id, taken.incoming.labels, taken.incoming.bytes) == (job_id, ("hr", "board"), 100)
    assert not leases.report(taken, Stage.PARSING, 14, 52)
    running = records.get(job_id)
    assert running is not None
    assert (running.state, running.stage, running.done, running.total) == (JobState.RUNNING, "parsing", 14, 52)
    finish(database, leases, taken, "pages_without_text")
    ended = records.get(job_id)
    assert ended is not None
    assert (ended.state, ended.pages, ended.warnings) == (
        JobState.READY_WITH_WARNINGS, 3, (("pages_without_text", (2,)),),
    )  # fmt: skip
    assert ended.finished_at is not None
    assert steps(database, job_id) == [
        (1, JobState.QUEUED, "", 0),
        (2, JobState.RUNNING, "fetching", 0),
        (3, JobState.RUNNING, "parsing", 14),
        (4, JobState.READY_WITH_WARNINGS, "parsing", 14),
    ]
    assert ended.step == 4
    other = add(records, "other.md")
    assert records.several([job_id, other, "unknown"]) == {job_id: ended, other: records.get(other)}


def test_no_more_than_the_last_steps_are_kept(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database), add(records)
    taken = take(leases)
    for done in range(KEPT_STEPS + 20):
        leases.report(taken, Stage.PARSING, done, 500)
    kept = steps(database, job_id)
    assert len(kept) == KEPT_STEPS
    assert kept[-1][-1] == KEPT_STEPS + 19


def test_each_job_is_taken_once_however_many_workers_look(database: Database, records: JobRecords) -> None:
    for number in range(12):
        add(records, f"file {number}.md")

    def take_all(name: str) -> list[str]:
        leases, taken = worker(database, name=name), []
        while (job := leases.take()) is not None:
            taken.append(job.id)
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [job for jobs in pool.map(take_all, ["a", "b", "c", "d"]) for job in jobs]
    assert len(taken) == len(set(taken)) == 12


def test_jobs_of_a_document_run_one_by_one_in_their_order(database: Database, records: JobRecords) -> None:
    leases = worker(database)
    first, second = add(records, content="one", size=50_000_000), add(records, content="two")
    taken = take(leases)
    assert (taken.id, leases.take()) == (first, None)
    leases.put_off(taken, "search_away")
    assert leases.take() is None
    due(database)
    finish(database, leases, take(leases))
    assert take(leases).id == second


def test_the_database_itself_refuses_a_second_running_job_of_a_document(
    database: Database, records: JobRecords
) -> None:
    one, two = add(records, content="one"), add(records, content="two")
    with database.session() as session:
        session.execute(text("UPDATE jobs SET state = 'running' WHERE id = :id"), {"id": one})
    with pytest.raises(Exception, match=r"(?i)unique"), database.session() as session:
        session.execute(text("UPDATE jobs SET state = 'running' WHERE id = :id"), {"id": two})


def test_small_files_go_before_large_ones(database: Database, records: JobRecords) -> None:
    large, small = add(records, "large.pdf", size=80_000_000), add(records, "small.pdf", upload="u2")
    leases = worker(database)
    assert [take(leases).id, take(leases).id] == [small, large]


def test_a_large_file_that_has_waited_long_is_overtaken_no_more(database: Database, records: JobRecords) -> None:
    large = add(records, "large.pdf", size=80_000_000)
    with database.session() as session:
        session.execute(text("UPDATE jobs SET queued_at = '2020-01-01 00:00:00'"))
    add(records, "small.pdf")
    assert take(worker(database)).id == large


def test_one_team_s_bulk_load_holds_up_neither_another_team_nor_another_upload(
    database: Database, records: JobRecords
) -> None:
    leases = worker(database)
    bulk = [add(records, f"bulk {number}.md", upload="bulk") for number in range(20)]
    finish(database, leases, take(leases))
    single = add(records, "single.md", team="other", upload="s1")
    colleague = add(records, "colleague.md", upload="s2")
    assert take(leases).id == single
    assert take(leases).id == colleague
    assert take(leases).id in bulk


def test_a_lease_that_ran_out_is_freed_and_its_ghost_writes_nothing(database: Database, records: JobRecords) -> None:
    ghost = worker(database)
    job_id = add(records)
    lost = take(ghost)
    assert ghost.expire() == 0
    time_passes(database, 61, Job.lease_until)
    assert records.counts() == JobCounts(0, 1, 1)
    other = worker(database, name="w2")
    assert other.expire() == 1
    assert other.take() is None  # not at once
    due(database)
    mine = take(other)
    assert (mine.id, mine.token) == (job_id, lost.token + 1)
    for write in (
        lambda: ghost.renew(lost),
        lambda: ghost.report(lost, Stage.PARSING, 1, 2),
        lambda: ghost.touch(lost),
        lambda: ghost.fail(lost, "crashed", {}),
        lambda: ghost.hand_back(lost),
        lambda: ghost.put_off(lost, "search_away"),
        lambda: ghost.crashed(lost, "crashed", {}),
        lambda: ghost.cancelled(lost),
        lambda: finish(database, ghost, lost),
    ):
        with pytest.raises(LeaseLostError):
            write()
    assert state(records, job_id) is JobState.RUNNING
    finish(database, other, mine)
    assert state(records, job_id) is JobState.READY


def test_a_lease_that_is_renewed_does_not_run_out(database: Database, records: JobRecords) -> None:
    leases = worker(database)
    add(records)
    taken = take(leases)
    for _ in range(4):
        time_passes(database, 40, Job.lease_until)
        leases.renew(taken)
    assert leases.expire() == 0


def test_a_refused_end_takes_everything_of_its_transaction_back(database: Database, records: JobRecords) -> None:
    leases = worker(database)
    job_id = add(records)
    taken = take(leases)
    leases.hand_back(taken)
    with pytest.raises(LeaseLostError), database.session() as session:
        session.execute(text("UPDATE jobs SET name = 'changed'"))
        leases.end_ready(session, taken, 1, ())
    job = records.get(job_id)
    assert job is not None
    assert job.name == "policy.md"


def test_crashes_end_in_quarantine_with_their_reason(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database, most_crashes=2), add(records)
    leases.crashed(take(leases), "crashed", {})
    waiting = records.get(job_id)
    assert waiting is not None
    assert (waiting.state, waiting.reason) == (JobState.QUEUED, "crashed")
    due(database)
    leases.crashed(take(leases), "needs_too_much_memory", {})
    ended = records.get(job_id)
    assert ended is not None
    assert (ended.state, ended.reason, ended.attempts) == (JobState.QUARANTINED, "needs_too_much_memory", 2)


def test_trouble_outside_is_never_counted_against_the_file(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database, most_crashes=2), add(records)
    for times in range(6):
        leases.put_off(take(leases), "search_away")
        job = records.get(job_id)
        assert job is not None
        assert job.state is JobState.QUEUED
        assert job.waits_until is not None
        waits = (job.waits_until - job.created_at).total_seconds()
        assert waits > FIRST_DELAY * 2**times * 0.9
        due(database)
    finish(database, leases, take(leases))
    assert state(records, job_id) is JobState.READY


def test_cancelling_ends_a_waiting_job_at_once_and_a_running_one_through_its_worker(
    database: Database, records: JobRecords
) -> None:
    leases, waiting = worker(database), add(records)
    records.cancel(waiting)
    assert (state(records, waiting), leases.take()) == (JobState.CANCELLED, None)
    running = add(records, "other.md")
    taken = take(leases)
    asked = records.cancel(running)
    assert asked is not None
    assert (asked.state, asked.cancel_requested) == (JobState.RUNNING, True)
    assert leases.renew(taken)
    assert leases.report(taken, Stage.PARSING, 1, 2)
    leases.cancelled(taken)
    assert state(records, running) is JobState.CANCELLED
    assert records.cancel("unknown") is None


def test_a_cancelled_job_never_comes_back(database: Database, records: JobRecords) -> None:
    leases = worker(database)
    names = ("put off", "handed back", "crashed", "died", "done")
    jobs = {name: add(records, name) for name in names}
    taken = {(job := take(leases)).incoming.name: job for _ in names}
    for job_id in jobs.values():
        records.cancel(job_id)
    leases.put_off(taken["put off"], "search_away")
    leases.hand_back(taken["handed back"])
    leases.crashed(taken["crashed"], "crashed", {})
    with pytest.raises(JobCancelledError):
        finish(database, leases, taken["done"])
    time_passes(database, 61, Job.lease_until)
    assert leases.expire() == 2
    assert {state(records, job_id) for job_id in jobs.values()} == {JobState.CANCELLED}


def test_a_retry_starts_anew_and_counts_as_shared_now(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database, most_crashes=1), add(records, content="one")
    leases.crashed(take(leases), "crashed", {})
    newer = add(records, content="two")
    again = records.retry(job_id)
    assert again is not None
    assert (again.state, again.reason) == (JobState.QUEUED, None)
    taken = take(leases)
    assert taken.id == newer
    finish(database, leases, taken)
    finish(database, leases, take(leases))
    ended = records.retry(job_id)
    assert ended is not None
    assert ended.state is JobState.READY


def test_what_ended_half_way_is_looked_at_until_it_is_settled(database: Database, records: JobRecords) -> None:
    leases, job_id = worker(database), add(records)
    taken = take(leases)
    leases.touch(taken)
    assert leases.unsettled() == []  # it runs
    leases.fail(taken, "damaged", {})
    assert [found[0] for found in leases.unsettled()] == [job_id]
    assert leases.due() == 1
    newer = add(records, content="two")
    assert leases.unsettled() == []  # its successor will put it right
    leases.fail(take(leases), "damaged", {})
    leases.settled(job_id)
    leases.settled(newer)
    assert (leases.unsettled(), leases.due()) == ([], 0)
    leases.touched_late(job_id)
    assert [found[0] for found in leases.unsettled()] == [job_id]


def test_the_oldest_job_that_waits_counts_from_when_it_was_queued(database: Database, records: JobRecords) -> None:
    assert records.oldest_seconds() == 0
    add(records, "a.md")
    time.sleep(0.1)
    assert 0.1 <= records.oldest_seconds() < 60
    taken = take(worker(database))
    assert 0.1 <= taken.waited < 60
    assert records.oldest_seconds() == 0


def test_jobs_are_listed_counted_and_found_by_the_start_of_their_ids(database: Database, records: JobRecords) -> None:
    leases, first = worker(database), add(records, "a.md")
    finish(database, leases, take(leases))
    second, third = add(records, "b.md"), add(records, "c.md", team="other")
    assert [job.id for job in records.newest("local")] == [second, first]
    assert {job.id for job in records.newest(active=True)} == {second, third}
    assert records.counts() == JobCounts(2, 0, 0)
    assert [job.id for job in records.named(second[:12])] == [second]
    assert records.named(third[:12], "local") == []


def test_old_jobs_are_dropped_with_their_steps(database: Database, records: JobRecords) -> None:
    leases, old = worker(database), add(records, "a.md")
    finish(database, leases, take(leases))
    new = add(records, "b.md")
    with database.session() as session:
        session.execute(text("UPDATE jobs SET finished_at = '2020-01-01 00:00:00' WHERE id = :id"), {"id": old})
    assert records.prune() == 1
    assert [job.id for job in records.newest()] == [new]
    assert steps(database, old) == []
