"""Spans by OpenTelemetry's SDK, sent to a collector over HTTP. What leaves the process passes one allow-list.

The SDK reads what the settings don't hold from its own variables: `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_BSP_…`, the
exporter's time-out and certificates.
"""

import re
import threading
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Final

from opentelemetry import context as contexts
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import OTELResourceDetector, Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider, sampling
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import NonRecordingSpan, SpanContext, SpanKind, Status, StatusCode, TraceFlags

from pipelines.tracing import ATTRIBUTES, SPANS, Role, Told

SCOPE: Final = "tcbot"
"""Whose spans these are; those of others leave by no way of ours."""
FLUSH_SECONDS: Final = 3.0
"""How long the end of a process waits for a collector."""
NANO: Final = 1_000_000_000

_ALLOWED: Final = frozenset(ATTRIBUTES.values())
_CODE: Final = re.compile(r"[A-Za-z0-9_.:/{}@+-]{0,120}")
"""What text may look like: a code, an id, a path of a route, a model's name."""
_CARRIED: Final = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-(0[01])")
_KINDS: Final[Mapping[Role, SpanKind]] = {
    "internal": SpanKind.INTERNAL,
    "server": SpanKind.SERVER,
    "client": SpanKind.CLIENT,
    "producer": SpanKind.PRODUCER,
    "consumer": SpanKind.CONSUMER,
}


_PARTS: Final = frozenset({"internal", "client"})
"""Roles that begin no trace."""


class AllowedSpans(SpanExporter):
    """Passes on our own spans, each with its times, its place in the trace, and the attributes that it may have.

    No events, no links, no descriptions: an exception's message and its trace may quote a document.
    """

    def __init__(self, behind: SpanExporter) -> None:
        self._behind = behind

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """See `SpanExporter`."""
        allowed = [_allowed(each) for each in spans if _is_ours(each)]
        return self._behind.export(allowed) if allowed else SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """See `SpanExporter`."""
        self._behind.shutdown()


def _is_ours(span: ReadableSpan) -> bool:
    scope = span.instrumentation_scope
    return scope is not None and scope.name == SCOPE and span.name in SPANS


def _allowed(span: ReadableSpan) -> ReadableSpan:
    told = (span.attributes or {}).items()
    return ReadableSpan(
        name=span.name,
        context=_bare(span.context),
        parent=_bare(span.parent),
        resource=span.resource,
        attributes={name: value for name, value in told if name in _ALLOWED and _is_harmless(value)},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _bare(context: SpanContext | None) -> SpanContext | None:
    """Without a `tracestate`, which is anybody's."""
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def _is_harmless(value: object) -> bool:
    return isinstance(value, bool | int | float) or (isinstance(value, str) and _CODE.fullmatch(value) is not None)


class OtelTracer:
    """A `Tracer` that sends to a collector. `close` ends it; it has a thread of its own until then.

    `endpoint` is the collector's base, `headers` go with each request; `sampler` and `share` are those of
    `OTEL_TRACES_SAMPLER` and `OTEL_TRACES_SAMPLER_ARG`.
    """

    def __init__(
        self,
        endpoint: str,
        *,
        service: str,
        version: str,
        headers: Mapping[str, str] | None = None,
        sampler: str = "parentbased_always_on",
        share: float = 1.0,
    ) -> None:
        told = {"service.name": service, "service.version": version, "service.instance.id": str(uuid.uuid4())}
        # Not `Resource.create`: its detectors may tell a command line, which may hold a question.
        resource = OTELResourceDetector().detect().merge(Resource(told))
        self._provider = TracerProvider(sampler=_sampler(sampler, share), resource=resource, shutdown_on_exit=False)
        exporter = OTLPSpanExporter(f"{endpoint.rstrip('/')}/v1/traces", headers=dict(headers or {}))
        self._provider.add_span_processor(BatchSpanProcessor(AllowedSpans(exporter)))
        self._tracer = self._provider.get_tracer(SCOPE)

    def close(self) -> None:
        """Sends what waits, for some seconds at most, and ends."""
        ending = threading.Thread(target=self._provider.shutdown, name="traces", daemon=True)  # it may take 30 s itself
        ending.start()
        ending.join(FLUSH_SECONDS)

    @contextmanager
    def span(self, name: str, role: Role, told: Told) -> Iterator[None]:
        """See `tracing.span`."""
        if role in _PARTS and not _is_traced():
            yield
            return
        with self._tracer.start_as_current_span(
            name, kind=_KINDS[role], attributes=_named(told), record_exception=False, set_status_on_exception=False
        ) as made:
            try:
                yield
            except BaseException as error:
                made.set_attribute(ATTRIBUTES["error"], type(error).__qualname__)
                if isinstance(error, Exception):
                    made.set_status(StatusCode.ERROR)
                raise

    def past(self, name: str, begun: float, ended: float, told: Told) -> None:
        """See `tracing.past`."""
        if not _is_traced():
            return
        made = self._tracer.start_span(name, attributes=_named(told), start_time=round(begun * NANO))
        if told.get("error"):
            made.set_status(StatusCode.ERROR)
        made.end(round(max(begun, ended) * NANO))

    def note(self, told: Told) -> None:
        """See `tracing.note`."""
        at = trace.get_current_span()
        at.set_attributes(_named(told))
        if told.get("error"):
            at.set_status(StatusCode.ERROR)

    @contextmanager
    def continued(self, carried: str) -> Iterator[None]:
        """See `tracing.continued`."""
        found = _CARRIED.fullmatch(carried)
        parent = trace.INVALID_SPAN
        if found is not None:
            flags = TraceFlags(int(found[3], 16))
            parent = NonRecordingSpan(SpanContext(int(found[1], 16), int(found[2], 16), True, flags))
        token = contexts.attach(trace.set_span_in_context(parent))
        try:
            yield
        finally:
            contexts.detach(token)

    def carried(self) -> str:
        """See `tracing.carried`."""
        at = trace.get_current_span().get_span_context()
        return f"00-{at.trace_id:032x}-{at.span_id:016x}-{at.trace_flags & 1:02x}" if at.is_valid else ""

    def trace_id(self) -> str:
        """See `tracing.trace_id`."""
        at = trace.get_current_span().get_span_context()
        return f"{at.trace_id:032x}" if at.is_valid else ""


def _is_traced() -> bool:
    return trace.get_current_span().get_span_context().is_valid


def _named(told: Told) -> dict[str, str | int]:
    """What is told, by OpenTelemetry's names; what is empty isn't told."""
    return {ATTRIBUTES[name]: value for name, value in told.items() if value not in ("", None)}  # type: ignore[misc]


def _sampler(name: str, share: float) -> sampling.Sampler:
    """The sampler of this standard name."""
    roots: dict[str, sampling.Sampler] = {
        "always_on": sampling.ALWAYS_ON,
        "always_off": sampling.ALWAYS_OFF,
        "traceidratio": sampling.TraceIdRatioBased(share),
    }
    root = roots[name.removeprefix("parentbased_")]
    return sampling.ParentBased(root) if name.startswith("parentbased_") else root
