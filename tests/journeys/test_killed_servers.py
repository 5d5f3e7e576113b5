"""PostgreSQL and Elasticsearch are killed at each stage and started again: nothing is lost, twice, or stuck."""

import time
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.job import JobState, Stage
from pipelines.database import Database
from tests.journeys.fleet import Fleet
from tests.journeys.test_worker_faults_on_servers import APPLES, at_each_stage
from tests.journeys.worker_process import Place
from tests.servers import unavailable
from tests.servers.elasticsearch import REMEDY, JavaElasticsearch, has_java
from tests.servers.postgres import PostgresServer

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
    name = f"killed_{uuid.uuid4().hex[:12]}"
    administrator = Database(records.address, tmp_path)
    with administrator.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    administrator.close()
    address = records.address.replace("/postgres", f"/{name}")
    fleet = Fleet(Place(str(tmp_path / "home"), address, search.url, index_name=name.replace("_", "-")))
    yield fleet
    fleet.close()


@at_each_stage
def test_a_database_that_is_killed_costs_time_and_nothing_else(
    fleet: Fleet, records: PostgresServer, stage: Stage, slow: dict[str, float]
) -> None:
    job = fleet.share(APPLES)
    worker = fleet.start(**slow)
    fleet.until_stage(job, stage)
    records.kill()
    time.sleep(fleet.place.lease)
    records.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert worker.poll() is None
    assert fleet.is_whole("apples", 4)


@at_each_stage
def test_a_search_server_that_is_killed_costs_time_and_nothing_else(
    fleet: Fleet, search: JavaElasticsearch, stage: Stage, slow: dict[str, float]
) -> None:
    job = fleet.share(APPLES)
    worker = fleet.start(**slow)
    fleet.until_stage(job, stage)
    search.kill()
    time.sleep(fleet.place.lease)
    search.start()
    assert fleet.hurry_until_ended(job) == [JobState.READY]
    assert worker.poll() is None
    assert fleet.is_whole("apples", 4)
