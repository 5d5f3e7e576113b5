"""How the bot gets into Teams: the doctor, settings, the app's package."""

import json
import re
from pathlib import Path

from bot.teams.directory.teams_graph import TeamsGraph
from bot.teams.setup.examining import FILE_ROLES
from bot.teams.setup.package import data
from tests.adapters.chat import Chat
from tests.adapters.teams.site import TeamsSite
from tests.servers.teams_issuer import APP, SECRET, TENANT
from tests.servers.teams_tenant import TeamsTenant

DESCRIPTIONS = Path(__file__).parents[3] / "deploy" / "teams"
_EXPLAINED = re.compile(r"^\| ((?:`[A-Za-z]+\.[A-Za-z.]+`(?:, )?)+) \| (.+) \|$", re.MULTILINE)
_PERMISSION = re.compile(r"`([A-Za-z.]+)`")
NO_SUCH_CODE = 7000215
"""Microsoft's number for a secret that isn't the app's."""


class TeamsSetup(Chat):
    """The operator's half of `TeamsChat`."""

    site: TeamsSite
    tenant: TeamsTenant

    def another(self) -> Chat:
        """See `Chat`: a bot serves one tenant."""
        raise NotImplementedError

    def without_address(self) -> None:
        """See `Chat`: Teams calls the bot."""
        raise NotImplementedError

    def with_address(self) -> None:
        """See `Chat`."""
        raise NotImplementedError

    def doctor(self) -> tuple[str, str, str]:
        """See `Chat`."""
        return self.bot.doctor("teams")

    def lacks(self, permission: str) -> None:
        """See `Chat`."""
        self.tenant.rights.discard(permission)
        self._granted()

    def grant(self, permission: str) -> None:
        """See `Chat`."""
        self.tenant.rights.add(permission)
        self._granted()

    def _granted(self) -> None:
        self.site.issuer.roles = tuple(sorted(self.tenant.rights))

    def refuse_credentials(self) -> None:
        """See `Chat`."""
        self.site.issuer.refuses = NO_SUCH_CODE

    def accept_credentials(self) -> None:
        """See `Chat`."""
        self.site.issuer.refuses = 0

    def wrong_settings(self) -> list[tuple[dict[str, str], str]]:
        """See `Chat`."""
        app = {"TEAMS_APP_ID": APP}
        secret = app | {"TEAMS_APP_PASSWORD": SECRET}
        whole = secret | {"TEAMS_TENANT_ID": TENANT}
        return [
            (app, "TEAMS_APP_PASSWORD"),
            (secret, "TEAMS_TENANT_ID is not set"),
            ({"TEAMS_TENANT_ID": TENANT}, "TEAMS_APP_ID is not set"),
            ({"TEAMS_APP_PASSWORD": SECRET}, "TEAMS_APP_ID is not set"),
            (whole | {"TEAMS_TENANT_ID": "common"}, "TEAMS_TENANT_ID"),
            (whole | {"TEAMS_LOGIN_URL": "login"}, "TEAMS_LOGIN_URL"),
            (whole | {"TEAMS_GRAPH_URL": "http://graph.example"}, "TEAMS_GRAPH_URL"),
            (whole | {"TEAMS_CERTIFICATE": "/nowhere/app.pem"}, "TEAMS_CERTIFICATE"),
        ]

    def permissions(self) -> tuple[set[str], dict[str, str]]:
        """See `Chat`: what owners consent to, by the app package, and an administrator for files."""
        manifest = json.loads(data("manifest.json"))
        asked = {each["name"] for each in manifest["authorization"]["permissions"]["resourceSpecific"]}
        asked |= {"Files.Read.All", "Sites.Selected"} & set(FILE_ROLES)
        asked.add(TeamsGraph.USERS)
        told = _EXPLAINED.findall((DESCRIPTIONS / "README.md").read_text(encoding="utf-8"))
        explained = {name: reason for names, reason in told for name in _PERMISSION.findall(names)}
        return asked, explained

    def secrets(self) -> list[str]:
        """See `Chat`."""
        return [SECRET, "tempauth="]

    @property
    def part(self) -> str:
        """See `Chat`."""
        return "teams"
