"""How the bot gets into Slack: installations, Socket Mode, the doctor, settings and the app's description."""

import copy
import json
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from tests.adapters.chat import Chat
from tests.adapters.slack.site import SECRET, SlackSite, new_workspace
from tests.servers.slack_workspace import SlackWorkspace

APP_TOKEN = "xapp-change-me"
CLIENT_SECRET = "also-change-me"
DESCRIPTIONS = Path(__file__).parents[3] / "deploy" / "slack"
_EXPLAINED = re.compile(r"^\| ((?:`[a-z_:.]+`(?:, )?)+) \| (.+) \|$", re.MULTILINE)


class SlackSetup(Chat):
    """The operator's half of `SlackChat`."""

    site: SlackSite
    space: SlackWorkspace

    def removable(self) -> Chat:
        """See `Chat`: one that installed it by itself."""
        return self.another()

    def is_held(self) -> bool:
        """See `Chat`."""
        return self.space.team in self.bot.installed()

    def another(self) -> Chat:
        """See `Chat`."""
        beside = copy.copy(self.site)
        beside.space = new_workspace()
        beside.space.site = self.site.server.url
        teams = f"{self.space.team},{beside.space.team}"
        client = {"slack_client_id": "1.2", "slack_client_secret": CLIENT_SECRET}
        self.bot.stop()
        self.bot.start(slack_bot_token=None, slack_teams=teams, everyone_teams=self.space.team, **client)
        for space in (self.space, beside.space):
            if not self._install(space):
                raise AssertionError("It could not be installed.")
        return type(self)(beside, self.bot)  # type: ignore[call-arg]

    def _install(self, space: SlackWorkspace) -> bool:
        self.site.server.codes[f"code-{space.team}"] = space
        begun = self.bot.request("GET", "/slack/install")
        (state,) = parse_qs(urlsplit(begun.headers["location"]).query)["state"]
        cookie = begun.headers["set-cookie"].partition(";")[0]
        back = f"/slack/oauth_redirect?code=code-{space.team}&state={state}"
        return self.bot.request("GET", back, headers={"cookie": cookie}).status_code == 200

    def without_address(self) -> None:
        """See `Chat`."""
        self.bot.stop()
        self.bot.start(slack_signing_secret=None, slack_app_token=APP_TOKEN)
        self.seen(lambda: self.site.server.sockets)
        self.site.by_socket = True

    def with_address(self) -> None:
        """See `Chat`."""
        self.site.by_socket = False
        self.bot.stop()
        self.bot.start(slack_signing_secret=SECRET, slack_app_token=None)

    def doctor(self) -> tuple[str, str, str]:
        """See `Chat`."""
        return self.bot.doctor("slack")

    def lacks(self, permission: str) -> None:
        """See `Chat`."""
        self.space.scopes.discard(permission)

    def grant(self, permission: str) -> None:
        """See `Chat`."""
        self.space.scopes.add(permission)

    def refuse_credentials(self) -> None:
        """See `Chat`."""
        self.site.server.workspaces.pop(self.space.token)

    def accept_credentials(self) -> None:
        """See `Chat`."""
        self.site.add(self.space)

    def wrong_settings(self) -> list[tuple[dict[str, str], str]]:
        """See `Chat`."""
        token = {"SLACK_BOT_TOKEN": "xoxb-1"}
        return [
            (token, "SLACK_SIGNING_SECRET is not set"),
            ({"SLACK_SIGNING_SECRET": SECRET}, "SLACK_BOT_TOKEN is not set"),
            ({"SLACK_BOT_TOKEN": "xoxp-1"}, "A bot token starts with xoxb-"),
            (token | {"SLACK_APP_TOKEN": "1"}, "An app-level token starts with xapp-"),
            ({"SLACK_CLIENT_ID": "1.2"}, "SLACK_CLIENT_SECRET is not set"),
            (token | {"SLACK_TEAMS": "acme"}, "Name workspaces by their ids"),
            (token | {"SLACK_API_URL": "slack"}, "SLACK_API_URL"),
        ]

    def permissions(self) -> tuple[set[str], dict[str, str]]:
        """See `Chat`."""
        asked: set[str] = set()
        for path in DESCRIPTIONS.glob("manifest*.json"):
            asked |= set(json.loads(path.read_text(encoding="utf-8"))["oauth_config"]["scopes"]["bot"])
        told = _EXPLAINED.findall((DESCRIPTIONS / "README.md").read_text(encoding="utf-8"))
        return asked, {scope: reason for scopes, reason in told for scope in re.findall(r"`([a-z_:.]+)`", scopes)}

    def secrets(self) -> list[str]:
        """See `Chat`."""
        return [self.space.token, SECRET]

    @property
    def part(self) -> str:
        """See `Chat`."""
        return "slack"
