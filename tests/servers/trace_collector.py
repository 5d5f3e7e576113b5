"""A collector of traces: takes what OpenTelemetry's exporter sends over HTTP, and keeps it, raw and read."""

import gzip
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass(frozen=True, slots=True)
class TakenSpan:
    """A span as it came: `process` is the id of the process that sent it, times are in seconds since 1970."""

    name: str
    trace_id: str
    span_id: str
    parent_id: str
    begun: float
    ended: float
    told: dict[str, Any]
    process: str
    status: int
    message: str
    events: int

    @property
    def seconds(self) -> float:
        """How long it took."""
        return self.ended - self.begun


class TraceCollector:
    """What came: `bodies` as they were sent, `headers` beside them, `spans` read. `address` is on this machine.

    While it `is_stuck` it takes requests and answers none.
    """

    def __init__(self) -> None:
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.paths: list[str] = []
        self._go_on = threading.Event()
        self._go_on.set()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                collector._go_on.wait()
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                collector.headers.append({name.lower(): value for name, value in self.headers.items()})
                collector.paths.append(self.path)
                collector.bodies.append(body)
                self.send_response(200)
                self.send_header("Content-Type", "application/x-protobuf")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def spans(self) -> list[TakenSpan]:
        """Every span so far, in the order of their beginnings."""
        found = [span for body in list(self.bodies) for span in _read(body)]
        return sorted(found, key=lambda each: each.begun)

    @property
    def text(self) -> str:
        """Everything that came, as far as it is text."""
        return "\n".join(body.decode(errors="replace") for body in list(self.bodies))

    def named(self, name: str, **told: object) -> list[TakenSpan]:
        """The spans of this name that tell this, by the names of OpenTelemetry with `_` for `.`."""
        wanted = {key.replace("_", "."): value for key, value in told.items()}
        return [each for each in self.spans if each.name == name and wanted.items() <= each.told.items()]

    def stick(self) -> None:
        """Answers nobody until it goes on."""
        self._go_on.clear()

    def go_on(self) -> None:
        """Answers again."""
        self._go_on.set()

    def close(self) -> None:
        """Listens no more."""
        self.go_on()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _read(body: bytes) -> Iterator[TakenSpan]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        process = _told(resource.resource.attributes)["service.instance.id"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                yield TakenSpan(
                    span.name,
                    span.trace_id.hex(),
                    span.span_id.hex(),
                    span.parent_span_id.hex(),
                    span.start_time_unix_nano / 1e9,
                    span.end_time_unix_nano / 1e9,
                    _told(span.attributes),
                    process,
                    span.status.code,
                    span.status.message,
                    len(span.events) + len(span.links),
                )


def _told(attributes: Any) -> dict[str, Any]:
    return {each.key: getattr(each.value, each.value.WhichOneof("value") or "string_value") for each in attributes}


@contextmanager
def trace_collector() -> Iterator[TraceCollector]:
    """A collector, as long as the block lasts."""
    collector = TraceCollector()
    try:
        yield collector
    finally:
        collector.close()
