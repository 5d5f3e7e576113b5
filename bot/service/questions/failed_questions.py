"""How a question ends that fails: with words for whoever asked, and none that are for operators."""

import structlog

from bot.chat.chat import Question
from bot.chat.ended import Ended
from bot.wording.phrasing import question_problem
from bot.wording.problems import problem_of
from bot.wording.sentences import duration_words, say
from pipelines.telemetry import new_reference
from pipelines.text.question_filters import QuestionError
from pipelines.tracing import note
from pipelines.types import Answer, Outcome

_log = structlog.stdlib.get_logger("tcbot.bot")


def failed_by(error: Exception, question: Question) -> Ended:
    """The failure for an error: what the asker can change in their language, all else as a code with a reference."""
    if isinstance(error, QuestionError):
        return asked_wrongly(error.code, question_problem(error.code, error.values, question.asker.locale))
    problem = problem_of(error, stage="answer")
    return failed_for(question, problem.code, reference=problem.reference)


def asked_wrongly(code: str, text: str) -> Ended:
    """The end of a question that the asker can mend, and that is no failure of ours."""
    return Ended(Answer(Outcome.FAILED, text, 0.0, reason=code), is_askers=True)


def failed_for(question: Question, code: str, seconds: float = 0.0, reference: str = "") -> Ended:
    """A failure with a reference that its log line has, too; its sentence follows from the code."""
    reference = reference or new_reference()
    note(reference=reference)
    _log.warning("question_failed", reason=code, reference=reference)
    text = ""
    if code in {"took_too_long", "forgotten_meanwhile"}:
        locale = question.asker.locale
        text = say(code, locale, duration=duration_words(seconds, locale))
    return Ended(Answer(Outcome.FAILED, text, 0.0, reason=code), reference)
