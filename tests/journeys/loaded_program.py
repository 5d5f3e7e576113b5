"""Our programs in processes of their own that begin with their modules loaded: each is spared seconds of imports.

They are forked from a process that has imported them and nothing else: no thread runs there, no setting was read, no
file is open. How `tcbot` starts by itself is what `test_demo.py` and the stack's tests show.
"""

import atexit
import gc
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from pipelines.privacy import contact_nobody

contact_nobody()  # as the program does before it loads the rest

MODULES = (
    *("bot.__main__", "bot.command_line.asking", "bot.processes.bot_process", "pipelines.answering.answerer"),
    *("tests.journeys.worker_process", "haystack.tools", "openvino", "tokenizers"),
)


class LoadedProcess:
    """A process that runs; what `subprocess.Popen` tells of one, and does to it."""

    def __init__(
        self,
        main: Callable[[list[str]], None],
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        out: Path,
        err: Path,
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *MODULES])
        given = (main, list(arguments), dict(environment), folder, out, err)
        self._process = context.Process(target=_run, args=given, daemon=True)  # none outlives the tests
        self._process.start()

    @property
    def pid(self) -> int:
        assert self._process.pid is not None
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        """Its exit code; raises `subprocess.TimeoutExpired`."""
        self._process.join(timeout)
        if self._process.exitcode is None:
            raise subprocess.TimeoutExpired("a loaded program", timeout or 0.0)
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        self._process.terminate()

    def kill(self) -> None:
        self._process.kill()


def tcbot(arguments: list[str]) -> None:
    """`tcbot` with these arguments."""
    from bot.__main__ import main

    sys.argv = ["tcbot", *arguments]
    main()


def run(arguments: Sequence[str], environment: Mapping[str, str], folder: Path, limit: float) -> tuple[int, str, str]:
    """Runs `tcbot` to its end in that folder: its exit code, output and errors. Raises `subprocess.TimeoutExpired`."""
    with tempfile.TemporaryDirectory() as place:
        out, err = Path(place, "out"), Path(place, "err")
        process = LoadedProcess(tcbot, arguments, environment, folder, out, err)
        try:
            code = process.wait(limit)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        return code, out.read_text(encoding="utf-8"), err.read_text(encoding="utf-8")


def _run(
    main: Callable[[list[str]], None],
    arguments: list[str],
    environment: dict[str, str],
    folder: Path,
    out: Path,
    err: Path,
) -> None:
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    appended = os.O_WRONLY | os.O_APPEND
    for file, number, how in ((Path(os.devnull), 0, os.O_RDONLY), (out, 1, appended), (err, 2, appended)):
        opened = os.open(file, how | os.O_CREAT, 0o600)
        os.dup2(opened, number)
        os.close(opened)
    code: object = 0
    try:
        main(arguments)
    except SystemExit as end:
        code = end.code
    # A process of this kind doesn't do by itself what others do at their end.
    atexit._run_exitfuncs()
    gc.collect()  # connections are closed, and what they had to write is written
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(code)
