"""A refusal or an error, as OpenAPI describes it."""

from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field


class Fault(BaseModel):
    """One thing that is wrong with a request."""

    where: str = Field(description="The field, such as `body.question`.")
    what: str = Field(description="What is wrong with it.")


class Problem(BaseModel):
    """What went wrong (RFC 9457). `code` is constant: programs decide by it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "type": "about:blank",
                    "title": "Forbidden",
                    "status": 403,
                    "code": "scope_missing",
                    "detail": "This needs the scope upload.",
                    "request_id": "9f2c51d07c0b1e44",
                }
            ]
        }
    )

    type: str = Field(description="Always about:blank.")
    title: str = Field(description="The status in words.")
    status: int
    code: str = Field(description="A constant name of what went wrong.")
    detail: str = Field(description="The same for people, in English.")
    request_id: str | None = Field(None, description="As the header X-Request-Id.")
    reference: str | None = Field(None, description="Finds the log line of what nobody expected.")
    faults: list[Fault] | None = Field(None, description="What is wrong with the request, where it is that.")


_MEANINGS: Final = {
    400: "The request can't be read.",
    401: "Nobody proved who they are, or the proof doesn't hold.",
    403: "The caller may not do this.",
    404: "There is nothing here that the caller may see.",
    408: "The body didn't arrive in time.",
    409: "It can't be done as things stand.",
    413: "The body is too large.",
    422: "The request isn't as the description says.",
    429: "Too much at once; `Retry-After` says when to try again.",
    500: "Something went wrong here.",
    503: "Something that this needs is away.",
    504: "It took too long.",
}
ALWAYS: Final = (400, 401, 403, 413, 422, 429, 500, 503)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What an endpoint may refuse by, for OpenAPI: these, and what every endpoint may."""
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": _MEANINGS[status], "content": content} | _headers(status)
        for status in sorted({*ALWAYS, *statuses})
    }


def _headers(status: int) -> dict[str, Any]:
    if status not in {429, 503}:
        return {}
    about = {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
    return {"headers": {"Retry-After": about}}
