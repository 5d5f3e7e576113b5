"""What operators see of a running TCBot: log lines, error reports, reference numbers. Never a document's or a person's
words: log events have constant names, and anything that could hold text is withheld here, whoever logged it.
"""

import linecache
import logging
import re
import secrets
import sys
import threading
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any, TextIO

import sentry_sdk
import structlog
from sentry_sdk.integrations.atexit import AtexitIntegration
from sentry_sdk.integrations.dedupe import DedupeIntegration
from sentry_sdk.integrations.excepthook import ExcepthookIntegration
from sentry_sdk.integrations.threading import ThreadingIntegration
from structlog.stdlib import ProcessorFormatter
from structlog.typing import EventDict, Processor

from pipelines.tracing import note, trace_id

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

CODE_FIELDS = frozenset(
    "at channel code component dialog embedder error error_at error_cause event file generation job kind level logger"
    " method missing needed reason record reference remedy stage surface team template timestamp version".split()
)
"""Log fields that may hold strings, which are ids, codes and names of ours, and so may those that end in `_id`.

Strings in all others are withheld, at any depth; numbers, truths and None are shown.
"""

LONGEST_VALUE = 200
"""A longer string can't be an id or a name, so it is withheld too (characters)."""

_EVENT_NAME = re.compile(r"[a-z][a-z0-9_.]{0,60}")
_REFERENCE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_REPORTED_TAGS = frozenset({"reference", "stage", "component"})
_REPORTED_FIELDS = frozenset(
    {"event_id", "timestamp", "level", "platform", "release", "environment", "server_name", "sdk", "exception"}
)
_REPORTED_FRAME = frozenset({"filename", "function", "module", "lineno", "in_app"})

_log = structlog.stdlib.get_logger("tcbot")


def new_reference() -> str:
    """A number such as `7F3K-22` that a person can read aloud: it is in the chat, the log and the error report.

    30 bits, so two are the same once in some 30,000; letters that look like digits are left out.
    """
    letters = [secrets.choice(_REFERENCE_LETTERS) for _ in range(6)]
    return "".join(letters[:4]) + "-" + "".join(letters[4:])


def configure_logging(level: str = "WARNING", stream: TextIO | None = None) -> None:
    """Sends all logging, ours and the libraries', to standard error: one JSON object a line, plain lines on a terminal.

    `level` is a name of `logging`. A main calls it once, first; a repeat replaces what the first set up.
    """
    out = sys.stderr if stream is None else stream
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _name_trace,
        _name_exception,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    renderer: Processor = (
        structlog.dev.ConsoleRenderer() if out.isatty() else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    handler = logging.StreamHandler(out)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=[_name_library_message, *shared],
            use_get_message=False,
            pass_foreign_args=True,
            processors=[ProcessorFormatter.remove_processors_meta, withhold_text, renderer],
        )
    )
    logging.basicConfig(handlers=[handler], level=level, force=True)
    logging.captureWarnings(True)


