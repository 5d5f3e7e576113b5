"""Slack for a test: the server on a thread of its own, one workspace in it, and what it sends to the bot."""

import asyncio
import hashlib
import hmac
import json
import threading
import time
from typing import Any
from urllib.parse import urlencode

import httpx
from aiohttp.test_utils import TestServer

from bot.slack.setup.install import SCOPES
from tests.adapters.payloads_of import rendered
from tests.adapters.running_bot import LOOK, PATIENCE, RunningBot
from tests.servers.slack_web_api import SlackWebApi
from tests.servers.slack_workspace import SlackWorkspace, new_id

SECRET = "change-me"
ADDRESS = "/slack/events"


def new_workspace() -> SlackWorkspace:
    """A workspace in which the app has all that it asks for; with its bot among the people."""
    team, bot = new_id("T"), new_id("U")
    scopes = {*SCOPES, "assistant:write"}
    space = SlackWorkspace(team, f"xoxb-{team}", bot, scopes)
    space.users[bot] = {"team_id": team, "is_bot": True, "name": "tcbot", "locale": "en-US"}
    return space


class SlackSite:
    """The server, its first workspace, and the way from there to the bot. `close` ends it."""

    def __init__(self) -> None:
        self.server = SlackWebApi()
        self.space = new_workspace()
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever, name="slack", daemon=True)
        self._thread.start()
        self._served = TestServer(self.server.routes(), host="127.0.0.1")
        self._run(self._served.start_server())
        self.server.url = str(self._served.make_url("")).rstrip("/")
        self.add(self.space)
        self.sent: tuple[bytes, str] = (b"", "")
        self.by_socket = False

    def add(self, space: SlackWorkspace) -> None:
        """One more workspace."""
        space.site = self.server.url
        self.server.workspaces[space.token] = space

    def settings(self) -> dict[str, str]:
        """What the bot has to be told to be in this workspace."""
        token = {"slack_bot_token": self.space.token, "slack_signing_secret": SECRET}
        return token | {"slack_api_url": f"{self.server.url}/api"}

    def deliver(self, bot: RunningBot, payload: dict[str, Any], process: int = 0) -> httpx.Response:
        """Sends the bot something, signed, or over the connection that it opened."""
        if self.by_socket:
            return self._over_socket(payload)
        if payload.get("type") == "event_callback":
            sent = json.dumps(payload).encode(), "application/json"
        else:
            fields = payload if "command" in payload else {"payload": json.dumps(payload)}
            sent = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        self.sent = sent
        return self._send(bot, sent, process)

    def send(self, bot: RunningBot, process: int = 0, **headers: str) -> httpx.Response:
        """Sends once more what was sent last, freshly signed; `headers` replace those of the signature."""
        return self._send(bot, self.sent, process, **headers)

    def _send(self, bot: RunningBot, sent: tuple[bytes, str], process: int, **headers: str) -> httpx.Response:
        body, kind = sent
        signed = {"content-type": kind} | signature(body) | headers
        return bot.request("POST", ADDRESS, process, content=body, headers=signed)

    def event(self, bot: RunningBot, feature: str, **values: Any) -> httpx.Response:
        """Tells the bot of something that happened in the workspace; it has to be acknowledged."""
        answered = self.deliver(bot, self.payload(feature, **values))
        assert answered.status_code == 200, answered.text
        return answered

    def _over_socket(self, payload: dict[str, Any]) -> httpx.Response:
        kind = "events_api" if payload["type"] == "event_callback" else "interactive"
        envelope, until = self._run(self.server.send(payload, kind)), time.perf_counter() + PATIENCE
        while envelope not in self.server.acknowledged:
            assert time.perf_counter() < until, "It was not acknowledged."
            time.sleep(LOOK)
        return httpx.Response(200)

    def payload(self, feature: str, **values: Any) -> dict[str, Any]:
        """What Slack sends for this."""
        space, stamp = self.space, self.space.stamp()
        usual = {"team": space.team, "bot": space.bot, "bot_id": f"B{space.bot}", "time": int(time.time())}
        usual |= {"event_id": new_id("Ev"), "ts": stamp, "client_id": f"client-{stamp}", "is_shared": False}
        usual |= {"thread": None, "parent": None, "channel_type": None, "action_ts": stamp}
        return rendered("slack", feature, **usual | values)

    def close(self) -> None:
        """Ends the server."""
        self._run(self._served.close())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)

    def now(self, act: Any, *arguments: Any, **named: Any) -> Any:
        """Does something to the server in its own thread."""

        async def done() -> Any:
            return act(*arguments, **named)

        return self._run(done())

    def _run(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(PATIENCE)


def signature(body: bytes, stamp: int | None = None, secret: str = SECRET) -> dict[str, str]:
    """The headers by which Slack proves that it sent these bytes, now or at another time."""
    stamp = int(time.time()) if stamp is None else stamp
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return {"x-slack-request-timestamp": str(stamp), "x-slack-signature": f"v0={mac.hexdigest()}"}
