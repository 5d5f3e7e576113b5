"""Questions that failed, as problems."""

from typing import Final

from bot.api.http.api_problem import ApiProblemError
from bot.chat.ended import Ended
from bot.wording.phrasing import failure_lines
from pipelines.types import Outcome

_AWAY: Final = frozenset({"search_away", "records_away", "model_away", "model_missing", "reindexing", "queue_away"})
_CHANGED: Final = frozenset({"forgotten_meanwhile", "evidence_withdrawn"})


def failure_of(ended: Ended) -> ApiProblemError | None:
    """The problem behind a failure; None for what is none."""
    answer = ended.answer
    if answer.outcome is not Outcome.FAILED:
        return None
    code = answer.reason or "unexpected"
    detail = "\n".join(failure_lines(answer, ended.reference, "api"))
    if code == "throttled":
        return ApiProblemError(429, "too_many_questions", detail, {"Retry-After": "60"})
    if ended.is_askers:
        return ApiProblemError(422, code, detail)
    if code in _AWAY:
        return ApiProblemError(503, code, detail, {"Retry-After": "30"})
    status = 504 if code == "took_too_long" else 409 if code in _CHANGED else 403 if code == "account_disabled" else 500
    return ApiProblemError(status, code, detail)
