"""One process of the bot as it is put together, on an event loop and threads of its own: the one place that knows."""

import asyncio
import threading
from collections.abc import Coroutine
from concurrent.futures import FIRST_COMPLETED, Future, wait
from typing import Any, TypeVar

import httpx
from starlette.applications import Starlette

from bot.engine_parts import Place
from bot.processes.bot_process import BotProcess
from bot.settings import BotSettings
from bot.web.app import build_web
from bot.wiring import Engine
from tests.bot.fake_chat import FakeAnswerer
from tests.pipelines.hashed_embedder import HashedEmbedder

PATIENCE = 30.0
"""Seconds within which anything happens that is waited for; the machine that runs the tests may be busy."""
_Result = TypeVar("_Result")


class BotEngine(Engine):
    """The engine of one process: its embedder needs no model, and what answers may be given by a test."""

    embedder = HashedEmbedder()  # type: ignore[assignment]

    def __init__(self, settings: BotSettings, answers: FakeAnswerer | None, place: Place | None = None) -> None:
        super().__init__(settings, place)
        self._given = answers

    def embedder_of(self, generation: Any) -> Any:
        """The one that there is."""
        return self.embedder

    @property
    def answerer(self) -> Any:
        """What the test gave, else the real one."""
        return self._given or super().answerer


class RunningProcess:
    """One process. It can be asked over HTTP, ended in order, and killed: then none of it runs any more."""

    def __init__(self, settings: BotSettings, answers: FakeAnswerer | None, place: Place | None = None) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="bot", daemon=True)
        self._thread.start()
        self.engine = BotEngine(settings, answers, place)
        self.bot = BotProcess(self.engine)
        self.app = app = build_web(self.bot)
        self._leaving, ready = asyncio.Event(), Future[None]()
        self._served = asyncio.run_coroutine_threadsafe(self._serve(app, ready), self.loop)
        wait((ready, self._served), 2 * PATIENCE, FIRST_COMPLETED)
        if not ready.done():
            self._served.result(0)
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        self._http = httpx.AsyncClient(transport=transport, base_url="http://bot.test")

    def request(self, method: str, path: str, **what: Any) -> httpx.Response:
        """The answer to a request."""
        return self.run(self._http.request(method, path, **what))

    def stop(self) -> None:
        """Ends in order."""
        self.loop.call_soon_threadsafe(self._leaving.set)
        self._served.result(2 * PATIENCE)
        self.run(self._http.aclose())
        self.kill()
        self.engine.__exit__()

    async def _serve(self, app: Starlette, ready: "Future[None]") -> None:
        """From start to end in one task, as a server does it: parts of the bot insist on that."""
        async with app.router.lifespan_context(app):
            ready.set_result(None)
            await self._leaving.wait()

    def kill(self) -> None:
        """Ends as by a power cut: nothing that was begun is ended or tidied up."""
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)

    def run(self, work: Coroutine[Any, Any, _Result]) -> _Result:
        """What the work gives, done in the process."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(2 * PATIENCE)
