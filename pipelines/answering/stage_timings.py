"""How long each component of a pipeline took, told by Haystack's own tracing, which goes no further: its spans hold
questions and passages.
"""

import contextlib
import time
from collections.abc import Iterator
from contextvars import ContextVar
from typing import Any

from haystack.tracing.tracer import NullSpan, Span, Tracer, enable_tracing, tracer

from pipelines.engine_measures import stage_failed
from pipelines.tracing import span

_timings: ContextVar[dict[str, float] | None] = ContextVar("stage_timings", default=None)


@contextlib.contextmanager
def stage_timings() -> Iterator[dict[str, float]]:
    """A dictionary that fills with milliseconds by component name, of the pipelines run inside the block."""
    if not isinstance(tracer.actual_tracer, _StageTracer):
        enable_tracing(_StageTracer())
    timings: dict[str, float] = {}
    token = _timings.set(timings)
    try:
        yield timings
    finally:
        _timings.reset(token)


class _StageTracer(Tracer):
    """Notes durations, in spans of our own too, and drops what Haystack tells."""

    @contextlib.contextmanager
    def trace(
        self, operation_name: str, tags: dict[str, Any] | None = None, parent_span: Span | None = None
    ) -> Iterator[Span]:
        if operation_name != "haystack.component.run" or not tags:
            yield NullSpan()
            return
        stage, started = str(tags["haystack.component.name"]), time.perf_counter()
        try:
            with span(f"engine.{stage}", stage=stage):
                yield NullSpan()
        except Exception:
            stage_failed(stage)
            raise
        finally:
            timings = _timings.get()
            if timings is not None:
                timings[stage] = (time.perf_counter() - started) * 1000

    def current_span(self) -> Span | None:
        return None
