"""Workers, parsers and Redis are killed at every stage, on the embedded parts: each file ends right, once and whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.job import JobState, Stage
from tests.journeys.fleet import Fleet
from tests.journeys.worker_process import Place

pytestmark = pytest.mark.slow

APPLES = "4 pages 0.3 seconds each, of apples"
STAGES = {
    "fetching": (Stage.FETCHING, {"fetching": 3.0}),
    "parsing": (Stage.PARSING, {}),
    "embedding": (Stage.EMBEDDING, {"embedding": 0.7}),
    "before it is visible": (Stage.INDEXING, {"before_index": 3.0}),
    "before the records know": (Stage.INDEXING, {"after_index": 3.0}),
}
at_each_stage = pytest.mark.parametrize(("stage", "slow"), STAGES.values(), ids=STAGES)


@pytest.fixture
def fleet(tmp_path: Path) -> Iterator[Fleet]:
    fleet = Fleet(Place(str(tmp_path / "home")))
    yield fleet
    fleet.close()


@at_each_stage
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
