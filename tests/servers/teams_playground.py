"""A Teams for tests: Microsoft's 365 Agents Playground, a third party's client and connector, with ids of real shapes.

It comes with the chat tools (`tests/servers/chat_tools.py`); where these can't be installed, tests are skipped and say
so.
"""

import contextlib
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.servers.chat_tools import INSTALLED, free_ports, running, tools

Json = dict[str, object]
CHECK_SECONDS = 120.0

TENANT = "72f988bf-86f1-41af-91ab-2d7cd011db47"
BOT, BOT_NAME = "28:7c9e6679-7425-40de-944b-e07fc1f90ae7", "TCBot"
TEAM = "19:9e1b7d0c52a84f0e8f6a3b1d2c4e5f60@thread.tacv2"
OFFERS = "19:3f2a6b8c9d0e4f1a8b7c6d5e4f3a2b1c@thread.tacv2"
GROUP = "19:5d4c3b2a19084f7e8d6c5b4a39281706@thread.v2"
DIRECT = "a:1qWzXyV0uTsRqPoNmLkJiHgFeDcBa9876543210ZyXwVuTsRqPoNmLkJiHgFeDcBa"
NAMES = ("Alex Wilber", "Megan Bowen", "Adele Vance", "Isaiah Langer", "Patti Fernandez", "Lynne Robbins")
"""The first is whoever sits at the client; all of them are in the group and in the team."""


def _person(number: int) -> dict[str, str]:
    given, surname = NAMES[number].split()
    address = f"{given.lower()}@contoso.example"
    return {
        "id": f"29:1{number}{'kLmNoPqRsTuVwXyZ' * 6}-{number}",
        "name": NAMES[number],
        "userPrincipleName": address,
        "aadObjectId": f"9d2a1f3e-5b6c-4d7e-8f90-00000000000{number}",
        "givenName": given,
        "surname": surname,
        "email": address,
    }


PEOPLE = tuple(_person(number) for number in range(len(NAMES)))


def _config() -> Json:
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": BOT_NAME},
        "currentUser": PEOPLE[0],
        "users": list(PEOPLE[1:]),
        "personalChat": {"id": DIRECT},
        "groupChat": {"id": GROUP, "name": "Night shift"},
        "team": {
            "id": TEAM,
            "name": "Sales",
            "aadGroupId": "1b4e28ba-2fa1-41d2-883f-0016d3cca427",
            "channels": [{"id": OFFERS, "name": "Offers"}],
        },
    }


@dataclass(frozen=True)
class PlaygroundServer:
    """Where the Playground listens, and where it sends activities: `bot_port` is the bot's to take."""

    url: str
    bot_port: int


@contextlib.contextmanager
def playground_server() -> Iterator[PlaygroundServer]:
    """The Playground on a free port, for a bot in local mode; some 3 seconds to start, and minutes the first time."""
    folder = tools()
    port, bot_port = free_ports(2)
    run = Path(tempfile.mkdtemp(prefix="tcbot-teams-"))
    config = run / "playground.json"
    config.write_text(json.dumps(_config()), encoding="utf-8")  # JSON is YAML, too
    command = [
        *("node", "-r", str(folder / "loopback.cjs")),
        *(str(INSTALLED / "node_modules/@microsoft/m365agentsplayground/cli.js"), "start"),
        *("-e", f"http://127.0.0.1:{bot_port}/api/messages", "-c", "msteams", "-p", str(port)),
        *("--service-url", f"http://127.0.0.1:{port}/_connector", "--disable-telemetry"),
    ]
    variables = {
        "M365_AGENTS_PLAYGROUND_CONFIG_PATH": str(config),
        "M365_AGENTS_PLAYGROUND_LOGFILE": str(run / "traffic.log"),
        "TEAMSAPPTESTER_BROWSER": "none",
    }
    try:
        with running(command, port, run, variables):
            yield PlaygroundServer(f"http://127.0.0.1:{port}", bot_port)
    finally:
        shutil.rmtree(run, ignore_errors=True)


def card_problems(cards: list[Json]) -> list[str]:
    """What Microsoft's schema, its renderer and Teams' limits say against these Adaptive Cards."""
    program = "import check, json, sys; print(json.dumps([check.card(each, '1.5') for each in json.load(sys.stdin)]))"
    done = subprocess.run(
        [str(INSTALLED / "venv" / "bin" / "python"), "-c", program],
        env=os.environ
        | {"PYTHONPATH": str(tools()), "CHAT_TOOLS_HOME": str(INSTALLED), "PYTHONDONTWRITEBYTECODE": "1"},
        input=json.dumps(cards),
        capture_output=True,
        text=True,
        timeout=CHECK_SECONDS,
        check=True,
    )
    return [str(problem) for problems in json.loads(done.stdout) for problem in problems]
