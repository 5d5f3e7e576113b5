"""Calls of a bot in local mode: to this machine alone, without a token."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import web

from bot.teams.directory.connectors import Connectors
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import TeamsPlace

Json = dict[str, Any]
SUGGESTED = {"text": "x", "suggestedActions": {"actions": [{"type": "imBack", "title": "More", "value": "More"}]}}


@asynccontextmanager
async def connector(heard: list[tuple[str | None, Json]]) -> AsyncIterator[str]:
    """The address of a connector over http; it keeps what it hears, as `(authorization, body)`."""

    async def take(request: web.Request) -> web.Response:
        heard.append((request.headers.get("authorization"), await request.json()))
        return web.json_response({"id": "1"})

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/_connector"
    finally:
        await runner.cleanup()


def place(url: str) -> TeamsPlace:
    return TeamsPlace(url, "72f988bf", "a:1abc", "personal", "28:bot", member="29:1abc")


def test_what_is_sent_has_no_token_and_no_suggestions() -> None:
    heard: list[tuple[str | None, Json]] = []

    async def run() -> None:
        async with connector(heard) as url:
            connectors = Connectors(None)
            assert await connectors.send(place(url), SUGGESTED) == "1"
            await connectors.update(place(url), "1", SUGGESTED)
            assert await connectors.fetch_token() == ""
            await connectors.close()

    asyncio.run(run())
    assert [token for token, _ in heard] == [None, None]
    assert [(body["text"], "suggestedActions" in body, body["recipient"]) for _, body in heard] == [
        ("x", False, {"id": "29:1abc"})
    ] * 2


@pytest.mark.parametrize("url", ["https://smba.trafficmanager.net/emea/", "http://10.0.0.7/", "http://localhost.x/"])
def test_no_other_machine_is_called(url: str) -> None:
    async def run() -> None:
        connectors = Connectors(None)
        with pytest.raises(ConnectorError, match="bad_service_url"):
            await connectors.send(place(url), {"text": "x"})
        await connectors.close()

    asyncio.run(run())
