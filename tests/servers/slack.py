"""A Slack for tests: the emulator local-slack, with a proxy in front that adds what it lacks and judges every call."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.chat_tools import INSTALLED, free_ports, running, skip, tools

TOKEN, APP_TOKEN, SIGNING_SECRET = "xoxb-test-token", "xapp-test-token", "test-signing-secret"
EMULATOR = INSTALLED / "node_modules/local-slack-linux-x64/bin/local-slack"


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


@contextlib.contextmanager
def slack_servers(mode: str = "events") -> Iterator[SlackServers]:
    """The two servers on free ports, for `events` over HTTP, or for a `socket`, for which the proxy isn't good.

    Some 2 seconds to start, and a minute the first time.
    """
    folder = tools()
    if not EMULATOR.is_file():
        skip("There is no Slack emulator for this kind of machine.")
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
            *(str(EMULATOR), "--config"),
            *(str(run / "localslack.yaml"), "--port", str(emulator_port), "--base-host", "127.0.0.1"),
        ]
        preload = {"BUN_OPTIONS": f"--preload={folder / 'loopback.ts'}"}
        stack.enter_context(running(emulator, emulator_port, run, preload))
        variables = {
            "CHAT_TOOLS_HOME": str(INSTALLED),
            "PYTHONPATH": str(folder),
            "PYTHONDONTWRITEBYTECODE": "1",
            "EDGE_UPSTREAM": f"http://127.0.0.1:{emulator_port}",
            "SLACK_BOT_URL": f"http://127.0.0.1:{bot_port}/slack/events",
            "EDGE_STRICT": "1",
        }
        python = str(INSTALLED / "venv" / "bin" / "python")
        stack.enter_context(running([python, str(folder / "edge.py"), str(edge_port)], edge_port, run, variables))
        yield SlackServers(f"http://127.0.0.1:{emulator_port}", f"http://127.0.0.1:{edge_port}", bot_port)
