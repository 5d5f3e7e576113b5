"""Answers, jobs and documents of any look, for the tests of what Slack shows."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from bot.chat.chat import Chat, ChatKind, Person, SharedFile
from bot.chat.ended import Ended
from bot.records.shared_files import SharedRecord
from ingest.formats.errors import SENTENCES, WARNINGS
from ingest.job import JobState, JobView, Stage
from ingest.jobs.job_reasons import REASONS
from ingest.library.held_documents import HeldDocument
from pipelines.types import Answer, Citation, DocumentType, Nearest, Outcome, Passage, Unit
from tests.bot.slack.limits import short, texts

LOCALES = ("en", "de-DE")
NOON = datetime(2026, 3, 3, 12, 0, tzinfo=UTC)
DETAILS = {
    "limit": "5 minutes",
    "kind": "This is a program.",
    "suffix": ".docx",
    "name": "Eicar",
    "reference": "7F3K-22",
    "found": "e-mail address (2)",
}

units = st.sampled_from(list(Unit))
labels = st.one_of(st.none(), short)
pages = st.integers(1, 5_000)


def _citation(n: int, document: str, page: int, label: str | None, quote: str, unit: Unit) -> Citation:
    return Citation(n, document, page, page, label, quote, f"c{n}", unit)


def citations(most: int = 60) -> st.SearchStrategy[tuple[Citation, ...]]:
    """Up to `most` sources, numbered."""
    one = st.tuples(short, pages, labels, texts, units)
    return st.lists(one, max_size=most).map(
        lambda each: tuple(_citation(n, *fields) for n, fields in enumerate(each, 1))
    )


def _talked(answer: Answer) -> Answer:
    """Talk says something, and cites nothing."""
    return replace(answer, text=f"Hello. {answer.text}", citations=())


nearest = st.lists(st.builds(Nearest, short, pages, labels, short, units), max_size=3).map(tuple)
reasons = st.sampled_from(
    "partial model_away_mid_answer no_model model_away not_found not_found_channel unsupported nothing_shared "
    "filters_match_nothing search_away unexpected took_too_long bad_date".split()
)
answers = st.builds(
    Answer,
    outcome=st.sampled_from(list(Outcome)),
    text=texts,
    confidence=st.floats(0, 1),
    citations=citations(),
    timings_ms=st.fixed_dictionaries({"total": st.floats(0, 300_000)}),
    nearest=nearest,
    missing=st.lists(short, max_size=3).map(tuple),
    searched=st.integers(0, 100_000),
    reason=reasons,
).map(lambda answer: _talked(answer) if answer.outcome is Outcome.TALKED else answer)
ended = st.builds(Ended, answers, st.sampled_from(("", "7F3K-22")), st.booleans())
passages = st.lists(
    st.builds(
        Passage,
        chunk_id=st.just("c"),
        document_id=st.just("d"),
        document=short,
        title=short,
        page=pages,
        last_page=pages,
        label=labels,
        text=texts,
        score=st.just(1.0),
        unit=units,
    ),
    max_size=20,
)
warnings = st.lists(
    st.tuples(st.sampled_from(sorted(WARNINGS)), st.lists(pages, max_size=40).map(tuple)), max_size=6
).map(tuple)


def job(**changes: Any) -> JobView:
    """A job that reads page 87 of 252."""
    fields: dict[str, Any] = {
        "id": "j1",
        "team": "slack:T1",
        "upload": "u1",
        "parent_id": None,
        "document_id": "d1",
        "version_id": "v1",
        "name": "Annual Report 2025.pdf",
        "bytes": 1,
        "state": JobState.RUNNING,
        "stage": Stage.PARSING.value,
        "done": 87,
        "total": 252,
        "pages": 252,
        "unit": Unit.PAGE,
        "attempts": 1,
        "cancel_requested": False,
        "reason": None,
        "details": DETAILS,
        "warnings": (),
        "late": False,
        "waits_until": None,
        "created_at": NOON,
        "started_at": NOON,
        "finished_at": None,
    }
    return JobView(**fields | changes)


jobs = st.builds(
    job,
    name=short,
    state=st.sampled_from(list(JobState)),
    stage=st.sampled_from([stage.value for stage in Stage]),
    done=pages,
    total=st.integers(0, 5_000),
    pages=pages,
    unit=units,
    cancel_requested=st.booleans(),
    reason=st.one_of(st.none(), st.sampled_from(sorted(REASONS) + sorted(SENTENCES))),
    details=short.map(lambda words: {name: words for name in DETAILS}),
    warnings=warnings,
    late=st.booleans(),
    waits_until=st.sampled_from((None, NOON)),
    finished_at=st.sampled_from((None, NOON)),
)


def document(
    name: str = "Employee Handbook.pdf", readers: tuple[str, ...] = ("everyone",), **changes: Any
) -> HeldDocument:
    """A document of 252 pages."""
    fields: dict[str, Any] = {"type": DocumentType.GENERAL, "pages": 252, "chunks": 9, "warnings": (), "live_at": NOON}
    return HeldDocument("d1", "v1", name, name, labels=readers, **fields | changes)


documents = st.lists(
    st.builds(
        document,
        short,
        st.lists(
            st.sampled_from(("everyone", "slack:T1", "slack:T1:C0CHANNEL1", "slack:T1:user:U0READER1", "team:<!here>")),
            min_size=1,
            max_size=8,
        ).map(tuple),
        unit=units,
    ),
    max_size=60,
)


def record(name: str = "Contract.pdf") -> SharedRecord:
    """A file that was shared in a channel."""
    chat = Chat("slack", "T1", "C0CHANNEL1", ChatKind.PUBLIC)
    file = SharedFile(chat, Person("slack", "T1", "U0SHARER1"), "1.2", "F1", name, 10)
    return SharedRecord("r1", file, "slack:T1:C0CHANNEL1", "d1", "j1")
