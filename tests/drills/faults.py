"""What a drill does to each part of the stack in turn, and how it is undone."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from tests.servers.forwarder import Forwarder
from tests.stack.program import Program, hung
from tests.stack.stack import Stack

AWAY_SECONDS = 10.0
RESTART_SECONDS = 2.0
"""What systemd waits before it starts a process again (deploy/systemd)."""


@dataclass(frozen=True)
class Fault:
    """`do` returns when it is over; what recovers by itself may still be at it."""

    part: str
    how: str
    do: Callable[[], None]


def faults(stack: Stack, model: Program) -> Iterator[Fault]:
    """All of them, part by part."""
    yield from _of_a_process(stack.bots[0], "one bot", stack.ways["bot-1"])
    yield Fault("the bots", "upgraded one by one", lambda: _one_by_one(stack, stack.bots))
    yield from _of_a_process(stack.workers[0], "one worker", None)
    yield Fault("the workers", "upgraded one by one", lambda: _one_by_one(stack, stack.workers))
    for name, store in stack.stores.items():
        way = stack.ways[name]
        yield Fault(name, "killed", lambda store=store: _killed(store.kill, store.start))  # type: ignore[misc]
        yield Fault(name, "hung", lambda store=store: _hung(store.pid()))  # type: ignore[misc]
        yield Fault(name, "cut off", lambda way=way: _cut(way))  # type: ignore[misc]
        yield Fault(name, "restarted in order", lambda store=store: _killed(store.stop, store.start))  # type: ignore[misc]
    yield from _of_a_process(model, "the model server", stack.ways["model"])
    yield Fault("the model server", "restarted in order", lambda: _killed(model.stop, model.start))
    yield Fault("nginx", "reloaded", stack.nginx.reload)
    yield from _of_a_process(stack.prometheus, "Prometheus", None)


def _of_a_process(program: Program, name: str, way: Forwarder | None) -> Iterator[Fault]:
    yield Fault(name, "killed", lambda: _killed(program.kill, program.start))
    yield Fault(name, "hung", lambda: _hung(program.pid))
    if way is not None:
        yield Fault(name, "cut off", lambda: _cut(way))


def _killed(kill: Callable[[], object], start: Callable[[], object]) -> None:
    kill()
    time.sleep(RESTART_SECONDS)
    start()


def _hung(pid: int) -> None:
    with hung(pid):
        time.sleep(AWAY_SECONDS)


def _cut(way: Forwarder) -> None:
    with way.away():
        time.sleep(AWAY_SECONDS)


def _one_by_one(stack: Stack, programs: list[Program]) -> None:
    """As deploy/systemd/README.md says: each is ready before the next is told to end."""
    for each in programs:
        stack.replace(each, stack.release)
