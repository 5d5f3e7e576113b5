"""Asking and searching at a terminal: every error becomes a failure that is told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from bot.chat.ended import QUOTE_MARK, Ended
from bot.command_line.exit_codes import FINE
from bot.command_line.exit_codes import exit_code as exit_code_of
from bot.service.questions.answerer_port import Answerer
from bot.wording.problems import Problem, problem_of
from pipelines.access import Scope
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Outcome, Passage


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


def _failed(problem: Problem, is_askers: bool) -> Ended:
    answer = Answer(Outcome.FAILED, problem.sentence, 0.0, reason=problem.code)
    return Ended(answer, problem.reference, is_askers)
