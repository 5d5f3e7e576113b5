"""The bot in an emulated chat, as an admin runs it: one command, over the sample documents."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar

import httpx

from tests.journeys.conftest import Tcbot
from tests.journeys.loaded_program import LoadedProcess

START_SECONDS = 120.0


class ChatServers(Protocol):
    """Servers that send what people do to a port of this machine."""

    bot_port: int


class ChatPeople(Protocol):
    """People in a chat, who can also ask the bot's own addresses."""

    def bot(self, path: str) -> httpx.Response:
        """What the bot says at this path."""
        ...

    def close(self) -> None:
        """Lets them go."""
        ...


Servers = TypeVar("Servers", bound=ChatServers)
People = TypeVar("People", bound=ChatPeople)


@dataclass
class ChatBot(Generic[Servers, People]):
    """A running bot, the servers of its chat, and those who talk to it there."""

    tcbot: Tcbot
    servers: Servers
    people: People
    settings: dict[str, str] = field(default_factory=dict)
    command: str = "web"
    process: LoadedProcess | None = None

    @property
    def log(self) -> str:
        """What the bot wrote to standard error."""
        return self._log_file.read_text(encoding="utf-8", errors="replace")

    @property
    def _log_file(self) -> Path:
        return self.tcbot.home.parent / "web.log"

    def start(self) -> None:
        """Starts it, and waits until it is ready."""
        arguments = [self.command, "--port", str(self.servers.bot_port)]
        self.process = self.tcbot.start(*arguments, log=self._log_file, **self.settings)
        until = time.monotonic() + START_SECONDS
        while not self._is_ready():
            assert self.process.poll() is None, self.log
            assert time.monotonic() < until, self.log
            time.sleep(0.1)

    def kill(self) -> None:
        """Ends it as a power cut would; its worker follows by itself."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> int:
        """Ends it as a supervisor would; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(60)

    def _is_ready(self) -> bool:
        with contextlib.suppress(OSError, Exception):
            return self.people.bot("/readyz").status_code == 200
        return False


@contextlib.contextmanager
def started(bot: ChatBot[Any, Any]) -> Iterator[None]:
    """Runs the bot as long as the block lasts."""
    try:
        bot.start()
        yield
    finally:
        bot.people.close()
        if bot.process is not None and bot.process.poll() is None:
            bot.process.terminate()
            try:
                bot.process.wait(60)
            except subprocess.TimeoutExpired:
                bot.process.kill()
