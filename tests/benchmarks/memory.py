"""The most memory that this process and the processes it started held."""

import contextlib
import resource
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

EVERY = 0.25
"""Seconds between two looks at the children: each look costs milliseconds of what is being measured."""


class Memory:
    """Use as a context manager: `peak_mb` is the largest resident memory, in MB of 2**20 bytes.

    This process's is the kernel's own mark. Its children's, where they are watched, is the largest sum seen, and
    added: a little too much, since the two peaks may not coincide and pages shared after a fork count twice.
    """

    def __init__(self, watch_children: bool) -> None:
        self._of_children = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True) if watch_children else None

    def __enter__(self) -> Self:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        if self._thread:
            self._thread.join()

    @property
    def peak_mb(self) -> float:
        """The peak so far."""
        return (_own_bytes() + self._of_children) / 2**20

    def _watch(self) -> None:
        process = psutil.Process()
        while not self._stop.wait(EVERY):
            held = 0
            for child in process.children(recursive=True):
                with contextlib.suppress(psutil.Error):
                    held += child.memory_info().rss
            self._of_children = max(self._of_children, held)


def _own_bytes() -> int:
    """This process's mark; the resource usage has the parent's in it on Linux, where the two differ."""
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
