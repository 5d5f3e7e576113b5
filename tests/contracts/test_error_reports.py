"""What Sentry receives: real envelopes, sent by the real client to a sink on this machine."""

import json
import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import sentry_sdk
import structlog

from pipelines.telemetry import configure_sentry, report_error
from tests.servers.sentry_sink import SentrySink, sentry_sink

SECRET = "Mrs Miller's notice period is nine weeks"


def events(sink: SentrySink) -> list[dict[str, Any]]:
    """The events received so far; an envelope is a header, then pairs of an item's header and the item."""
    sentry_sdk.flush(5)
    found = []
    for body in sink.bodies:
        lines = body.splitlines()[2:]
        for header, item in zip(lines[::2], lines[1::2], strict=True):
            assert json.loads(header)["type"] == "event"
            found.append(json.loads(item))
    return found


@pytest.fixture
def sink() -> Iterator[SentrySink]:
    with sentry_sink() as sink:
        configure_sentry(sink.dsn, release="tcbot@1.2.3")
        yield sink
        sentry_sdk.get_client().close(timeout=2)
        sentry_sdk.get_global_scope().set_client(None)


def fail(page_text: str) -> None:
    words = page_text.split()
    raise ValueError(f"cannot use {page_text!r} of {len(words)} words")


def test_a_report_has_the_type_the_place_the_release_and_the_reference(sink: SentrySink) -> None:
    try:
        fail(SECRET)
    except ValueError as error:
        report_error(error, "7F3K-22", stage="generate")
    (event,) = events(sink)
    (exception,) = event["exception"]["values"]
    assert exception["type"] == "ValueError"
    assert exception["stacktrace"]["frames"][-1]["function"] == "fail"
    assert event["tags"] == {"reference": "7F3K-22", "stage": "generate"}
    assert event["release"] == "tcbot@1.2.3"


def test_no_text_arrives_from_variables_messages_notes_breadcrumbs_extras_or_tags(sink: SentrySink) -> None:
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
    (event,) = events(sink)
    assert [entry["type"] for entry in event["exception"]["values"]] == ["ValueError", "RuntimeError"]
    for body in sink.bodies:
        assert "Miller" not in body and "nine weeks" not in body


def test_an_error_in_a_thread_is_reported_without_text(sink: SentrySink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    thread = threading.Thread(target=fail, args=(SECRET,))
    thread.start()
    thread.join()
    (event,) = events(sink)
    assert event["exception"]["values"][0]["type"] == "ValueError"
    assert not any("Miller" in body for body in sink.bodies)


def test_a_bare_message_is_not_sent(sink: SentrySink) -> None:
    sentry_sdk.capture_message(SECRET)
    assert events(sink) == []


def test_the_words_on_the_command_line_are_not_sent(sink: SentrySink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["tcbot", "ask", SECRET])
    try:
        fail("")
    except ValueError as error:
        report_error(error, "7F3K-22")
    assert len(events(sink)) == 1
    assert not any("Miller" in body for body in sink.bodies)


def test_without_an_address_nothing_is_set_up() -> None:
    configure_sentry(None, release="tcbot@1.2.3")
    assert not sentry_sdk.get_client().is_active()
    report_error(ValueError(SECRET), "7F3K-22")