def log_uncaught_errors() -> None:
    """Has errors that nobody catches told in the log, as all others are: Python itself prints their messages.

    Of the process, its threads, and what can't raise. To be called once, by a process that is ours alone.
    """

    def of_process(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if not issubclass(kind, KeyboardInterrupt):
            _log.error("uncaught_error", exc_info=(kind, error, trace))

    def elsewhere(told: "threading.ExceptHookArgs | sys.UnraisableHookArgs") -> None:
        if told.exc_value is not None:
            of_process(type(told.exc_value), told.exc_value, told.exc_traceback)

    sys.excepthook = of_process
    threading.excepthook = sys.unraisablehook = elsewhere


def withhold_text(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The log event without anything that could be a document's or a person's words; lengths stay."""
    for name, value in event.items():
        event[name] = _withheld(name, value)
    if not _EVENT_NAME.fullmatch(str(event.get("event", ""))):
        event["event"] = "event_without_a_constant_name"
    return event


def _withheld(name: str, value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _withheld(str(key), entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_withheld(name, entry) for entry in value]
    is_code = name in CODE_FIELDS or name.endswith("_id")
    if isinstance(value, str) and (not is_code or len(value) > LONGEST_VALUE):
        return f"[{len(value)} characters withheld]"
    return value if isinstance(value, bool | int | float | str | None) else f"[{type(value).__name__}]"


def _name_library_message(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """A library's log record by where it comes from. Its message may quote a document, so that only a template is kept
    which its source spells out.
    """
    record: logging.LogRecord = event["_record"]
    has_values = event.pop("positional_args", None)
    is_spelled = has_values and str(event["event"]) in "".join(linecache.getlines(record.pathname))
    event["template"] = event["event"] if is_spelled else None
    event["at"] = f"{record.module}:{record.lineno}"
    event["event"] = "library_message"
    event.pop("stack_info", None)
    return event


def _name_trace(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """The trace that the line belongs to, where there is one."""
    found = trace_id()
    return {**event, "trace_id": found} if found else event


def _name_exception(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception as its type and the places it passed, without its message: that may quote a document."""
    info = event.pop("exc_info", None)
    if info is True:
        info = sys.exc_info()
    error = info[1] if isinstance(info, tuple) else info
    if isinstance(error, BaseException):
        event["error"] = _qualified_name(error)
        event["error_at"] = _places(error.__traceback__)
        cause = error.__cause__ or error.__context__
        event["error_cause"] = _qualified_name(cause) if cause else None
    return event


def _qualified_name(error: BaseException) -> str:
    return f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")


def _places(trace: TracebackType | None, limit: int = 8) -> list[str]:
    """The innermost frames of a traceback as `module.py:12 function`, outermost first."""
    frames = traceback.extract_tb(trace)[-limit:]
    return [f"{frame.filename.rpartition('/')[2]}:{frame.lineno} {frame.name}" for frame in frames]


def configure_sentry(dsn: str | None, release: str) -> None:
    """Reports unexpected errors to the Sentry of `dsn`, without any text; with None nothing is sent anywhere.

    The integrations are a short list of ours: the usual ones send the command line (it holds the question), log
    messages and what goes to and comes from models.
    """
    if dsn is None:
        return
    sentry_sdk.init(
        dsn=dsn,
        release=release,
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[
            AtexitIntegration(callback=lambda _pending, _timeout: None),
            DedupeIntegration(),
            ExcepthookIntegration(),
            ThreadingIntegration(propagate_hub=True),
        ],
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        auto_session_tracking=False,
        send_client_reports=False,
        before_send=_without_text,
        before_breadcrumb=lambda _breadcrumb, _hint: None,
    )


def report_error(error: BaseException, reference: str, **tags: str) -> None:
    """One log line and one error report that carry `reference`, as the span does in which this happened; `tags` may
    say `stage` and `component`.
    """
    note(reference=reference)
    _log.error("unexpected_error", reference=reference, exc_info=error, **tags)
    with sentry_sdk.new_scope() as scope:
        for name, value in {"reference": reference, **tags}.items():
            scope.set_tag(name, value)
        scope.capture_exception(error)


def _without_text(event: "Event", _hint: "Hint") -> "Event | None":
    """The report with what is known to be free of text, and nothing else; a report without an exception is dropped."""
    if not event.get("exception"):
        return None
    kept: dict[str, Any] = {name: value for name, value in event.items() if name in _REPORTED_FIELDS}
    kept["exception"] = {"values": [_type_and_places(entry) for entry in event["exception"].get("values", [])]}
    tags = event.get("tags") or {}
    kept["tags"] = {name: value for name, value in tags.items() if name in _REPORTED_TAGS}
    return kept  # type: ignore[return-value]


def _type_and_places(entry: dict[str, Any]) -> dict[str, Any]:
    frames = (entry.get("stacktrace") or {}).get("frames") or []
    return {
        "type": entry.get("type"),
        "module": entry.get("module"),
        "mechanism": {name: value for name, value in (entry.get("mechanism") or {}).items() if name != "data"},
        "stacktrace": {"frames": [{k: v for k, v in frame.items() if k in _REPORTED_FRAME} for frame in frames]},
    }
