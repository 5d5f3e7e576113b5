"""The SDK's way onto the network: one aiohttp session in place of its threads, and one kind of error for all of it."""

import json
import ssl
import time
from collections.abc import Awaitable, Callable
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
from botframework.connector.aio import ConnectorClient
from msrest.pipeline import AsyncHTTPPolicy, AsyncHTTPSender, AsyncPipeline, Request, Response
from msrest.pipeline.universal import RawDeserializer
from msrest.universal_http import AsyncClientResponse, ClientRequest
from yarl import URL

from bot.service.files.public_resolver import PublicResolver
from bot.teams.directory.errors import ConnectorError, TokenError, refusal

DOMAINS = ("sharepoint.com", "svc.ms")
"""Where Microsoft 365 keeps the files of chats; other clouds are added by a setting."""
REQUEST_SECONDS = 15.0
CONNECT_SECONDS = 5.0
MOST_BYTES = 8 * 1024 * 1024
"""More than any answer of Teams' has."""
LONGEST_WAIT = 300.0
"""The most that a Retry-After is believed (seconds)."""
USER_AGENT = "TCBot"
"""The SDK's own names this machine's system."""
_UNREAD = {RawDeserializer.CONTEXT_NAME: None}
"""Tells the SDK that there is nothing to read: its models lose what Teams needs."""


def open_session() -> aiohttp.ClientSession:
    """A session for everything that is called of Microsoft; within the event loop.

    It trusts what the machine trusts, and `SSL_CERT_FILE`.
    """
    timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS, sock_connect=CONNECT_SECONDS)
    connector = aiohttp.TCPConnector(ssl=ssl.create_default_context(), resolver=PublicResolver(DOMAINS))
    return aiohttp.ClientSession(connector=connector, timeout=timeout, trust_env=True)


def open_client(
    service_url: str, http: aiohttp.ClientSession, token: Callable[[], Awaitable[str]] | None
) -> ConnectorClient:
    """The SDK's client of one service URL over this session; `token` is asked for every call, if there are tokens."""
    authorisation = _Authorisation(token)
    client = ConnectorClient(authorisation, service_url)
    # In place of the one over `requests` that the client made for itself.
    client.config.pipeline = AsyncPipeline([authorisation], _Sender(http))
    return client


async def fetch(client: ConnectorClient, path: str) -> object:
    """What the connector has at a path below a client's service URL, in JSON: for what the client has no method for."""
    request = ClientRequest("GET", f"{client.config.base_url.rstrip('/')}/{path}", {"Accept": "application/json"})
    response = await client.config.pipeline.run(request)
    return response.http_response.internal_response


class _Authorisation(AsyncHTTPPolicy):  # type: ignore[misc]
    def __init__(self, token: Callable[[], Awaitable[str]] | None) -> None:
        super().__init__()
        self._token = token

    async def send(self, request: Request, **config: Any) -> Response:
        request.http_request.headers["User-Agent"] = USER_AGENT
        if self._token is not None:
            try:
                request.http_request.headers["Authorization"] = f"Bearer {await self._token()}"
            except TokenError:
                raise ConnectorError(0, "no_token") from None
        return await self.next.send(request, **config)


class _Answer(AsyncClientResponse):  # type: ignore[misc]
    """A success; `internal_response` is its JSON, or None where it is empty."""

    def __init__(self, request: Any, status: int, value: object) -> None:
        super().__init__(request, value)
        self.status_code = status


class _Sender(AsyncHTTPSender):  # type: ignore[misc]
    """Sends once, follows no redirect, and takes any answer but a success in JSON for a `ConnectorError`.

    `query` among an operation's options is added to the address.
    """

    def __init__(self, http: aiohttp.ClientSession) -> None:
        self._http = http

    async def __aexit__(self, *_: object) -> None:
        """The session belongs to whoever opened it."""

    async def send(self, request: Request, query: str = "", **_: Any) -> Response:
        asked = request.http_request
        url = f"{asked.url}{'&' if '?' in asked.url else '?'}{query}" if query else asked.url
        status, body, retry_after = await self._answered(asked.method, url, dict(asked.headers), asked.data)
        value = _parsed(body)
        if status >= 300:
            raise refusal(status, value, body[:1000].decode(errors="replace"), retry_after)
        if body and value is None:
            raise ConnectorError(status, "unreadable_answer")
        return Response(request, _Answer(asked, status, value), _UNREAD)

    async def _answered(
        self, method: str, url: str, headers: dict[str, str], data: str | None
    ) -> tuple[int, bytes, float]:
        headers.pop("Content-Length", None)  # it was counted in characters
        # The SDK writes \\u0416 for a letter, and so three times the bytes.
        body = json.dumps(json.loads(data), ensure_ascii=False).encode(errors="replace") if data is not None else None
        try:
            async with self._http.request(
                method, URL(url, encoded=True), headers=headers, data=body, allow_redirects=False
            ) as response:
                content = await _read(response)
                return response.status, content, _seconds(response.headers.get("retry-after", ""))
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError):
            raise ConnectorError(0, "refused") from None
        except aiohttp.InvalidURL:
            raise ConnectorError(0, "bad_service_url") from None
        except TimeoutError:
            raise ConnectorError(0, "timeout") from None
        except (aiohttp.ClientError, OSError):
            raise ConnectorError(0, "broken") from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        body += piece
        if len(body) > MOST_BYTES:
            raise ConnectorError(response.status, "too_long_answer")
    return bytes(body)


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        return None


def _seconds(retry_after: str) -> float:
    """A Retry-After header's wait; 0 where it says none."""
    if retry_after.isascii() and retry_after.isdecimal():
        return min(float(retry_after[:9]), LONGEST_WAIT)
    try:
        return min(max(parsedate_to_datetime(retry_after).timestamp() - time.time(), 0.0), LONGEST_WAIT)
    except (ValueError, TypeError, OverflowError):
        return 0.0
