"""Teams for a test: its servers on a thread of their own, one tenant in them, and what they send to the bot."""

import contextlib
import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx

from tests.adapters.payloads_of import rendered
from tests.adapters.running_bot import RunningBot
from tests.servers.https_server import HttpsServer
from tests.servers.teams_connector import TeamsConnector
from tests.servers.teams_files import TeamsFiles
from tests.servers.teams_graph import TeamsGraph
from tests.servers.teams_issuer import APP, CONNECTOR, TENANT, TeamsIssuer
from tests.servers.teams_tenant import TeamsConversation, TeamsTenant, TeamsUser

ADDRESS = "/api/messages"
NAME = "TCBot"
FILES = "localhost"
"""The host of files, by another name than that of the connector, so that no credentials may go there."""


class TeamsSite:
    """The servers of one tenant, and the way from there to the bot. `close` ends them."""

    def __init__(self) -> None:
        self.tenant = TeamsTenant(TENANT, APP)
        self.files = TeamsFiles(self.tenant)
        self.connector = TeamsConnector(self.tenant, lambda token: self.issuer.is_valid(token, CONNECTOR))
        self.graph = TeamsGraph(self.tenant, self.files, lambda token: self.issuer.is_valid(token, self.issuer.graph))
        self._stack = contextlib.ExitStack()
        self._server = self._stack.enter_context(HttpsServer(self.connector.routes))
        self.tenant.service_url = f"{self._server.url}/emea/{self.tenant.id}/"
        self.graph.url = self._stack.enter_context(HttpsServer(self.graph.routes)).url
        self.files.url = self._stack.enter_context(HttpsServer(self.files.routes)).url.replace("127.0.0.1", FILES)
        self.issuer = self._stack.enter_context(TeamsIssuer(graph=self.graph.url, roles=tuple(self.tenant.rights)))
        self.sent: bytes = b""

    def settings(self) -> dict[str, str]:
        """What the bot has to be told to be in this tenant."""
        told = {name.lower(): value for name, value in self.issuer.settings().items() if name.startswith("TEAMS_")}
        return told | {"teams_file_hosts": self.files.url.removeprefix("https://")}

    def deliver(self, bot: RunningBot, activity: dict[str, Any], process: int = 0) -> httpx.Response:
        """Sends the bot something, with a token of Teams'."""
        self.sent = sent = self.encoded(activity)
        return self._send(bot, sent, process)

    @staticmethod
    def encoded(activity: dict[str, Any]) -> bytes:
        """As it travels."""
        return json.dumps(activity).encode()

    def send(self, bot: RunningBot, process: int = 0, **headers: str) -> httpx.Response:
        """Sends once more what was sent last; `headers` replace that of the token."""
        return self._send(bot, self.sent, process, **headers)

    def _send(self, bot: RunningBot, sent: bytes, process: int, **headers: str) -> httpx.Response:
        token = {"authorization": f"Bearer {self.issuer.sign(self.tenant.service_url)}"}
        given = {"content-type": "application/json; charset=utf-8"} | token | headers
        return bot.request("POST", ADDRESS, process, content=sent, headers=given)

    def event(self, bot: RunningBot, feature: str, **values: Any) -> httpx.Response:
        """Tells the bot of something that happened; it has to be acknowledged."""
        answered = self.deliver(bot, self.payload(feature, **values))
        assert answered.status_code in {200, 202}, (answered.status_code, answered.text)
        return answered

    def payload(self, feature: str, **values: Any) -> dict[str, Any]:
        """What Teams sends for this."""
        moment = datetime.fromtimestamp(time.time(), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        usual = {"id": self.tenant.stamp(), "time": moment, "service_url": self.tenant.service_url}
        usual |= {"bot": self.tenant.bot, "recipient": self.recipient(), "locale": "en-US", "entities": []}
        return rendered("teams", feature, **usual | values)

    def recipient(self, **more: Any) -> dict[str, Any]:
        """The bot, as activities name it."""
        return {"id": self.tenant.bot, "name": NAME} | more

    def of(self, conversation: TeamsConversation, root: str = "") -> dict[str, Any]:
        """A conversation, as activities name it."""
        told: dict[str, Any] = {"conversationType": conversation.kind, "tenantId": self.tenant.id}
        if conversation.kind != "personal":
            told["isGroup"] = True
        return told | {"id": f"{conversation.id};messageid={root}" if root else conversation.id}

    def data(self, conversation: TeamsConversation, user: TeamsUser | None, **more: Any) -> dict[str, Any]:
        """What Teams itself adds to an activity; `user` is who did it."""
        tenant = user.tenant if user is not None else self.tenant.id
        told: dict[str, Any] = {"tenant": {"id": tenant}} if user is None or user.aad else {}
        if conversation.team is not None:
            ids = {"teamsChannelId": conversation.id, "teamsTeamId": conversation.team.id}
            told |= ids | {"channel": {"id": conversation.id}, "team": {"id": conversation.team.id}}
            if conversation.channel_type != "standard":
                told["channel"]["type"] = conversation.channel_type
        return told | more

    def now(self, act: Any, *arguments: Any, **named: Any) -> Any:
        """Does something to the connector in its own thread."""

        async def done() -> Any:
            return act(*arguments, **named)

        return self._server.run(done())

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.now(self.connector.troubles.heal)
        self.now(self.graph.troubles.heal)
        self.issuer.refuses, self.issuer.is_away = 0, False

    def close(self) -> None:
        """Ends the servers."""
        self._stack.close()
