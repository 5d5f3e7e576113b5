"""What the API refuses, as one kind of error with a constant code (RFC 9457)."""

from collections.abc import Mapping


class ApiProblemError(Exception):
    """A request that isn't done. `code` is constant, `detail` English words for whoever wrote the request.

    Neither holds anything of documents, questions or credentials. `headers` go with the answer.
    """

    def __init__(self, status: int, code: str, detail: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(code)
        self.status = status
        self.code = code
        self.detail = detail
        self.headers = dict(headers or {})


def wait_first(seconds: float, detail: str, code: str = "too_many_requests") -> ApiProblemError:
    """The refusal of who has to wait before they try again: 429 with `Retry-After`, a second at least."""
    return ApiProblemError(429, code, detail, {"Retry-After": str(max(1, -int(-seconds // 1)))})
