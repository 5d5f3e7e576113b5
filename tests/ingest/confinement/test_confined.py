"""Each limit of a confined program, met by a program that tries to break it; the real process every time."""

import os
import sys
import time
from pathlib import Path

import pytest

from ingest.confinement.confined import ProgramError, ProgramLimits, ProgramTooSlowError, run_confined

PYTHON = str(Path(sys.executable).resolve())
"""The interpreter itself: what makes it that of an environment lies where a program may not look."""
LIMITS = ProgramLimits(seconds=30, memory_bytes=512 * 2**20)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="this limit is the Linux kernel's")


def run(code: str, limits: ProgramLimits = LIMITS, given: bytes = b"", folder: Path | None = None) -> str:
    return run_confined([PYTHON, "-c", code], limits, given, folder=folder).decode().strip()


def test_a_program_gets_its_input_and_gives_its_output() -> None:
    assert run("import sys; print(sys.stdin.read().upper())", given=b"words" * 100_000) == "WORDS" * 100_000


def test_a_program_sees_no_settings_and_no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LLM_API_KEY", "hidden")
    names = run("import os; print(*os.environ)").split()
    assert "LLM_API_KEY" not in names and "PYTHONPATH" not in names and "PATH" in names


@linux
def test_a_program_is_as_nice_as_its_caller_in_the_session_where_that_counts_and_in_a_group_of_its_own() -> None:
    session, group, own, niceness = run("import os; print(os.getsid(0), os.getpgrp(), os.getpid(), os.nice(0))").split()
    assert int(session) == os.getsid(0)
    assert group == own != str(os.getpgrp())
    assert int(niceness) == os.nice(0)


@linux
def test_a_program_has_no_network() -> None:
    code = """
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
    try:
        print(socket.socket(family).connect_ex(("127.0.0.1", 9)))
    except OSError as error:
        print(error.errno)
"""
    found = run(code).split()
    if found[0] == "111":  # refused by a port nobody listens on: this kernel has neither seccomp nor namespaces
        pytest.skip("The kernel holds no program here.")
    assert set(found) <= {"1", "101"}


@linux
def test_a_program_that_eats_memory_fails() -> None:
    with pytest.raises(ProgramError):
        run("held = [bytearray(2**24) for _ in range(1000)]; print('ate')")


def test_a_program_that_hangs_is_stopped_at_its_deadline() -> None:
    begun = time.monotonic()
    with pytest.raises(ProgramTooSlowError):
        run("import time; time.sleep(600)", ProgramLimits(seconds=1, memory_bytes=512 * 2**20))
    assert time.monotonic() - begun < 20


@linux
def test_the_programs_that_a_program_starts_end_with_it(tmp_path: Path) -> None:
    code = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"], stdout=subprocess.DEVNULL)
