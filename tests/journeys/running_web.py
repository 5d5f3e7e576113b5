"""`tcbot web` without a chat: for its API, its sign-in, and what stands in front of it."""

import contextlib
import time
from collections.abc import Iterator

import httpx

from tests.journeys.conftest import Tcbot

START_SECONDS = 240.0


@contextlib.contextmanager
def running_web(tcbot: Tcbot, port: int, **settings: str) -> Iterator[str]:
    """Runs it at a port of this machine as long as the block lasts; its address, once it is ready."""
    log = tcbot.home.parent / f"web-{port}.log"
    process = tcbot.start("web", "--port", str(port), log=log, **settings)
    try:
        address, until = f"http://127.0.0.1:{port}", time.monotonic() + START_SECONDS
        while not _is_ready(address):
            assert process.poll() is None and time.monotonic() < until, log.read_text(errors="replace")[-2000:]
            time.sleep(0.2)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _is_ready(address: str) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return httpx.get(f"{address}/readyz", timeout=30).is_success
    return False
