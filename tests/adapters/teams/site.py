"""Teams for a test: its servers on a thread of their own, one tenant in them, and what they send to the bot."""

import asyncio
import json
import threading
import time
from datetime import UTC, datetime
from typing import Any

import httpx
from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.adapters.payloads_of import rendered
from tests.adapters.running_bot import PATIENCE, RunningBot
from tests.servers.teams_connector import TeamsConnector
from tests.servers.teams_files import TeamsFiles
from tests.servers.teams_graph import TeamsGraph
from tests.servers.teams_issuer import TeamsIssuer, own_authority
from tests.servers.teams_tenant import TeamsConversation, TeamsTenant, TeamsUser, new_guid

ADDRESS = "/api/messages"
PASSWORD = "change-me-too"
NAME = "TCBot"


class TeamsSite:
    """The servers of one tenant, and the way from there to the bot. `close` ends them."""

    def __init__(self) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="teams", daemon=True)
        self._thread.start()
        self.tenant = TeamsTenant(new_guid())
        self.issuer = TeamsIssuer(self.tenant.app, PASSWORD, self.tenant.id)
        self.files = TeamsFiles(self.tenant)
        self.connector = TeamsConnector(self.tenant, self.issuer.knows_connector)
        self.graph = TeamsGraph(self.tenant, self.files, self.issuer.knows_graph)
        self._served: list[TestServer] = []
        self.issuer.url = self._serve(self.issuer.routes())
        self.tenant.service_url = f"{self._serve(self.connector.routes())}/emea/{self.tenant.id}/"
        self.graph.url, self.files.url = self._serve(self.graph.routes()), self._serve(self.files.routes())
        self.sent: bytes = b""

    def settings(self) -> dict[str, str]:
        """What the bot has to be told to be in this tenant."""
        return {
            "teams_app_id": self.tenant.app,
            "teams_app_password": PASSWORD,
            "teams_tenant_id": self.tenant.id,
            "teams_openid_url": self.issuer.openid_url,
            "teams_login_url": self.issuer.url,
            "teams_graph_url": self.graph.url,
            "teams_file_hosts": self.files.url.removeprefix("https://"),
        }

    def deliver(self, bot: RunningBot, activity: dict[str, Any], process: int = 0) -> httpx.Response:
        """Sends the bot something, with a token of Teams'."""
        self.sent = json.dumps(activity).encode()
        return self.send(bot, process)

    def send(self, bot: RunningBot, process: int = 0, **headers: str) -> httpx.Response:
        """Sends once more what was sent last; `headers` replace that of the token."""
        token = {"authorization": f"Bearer {self.issuer.token(self.tenant.service_url)}"}
        given = {"content-type": "application/json; charset=utf-8"} | token | headers
        return bot.request("POST", ADDRESS, process, content=self.sent, headers=given)

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
        """Does something to the servers in their own thread."""

        async def done() -> Any:
            return act(*arguments, **named)

        return self._run(done())

    def close(self) -> None:
        """Ends the servers."""
        for each in self._served:
            self._run(each.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)

    def _serve(self, app: web.Application) -> str:
        server = TestServer(app, host="127.0.0.1", scheme="https")
        self._run(server.start_server(ssl=own_authority().server_context()))
        self._served.append(server)
        return f"https://127.0.0.1:{server.port}"

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)
