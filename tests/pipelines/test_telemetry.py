"""Log lines: what they carry, and what never gets into them."""

import io
import json
import logging
import re
import subprocess
import sys
import warnings
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from pipelines.telemetry import configure_logging, new_reference, report_error

SECRET = "Mrs Miller's notice period is nine weeks"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = io.StringIO()
    configure_logging("INFO", out)
    yield out
    structlog.reset_defaults()
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)


def lines(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_the_events_name_and_its_fields(stream: io.StringIO) -> None:
    structlog.get_logger("ingest").info("document_indexed", document_id="d1", pages=12, seconds=0.5, ocr=False)
    (line,) = lines(stream)
    assert line["event"] == "document_indexed"
    assert (line["document_id"], line["pages"], line["seconds"], line["ocr"]) == ("d1", 12, 0.5, False)
    assert line["level"] == "info" and line["logger"] == "ingest" and line["timestamp"].endswith("Z")


@pytest.mark.parametrize("field", ["question", "text", "name", "document", "title", "url", "token", "whatever"])
def test_a_string_is_withheld_where_its_field_is_not_known_for_codes(stream: io.StringIO, field: str) -> None:
    structlog.get_logger().warning("answer_given", **{field: SECRET})
    assert lines(stream)[0][field] == f"[{len(SECRET)} characters withheld]"
    assert "Miller" not in stream.getvalue()


def test_text_is_withheld_at_any_depth(stream: io.StringIO) -> None:
    structlog.get_logger().warning("answer_given", trace=[{"stage": "gate", "best": {"Text": SECRET}}])
    assert lines(stream)[0]["trace"] == [{"stage": "gate", "best": {"Text": f"[{len(SECRET)} characters withheld]"}}]


def test_a_long_string_is_withheld_whatever_its_field_is_called(stream: io.StringIO) -> None:
    structlog.get_logger().warning("answer_given", note=SECRET * 6)
    assert lines(stream)[0]["note"] == f"[{len(SECRET) * 6} characters withheld]"


def test_an_object_is_shown_by_its_type_alone(stream: io.StringIO) -> None:
    class Passage:
        def __repr__(self) -> str:
            return SECRET

    structlog.get_logger().warning("answer_given", best=Passage())
    assert lines(stream)[0]["best"] == "[Passage]"


def test_an_event_that_is_a_sentence_is_withheld(stream: io.StringIO) -> None:
    structlog.get_logger().warning(f"no answer to {SECRET}")
    assert lines(stream)[0]["event"] == "event_without_a_constant_name"


def test_an_exception_is_logged_by_type_and_place_without_its_message(stream: io.StringIO) -> None:
    def read_page() -> None:
        raise KeyError(SECRET)

    try:
        try:
            read_page()
        except KeyError as error:
            raise ValueError(SECRET) from error
    except ValueError:
        structlog.get_logger().exception("page_unreadable", page=3)
    (line,) = lines(stream)
    assert (line["error"], line["error_cause"], line["page"]) == ("ValueError", "KeyError", 3)
    assert re.fullmatch(r"test_telemetry\.py:\d+ test_an_exception_is_logged\w+", line["error_at"][-1])
    assert "Miller" not in stream.getvalue()


def test_a_librarys_message_keeps_its_place_and_template_but_not_its_values(stream: io.StringIO) -> None:
    library = logging.getLogger("some.library")
    library.warning("cannot read %s", SECRET)
    library.warning(f"cannot read {SECRET}")
    library.warning(f"cannot read {SECRET} on page %d", 3)
    with_values, formatted, built = lines(stream)
    assert (with_values["event"], with_values["template"]) == ("library_message", "cannot read %s")
    assert with_values["logger"] == "some.library"
    assert re.fullmatch(r"test_telemetry:\d+", with_values["at"])
    assert formatted["template"] is None and built["template"] is None
    assert "Miller" not in stream.getvalue()


def test_a_librarys_exception_and_extra_fields_bring_no_text(stream: io.StringIO) -> None:
    try:
        raise RuntimeError(SECRET)
    except RuntimeError:
        logging.getLogger("some.library").exception("failed", extra={"question": SECRET})
    assert lines(stream)[0]["error"] == "RuntimeError"
    assert "Miller" not in stream.getvalue()


def test_a_warning_is_logged_without_its_text(stream: io.StringIO) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)
        warnings.warn(SECRET, stacklevel=1)
    assert lines(stream)[0]["logger"] == "py.warnings"
    assert "Miller" not in stream.getvalue()


def test_what_is_below_the_level_is_not_logged(stream: io.StringIO) -> None:
    structlog.get_logger().debug("chunk_written")
    logging.getLogger("some.library").debug("chatter")
    assert stream.getvalue() == ""


def test_a_reported_error_is_found_in_the_log_by_its_reference(stream: io.StringIO) -> None:
    report_error(ValueError(SECRET), "7F3K-22", stage="generate")
    (line,) = lines(stream)
    assert (line["event"], line["reference"], line["stage"]) == ("unexpected_error", "7F3K-22", "generate")
    assert line["error"] == "ValueError"
    assert "Miller" not in stream.getvalue()


def test_a_terminal_gets_plain_lines() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    out = Terminal()
    try:
        configure_logging("INFO", out)
        structlog.get_logger().info("document_indexed", text=SECRET)
    finally:
        structlog.reset_defaults()
        logging.captureWarnings(False)
        root.handlers[:] = handlers
        root.setLevel(level)
    assert "document_indexed" in out.getvalue() and not out.getvalue().startswith("{")
    assert "Miller" not in out.getvalue()


def test_a_reference_can_be_read_aloud() -> None:
    references = {new_reference() for _ in range(1000)}
    assert len(references) == 1000
    for reference in references:
        assert re.fullmatch(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{2}", reference)


@pytest.mark.parametrize(
    ("code", "ends"),
    [
        ("raise ValueError(SECRET)", 1),
        ("thread = threading.Thread(target=fail); thread.start(); thread.join()", 0),
        ("made = Dying(); del made", 0),
    ],
    ids=["process", "thread", "destructor"],
)
def test_an_error_that_nobody_catches_is_logged_without_its_words(code: str, ends: int) -> None:
    program = f"""
import threading
from pipelines.telemetry import configure_logging, log_uncaught_errors
SECRET = {SECRET!r}
def fail():
    raise ValueError(SECRET)
class Dying:
    __del__ = lambda self: fail()
configure_logging("INFO")
log_uncaught_errors()
{code}
"""
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert ran.returncode == ends
    (line,) = [json.loads(each) for each in ran.stderr.splitlines()]
    assert (line["event"], line["error"], line["level"]) == ("uncaught_error", "ValueError", "error")
    assert "Miller" not in ran.stdout + ran.stderr
