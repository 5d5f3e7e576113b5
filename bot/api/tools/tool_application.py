"""The tools as an application, for `/mcp`."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from mcp.server.transport_security import TransportSecuritySettings
from starlette.types import ASGIApp

from bot.api.callers.proven_callers import ProvenCallers
from bot.api.parts import ApiParts
from bot.api.tools.tool_server import tool_server

PATH: Final = "/mcp"


@asynccontextmanager
async def open_tools(parts: ApiParts, version: str) -> AsyncIterator[ASGIApp]:
    """The application. It keeps no sessions, so that any process can take any request."""
    server = tool_server(parts, version)
    # Whoever calls proves who they are with each request: the name by which they reached us needs no proof beside that.
    security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app = server.streamable_http_app(
        streamable_http_path=PATH, stateless_http=True, json_response=True, transport_security=security
    )
    is_open, closing = asyncio.Event(), asyncio.Event()

    async def run() -> None:
        """The library's tasks, in one of their own: they have to be ended by the task that began them."""
        async with server.session_manager.run():
            is_open.set()
            await closing.wait()

    running = asyncio.create_task(run())
    try:
        await is_open.wait()
        yield ProvenCallers(app, parts.callers)
    finally:
        closing.set()
        await running
