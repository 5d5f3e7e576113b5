"""Runs another program over a stranger's file, with as little as it needs: no network, no file but its own.

As a program (`python -m ingest.confinement.confined LIMITS FOLDER COMMAND…`) it gives these up, then becomes the
command.
"""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from ingest.confinement.deadline import Deadline
from ingest.confinement.program_confinement import confine_program
from ingest.confinement.steps import die_with_parent, limit_resources

PACKAGES = Path(__file__).parents[2]
CPU_SIGNAL = 24
KEPT = ("PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX")
"""What a program needs to find itself and its data; settings and secrets stay on this side."""
NOT_CONFINED, NOT_THERE = 125, 127
"""Exit codes of ours before the program begins."""


class ProgramError(Exception):
    """A program failed or was stopped; the message says which, and nothing of what it was given."""


class ProgramTooSlowError(ProgramError):
    """A program was stopped by its deadline or its processor time."""


@dataclass(frozen=True, slots=True)
class ProgramLimits:
    """What one run of a program may cost. The operating system holds all but `seconds` and `output_bytes`.

    `file_bytes` is how large any file may become that it writes: 0 for a program that writes none. `insists`: it isn't
    started where the kernel leaves a gap in its confinement.
    """

    seconds: float
    memory_bytes: int
    output_bytes: int = 16 * 2**20
    file_bytes: int = 0
    open_files: int = 256
    insists: bool = False

    @property
    def cpu_seconds(self) -> int:
        """Processor time: as much as one core has until the deadline."""
        return int(self.seconds) + 1


def run_confined(
    command: Sequence[str],
    limits: ProgramLimits,
    given: bytes = b"",
    environment: dict[str, str] | None = None,
    folder: Path | None = None,
) -> bytes:
    """What the program writes to its standard output, having been given `given` on its standard input.

    It sees `environment` and `KEPT` alone. `folder` is its own: there alone it may write, and only with one may it
    start further processes. Raises `ProgramTooSlowError`, or `ProgramError` where it fails, writes too
    much or isn't there. Costs 30 ms beside the program itself.

    It has a group of its own, to be killed as one, but no session: where Linux groups by sessions (`sched_autogroup`),
    the caller's niceness would count for nothing there.
    """
    itself = [sys.executable, "-P", "-s", "-m", "ingest.confinement.confined"]
    process = subprocess.Popen(
        [*itself, json.dumps(asdict(limits)), str(folder or ""), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PYTHONPATH": str(PACKAGES), **_kept_environment(), **(environment or {})},
        process_group=0,
    )
    assert process.stdin is not None and process.stdout is not None
    late = threading.Event()

    def stop() -> None:
        late.set()
        _kill(process)

    deadline = Deadline(limits.seconds, stop)
    feeder = threading.Thread(target=_feed, args=(process, given), daemon=True)
    feeder.start()
    try:
        written = process.stdout.read(limits.output_bytes + 1)
        if len(written) > limits.output_bytes:
            _kill(process)
        code = process.wait()
    finally:
        _kill(process)  # and whatever it has started
        process.wait()
        deadline.cancel()
        feeder.join()
        process.stdout.close()
    if late.is_set() or code == -CPU_SIGNAL:
        raise ProgramTooSlowError(f"{Path(command[0]).name} took longer than {limits.seconds:.0f} s.")
    if len(written) > limits.output_bytes:
        raise ProgramError(f"{Path(command[0]).name} wrote more than {limits.output_bytes} bytes.")
    if code != 0:
        raise ProgramError(f"{Path(command[0]).name} ended with {code}.")
    return written


def _kept_environment() -> dict[str, str]:
    return {name: os.environ[name] for name in KEPT if name in os.environ}


def _feed(process: "subprocess.Popen[bytes]", given: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(OSError):
        process.stdin.write(given)
    with contextlib.suppress(OSError):
        process.stdin.close()


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """Kills the program's whole group."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def main() -> None:
    """Gives up what isn't needed, then becomes the command."""
    limits, folder, command = ProgramLimits(**json.loads(sys.argv[1])), sys.argv[2], sys.argv[3:]
    die_with_parent()
    program = shutil.which(command[0])
    if program is None:
        sys.exit(NOT_THERE)
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    limit_resources(limits.memory_bytes, limits.cpu_seconds, limits.open_files, limits.file_bytes)
    held = confine_program(Path(program), Path(folder) if folder else None, environment)
    if limits.insists and held.gaps:
        sys.exit(NOT_CONFINED)
    os.execve(program, command, environment)  # nosec B606 # noqa: S606 - a list of arguments, no shell


if __name__ == "__main__":
    main()
