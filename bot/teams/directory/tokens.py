"""The app's tokens for the connector and for Graph: by a secret, a certificate or a managed identity."""

import asyncio
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import msal
import requests
import structlog

from bot.settings import BotSettings
from bot.teams.directory.errors import TokenError
from bot.threads.blocking import BlockingCalls

_log = structlog.stdlib.get_logger("tcbot.teams")

CONNECTOR = "https://api.botframework.com"
MICROSOFTS = frozenset(
    {"login.microsoftonline.com", "login.microsoftonline.us", "login.partner.microsoftonline.cn", "login.windows.net"}
)
"""Login hosts that msal can look up with Microsoft."""
REQUEST_SECONDS = 10.0
EARLY_SECONDS = 240.0
"""So long before its end a token is asked for anew; msal itself takes one of less than 300 seconds for ended."""
PAUSE_SECONDS = 5.0
"""How long the one there is is used before it is asked for again after that failed."""


@dataclass(slots=True)
class _Token:
    """What is known of one resource's token; times are of the monotonic clock."""

    value: str = ""
    renewed_from: float = 0.0
    ends: float = 0.0
    asking: "asyncio.Task[None] | None" = None


_CERTIFICATES = re.compile(r"-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----")
_KEYS = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----[A-Za-z0-9+/=\s]+-----END [A-Z ]*PRIVATE KEY-----")


class Tokens:
    """Gives tokens, each kept until shortly before it ends, and asked for once at a time, in threads of its own.

    To be used within one event loop. Raises `TokenError`.
    """

    def __init__(self, settings: BotSettings) -> None:
        self._source = _Source(settings)
        self._calls = BlockingCalls(2, "teams-tokens")
        self._graph_url = settings.teams_graph_url
        self._known: dict[str, _Token] = {}

    async def connector(self) -> str:
        """The token for sending."""
        return await self._of(CONNECTOR)

    async def graph(self) -> str:
        """The token for Graph."""
        return await self._of(self._graph_url)

    def close(self) -> None:
        """Lets its threads go."""
        for token in self._known.values():
            if token.asking is not None:
                token.asking.cancel()
        self._calls.close()

    async def _of(self, resource: str) -> str:
        token = self._known.setdefault(resource, _Token())
        now = monotonic()
        if now >= token.renewed_from:
            if token.asking is None or token.asking.done():
                token.asking = asyncio.create_task(self._renew(resource, token))
                token.asking.add_done_callback(_heard)
            if now >= token.ends:
                await asyncio.shield(token.asking)
        return token.value

    async def _renew(self, resource: str, token: _Token) -> None:
        try:
            value, seconds = await self._calls.run(self._source.token, resource)
        except TokenError as error:
            _log.error("teams_token_refused", code=error.code)
            now = monotonic()
            if now < token.ends:
                token.renewed_from = now + PAUSE_SECONDS
                return
            raise
        now = monotonic()
        token.value, token.ends = value, now + seconds
        token.renewed_from = now + max(seconds - EARLY_SECONDS, seconds / 2)


def _heard(task: "asyncio.Task[None]") -> None:
    """What a task raised is known, also where whoever waited for it is gone."""
    if not task.cancelled():
        task.exception()


class _Source:
    """Where tokens come from; blocks."""

    def __init__(self, settings: BotSettings) -> None:
        self._settings = settings
        self._http = _Http()
        self._client: Any = None
        self._opening = threading.Lock()

    def token(self, resource: str) -> tuple[str, float]:
        """A token and its seconds; raises `TokenError`."""
        try:
            with self._opening:
                if self._client is None:
                    self._client = self._opened()
            if self._settings.teams_managed_identity:
                answer = self._client.acquire_token_for_client(resource=resource)
            else:
                answer = self._client.acquire_token_for_client(scopes=[f"{resource}/.default"])
        except TokenError:
            raise
        except requests.RequestException:
            raise TokenError("unreachable") from None
        except OSError:
            raise TokenError("certificate_unreadable") from None
        except Exception as error:  # msal raises ValueError and its own kinds for answers that it can't read
            raise TokenError(type(error).__name__) from None
        value, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(value, str) or not isinstance(seconds, int | float):
            raise TokenError(_code(answer))
        return value, float(seconds)

    def _opened(self) -> Any:
        try:
            return self._open()
        except ValueError as error:  # what msal says of an authority without a description of itself
            raise TokenError("no_such_tenant") from error

    def _open(self) -> Any:
        settings = self._settings
        if identity := settings.teams_managed_identity:
            kind = (
                msal.SystemAssignedManagedIdentity()
                if identity == "system"
                else msal.UserAssignedManagedIdentity(client_id=identity)
            )
            return msal.ManagedIdentityClient(kind, http_client=self._http)
        return msal.ConfidentialClientApplication(
            settings.teams_app_id,
            client_credential=_credential(settings),
            authority=f"{settings.teams_login_url}/{settings.teams_tenant_id}",
            instance_discovery=None if urlsplit(settings.teams_login_url).hostname in MICROSOFTS else False,
            http_client=self._http,
        )


class _Http(requests.Session):
    """A session of which no request waits long."""

    def request(self, method: Any, url: Any, **options: Any) -> requests.Response:  # type: ignore[override]
        """The answer, within its time."""
        options.setdefault("timeout", REQUEST_SECONDS)
        return super().request(method, url, **options)


def _credential(settings: BotSettings) -> object:
    if settings.teams_certificate is not None:
        pem = Path(settings.teams_certificate).read_text(encoding="ascii", errors="replace")
        certificates, keys = _CERTIFICATES.findall(pem), _KEYS.findall(pem)
        if not certificates or not keys:
            raise TokenError("certificate_unreadable")
        return {"private_key": keys[0], "public_certificate": "\n".join(certificates)}
    return settings.teams_app_password.get_secret_value() if settings.teams_app_password else None


def _code(answer: dict[str, Any]) -> str:
    """`AADSTS` and its number, else OAuth's own word."""
    numbers = answer.get("error_codes")
    if isinstance(numbers, list) and numbers and isinstance(numbers[0], int):
        return f"AADSTS{numbers[0]}"
    word = answer.get("error")
    return word[:60] if isinstance(word, str) and word.isascii() and word.replace("_", "").isalnum() else "no_token"
