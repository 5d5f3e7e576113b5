"""What Sentry receives: real envelopes, sent by the real client to a sink on this machine."""

import gzip
import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import sentry_sdk
import structlog

from pipelines.telemetry import configure_sentry, report_error

SECRET = "Mrs Miller's notice period is nine weeks"


class Sink:
    """Takes envelopes as Sentry does and keeps what was in them."""

    def __init__(self) -> None:
        self.bodies: list[str] = []
        sink = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                sink.bodies.append(f"{self.path}\n{body.decode()}")
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, daemon=True)
        self.thread.start()
        self.dsn = f"http://public@127.0.0.1:{self.server.server_port}/42"

    def events(self) -> list[dict[str, Any]]:
        """The events received so far; an envelope is a header, then pairs of an item's header and the item."""
        sentry_sdk.flush(5)
        found = []
        for body in self.bodies:
            lines = body.splitlines()[2:]
            for header, item in zip(lines[::2], lines[1::2], strict=True):
                assert json.loads(header)["type"] == "event"
                found.append(json.loads(item))
        return found

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()


@pytest.fixture
def sink() -> Iterator[Sink]:
    sink = Sink()
    configure_sentry(sink.dsn, release="tcbot@1.2.3")
    yield sink
    sentry_sdk.get_client().close(timeout=2)
    sentry_sdk.get_global_scope().set_client(None)
    sink.close()


def fail(page_text: str) -> None:
    words = page_text.split()
    raise ValueError(f"cannot use {page_text!r} of {len(words)} words")


def test_a_report_has_the_type_the_place_the_release_and_the_reference(sink: Sink) -> None:
    try:
        fail(SECRET)
    except ValueError as error:
        report_error(error, "7F3K-22", stage="generate")
    (event,) = sink.events()
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "ValueError"
    assert exception["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["tags"] == {"reference": "7F3K-22", "stage": "generate"}
    assert event["release"] == "tcbot@1.2.3"


def test_no_text_arrives_from_variables_messages_notes_breadcrumbs_extras_or_tags(sink: Sink) -> None:
    logging.getLogger("some.library").error("failed on %s", SECRET, extra={"question": SECRET})
    structlog.get_logger().error("page_failed", text=SECRET)
    sentry_sdk.set_tag("question", SECRET)
    sentry_sdk.set_context("conversation", {"question": SECRET})
    sentry_sdk.set_user({"username": "Miller"})
    sentry_sdk.add_breadcrumb(message=SECRET)
    sentry_sdk.get_current_scope().set_extra("question", SECRET)
    try:
        try:
            fail(SECRET)
        except ValueError as error:
            error.add_note(SECRET)
            raise RuntimeError(SECRET) from error
    except RuntimeError as error:
        report_error(error, "7F3K-22")
    (event,) = sink.events()
    assert [entry["type"] for entry in event["exception"]["values"]] == ["ValueError", "RuntimeError"]
    for body in sink.bodies:
        assert "Miller" not in body and "nine weeks" not in body


def test_an_error_in_a_thread_is_reported_without_text(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    (event,) = sink.events()
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert not any("Miller" in body for body in sink.bodies)


def test_a_bare_message_is_not_sent(sink: Sink) -> None:
    sentry_sdk.capture_message(SECRET)
    assert sink.events() == []


def test_the_words_on_the_command_line_are_not_sent(sink: Sink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["tcbot", "ask", SECRET])
    try:
        fail("")
    except ValueError as error:
        report_error(error, "7F3K-22")
    assert len(sink.events()) == 1
    assert not any("Miller" in body for body in sink.bodies)


def test_without_an_address_nothing_is_set_up() -> None:
    configure_sentry(None, release="tcbot@1.2.3")
    assert not sentry_sdk.get_client().is_active()
    report_error(ValueError(SECRET), "7F3K-22")
