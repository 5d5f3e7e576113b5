"""The app's installation in further workspaces, by OAuth: a link to Slack, and what comes back from there."""

import asyncio
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from slack_sdk.oauth import AuthorizeUrlGenerator

from bot.records.installations import Installation
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE
from bot.slack.directory.errors import SLACK_ERRORS, NotInstalledError, code_of

_log = structlog.stdlib.get_logger("tcbot.slack")

STATE_SECONDS = 600
"""How long somebody may take to say yes at Slack."""
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "users:read",
    "users:read.email",
)
"""What the bot asks for; `deploy/slack/README.md` says what for. The manifests name the same."""


@dataclass(frozen=True, slots=True)
class Installed:
    """How an installation ended: `code` is empty for a good end, else Slack's or ours."""

    workspace: str = ""
    code: str = ""


class Installing:
    """The two steps of an installation. `client_secret` signs the state, which also lies in a cookie of who began it.

    `may_install` says of a workspace whether its installation is kept.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        clients: SlackClients,
        save: Callable[[Installation], object],
        may_install: Callable[[str], Awaitable[bool]],
        scopes: tuple[str, ...] = SCOPES,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._clients = clients
        self._save = save
        self._may_install = may_install
        site = clients.api_url.removesuffix("/").removesuffix("/api")
        self._address = AuthorizeUrlGenerator(
            client_id=client_id, scopes=list(scopes), authorization_url=f"{site}/oauth/v2/authorize"
        )

    def begin(self) -> tuple[str, str]:
        """Slack's address to go to, and the state that the cookie has to hold until the return."""
        state = self._signed(f"{int(time.time())}.{secrets.token_urlsafe(16)}")
        return self._address.generate(state), state

    async def finish(self, code: str, state: str, cookie: str) -> Installed:
        """Fetches the token of the workspace and keeps it, sealed; never raises `SLACK_ERRORS`."""
        if not state or not hmac.compare_digest(state.encode(), cookie.encode()) or not self._is_fresh(state):
            return Installed(code="invalid_state")
        try:
            answer = await self._clients.client(None).oauth_v2_access(
                client_id=self._client_id, client_secret=self._client_secret, code=code
            )
            installation = await self._installation(answer.data)
        except SLACK_ERRORS as error:
            _log.warning("slack_not_installed", code=code_of(error))
            return Installed(code=code_of(error))
        if installation is None:
            return Installed(code="organization_install")
        if not await self._may_install(installation.team):
            _log.warning("slack_team_not_admitted", team=installation.team)
            return Installed(code="team_not_admitted")
        await asyncio.to_thread(self._save, installation)
        self._clients.drop(installation.team)
        _log.info("slack_installed", team=installation.team)
        return Installed(installation.name)

    async def _installation(self, answer: Any) -> Installation | None:
        """What is kept of Slack's answer; None where the app was installed for an organization at once."""
        team, enterprise = answer.get("team") or {}, answer.get("enterprise") or {}
        if not team.get("id"):
            return None
        token = str(answer["access_token"])
        own = await self._clients.client(token).auth_test()
        if own.get("team_id") not in {None, team["id"]}:
            raise NotInstalledError(str(team["id"]))  # the token is of another workspace
        return Installation(
            surface=SURFACE,
            team=str(team["id"]),
            enterprise=str(enterprise.get("id") or ""),
            name=str(team.get("name") or team["id"]),
            bot_id=str(own.get("bot_id") or ""),
            bot_user=str(answer.get("bot_user_id") or own["user_id"]),
            bot_token=token,
            scopes=tuple(sorted(str(answer.get("scope") or "").split(","))),
            installed_by=str((answer.get("authed_user") or {}).get("id") or ""),
        )

    def _signed(self, value: str) -> str:
        mac = hmac.new(self._client_secret.encode(), b"tcbot install " + value.encode(), hashlib.sha256)
        return f"{value}.{mac.hexdigest()}"

    def _is_fresh(self, state: str) -> bool:
        value, _, _ = state.rpartition(".")
        begun = value.partition(".")[0]
        if not begun.isdecimal() or not hmac.compare_digest(self._signed(value).encode(), state.encode()):
            return False
        return 0 <= time.time() - int(begun) <= STATE_SECONDS
