"""Traces: what leaves the process, and what goes on in another one."""

import json
import logging
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path

import pytest
import structlog
from opentelemetry import trace

from pipelines import tracing
from pipelines.telemetry import configure_logging
from pipelines.trace_export import FLUSH_SECONDS, OtelTracer
from tests.servers.trace_collector import TraceCollector, trace_collector

PLANTED = "zanthrope"


@pytest.fixture
def collector() -> Iterator[TraceCollector]:
    with trace_collector() as taking:
        yield taking


@contextmanager
def traced(collector: TraceCollector, **values: object) -> Iterator[OtelTracer]:
    """Traces to the collector; everything has come when the block is left."""
    tracer = OtelTracer(collector.address, service="tcbot", version="1", **values)  # type: ignore[arg-type]
    tracing.trace_by(tracer)
    try:
        yield tracer
    finally:
        tracing.trace_by(None)
        tracer.close()


def test_without_a_tracer_nothing_is_told_and_no_thread_begins() -> None:
    before = threading.active_count()
    with (
        tracing.span("item.handle", "consumer", surface="slack"),
        tracing.continued("00-" + "1" * 32 + "-" + "2" * 16 + "-01"),
    ):
        tracing.note(outcome="answered")
        tracing.past("inbox.wait", 0.0, 1.0)
        assert tracing.carried() == tracing.trace_id() == ""
    assert threading.active_count() == before


def test_parts_lie_within_each_other_and_tell_what_they_may(collector: TraceCollector) -> None:
    with traced(collector), tracing.span("item.handle", "consumer", surface="slack", kind="message"):
        with tracing.span("question.answer", surface="slack"):
            tracing.note(outcome="answered", passages=8)
        now = time.time()
        tracing.past("inbox.wait", now - 2, now, surface="slack")
    [handled], [answered], [waited] = (
        collector.named(each) for each in ("item.handle", "question.answer", "inbox.wait")
    )
    assert handled.told == {"tcbot.surface": "slack", "tcbot.kind": "message"}
    assert answered.told == {"tcbot.surface": "slack", "tcbot.outcome": "answered", "tcbot.passages": 8}
    assert answered.parent_id == waited.parent_id == handled.span_id
    assert handled.parent_id == ""
    assert 1.99 < waited.seconds < 2.01
    assert {each.trace_id for each in collector.spans} == {handled.trace_id}


def test_another_process_goes_on_with_a_trace(collector: TraceCollector) -> None:
    with traced(collector), tracing.span("inbox.receive", "producer"):
        carried = tracing.carried()
    with traced(collector), tracing.continued(carried), tracing.span("item.handle", "consumer"):
        assert tracing.trace_id() == carried[3:35]
    [received], [handled] = collector.named("inbox.receive"), collector.named("item.handle")
    assert (handled.trace_id, handled.parent_id) == (received.trace_id, received.span_id)
    assert handled.process != received.process


TRACE, SPAN = "1" * 32, "2" * 16


@pytest.mark.parametrize(
    "carried", ["", "x", f"00-{'0' * 32}-{SPAN}-01", f"01-{TRACE}-{SPAN}-01", f"00-{TRACE[1:]}g-{SPAN}-01"]
)
def test_what_is_no_trace_begins_one(collector: TraceCollector, carried: str) -> None:
    with traced(collector), tracing.continued(carried), tracing.span("item.handle", "consumer"):
        pass
    [handled] = collector.named("item.handle")
    assert handled.parent_id == ""


def test_a_part_outside_of_any_trace_is_not_told(collector: TraceCollector) -> None:
    with traced(collector):
        with tracing.span("engine.gate"), tracing.span("model.call", "client"):
            tracing.note(model="m")
        tracing.past("inbox.wait", 0.0, 1.0)
    assert collector.bodies == []


