"""PostgreSQL and Elasticsearch are killed at each stage and started again: nothing is lost, twice, or stuck."""

import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.job import JobState, Stage
from tests.journeys.fleet import Fleet
from tests.journeys.stages import APPLES, ON_SERVERS, at_stages
from tests.journeys.worker_process import Place
from tests.servers import unavailable
from tests.servers.elasticsearch import REMEDY, JavaElasticsearch, has_java
from tests.servers.postgres import PostgresServer, new_database

pytestmark = [pytest.mark.slow, pytest.mark.servers]


@pytest.fixture(scope="module")
def records() -> Iterator[PostgresServer]:
    with closing(PostgresServer()) as server:
        server.start()
        yield server


@pytest.fixture(scope="module")
def search() -> Iterator[JavaElasticsearch]:
    if not has_java():
        unavailable("Elasticsearch", REMEDY)
    with closing(JavaElasticsearch()) as server:
        server.start()
        yield server


@pytest.fixture
def fleet(tmp_path: Path, records: PostgresServer, search: JavaElasticsearch) -> Iterator[Fleet]:
    address = new_database(records.address)
    index_name = f"killed-{uuid.uuid4().hex[:12]}"
    fleet = Fleet(Place(str(tmp_path / "home"), address, search.url, index_name=index_name))
    yield fleet
    fleet.close()


@pytest.mark.parametrize("server", ["records", "search"])
@at_stages(ON_SERVERS, always="before the records know")
def test_a_server_that_is_killed_costs_time_and_nothing_else(
    request: pytest.FixtureRequest, fleet: Fleet, server: str, stage: Stage, slow: dict[str, float]
) -> None:
    killed: PostgresServer | JavaElasticsearch = request.getfixturevalue(server)
    job = fleet.share(APPLES)
    worker = fleet.start(**slow)
    fleet.until_stage(job, stage)
    killed.kill()
    time.sleep(fleet.place.lease)
    killed.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert worker.poll() is None
    assert fleet.is_whole("apples", 4)
