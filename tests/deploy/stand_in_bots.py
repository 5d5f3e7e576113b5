"""Small servers in the bots' place, as processes that tests stop, kill and start again."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.servers.elasticsearch import free_ports

_PROGRAM = Path(__file__).with_name("stand_in_bot.py")


class StandInBot:
    """One process at a port that stays its own."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it."""
        self._process = subprocess.Popen([sys.executable, "-S", str(_PROGRAM), str(self.port)])

    def wait(self) -> None:
        """Returns once it answers."""
        until = time.monotonic() + 60
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{self.port}/", timeout=30)
                return
            except httpx.TransportError:
                assert time.monotonic() < until
                time.sleep(0.05)

    def signal(self, number: int) -> None:
        """Sends it a signal."""
        assert self._process is not None
        self._process.send_signal(number)

    def kill(self) -> None:
        """Ends it as a crash would."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()


@contextmanager
def stand_in_bots(count: int = 3) -> Iterator[list[StandInBot]]:
    """Running ones; all end with the block."""
    bots = [StandInBot(port) for port in free_ports(count)]
    for bot in bots:
        bot.start()
    try:
        for bot in bots:
            bot.wait()
        yield bots
    finally:
        for bot in bots:
            bot.kill()