def test_an_error_is_told_by_its_type_alone(collector: TraceCollector) -> None:
    with traced(collector), pytest.raises(ValueError, match=PLANTED), tracing.span("item.handle", "consumer"):
        raise ValueError(PLANTED)
    [handled] = collector.spans
    assert (handled.told, handled.status, handled.message, handled.events) == ({"error.type": "ValueError"}, 2, "", 0)
    assert PLANTED not in collector.text


def test_only_allowed_names_attributes_and_codes_leave_the_process(collector: TraceCollector) -> None:
    with traced(collector) as tracer:
        inner = tracer._tracer
        with inner.start_as_current_span("item.handle") as made:
            made.set_attribute("haystack.pipeline.input_data", PLANTED)
            made.set_attribute("tcbot.reason", f"the {PLANTED} of the north wing")
            made.set_attribute("tcbot.kind", ["listed", PLANTED])
            made.set_attribute("tcbot.pages", 3)
            made.add_event(PLANTED, {"exception.message": PLANTED})
            made.add_link(made.get_span_context(), {"x": PLANTED})
            made.set_status(trace.Status(trace.StatusCode.ERROR, PLANTED))
            with inner.start_as_current_span(PLANTED):
                pass
            with tracer._provider.get_tracer("haystack").start_as_current_span("engine.gate") as other:
                other.set_attribute("tcbot.reason", PLANTED)
    assert [(each.name, each.told) for each in collector.spans] == [("item.handle", {"tcbot.pages": 3})]
    assert PLANTED not in collector.text


def test_no_tracer_of_all_libraries_is_set(collector: TraceCollector) -> None:
    elsewhere = trace.get_tracer("fastapi")
    with (
        traced(collector),
        tracing.span("item.handle", "consumer"),
        elsewhere.start_as_current_span("engine.gate") as at,
    ):
        assert not at.is_recording()
    assert [each.name for each in collector.spans] == ["item.handle"]


def test_what_is_sampled_is_sampled_whole(collector: TraceCollector) -> None:
    with traced(collector, sampler="parentbased_always_off"), tracing.span("inbox.receive", "producer"):
        carried = tracing.carried()
    with traced(collector), tracing.continued(carried), tracing.span("item.handle", "consumer"):
        assert tracing.trace_id() == carried[3:35]
    with traced(collector, sampler="traceidratio", share=0.0), tracing.span("item.handle", "consumer"):
        pass
    assert collector.bodies == []


def test_a_collector_that_never_answers_keeps_no_process_from_its_end(collector: TraceCollector) -> None:
    collector.stick()
    begun = time.monotonic()
    with traced(collector), tracing.span("item.handle", "consumer"):
        pass
    assert time.monotonic() - begun < FLUSH_SECONDS + 2


def test_headers_go_with_each_request(collector: TraceCollector) -> None:
    with traced(collector, headers={"x-key": "change-me"}), tracing.span("item.handle", "consumer"):
        pass
    assert collector.paths == ["/v1/traces"]
    assert collector.headers[0]["x-key"] == "change-me"


def test_log_lines_name_the_trace_that_they_belong_to(collector: TraceCollector) -> None:
    out = StringIO()
    configure_logging("INFO", out)
    with traced(collector):
        with tracing.span("item.handle", "consumer"):
            structlog.stdlib.get_logger("tcbot.traced").info("job_taken")
            logging.getLogger("somebody").warning("else")
        structlog.stdlib.get_logger("tcbot.traced").info("job_done")
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    named = {each["logger"] if each["event"] == "library_message" else each["event"]: each for each in lines}
    [handled] = collector.spans
    assert named["job_taken"]["trace_id"] == named["somebody"]["trace_id"] == handled.trace_id
    assert "trace_id" not in named["job_done"]


def test_the_page_of_traces_names_every_span_and_attribute_and_no_other() -> None:
    page = (Path(__file__).parents[2] / "docs" / "traces.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+)`", page))
    others = {"inbox.trace", "jobs.trace", "service.instance.id", "network.stores"}
    assert named - others == tracing.SPANS | set(tracing.ATTRIBUTES.values())
