"""The core of the faults on real PostgreSQL, Elasticsearch and Redis: killed, cut off, away, and never in two minds."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text

from ingest.job import JobState, Stage
from tests.journeys.fleet import Fleet
from tests.journeys.stages import APPLES, ON_SERVERS, PEARS, at_stages
from tests.journeys.worker_process import Place
from tests.servers.elasticsearch import needed_elasticsearch
from tests.servers.forwarder import Forwarder, forwarded
from tests.servers.postgres import new_database, postgres

pytestmark = [pytest.mark.slow, pytest.mark.servers]

CUT_ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)


@pytest.fixture(scope="module")
def postgres_server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(scope="module")
def elasticsearch_server() -> Iterator[str]:
    with needed_elasticsearch() as url:
        yield url


@pytest.fixture
def search(elasticsearch_server: str) -> Iterator[Forwarder]:
    """The workers' way to the search server."""
    with forwarded(urlsplit(elasticsearch_server).port or 9200) as forwarder:
        yield forwarder


@pytest.fixture
def records(postgres_server: str) -> Iterator[Forwarder]:
    """The workers' way to the database."""
    with forwarded(urlsplit(postgres_server).port or 5432) as forwarder:
        yield forwarder


@pytest.fixture
def fleet(
    tmp_path: Path, postgres_server: str, elasticsearch_server: str, search: Forwarder, records: Forwarder
) -> Iterator[Fleet]:
    """The test itself looks at the servers directly; only its workers go through the forwarders."""
    address = new_database(postgres_server)
    name = urlsplit(address).path.strip("/")
    direct = Place(str(tmp_path / "home"), address, elasticsearch_server, index_name=name.replace("_", "-"))
    fleet = Fleet(direct)
    fleet.through = {
        "database": f"postgresql://tcbot@127.0.0.1:{records.port}/{name}",
        "elasticsearch": f"http://127.0.0.1:{search.port}",
    }
    yield fleet
    fleet.close()


@at_stages(ON_SERVERS, always="before it is visible")
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
    assert fleet.is_whole("apples", 4)


@at_stages(ON_SERVERS, always="embedding")
def test_connections_to_the_database_that_are_cut_cost_nothing(
    fleet: Fleet, stage: Stage, slow: dict[str, float]
) -> None:
    job = fleet.share(APPLES)
    fleet.start(**slow)
    fleet.until_stage(job, stage)
    for _ in range(5):
        with fleet.database.session() as session:
            session.execute(text(CUT_ALL))
        time.sleep(0.2)
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert fleet.job(job).attempts == 1
    assert fleet.is_whole("apples", 4)


def test_a_database_that_is_away_for_longer_than_a_lease_makes_nobody_dead(fleet: Fleet, records: Forwarder) -> None:
    first, second = fleet.share(APPLES, "a.txt"), fleet.share("60 pages 0.1 seconds each, of pears", "b.txt")
    fleet.start(embedding=0.3)
    fleet.start(embedding=0.3)
    fleet.until_stage(first, Stage.PARSING)
    fleet.until_stage(second, Stage.PARSING)
    with records.away():
        time.sleep(fleet.place.lease * 2)
    assert fleet.hurry_until_ended(first, second) == [JobState.READY, JobState.READY]
    assert (fleet.job(first).attempts, fleet.job(second).attempts) == (1, 1)
    assert fleet.is_whole("apples", 4, "a.txt")
    assert fleet.is_whole("pears", 60, "b.txt")


@pytest.mark.parametrize("stage", [Stage.PARSING, Stage.INDEXING])
def test_a_search_server_that_is_away_for_a_while_is_waited_for(fleet: Fleet, search: Forwarder, stage: Stage) -> None:
    job, other = fleet.share(APPLES), fleet.share(PEARS, "other.txt")
    worker = fleet.start(before_index=2.0)
    fleet.until_stage(job, stage)
    with search.away():
        fleet.until(lambda: fleet.job(job).reason == "search_away", "the word that the search is away")
        waiting = fleet.job(job)
        assert (waiting.state, fleet.documents()) == (JobState.QUEUED, [])
    assert fleet.hurry_until_ended(job, other) == [JobState.READY, JobState.READY]
    assert worker.poll() is None
    assert fleet.is_whole("apples", 4)
    assert fleet.is_whole("pears", 5, "other.txt")


@pytest.mark.exhaustive  # as on the embedded parts
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


@pytest.mark.exhaustive  # as on the embedded parts
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
    fleet.until(lambda: "job_lease_lost" in fleet.log_of(ghost), "the ghost's end")
    fleet.until(lambda: fleet.is_whole("pears", 5), "the newer version")
    fleet.until(lambda: not fleet.leases().due(), "the end of all work")
    assert fleet.is_whole("pears", 5)
    assert fleet.found("apples") == []


@pytest.mark.exhaustive  # as on the embedded parts
def test_two_workers_share_the_work_and_do_nothing_twice(fleet: Fleet) -> None:
    jobs = [fleet.share(PEARS + f" and {number} pears", f"{number}.txt") for number in range(8)]
    versions = [fleet.share(f"2 pages 0 seconds each, of v{number}", "same.txt") for number in range(4)]
    fleet.start(embedding=0.05)
    fleet.start(embedding=0.05)
    assert set(fleet.until_ended(*jobs, *versions)) == {JobState.READY}
    assert {fleet.job(job).attempts for job in (*jobs, *versions)} == {1}
    assert fleet.found("v3") == [("same.txt", 1), ("same.txt", 2)]
    assert len(fleet.documents()) == 9
