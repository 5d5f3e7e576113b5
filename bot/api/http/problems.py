"""Refusals and errors as `application/problem+json` (RFC 9457), each with a constant code."""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.api.http.api_problem import ApiProblemError
from bot.wording.problems import problem_of

MEDIA_TYPE = "application/problem+json"
_CODES = {404: "not_found", 405: "method_not_allowed", 400: "bad_request"}
_AWAY = {"records_away", "search_away", "reindexing", "model_missing"}
"""Codes of troubles that end by themselves: 503."""
MOST_FAULTS = 20
REFUSED_BODY = "tcbot.refused_body"
"""Where a request holds why its body wasn't read on."""


def problem_json(status: int, code: str, detail: str, request_id: str = "", **more: Any) -> dict[str, Any]:
    """The body of a problem."""
    told = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "code": code, "detail": detail}
    return told | ({"request_id": request_id} if request_id else {}) | more


def problem_response(request: Request, error: ApiProblemError, **more: Any) -> Response:
    """A refusal as a response."""
    body = problem_json(error.status, error.code, error.detail, request_id_of(request), **more)
    return Response(json.dumps(body), error.status, error.headers, MEDIA_TYPE)


def request_id_of(request: Request) -> str:
    """The id of a request, as its answer names it, too."""
    return str(request.scope.get("request_id", ""))


def unexpected(error: Exception) -> tuple[ApiProblemError, Mapping[str, str]]:
    """What becomes of an error that nobody refused by: 503 where something is away, else 500 with a reference."""
    problem = problem_of(error, stage="api")
    if problem.code in _AWAY:
        detail = "Something that this needs is away at the moment. Try again in a while."
        return ApiProblemError(503, problem.code, detail, {"Retry-After": "30"}), {}
    more = {"reference": problem.reference} if problem.reference else {}
    detail = "Something went wrong here. The log has more under the reference."
    return ApiProblemError(500, problem.code, detail), more


def add_problems(app: FastAPI) -> None:
    """Has an application tell all that goes wrong as problems."""

    @app.exception_handler(ApiProblemError)
    async def refused(request: Request, error: ApiProblemError) -> Response:
        return problem_response(request, error)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> Response:
        faults = [
            {"where": ".".join(map(str, each["loc"]))[:200], "what": str(each["msg"])[:200]}
            for each in error.errors()[:MOST_FAULTS]
        ]
        problem = ApiProblemError(422, "invalid_request", "The request isn't as the description says.")
        return problem_response(request, problem, faults=faults)

    @app.exception_handler(HTTPException)
    async def told_by_http(request: Request, error: HTTPException) -> Response:
        if REFUSED_BODY in request.scope:
            return problem_response(request, request.scope[REFUSED_BODY])
        code = _CODES.get(error.status_code, "refused")
        detail = {404: "There is nothing at this address.", 405: "This address doesn't take this method."}.get(
            error.status_code, "The request can't be read."
        )
        return problem_response(request, ApiProblemError(error.status_code, code, detail, error.headers))

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> Response:
        problem, more = unexpected(error)
        return problem_response(request, problem, **more)
