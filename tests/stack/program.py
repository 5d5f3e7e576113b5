"""A program of the stack: started, killed, hung and told to end, as a machine and its operator do it."""

import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

START_SECONDS = 180.0
STOP_SECONDS = 90.0
"""What deploy/systemd gives the slowest of them."""


class Program:
    """One process with these arguments, started again with the same ones; its words go to a log of its own.

    `is_ready` raises or says False as long as it isn't; `address` is where it shows how it is.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        folder: Path,
        variables: Mapping[str, str],
        is_ready: Callable[[], bool],
        address: str = "",
    ) -> None:
        self.name, self.address = name, address
        self.log = folder / f"{name}.log"
        self.command, self.variables = list(command), dict(variables)
        self._folder, self._is_ready = folder, is_ready
        self._process: subprocess.Popen[bytes] | None = None
        self._said_before = 0

    @property
    def said(self) -> str:
        """What it wrote since it was started last."""
        with self.log.open("rb") as log:
            log.seek(self._said_before)
            return log.read().decode("utf-8", "replace")

    @property
    def pid(self) -> int:
        """Its number; raises `ProcessLookupError` where it was never started."""
        if self._process is None:
            raise ProcessLookupError(self.name)
        return self._process.pid

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self._process is not None and self._process.poll() is None

    @property
    def is_ready(self) -> bool:
        """Whether it answers as it does at work."""
        with suppress(Exception):
            return self.is_running and self._is_ready()
        return False

    def start(self) -> None:
        """Starts it and goes on at once."""
        with self.log.open("ab") as log:
            self._said_before = log.tell()
            self._process = subprocess.Popen(
                self.command,
                cwd=self._folder,
                env=self.variables,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl-C is for who started the stack
            )

    def wait(self, seconds: float = START_SECONDS) -> None:
        """Until it is ready; raises `RuntimeError` with its last words where it isn't."""
        until = time.monotonic() + seconds
        while not self.is_ready:
            if not self.is_running or time.monotonic() > until:
                raise RuntimeError(f"{self.name} did not become ready. It said: {self.said[-2000:]}")
            time.sleep(0.2)

    def kill(self) -> None:
        """Ends it and its children at once, as a power cut would."""
        if self._process is not None:
            kill_tree(self._process.pid)
            self._process.wait(30)

    def stop(self) -> int:
        """Ends it as a supervisor does, SIGTERM and then patience; its exit code. Raises where that isn't enough."""
        assert self._process is not None
        self._process.terminate()
        try:
            return self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def close(self) -> None:
        """Ends it, in order where it still can."""
        if self.is_running:
            with suppress(subprocess.TimeoutExpired):
                self.stop()


def kill_tree(pid: int) -> None:
    """Kills a process and all below it."""
    for each in _tree(pid):
        with suppress(psutil.NoSuchProcess):
            each.kill()


@contextmanager
def hung(pid: int) -> Iterator[None]:
    """A process and all below it stand still as long as the block lasts: they hold what they hold and answer nobody."""
    stopped = _tree(pid)
    for each in stopped:
        with suppress(psutil.NoSuchProcess):
            each.send_signal(signal.SIGSTOP)
    try:
        yield
    finally:
        for each in stopped:
            with suppress(psutil.NoSuchProcess):
                each.send_signal(signal.SIGCONT)


def _tree(pid: int) -> list[psutil.Process]:
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []
