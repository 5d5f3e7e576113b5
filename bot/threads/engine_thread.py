"""The engine's own event loop, in a thread of its own: its searching and planning delays no acknowledgement.

A pipeline copies, plans and schedules between its components in the loop that it runs in, for some milliseconds a
question; in the loop that serves a chat a hundred questions would hold up everything else.
"""

import asyncio
import os
import sys
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")

NICENESS = 5
"""Of the engine's threads: acknowledgements and first signs come before answers, which take longer anyway."""


class EngineThread:
    """One loop in one thread, begun when it is first needed. `threads` are those of the components that block."""

    def __init__(self, threads: int) -> None:
        self._threads = threads
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    async def run(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T:
        """What the coroutine returns or raises that `call` makes, in the engine's loop; a cancel reaches it there."""
        future = asyncio.run_coroutine_threadsafe(_called(call), self._running())
        return await asyncio.wrap_future(future)

    def close(self) -> None:
        """Ends the loop; what still runs there is dropped."""
        with self._starting:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(5)

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_default_executor(ThreadPoolExecutor(self._threads, "engine", _step_back))
                self._thread = threading.Thread(target=_serve, args=(self._loop,), name="engine", daemon=True)
                self._thread.start()
            return self._loop


async def _called(call: Callable[[], Coroutine[Any, Any, T]]) -> T:
    return await call()


def _step_back() -> None:
    """Lets every other thread run first where processors are scarce; on Linux a thread has a priority of its own."""
    if sys.platform == "linux":
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICENESS)


def _serve(loop: asyncio.AbstractEventLoop) -> None:
    _step_back()
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
    finally:
        loop.close()
