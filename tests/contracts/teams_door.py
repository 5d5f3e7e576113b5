"""A server with Teams' address alone, for the tests of its doors."""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import uvicorn
from fastapi import FastAPI

from bot.teams.directory.connectors import Connectors
from bot.teams.inbound.adapter import Turns
from bot.teams.inbound.door import Door
from bot.teams.inbound.keys import IssuerKeys
from bot.teams.inbound.routes import teams_routes
from bot.web.http_deadlines import DeadlineProtocol
from tests.servers.teams_issuer import APP

Json = dict[str, Any]

SERVICE = "https://smba.trafficmanager.net/emea/72f988bf/"
ACTIVITY: Json = {
    "type": "message",
    "id": "1764331200000",
    "channelId": "msteams",
    "serviceUrl": SERVICE,
    "from": {"id": "29:1abc", "aadObjectId": "9d2a1f3e-0000-4000-8000-000000000001"},
    "recipient": {"id": f"28:{APP}"},
    "conversation": {"id": "a:1abc", "conversationType": "personal"},
    "text": "How many days off?",
    "channelData": {"tenant": {"id": "72f988bf"}},
}


@dataclass
class Answer:
    """An `InvokeAnswer`."""

    status: int
    body: Json | None


@dataclass
class AtTheDoor:
    """A server with Teams' address; `taken` is what came through, `answers` what each of it is answered with."""

    url: str
    http: aiohttp.ClientSession
    keys: IssuerKeys | None = None
    taken: list[Json] = field(default_factory=list)
    counted: list[int] = field(default_factory=list)
    answer: Answer | Exception | None = None

    async def send(self, activity: object, authorization: str = "", **headers: str) -> int:
        """The status for an activity, or for bytes as they are."""
        status, _ = await self.answered(activity, authorization, **headers)
        return status

    async def answered(self, activity: object, authorization: str = "", **headers: str) -> tuple[int, bytes]:
        body = activity if isinstance(activity, bytes) else json.dumps(activity).encode()
        given = {"content-type": "application/json"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        if authorization:
            given["authorization"] = authorization
        async with self.http.post(self.url, data=body, headers=given) as response:
            return response.status, await response.read()

    async def take(self, activity: Json) -> Answer | None:
        """Takes what came through."""
        self.taken.append(activity)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@contextlib.asynccontextmanager
async def opened(door: Door, keys: IssuerKeys | None = None, body_seconds: float = 5) -> AsyncIterator[AtTheDoor]:
    """The server, with this door."""
    listener = socket.create_server(("127.0.0.1", 0))
    async with aiohttp.ClientSession() as http:
        at = AtTheDoor(f"http://127.0.0.1:{listener.getsockname()[1]}/api/messages", http, keys)
        connectors = Connectors(None)
        app = FastAPI()
        turns = Turns(lambda url: connectors)
        app.include_router(
            teams_routes(door, turns, at.take, lambda status, _: at.counted.append(status), body_seconds)
        )
        server = uvicorn.Server(uvicorn.Config(app, http=DeadlineProtocol, log_config=None, access_log=False))
        serving = asyncio.create_task(server.serve([listener]))
        while not server.started:
            await asyncio.sleep(0.01)
        try:
            yield at
        finally:
            server.should_exit = True
            await serving
            await connectors.close()
