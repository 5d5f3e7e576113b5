"""A worker of another process: `python -m bot.processes.worker_child` works until its standard input ends."""

import os
import signal
import sys
import threading

from bot.engine_parts import Place
from bot.processes.start import start
from bot.processes.traced import traced
from bot.processes.worker_process import work
from bot.wiring import Engine
from pipelines.private_process import keep_memory_private

NICENESS = 10
"""Of the worker: on the one machine that it shares with the bot, people who ask come before files."""
DEMO = "demo"
"""The argument of a worker over the demo's own place."""


def main() -> None:
    """Works on the queue; the end of the process that holds the other end of the pipe, however it comes, is its own."""
    keep_memory_private()
    os.nice(NICENESS)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    settings = start()
    place = Place.demo(settings) if DEMO in sys.argv else Place.of(settings)
    with traced(settings), Engine(settings, place) as engine:
        work(engine, lambda: None)


def _end_with_parent() -> None:
    while os.read(sys.stdin.fileno(), 1024):  # not by its buffer, whose lock the interpreter wants at its end
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
