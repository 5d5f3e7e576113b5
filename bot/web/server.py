"""The server around the web application: one process, one event loop, until somebody says that it is enough."""

import asyncio
import signal
import socket
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

import uvicorn
from fastapi import FastAPI

from bot.engine_parts import check_confinement
from bot.processes.bot_process import BotProcess
from bot.web.app import build_web
from bot.web.http_deadlines import DeadlineProtocol
from bot.wiring import Engine
from pipelines.settings import SettingsError

GRACE_SECONDS = 5
SWITCH_SECONDS = 0.001
"""After how long a thread gives way to another. With Python's own 5 ms, busy threads hold up each acknowledgement."""
BACKLOG = 512


@contextmanager
def listening(host: str, port: int) -> Iterator[socket.socket]:
    """A socket that listens; raises `SettingsError` where the address is taken or not this machine's."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise SettingsError(
            f"I can't listen at {host}, port {port} ({error.strerror}). Use another --port or --host."
        ) from None
    with listener:
        yield listener


def run_bot(engine: Engine, host: str, port: int, on_ready: Callable[[], object]) -> None:
    """Is the bot over the engine's place until SIGTERM or SIGINT; raises `SettingsError`.

    Raises `NotConfinedError` where its own worker could read no file.
    """
    if engine.settings.redis_url is None and engine.settings.parse_confinement == "required":
        check_confinement(engine.settings)
    with listening(host, port) as listener:
        engine.forgetter  # noqa: B018 - records and index fail fast, before somebody thinks that it runs
        serve(build_web(BotProcess(engine)), listener, on_ready)


def serve(app: FastAPI, listener: socket.socket, on_ready: Callable[[], object]) -> None:
    """Serves until SIGTERM or SIGINT, then ends what is under way in order; raises what the application began with."""
    config = uvicorn.Config(
        app,
        http=DeadlineProtocol,
        log_config=None,
        access_log=False,
        lifespan="on",
        timeout_graceful_shutdown=GRACE_SECONDS,
        server_header=False,
    )
    server = uvicorn.Server(config)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        """uvicorn sends itself the signal once more when it has ended; by then all is done."""
        server.should_exit = True

    for each in (signal.SIGINT, signal.SIGTERM):
        signal.signal(each, stop)
    sys.setswitchinterval(SWITCH_SECONDS)
    asyncio.run(_served(server, listener, on_ready))
    problem: Exception | None = getattr(app.state, "problem", None)
    if problem is not None:
        raise problem


async def _served(server: uvicorn.Server, listener: socket.socket, on_ready: Callable[[], object]) -> None:
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started and not serving.done():
        await asyncio.sleep(0.02)
    if server.started:
        on_ready()
    await serving
