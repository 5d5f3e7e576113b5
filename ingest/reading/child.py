"""The parent's side of the child process that reads strangers' files: start, feed, watch, kill."""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ingest
from ingest.confinement.deadline import Deadline
from ingest.formats.errors import SENTENCES, UnreadableFileError
from ingest.formats.limits import ParseLimits

LINE_OVERHEAD = 1 << 20
MEMORY_SIGNALS = frozenset({6, 9})  # abort after a failed allocation; the kernel's out-of-memory killer
CPU_SIGNAL = 24


@dataclass(frozen=True, slots=True)
class Request:
    """One file to read: by which parser module, under which name, within which limits.

    `seconds` are those that the child may take; `pictures` and `attachments` say what is wanted beside the pages.
    `insists`: the file is refused where the kernel leaves a gap in the child's confinement.
    """

    path: Path
    name: str
    parser: str
    limits: ParseLimits
    seconds: float
    pictures: bool = False
    attachments: bool = False
    insists: bool = False

    def as_line(self) -> bytes:
        """The request as the child reads it."""
        message = {
            "path": str(self.path.absolute()),
            "name": self.name,
            "parser": self.parser,
            "limits": self.limits.as_dict(),
            "pictures": self.pictures,
            "attachments": self.attachments,
            "insists": self.insists,
        }
        return json.dumps(message).encode() + b"\n"


def _environment(roots: Sequence[Path]) -> dict[str, str]:
    """Only what Python needs to start: settings and secrets stay on this side."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "LANG", "LC_ALL") if name in os.environ}
    return {**kept, "PYTHONPATH": os.pathsep.join(str(root) for root in roots), "PYTHONUTF8": "1"}


@dataclass(slots=True)
class ParserChild:
    """A child process that reads one file after the other, each in a confined fork. For one thread at a time.

    Starting costs some 50 ms and is done at the first request, and again after a kill. `roots` are further folders
    to import parsers from.
    """

    roots: tuple[Path, ...] = ()
    _process: subprocess.Popen[bytes] | None = field(default=None, init=False)

    def read(self, request: Request) -> Iterator[tuple[str, Any]]:
        """The child's messages for this file as (kind, value), until it is done.

        Raises `UnreadableFileError` for all that goes wrong; stopping half-way kills the child. Time that the caller
        takes between two messages isn't the child's.
        """
        process = self._running()
        late = threading.Event()

        def stop() -> None:
            late.set()
            self._kill(process)

        deadline = Deadline(request.seconds, stop)
        finished = False
        token = secrets.token_hex(16)
        try:
            for kind, value in self._messages(process, request, token):
                if kind == "exit":
                    if value.get("token") != token:  # said by the fork itself, which lives on
                        break
                    finished = True
                    deadline.cancel()
                    _check_exit(value, request.limits)
                    return
                with deadline.paused():
                    yield kind, value
            if late.is_set():
                raise UnreadableFileError("took_too_long", limit=_duration(request.seconds))
            raise UnreadableFileError("crashed")
        finally:
            deadline.cancel()
            if not finished or late.is_set() or not hasattr(os, "fork"):  # without fork a child serves once
                self.close()

    def close(self) -> None:
        """Ends the child process, at once."""
        process, self._process = self._process, None
        if process is not None:
            self._kill(process)
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            process.wait()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.close()
            package = Path(next(iter(ingest.__path__))).parent
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-m", "ingest.parsers"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment((package, *self.roots)),
                process_group=0,  # no session of its own, where a worker's niceness would count for nothing
            )
        return self._process

    @staticmethod
    def _kill(process: subprocess.Popen[bytes]) -> None:
        """Kills the child and its forks: they share a process group of their own where there are such groups."""
        if process.poll() is not None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()

    @staticmethod
    def _messages(process: subprocess.Popen[bytes], request: Request, token: str) -> Iterator[tuple[str, Any]]:
        """Parses the child's lines; a line that is no message of ours counts as a crash.

        The child reads `token` when the fork that read the file is dead, so nobody else can say that it is.
        """
        assert process.stdin is not None and process.stdout is not None
        with contextlib.suppress(BrokenPipeError):
            process.stdin.write(request.as_line() + token.encode() + b"\n")
            process.stdin.flush()
        longest = 6 * request.limits.max_page_characters + LINE_OVERHEAD
        while line := process.stdout.readline(longest):
            try:
                message = json.loads(line)
                ((kind, value),) = message.items()
            except (ValueError, AttributeError):
                return
            yield kind, value


def _duration(seconds: float) -> str:
    return f"{seconds:.0f} seconds" if seconds < 120 else f"{seconds / 60:.0f} minutes"


def _check_exit(exit_: dict[str, int], limits: ParseLimits) -> None:
    """Raises for a child that a signal ended, naming the limit that it most likely met."""
    if exit_["signal"] == 0:
        return
    if exit_["signal"] == CPU_SIGNAL:
        raise UnreadableFileError("took_too_long", limit=_duration(limits.cpu_seconds))
    used = exit_["max_rss"] * (1 if sys.platform == "darwin" else 1024)
    if used > 0.6 * limits.memory_bytes or exit_["signal"] in MEMORY_SIGNALS:
        raise UnreadableFileError("needs_too_much_memory")
    raise UnreadableFileError("crashed")


def raise_error(value: dict[str, Any]) -> None:
    """Raises what an `error` message says; a code that we don't have counts as a crash."""
    code, details = value.get("code"), value.get("details")
    if code not in SENTENCES or not isinstance(details, dict):
        raise UnreadableFileError("crashed")
    raise UnreadableFileError(code, **{str(key): str(text)[:200] for key, text in details.items()})
