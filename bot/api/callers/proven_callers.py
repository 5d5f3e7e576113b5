"""Who calls, proven at the door: before a byte of the body is read, and before anything else is done."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.api.callers.authenticators import Callers
from bot.api.callers.caller import ApiScope, Caller
from bot.api.callers.needs import CALLER, Needs
from bot.api.http.api_problem import ApiProblemError
from bot.api.http.problems import problem_response

NOTHING: Mapping[tuple[str, str], ApiScope] = {}


class ProvenCallers:
    """An ASGI application around another that lets nobody in unproved. Each request stands for itself.

    `open_to_all` are paths, as the application knows them, that anybody may read; below `proven_by_address` the address
    itself is the proof, which the endpoint looks at. `needed` are the scopes of requests
    whose bodies are large, by method and path: who lacks one sends no body.
    """

    def __init__(
        self,
        app: ASGIApp,
        callers: Callers,
        open_to_all: frozenset[str] = frozenset(),
        needed: Mapping[tuple[str, str], ApiScope] = NOTHING,
        proven_by_address: tuple[str, ...] = (),
    ) -> None:
        self._app = app
        self._callers = callers
        self._open_to_all = open_to_all
        self._needed = needed
        self._proven_by_address = proven_by_address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        path = scope["path"].removeprefix(scope.get("root_path", ""))
        is_open = path in self._open_to_all or path.startswith(self._proven_by_address)
        if scope["type"] == "http" and not is_open:
            request = Request(scope)
            try:
                scope[CALLER] = caller = await self._callers.of(request)
                if (scope["method"], path) in self._needed:
                    Needs(self._needed[scope["method"], path]).check(caller)
            except ApiProblemError as problem:
                await problem_response(request, problem)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def caller_of(request: object) -> Caller:
    """Who proved themselves for this request."""
    assert isinstance(request, Request)
    caller = request.scope[CALLER]
    assert isinstance(caller, Caller)
    return caller
