"""Slack's Web API, workspace by workspace: every call is counted, bounded in time and patient with rate limits."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp
import structlog
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.service.files.public_resolver import PublicResolver
from bot.slack.directory.errors import SLACK_ERRORS, MissingScopeError, NotInstalledError, code_of, needed_scope

_log = structlog.stdlib.get_logger("tcbot.slack")

DOMAINS = ("slack.com", "slack-files.com")
"""Slack's own, where its files are, too."""
REQUEST_SECONDS = 10.0
"""How long one request may take."""
CALL_SECONDS = 120.0
"""How long a call may take with all its waits for a rate limit."""
BRISK_SECONDS = 4.0
"""The same for calls that only decorate: nobody waits for them."""
KEPT_SECONDS = 60.0
"""How long it is remembered which token a workspace has."""


class Installed(Protocol):
    """What is needed of a workspace's installation."""

    @property
    def bot_token(self) -> str:
        """The token of the bot there."""
        ...

    @property
    def bot_user(self) -> str:
        """The bot's user id there."""
        ...


class SlackClient(AsyncWebClient):
    """Slack's client that counts its calls, gives up in time, and says which scope it lacks."""

    def __init__(self, *, seconds: float, counted: Callable[[str, str], object], **options: Any) -> None:
        super().__init__(**options)
        self._seconds = seconds
        self._counted = counted

    async def api_call(self, api_method: str, **arguments: Any) -> AsyncSlackResponse:
        """Slack's answer; raises one of `SLACK_ERRORS`, among them `MissingScopeError`."""
        try:
            async with asyncio.timeout(self._seconds):
                response: AsyncSlackResponse = await super().api_call(api_method, **arguments)
        except SlackApiError as error:
            self._counted(api_method, code_of(error))
            if code_of(error) == "missing_scope":
                _log.error("slack_scope_missing", method=api_method, needed=needed_scope(error))
                raise MissingScopeError(api_method, needed_scope(error)) from None
            raise
        except SLACK_ERRORS as error:
            self._counted(api_method, code_of(error))
            raise
        self._counted(api_method, "ok")
        return response


@dataclass(frozen=True, slots=True)
class Workspace:
    """The bot in one workspace. `patient` waits out rate limits, `brisk` gives up at once, for what only decorates.

    Neither sends a message twice: what a broken connection left open is for the caller to look up.
    """

    team: str
    bot_user: str
    token: str
    patient: SlackClient
    brisk: SlackClient


class SlackClients:
    """The clients of all workspaces, over one pool of connections. To be made and closed within the event loop."""

    def __init__(
        self,
        api_url: str,
        token: str | None,
        find: Callable[[str], Installed | None],
        counted: Callable[[str, str], object] = lambda method, result: None,
    ) -> None:
        self._api_url = api_url.rstrip("/") + "/"
        self._token = token
        self._find = find
        self._counted = counted
        self._known: dict[str, tuple[float, Workspace]] = {}
        self._own: tuple[str, str] | None = None
        connector = aiohttp.TCPConnector(resolver=PublicResolver(DOMAINS))
        self.http = aiohttp.ClientSession(connector=connector, timeout=aiohttp.ClientTimeout(total=REQUEST_SECONDS))

    @property
    def api_url(self) -> str:
        """Where the Web API is, with a slash at the end."""
        return self._api_url

    async def of(self, team: str) -> Workspace:
        """The bot in a workspace; raises `NotInstalledError`, and `SLACK_ERRORS` where its first call fails.

        The one token that is set is that of its own workspace alone.
        """
        until, known = self._known.get(team, (0.0, None))
        if known is not None and time.monotonic() < until:
            return known
        installed = await asyncio.to_thread(self._find, team)
        token = installed.bot_token if installed is not None else self._token
        if token is None:
            raise NotInstalledError(team)
        if known is not None and known.token == token:
            workspace = known
        else:
            bot_user = installed.bot_user if installed is not None else await self._own_bot_user(token, team)
            workspace = Workspace(team, bot_user, token, self.client(token), self.client(token, is_patient=False))
        self._known[team] = (time.monotonic() + KEPT_SECONDS, workspace)
        return workspace

    def drop(self, team: str) -> None:
        """Forgets what is known of a workspace: it was uninstalled or installed anew."""
        self._known.pop(team, None)

    def client(self, token: str | None, is_patient: bool = True) -> SlackClient:
        """A client with a token of one's own."""
        # Only what surely never arrived is sent again by itself; a reset may have come after the message was posted.
        handlers: list[AsyncRetryHandler] = [
            AsyncConnectionErrorRetryHandler(1, error_types=[aiohttp.ClientConnectorError])
        ]
        if is_patient:
            handlers.append(AsyncRateLimitErrorRetryHandler(20))
        return SlackClient(
            seconds=CALL_SECONDS if is_patient else BRISK_SECONDS,
            counted=self._counted,
            token=token,
            base_url=self._api_url,
            timeout=int(REQUEST_SECONDS),
            session=self.http,
            retry_handlers=handlers,
        )

    async def ping(self) -> str:
        """The workspace of the one token that is set, by Slack's own word; empty where workspaces bring theirs."""
        if self._token is None:
            return ""
        return str((await self.client(self._token).auth_test())["team_id"])

    async def close(self) -> None:
        """Lets go of all connections."""
        await self.http.close()

    async def _own_bot_user(self, token: str, team: str) -> str:
        if self._own is None:
            said = await self.client(token).auth_test()
            self._own = str(said.get("team_id")), str(said.get("user_id"))
        own_team, bot_user = self._own
        if own_team != team:
            raise NotInstalledError(team)
        return bot_user
