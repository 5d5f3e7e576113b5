"""Traces of questions and files: what each went through and how long that took, from process to process.

One tracer a process, or none: then everything here costs a look at a variable. Not OpenTelemetry's global one, which
Haystack and FastAPI would write to, with questions and addresses in clear.
"""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from types import MappingProxyType
from typing import Final, Literal, Protocol, TypedDict, Unpack

SPANS: Final = frozenset(
    "chat.request api.request inbox.receive inbox.wait item.handle question.answer question.scope"
    " question.turn question.engine question.marks question.record reply.status reply.write reply.finish"
    " file.download file.submit file.wait file.read file.fetching file.scan file.parsing file.embedding"
    " file.indexing engine.standalone engine.spelling engine.embed engine.keyword engine.pages engine.vector"
    " engine.kinds engine.fusion engine.reranker engine.diversity engine.gate engine.reading engine.prompt"
    " engine.writer engine.quoter model.call check.sentence".split()
)
"""The names of spans. None other leaves the process."""

ATTRIBUTES: Final = MappingProxyType(
    {
        "surface": "tcbot.surface",
        "kind": "tcbot.kind",
        "outcome": "tcbot.outcome",
        "reason": "tcbot.reason",
        "attempt": "tcbot.attempt",
        "reference": "tcbot.reference",
        "job_id": "tcbot.job.id",
        "question_id": "tcbot.question.id",
        "stage": "tcbot.stage",
        "documents": "tcbot.documents",
        "passages": "tcbot.passages",
        "citations": "tcbot.citations",
        "kept_back": "tcbot.kept_back",
        "pages": "tcbot.pages",
        "bytes": "tcbot.bytes",
        "error": "error.type",
        "method": "http.request.method",
        "route": "http.route",
        "status": "http.response.status_code",
        "model": "gen_ai.request.model",
        "prompt_tokens": "gen_ai.usage.input_tokens",
        "completion_tokens": "gen_ai.usage.output_tokens",
    }
)
"""What spans may tell, by our names and as OpenTelemetry names it. Nothing else leaves the process."""

Role = Literal["internal", "server", "client", "producer", "consumer"]


class Told(TypedDict, total=False):
    """What a span tells: codes, ids and numbers, never a word of a document or of a person."""

    surface: str
    kind: str
    outcome: str
    reason: str
    attempt: int
    reference: str
    job_id: str
    question_id: str
    stage: str
    documents: int
    passages: int
    citations: int
    kept_back: int
    pages: int
    bytes: int
    error: str
    method: str
    route: str
    status: int
    model: str
    prompt_tokens: int
    completion_tokens: int


class Tracer(Protocol):
    """What makes spans of what the functions below are told."""

    def span(self, name: str, role: Role, told: Told) -> AbstractContextManager[None]:
        """See `span`."""
        ...

    def past(self, name: str, begun: float, ended: float, told: Told) -> None:
        """See `past`."""
        ...

    def note(self, told: Told) -> None:
        """See `note`."""
        ...

    def continued(self, carried: str) -> AbstractContextManager[None]:
        """See `continued`."""
        ...

    def carried(self) -> str:
        """See `carried`."""
        ...

    def trace_id(self) -> str:
        """See `trace_id`."""
        ...


_tracer: Tracer | None = None


def trace_by(tracer: Tracer | None) -> None:
    """Has this process's spans made by a tracer from now on; None: nothing is traced."""
    global _tracer
    _tracer = tracer


@contextmanager
def span(name: str, role: Role = "internal", **told: Unpack[Told]) -> Iterator[None]:
    """A part of the work, one of `SPANS`, as long as the block lasts; what is raised in it is told by its type.

    One that is internal or a client's begins no trace: outside of any it isn't told.
    """
    if _tracer is None:
        yield
        return
    with _tracer.span(name, role, told):
        yield


def past(name: str, begun: float, ended: float, **told: Unpack[Told]) -> None:
    """A part of the work that is over, from and to in seconds since 1970; with an `error` it failed."""
    if _tracer is not None:
        _tracer.past(name, begun, ended, told)


def note(**told: Unpack[Told]) -> None:
    """Adds to what the span tells in which this is called, which failed where that is an `error`; without one it is
    lost.
    """
    if _tracer is not None:
        _tracer.note(told)


@contextmanager
def continued(carried: str) -> Iterator[None]:
    """Goes on with a trace as long as the block lasts, by what `carried` gave, in whichever process.

    What is none (empty, damaged) begins a trace of its own.
    """
    if _tracer is None:
        yield
        return
    with _tracer.continued(carried):
        yield


def carried() -> str:
    """Where a trace stands, at most 55 characters of W3C's `traceparent`, to be kept with what goes on later.

    Empty where nothing is traced.
    """
    return _tracer.carried() if _tracer is not None else ""


def trace_id() -> str:
    """The id of the trace that this is called in, 32 hexadecimal digits; empty outside of one."""
    return _tracer.trace_id() if _tracer is not None else ""
