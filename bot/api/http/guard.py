"""What stands around an application of the API: a request's id, its bounds in bytes and time, headers of its answer."""

import asyncio
import re
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.http.api_problem import ApiProblemError
from bot.api.http.problems import REFUSED_BODY, problem_response, unexpected
from pipelines.tracing import note, span

MOST_BYTES: Final = 1024 * 1024
"""Of a body that is no upload."""
PIECE_SECONDS: Final = 20.0
"""How long the next piece of a body may take."""
BODY_SECONDS: Final = 600.0
"""How long a whole body may take."""
_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,64}")
HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every answer that doesn't say otherwise itself."""
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
HTTPS_ONLY: Final = "max-age=31536000; includeSubDomains"


class Guard:
    """An ASGI application around another. `most_bytes` says how large the body of a request may be, by its path.

    `counted` is told the status of each answer and how long it took.
    """

    def __init__(
        self,
        app: ASGIApp,
        most_bytes: Callable[[str], int] = lambda _path: MOST_BYTES,
        counted: Callable[[int, float], None] = lambda _status, _seconds: None,
    ) -> None:
        self._app = app
        self._most_bytes = most_bytes
        self._counted = counted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI; whatever goes wrong is told as a problem, once."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 0
        given = Headers(scope=scope).get("x-request-id", "")
        request_id = scope["request_id"] = given if _ID.fullmatch(given) else secrets.token_hex(8)

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers["X-Request-Id"] = request_id
                if scope.get("scheme") == "https":
                    headers["Strict-Transport-Security"] = HTTPS_ONLY
            await send(message)

        body = _BoundedBody(scope, receive, self._most_bytes(scope["path"]))
        with span("api.request", "server", surface="api", method=_method(scope)):
            try:
                await self._app(scope, body.receive, sent)
            except Exception as error:  # the application told it where it could, and raises it again
                if not status:
                    refused = scope.get(REFUSED_BODY)
                    problem, more = (refused, {}) if refused is not None else unexpected(error)
                    with suppress(OSError):
                        await problem_response(Request(scope), problem, **more)(scope, receive, sent)
            finally:
                note(status=status, route=_route(scope))
                self._counted(status, time.perf_counter() - begun)


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "_OTHER"


def _route(scope: Scope) -> str:
    """Which route answered, by its pattern: an address holds ids, and may hold anything. Empty where none did."""
    path = getattr(scope.get("route"), "path", "")
    return f"{scope.get('root_path', '')}{path}" if path else ""


class _BoundedBody:
    """A request's body, refused as soon as it is too large or too slow, however its size was announced."""

    def __init__(self, scope: Scope, receive: Receive, most_bytes: int) -> None:
        self._scope = scope
        self._receive = receive
        self._most_bytes = most_bytes
        self._read = 0
        self._ends_at = time.monotonic() + BODY_SECONDS
        self._is_whole = False
        announced = Headers(scope=scope).get("content-length", "")
        self._is_announced_too_large = announced.isdecimal() and int(announced[:20]) > most_bytes

    async def receive(self) -> Message:
        """The next message; raises `ApiProblemError` (413, 408)."""
        if self._is_whole:
            return await self._receive()  # nothing but that the client goes away
        if self._is_announced_too_large:
            raise self._too_large()
        seconds = min(PIECE_SECONDS, self._ends_at - time.monotonic())
        try:
            async with asyncio.timeout(seconds):
                message = await self._receive()
        except TimeoutError:
            raise self._refused(408, "too_slow", "The body didn't arrive in time.") from None
        self._read += len(message.get("body", b""))
        if self._read > self._most_bytes:
            raise self._too_large()
        self._is_whole = message["type"] == "http.request" and not message.get("more_body", False)
        return message

    def _too_large(self) -> ApiProblemError:
        return self._refused(413, "too_large", f"The body is larger than {self._most_bytes:,} bytes.")

    def _refused(self, status: int, code: str, detail: str) -> ApiProblemError:
        """The refusal, kept with the request: what reads a body makes another error of it."""
        problem = ApiProblemError(status, code, detail, {"Connection": "close"})
        self._scope[REFUSED_BODY] = problem
        return problem
