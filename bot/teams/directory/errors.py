"""What goes wrong with Teams, as codes: Microsoft's own words for what it refuses, ours for what never reached it."""

import re
from collections.abc import Mapping

CHAT = "Teams"
"""The name in sentences about what Teams doesn't do."""
OWN_PACE = "own_pace"
NOT_SENT = frozenset({"refused", "bad_service_url", "no_token"})
"""Codes, with status 0, of calls that surely never arrived."""
MOST_TEXT = 200
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_.-]{0,59}")


class ConnectorError(Exception):
    """A call that Teams refused, or didn't answer.

    `status` is HTTP's, 0 without an answer. `code` is the answer's own, or `http_403`; without an answer `refused` (no
    connection), `timeout`, `broken`, `bad_service_url` or `no_token`. `text` is the beginning of what the answer says:
    for decisions, never for logs. `retry_after` is in seconds, 0 where none was named.
    """

    def __init__(self, status: int, code: str, text: str = "", retry_after: float = 0.0) -> None:
        super().__init__(f"Teams says {status} {code}.")
        self.status = status
        self.code = code
        self.text = text[:MOST_TEXT]
        self.retry_after = retry_after

    @property
    def is_unsure(self) -> bool:
        """Whether what was sent may have arrived all the same."""
        if self.status == 0:
            return self.code not in NOT_SENT
        return self.status >= 500 or self.status < 300


class TokenError(Exception):
    """Microsoft gives the app no token; `code` is `AADSTS…`, OAuth's error, or `unreachable`."""

    def __init__(self, code: str) -> None:
        super().__init__(f"Microsoft's login says {code}.")
        self.code = code


def code_of(error: BaseException) -> str:
    """The code of what a call raised; `unreachable` for anything that has none."""
    return error.code if isinstance(error, ConnectorError | TokenError) else "unreachable"


def refusal(status: int, answer: object, text: str, retry_after: float) -> ConnectorError:
    """The error of an answer that is no success; `answer` is its JSON, if it is any."""
    told = answer.get("error") if isinstance(answer, Mapping) else None
    code = told.get("code") if isinstance(told, Mapping) else told
    message = told.get("message") if isinstance(told, Mapping) else None
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        code = f"http_{status}"
    return ConnectorError(status, code, message if isinstance(message, str) else text, retry_after)
