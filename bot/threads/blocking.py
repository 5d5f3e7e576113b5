"""Calls that block, kept away from the event loop: in a few threads of their own, so that nobody waits for them."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class BlockingCalls:
    """A pool of threads for the records and other things that know no `await`."""

    def __init__(self, threads: int, name: str) -> None:
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)

    async def run(self, call: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """What the call returns or raises; it sees the caller's context. One that is cancelled runs to its end all the
        same, unheard.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._pool, partial(copy_context().run, call, *args, **kwargs)
        )

    def close(self) -> None:
        """Lets the threads go; waits for none of them."""
        self._pool.shutdown(wait=False, cancel_futures=True)
