"""The chat tools: emulators of chats, which tests start for themselves on free ports.

They come from a folder beside the checkout, `../shared/tools/chat` (or `TCBOT_CHAT_TOOLS`); where that isn't there, or
can't be installed here, tests are skipped and say so.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

from tests.servers import unavailable

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / ".cache" / "chat-tools"
REMEDY = "Put the chat tools beside the checkout, or name their folder in TCBOT_CHAT_TOOLS; they need Node 20."
INSTALL_SECONDS, START_SECONDS = 600.0, 60.0


def tools() -> Path:
    """The folder of the chat tools, installed; skips where there is none."""
    named = os.environ.get("TCBOT_CHAT_TOOLS", "")
    beside = (parent / "shared" / "tools" / "chat" for parent in ROOT.resolve().parents)
    folder = Path(named) if named else next((each for each in beside if (each / "chat").is_file()), None)
    if folder is None or not (folder / "chat").is_file():
        skip(REMEDY)
    for program in ("node", "npm", "bash"):
        if shutil.which(program) is None:
            skip(f"{program} is missing. {REMEDY}")
    INSTALLED.mkdir(parents=True, exist_ok=True)
    with FileLock(INSTALLED.with_suffix(".lock")):  # tests run side by side
        done = subprocess.run(
            [str(folder / "chat"), "install"],
            env=os.environ | {"CHAT_TOOLS_HOME": str(INSTALLED)},
            capture_output=True,
            text=True,
            timeout=INSTALL_SECONDS,
            check=False,
        )
    if done.returncode or not (INSTALLED / "installed").exists():
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
        skip(f"{said[0][:200]} {REMEDY}")
    return folder


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path, variables: dict[str, str]) -> Iterator[None]:
    """A program that listens at a port of this machine, as long as the block lasts."""
    log = folder / f"{port}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=os.environ | variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        _wait_until_it_listens(process, port, log)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _wait_until_it_listens(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    lines = log.read_text(errors="replace").splitlines()[-3:]
    unavailable("An emulator of a chat", f"It is installed and did not start: {' | '.join(lines)[:300]}")


def skip(why: str) -> NoReturn:
    """Ends the test: what it needs is not here."""
    pytest.skip(f"The emulators of chats are not available. {why}")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
