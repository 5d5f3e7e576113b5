"""How long each component of a pipeline took, told by Haystack's own tracing."""

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from haystack.tracing.tracer import Span, Tracer, enable_tracing, tracer

_timings: ContextVar[dict[str, float] | None] = ContextVar("stage_timings", default=None)


@contextlib.contextmanager
def stage_timings() -> Iterator[dict[str, float]]:
    """A dictionary that fills with milliseconds by component name, of the pipelines run inside the block."""
    if not isinstance(tracer.actual_tracer, _StageTracer):
        enable_tracing(_StageTracer(tracer.actual_tracer))
    timings: dict[str, float] = {}
    token = _timings.set(timings)
    try:
        yield timings
    finally:
        _timings.reset(token)


class _StageTracer(Tracer):
    """Notes durations and passes everything on to the tracer that was there before, such as OpenTelemetry's."""

    def __init__(self, behind: Tracer) -> None:
        self._behind = behind

    @contextlib.contextmanager
    def trace(
        self, operation_name: str, tags: dict[str, Any] | None = None, parent_span: Span | None = None
    ) -> Iterator[Span]:
        started = time.perf_counter()
        try:
            with self._behind.trace(operation_name, tags=tags, parent_span=parent_span) as span:
                yield span
        finally:
            timings = _timings.get()
            if timings is not None and operation_name == "haystack.component.run" and tags:
                timings[tags["haystack.component.name"]] = (time.perf_counter() - started) * 1000

    def current_span(self) -> Span | None:
        return self._behind.current_span()
