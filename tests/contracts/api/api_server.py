"""The API as a bot process mounts it, over the service of the tests, on a real server in a thread of its own."""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from dataclasses import dataclass

import httpx2
import uvicorn
from fastapi import FastAPI

from bot.access.audience import Audience
from bot.access.web_scope import WebScope
from bot.api.opening import ApiSurroundings, open_api
from bot.chat.chat import Person
from bot.chat.role import Role
from bot.inbox.inbox import Inbox
from bot.records.api_keys import ApiKeys, NewKey
from bot.service.console.looking import Console
from bot.settings import BotSettings
from bot.threads.blocking import BlockingCalls
from tests.bot.chat_service import ChatService


@dataclass
class ApiServer:
    """A server; `client` calls it as the holder of a key does."""

    service: ChatService
    url: str
    audience: Audience

    def key(self, *scopes: str, role: Role | None = None, labels: tuple[str, ...] = ("everyone",)) -> str:
        """A new key with these scopes, to ask and read without any."""
        from bot.api.callers.caller import ApiScope, role_for

        named = frozenset(scopes or ("ask", "read"))
        new = NewKey("test", role or role_for([ApiScope(each) for each in named]), named, frozenset(labels), 1)
        return ApiKeys(self.service.holdings.database).create(new, "test")[0]

    def client(self, key: str = "", **headers: str) -> httpx2.Client:
        """A client, with a key or without."""
        proof = {"Authorization": f"Bearer {key}"} if key else {}
        return httpx2.Client(base_url=self.url, headers={**proof, **headers}, timeout=30)


@contextmanager
def api_server(service: ChatService, settings: BotSettings | None = None) -> Iterator[ApiServer]:
    """The server, until the end of the block."""
    database = service.holdings.database

    async def nobody(_person: Person) -> None:
        return None

    async def parts() -> dict[str, str]:
        return {"records": "ok", "search": "ok"}

    granted = service.holdings.library.granted.all_labels
    service.audience = Audience(granted, elsewhere=WebScope(service.people, ApiKeys(database), granted, nobody))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        with service.assistant() as assistant, closing(BlockingCalls(2, "console")) as calls:
            around = ApiSurroundings(
                settings=settings or BotSettings(max_file_mb=2),
                database=database,
                assistant=assistant,
                throttle=service.throttle,
                roles=service.roles,
                version="1",
                counted=lambda _status, _seconds: None,
                console=Console(
                    calls=calls,
                    database=database,
                    inbox=Inbox(database, "test"),
                    parts=parts,
                    questions_days=90,
                ),
            )
            async with open_api(around) as routes:
                app.router.routes.extend(routes)
                yield

    app = FastAPI(lifespan=lifespan, openapi_url=None)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = uvicorn.Server(uvicorn.Config(app, log_config=None, lifespan="on", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: asyncio.run(server.serve([listener])), daemon=True)
        thread.start()
        while not server.started:
            thread.join(0.02)
            assert thread.is_alive()
        try:
            yield ApiServer(service, f"http://127.0.0.1:{listener.getsockname()[1]}", service.audience)
        finally:
            server.should_exit = True
            thread.join()
