"""A service's traces, from its start to its end."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.processes.start import program_version

if TYPE_CHECKING:
    from bot.settings import BotSettings


@contextmanager
def traced(settings: "BotSettings") -> Iterator[None]:
    """Sends traces as long as the block lasts, then what waits. Without a collector nothing is imported or begun."""
    if settings.otel_exporter_otlp_endpoint is None:
        yield
        return
    from pipelines.trace_export import OtelTracer
    from pipelines.tracing import trace_by

    tracer = OtelTracer(
        settings.otel_exporter_otlp_endpoint,
        service=settings.otel_service_name,
        version=program_version(),
        headers=settings.trace_headers,
        sampler=settings.otel_traces_sampler,
        share=settings.otel_traces_sampler_arg,
    )
    trace_by(tracer)
    try:
        yield
    finally:
        trace_by(None)
        tracer.close()
