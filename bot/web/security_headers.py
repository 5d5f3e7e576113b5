"""Headers that tell browsers to be careful, on every answer of the application: pages, errors, and what isn't there."""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.api.http.guard import HEADERS, HTTPS_ONLY


class SecurityHeaders:
    """An ASGI application around another. An answer that says one of the headers itself keeps what it says.

    Nothing is to be kept by caches or shown in frames, no script runs, no address of ours is told to other sites. Over
    https (by the proxy's word, where there is one) browsers are told to stay with it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See ASGI."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def sent(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", HTTPS_ONLY)
            await send(message)

        await self._app(scope, receive, sent)