print(child.pid, flush=True)
"""
    pid = int(run(code, folder=tmp_path))
    for _ in range(100):
        if not _is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"{pid} still runs")


def _is_running(pid: int) -> bool:
    try:
        return "Z" not in Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False


@linux
def test_a_program_that_writes_no_files_may_write_none(tmp_path: Path) -> None:
    with pytest.raises(ProgramError):
        run(f"import pathlib; pathlib.Path({str(tmp_path / 'file')!r}).write_text('x' * 10)")
    assert not (tmp_path / "file").exists() or (tmp_path / "file").stat().st_size == 0


@linux
def test_files_that_a_program_writes_stay_below_their_limit(tmp_path: Path) -> None:
    limits = ProgramLimits(seconds=30, memory_bytes=512 * 2**20, file_bytes=1000)
    with pytest.raises(ProgramError):
        run(
            f"import pathlib; pathlib.Path({str(tmp_path / 'file')!r}).write_text('x' * 100_000)",
            limits,
            folder=tmp_path,
        )
    assert (tmp_path / "file").stat().st_size <= 1000


def test_a_program_that_writes_without_end_is_stopped() -> None:
    limits = ProgramLimits(seconds=60, memory_bytes=512 * 2**20, output_bytes=10_000)
    with pytest.raises(ProgramError, match="more than 10000 bytes"):
        run("while True: print('x' * 1000)", limits)


def test_a_program_that_is_not_there_or_fails_is_an_error_without_its_words() -> None:
    with pytest.raises(ProgramError):
        run_confined(["no-such-program-here"], LIMITS)
    with pytest.raises(ProgramError) as caught:
        run("raise SystemExit('the text of a document')")
    assert "document" not in str(caught.value)


@linux
@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process of its own to kill")
def test_a_program_dies_with_the_process_that_started_it(tmp_path: Path) -> None:
    import signal
    import subprocess

    told = tmp_path / "pid"
    inner = f"import os, time; open({str(told)!r}, 'w').write(str(os.getpid())); time.sleep(600)"
    outer = (
        "import sys; from ingest.confinement.confined import *\n"
        f"limits, folder = ProgramLimits(600, 2**29, file_bytes=100), Path({str(tmp_path)!r})\n"
        f"run_confined([{PYTHON!r}, '-c', {inner!r}], limits, folder=folder)"
    )
    starter = subprocess.Popen([sys.executable, "-c", outer], cwd=Path(__file__).parents[3])
    for _ in range(300):
        if told.exists() and told.read_text():
            break
        time.sleep(0.1)
    pid = int(told.read_text())
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    for _ in range(100):
        if not _is_running(pid):
            return
        time.sleep(0.1)
    pytest.fail(f"{pid} still runs")


ESCAPES = """
import os, socket, subprocess
from pathlib import Path
def attempt(name, deed):
    try:
        deed()
    except OSError:
        return
    print(name)
attempt("another file", lambda: Path(OTHER).read_text())
attempt("the folder of another file", lambda: os.listdir(Path(OTHER).parent))
attempt("the system's secrets", lambda: Path("/etc/shadow").read_text())
attempt("its own process", lambda: Path("/proc/self/status").read_text())
attempt("the caller's memory", lambda: open(f"/proc/{CALLER}/mem", "rb"))
attempt("the caller's environment", lambda: open(f"/proc/{CALLER}/environ", "rb").read())
attempt("a signal to the caller", lambda: os.kill(CALLER, 0))
attempt("a file of others", lambda: Path(OTHER).with_name("made").write_text(""))
attempt("the end of a file of others", lambda: Path(OTHER).unlink())
attempt("the rights of a file of others", lambda: os.chmod(OTHER, 0o777))
attempt("a server at a file", lambda: socket.socket(socket.AF_UNIX).connect(SOCKET))
attempt("a session of its own", os.setsid)
"""


def escapes(tmp_path: Path, folder: Path | None) -> list[str]:
    import socket

    other = tmp_path / "others" / "file"
    other.parent.mkdir()
    other.write_text("another document", encoding="utf-8")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
        server.listen()
        named = f"OTHER, CALLER, SOCKET = {str(other)!r}, {os.getpid()}, {str(tmp_path / 'socket')!r}\n"
        found = run(named + ESCAPES, folder=folder)
    assert other.read_text(encoding="utf-8") == "another document"
    return found.split("\n") if found else []


@linux
def test_a_program_reaches_nothing_but_its_input(tmp_path: Path) -> None:
    assert_held()
    assert escapes(tmp_path, None) == []


@linux
def test_a_program_with_a_folder_reaches_nothing_beyond_it(tmp_path: Path) -> None:
    assert_held()
    folder = tmp_path / "own"
    folder.mkdir()
    assert escapes(tmp_path, folder) == []
    limits = ProgramLimits(seconds=30, memory_bytes=512 * 2**20, file_bytes=1000)
    run(f"from pathlib import Path; Path({str(folder / 'made')!r}).write_text('x')", limits, folder=folder)
    assert (folder / "made").read_text(encoding="utf-8") == "x"


@linux
def test_a_program_without_a_folder_starts_no_other(tmp_path: Path) -> None:
    assert_held()
    with pytest.raises(ProgramError):
        run("import os; os.fork()")


def assert_held() -> None:
    from ingest.parsers.parser_confinement import probe

    if probe().gaps:
        pytest.skip("The kernel holds no native code here.")
