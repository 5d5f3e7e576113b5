"""Stage timings: every component of the run inside the block, and of no other run."""

import asyncio
import contextlib
import time
from collections.abc import Iterator
from typing import Any

import pytest
from haystack import Pipeline, component
from haystack.tracing import Span, Tracer, disable_tracing, enable_tracing
from haystack.tracing.tracer import tracer

from pipelines.answering.stage_timings import stage_timings


@component
class Sleeping:
    """Takes as long as it is told to."""

    @component.output_types(seconds=float)
    def run(self, seconds: float) -> dict[str, float]:
        time.sleep(seconds)
        return {"seconds": seconds}


@component
class Failing:
    """Fails at once."""

    @component.output_types(seconds=float)
    def run(self, seconds: float) -> dict[str, float]:
        raise ValueError(str(seconds))


class Noting(Tracer):
    """Some other tracer, such as OpenTelemetry's."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    @contextlib.contextmanager
    def trace(
        self, operation_name: str, tags: dict[str, Any] | None = None, parent_span: Span | None = None
    ) -> Iterator[Span]:
        self.seen.append(operation_name)
        yield _Silent()

    def current_span(self) -> Span | None:
        return None


class _Silent(Span):
    def set_tag(self, key: str, value: Any) -> None:
        pass


@pytest.fixture(autouse=True)
def _own_tracing() -> Iterator[None]:
    before = tracer.actual_tracer
    disable_tracing()
    yield
    enable_tracing(before)


def pipeline(first: str = "first", second: str = "second") -> Pipeline:
    made = Pipeline()
    made.add_component(first, Sleeping())
    made.add_component(second, Sleeping())
    made.connect(f"{first}.seconds", f"{second}.seconds")
    return made


def test_each_component_is_told_in_milliseconds() -> None:
    with stage_timings() as timings:
        pipeline().run({"first": {"seconds": 0.03}})
    assert timings.keys() == {"first", "second"}
    assert all(30 <= spent < 3000 for spent in timings.values())


def test_what_runs_outside_the_block_is_not_counted() -> None:
    with stage_timings() as timings:
        pass
    pipeline().run({"first": {"seconds": 0.0}})
    assert timings == {}


def test_questions_at_the_same_time_keep_their_own_timings() -> None:
    async def asked(name: str, seconds: float) -> dict[str, float]:
        with stage_timings() as timings:
            await pipeline(name, f"{name}-2").run_async({name: {"seconds": seconds}})
        return timings

    async def all_of_them() -> list[dict[str, float]]:
        return await asyncio.gather(asked("a", 0.03), asked("b", 0.0), asked("c", 0.02))

    timings = asyncio.run(all_of_them())
    assert [sorted(each) for each in timings] == [["a", "a-2"], ["b", "b-2"], ["c", "c-2"]]
    assert timings[0]["a"] >= 30


def test_a_component_that_fails_is_counted_too() -> None:
    failing = Pipeline()
    failing.add_component("failing", Failing())
    with stage_timings() as timings, pytest.raises(Exception, match="failing"):
        failing.run({"failing": {"seconds": 0.0}})
    assert timings.keys() == {"failing"}


def test_no_other_tracer_sees_what_haystack_tells_of_a_question() -> None:
    other = Noting()
    enable_tracing(other)
    for _ in range(2):
        with stage_timings() as timings:
            pipeline().run({"first": {"seconds": 0.0}})
    assert timings.keys() == {"first", "second"}
    assert other.seen == []
