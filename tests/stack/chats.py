"""People of both chats before the stack: Slack and Teams of the tests' own, which reach the bots through nginx."""

import time
from contextlib import ExitStack
from typing import Any

import httpx
from sqlalchemy import func, select

from pipelines.records.chat_tables import InboxEntry
from pipelines.records.database import Database
from tests.adapters.slack.site import SlackSite
from tests.adapters.slack.slack_chat import SlackChat
from tests.adapters.teams.site import TeamsSite
from tests.adapters.teams.teams_chat import TeamsChat
from tests.servers.local_authority import local_authority

PATIENCE = 60.0
LOOK = 0.05


class BotsBehindNginx:
    """What stands for the bot in the chats of `tests/adapters`: whatever it is sent goes through nginx."""

    def __init__(self, client: httpx.Client, database: Database) -> None:
        self.client, self.database = client, database
        self.processes = ("nginx",)

    def request(self, method: str, path: str, process: int = 0, **what: Any) -> httpx.Response:
        """The answer to a request, whichever bot gives it."""
        return self.client.request(method, path, **what)

    def settle(self) -> None:
        """Waits until all that was delivered has come to its end."""
        until = time.monotonic() + PATIENCE
        while self.open_items():
            assert time.monotonic() < until, "Something of what was delivered has not come to its end."
            time.sleep(LOOK)

    def open_items(self) -> int:
        """How much of what was delivered is not done."""
        with self.database.reading() as session:
            return session.scalar(select(func.count()).where(InboxEntry.ended_at.is_(None))) or 0

    def time_passes(self, seconds: float) -> None:
        """Nobody can hurry these."""
        time.sleep(LOOK)


class Chats:
    """Both chats as long as the block lasts; `settings` are what a bot is told of them, `slack` and `teams` come with
    `meet`, once there is somebody to talk to.
    """

    slack: SlackChat
    teams: TeamsChat

    def __init__(self) -> None:
        self._stack = ExitStack()
        self.settings: dict[str, str] = {}

    def __enter__(self) -> "Chats":
        with ExitStack() as opening:
            self.slack_site, self.teams_site = SlackSite(), TeamsSite()
            opening.callback(self.slack_site.close)
            opening.callback(self.teams_site.close)
            told = {**self.slack_site.settings(), **self.teams_site.settings()}
            self.settings = {name.upper(): value for name, value in told.items()}
            self.settings |= local_authority().environment | {"NO_PROXY": "127.0.0.1,localhost"}
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def meet(self, client: httpx.Client, database: Database) -> None:
        """From now on people can say something, through this client."""
        bots: Any = BotsBehindNginx(client, database)
        self.slack = SlackChat(self.slack_site, bots)
        self.teams = TeamsChat(self.teams_site, bots)
