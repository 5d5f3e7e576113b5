"""Asking and searching at a terminal: every error becomes a failure that is told."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.chat.ended import QUOTE_MARK, Ended
from bot.command_line.exit_codes import FINE
from bot.command_line.exit_codes import exit_code as exit_code_of
from bot.records.answer_entries import ToldReaders, audit_answer, audit_passages, live_versions
from bot.service.questions.answerer_port import Answerer
from bot.wording.problems import Problem, problem_of
from bot.wording.told_answer import told
from bot.wording.told_lines import outline_lines
from ingest.job import COMMAND_LINE
from ingest.library.held_documents import HeldDocument
from pipelines.access import Scope
from pipelines.records.database import Database
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Outcome, Passage

_log = structlog.stdlib.get_logger("tcbot.bot")
TERMINAL = "terminal"
"""The surface and the audience of what is asked there, as the audit has them."""


async def ask(
    answerer: Callable[[], Answerer],
    question: str,
    scope: Scope,
    on_sentence: Callable[[str], None] | None = None,
) -> Ended:
    """Asks, and turns every error into a failed answer; `answerer` is called for the engine, which may fail, too."""
    try:
        answer = await answerer().answer(question, scope, on_sentence=_written(on_sentence))
    except Exception as error:
        return _failed(problem_of(error, stage="answer"), isinstance(error, QuestionError))
    return Ended(answer)


async def sum_up(
    answerer: Callable[[], Answerer],
    question: str,
    document: HeldDocument,
    scope: Scope,
    on_sentence: Callable[[str], None] | None = None,
) -> Ended:
    """A document in short: what a model writes of it, else its outline; errors as in `ask`."""
    of_document = document.document_id, document.pages, scope
    try:
        answer = await answerer().summary(question, *of_document, on_sentence)
        if answer is None:
            outline = await answerer().outline(*of_document)
            answer = told(outline_lines(document, outline, "en"), [document.document_id])
    except Exception as error:
        return _failed(problem_of(error, stage="answer"), False)
    return Ended(answer)


def _written(on_sentence: Callable[[str], None] | None) -> Callable[[str], None] | None:
    """Lets through what a model wrote; quotes come in one piece, and are laid out with the answer that holds them."""
    if on_sentence is None:
        return None
    return lambda text: None if text.startswith(QUOTE_MARK) else on_sentence(text)


@dataclass(frozen=True, slots=True)
class Searched:
    """What a search found, or the `failure` that it ended in."""

    passages: tuple[Passage, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict)
    failure: Ended | None = None

    @property
    def exit_code(self) -> int:
        """As of a question."""
        return exit_code_of(self.failure) if self.failure else FINE


async def search(answerer: Callable[[], Answerer], question: str, scope: Scope) -> Searched:
    """Searches, and turns every error into a failure; see `ask`."""
    try:
        found = await answerer().search(question, scope)
    except Exception as error:
        return Searched(failure=_failed(problem_of(error, stage="search"), isinstance(error, QuestionError)))
    return Searched(found.passages, found.timings_ms)


def note_answer(database: Database, answer: Answer, scope: Scope) -> None:
    """Tells the audit of an answer; where that can't be written, the log. It was shown all the same."""

    def note(session: Any, asked: str, readers: ToldReaders) -> None:
        audit_answer(session, COMMAND_LINE, asked, answer, readers, live_versions(session, answer))

    _noted(database, note, scope)


def note_passages(database: Database, passages: Sequence[Passage], scope: Scope) -> None:
    """The same of passages that were shown without an answer."""
    _noted(
        database, lambda session, asked, readers: audit_passages(session, COMMAND_LINE, asked, passages, readers), scope
    )


def _noted(database: Database, note: Callable[[Any, str, ToldReaders], None], scope: Scope) -> None:
    try:
        with database.session() as session:
            note(session, uuid.uuid4().hex, ToldReaders(TERMINAL, TERMINAL, tuple(scope.labels)))
    except Exception as error:
        _log.warning("question_not_recorded", error=type(error).__name__)


def _failed(problem: Problem, is_askers: bool) -> Ended:
    answer = Answer(Outcome.FAILED, problem.sentence, 0.0, reason=problem.code)
    return Ended(answer, problem.reference, is_askers)
