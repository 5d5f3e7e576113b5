"""A Slack for tests: the emulator local-slack, with a proxy in front that adds what it lacks and judges every call.

Both come from a folder beside the checkout, `../shared/tools/chat` (or `TCBOT_CHAT_TOOLS`); where that isn't there, or
can't be installed here, tests are skipped and say so.
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from filelock import FileLock

ROOT = Path(__file__).parents[2]
INSTALLED = ROOT / ".cache" / "chat-tools"
REMEDY = "Put the chat tools beside the checkout, or name their folder in TCBOT_CHAT_TOOLS; they need Node 20."
TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-test-token", "xapp-test-token", "test-signing-secret"
INSTALL_SECONDS, START_SECONDS = 600.0, 60.0


@dataclass(frozen=True)
class SlackServers:
    """Where the emulator and the proxy listen, and where they send events: `bot_port` is the bot's to take."""

    emulator: str
    edge: str
    bot_port: int

    @property
    def api_url(self) -> str:
        """The Web API for the bot, through the proxy."""
        return f"{self.edge}/api"

    def settings(self) -> dict[str, str]:
        """What the bot's environment has to say."""
        return {"SLACK_BOT_TOKEN": TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET, "SLACK_API_URL": self.api_url}


def tools() -> Path:
    """The folder of the chat tools, installed; skips where there is none."""
    named = os.environ.get("TCBOT_CHAT_TOOLS", "")
    beside = (parent / "shared" / "tools" / "chat" for parent in ROOT.resolve().parents)
    folder = Path(named) if named else next((each for each in beside if (each / "chat").is_file()), None)
    if folder is None or not (folder / "chat").is_file():
        _skip(REMEDY)
    for program in ("node", "npm", "bash"):
        if shutil.which(program) is None:
            _skip(f"{program} is missing. {REMEDY}")
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
    if done.returncode or not (INSTALLED / "node_modules/local-slack-linux-x64/bin/local-slack").is_file():
        said = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
        _skip(f"{said[0][:200]} {REMEDY}")
    return folder


@contextlib.contextmanager
def slack_servers(mode: str = "events") -> Iterator[SlackServers]:
    """The two servers on free ports, for `events` over HTTP, or for a `socket`, for which the proxy isn't good.

    Some 2 seconds to start, and a minute the first time.
    """
    folder = tools()
    emulator_port, edge_port, bot_port = free_ports(3)
    run = Path(tempfile.mkdtemp(prefix="tcbot-slack-"))
    config = (folder / "config" / "localslack.yaml").read_text(encoding="utf-8")
    config = config.replace("@MODE@", mode).replace("@REQUEST_URL@", f"http://127.0.0.1:{edge_port}/deliver")
    if mode == "socket":
        config = "".join(each for each in config.splitlines(True) if "requestUrl:" not in each)
    (run / "localslack.yaml").write_text(config, encoding="utf-8")
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, run, ignore_errors=True)
        emulator = [
            *(str(INSTALLED / "node_modules/local-slack-linux-x64/bin/local-slack"), "--config"),
            *(str(run / "localslack.yaml"), "--port", str(emulator_port), "--base-host", "127.0.0.1"),
        ]
        preload = {"BUN_OPTIONS": f"--preload={folder / 'loopback.ts'}"}
        stack.enter_context(_running(emulator, emulator_port, run, preload))
        variables = {
            "CHAT_TOOLS_HOME": str(INSTALLED),
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "EDGE_UPSTREAM": f"http://127.0.0.1:{emulator_port}",
            "SLACK_BOT_URL": f"http://127.0.0.1:{bot_port}/slack/events",
            "EDGE_STRICT": "1",
        }
        python = str(INSTALLED / "venv" / "bin" / "python")
        stack.enter_context(_running([python, str(folder / "edge.py"), str(edge_port)], edge_port, run, variables))
        yield SlackServers(f"http://127.0.0.1:{emulator_port}", f"http://127.0.0.1:{edge_port}", bot_port)


@contextlib.contextmanager
def _running(command: list[str], port: int, folder: Path, variables: dict[str, str]) -> Iterator[None]:
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
    _skip(f"It did not start: {' | '.join(lines)[:300]}")


def _skip(why: str) -> NoReturn:
    pytest.skip(f"The Slack emulator is not available. {why}")


def free_ports(count: int) -> list[int]:
    """Ports of this machine that nobody listens at."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
