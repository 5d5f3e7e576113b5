"""A question's one end: an answer, or a failure that says what is missing. Never an exception."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.command_line.json_shapes import answer_json, passages_json
from bot.service.answerer_port import Answerer
from bot.wording.problems import Problem, problem_of
from pipelines.access import Scope
from pipelines.text.question_filters import QuestionError
from pipelines.types import Answer, Outcome, Passage

QUOTE_MARK = "•"
FINE, FAILED, BAD_QUESTION = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Ended:
    """How a question ended; `exit_code` is 2 where the asker can do something about it."""

    answer: Answer
    reference: str = ""
    exit_code: int = FINE

    def json(self) -> dict[str, Any]:
        """The answer as programs get it."""
        return answer_json(self.answer, self.reference)


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
        return failed(problem_of(error, stage="answer"), isinstance(error, QuestionError))
    return Ended(answer, exit_code=FAILED if answer.outcome is Outcome.FAILED else FINE)


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
        return self.failure.exit_code if self.failure else FINE

    def json(self) -> dict[str, Any]:
        """The passages as programs get them; `reason` and `message` say what failed and are empty otherwise."""
        told = self.failure.json() if self.failure else {"reason": "", "message": ""}
        return {
            "passages": passages_json(self.passages),
            "timings_ms": {stage: round(float(spent), 2) for stage, spent in self.timings_ms.items()},
            "reason": told["reason"],
            "message": told["message"],
        }


async def search(answerer: Callable[[], Answerer], question: str, scope: Scope) -> Searched:
    """Searches, and turns every error into a failure; see `ask`."""
    try:
        found = await answerer().search(question, scope)
    except Exception as error:
        return Searched(failure=failed(problem_of(error, stage="search"), isinstance(error, QuestionError)))
    return Searched(found.passages, found.timings_ms)


def failed(problem: Problem, bad_question: bool = False) -> Ended:
    """The failed answer that tells of a problem."""
    answer = Answer(Outcome.FAILED, problem.sentence, 0.0, reason=problem.code)
    return Ended(answer, problem.reference, BAD_QUESTION if bad_question else FAILED)
