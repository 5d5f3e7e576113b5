"""Microsoft Graph: what the connector doesn't tell. An administrator or a team's owner consents to each right."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import aiohttp
from yarl import URL

from bot.teams.directory.errors import TokenError

Json = dict[str, Any]
REQUEST_SECONDS: Final = 10.0
"""How long one request may take."""
CALL_SECONDS: Final = 30.0
"""How long a call may take with its waits for a limit of calls."""
PAUSE_SECONDS: Final = 1.0
"""Before a call is repeated that Graph had too many of, where it doesn't say how long."""
PAGE: Final = "999"
MOST_PAGES: Final = 100
_BUSY: Final = frozenset({429, 502, 503, 504})


class GraphError(RuntimeError):
    """Graph refuses, or doesn't answer: then `status` is 0. `code` is its own word for that, or ours."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"Graph says {status} {code}.")
        self.status = status
        self.code = code


class NotAllowedError(GraphError):
    """Nobody consented to the permission that is needed, or not for this team."""


class Graph:
    """Reads from Graph, version 1.0. `token` gives ours, `counted` hears of each call: its name, and `ok` or a code."""

    def __init__(
        self,
        url: str,
        token: Callable[[], Awaitable[str]],
        http: aiohttp.ClientSession,
        counted: Callable[[str, str], object] = lambda method, result: None,
    ) -> None:
        self.url = f"{url.rstrip('/')}/v1.0"
        self._token = token
        self._http = http
        self._counted = counted

    def address(self, *steps: str) -> str:
        """The address of something: each step is a name or an id, quoted."""
        return "/".join((self.url, *(quote(step, safe="!'()=,") for step in steps)))

    async def headers(self) -> dict[str, str]:
        """What every request needs; raises `GraphError` where there is no token."""
        try:
            return {"Authorization": f"Bearer {await self._token()}"}
        except TokenError as error:
            raise GraphError(0, error.code) from error

    async def get(self, name: str, address: str, query: Mapping[str, str] | None = None) -> Json:
        """What is at an address; `name` is what the call is counted as. Raises `GraphError`."""
        until = time.monotonic() + CALL_SECONDS
        while True:
            try:
                answer, pause = await self._once(address, query)
            except GraphError as error:
                self._counted(f"graph_{name}", error.code)
                raise
            if pause is None:
                self._counted(f"graph_{name}", "ok")
                return answer
            if time.monotonic() + pause > until:
                self._counted(f"graph_{name}", "busy")
                raise GraphError(429, "busy")
            await asyncio.sleep(pause)

    async def pages(self, name: str, address: str, query: Mapping[str, str] | None = None) -> list[Json]:
        """The rows of all pages; raises `GraphError`, also where these are too many or lead elsewhere."""
        rows: list[Json] = []
        for _ in range(MOST_PAGES):
            page = await self.get(name, address, query)
            rows += [row for row in page.get("value") or () if isinstance(row, dict)]
            address, query = str(page.get("@odata.nextLink") or ""), None
            if not address:
                return rows
            if _origin(address) != _origin(self.url):
                raise GraphError(0, "foreign_page")
        raise GraphError(0, "too_many_pages")

    async def _once(self, address: str, query: Mapping[str, str] | None) -> tuple[Json, float | None]:
        """An answer, or how long to wait for one."""
        limits = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
        headers = await self.headers()
        try:
            async with self._http.get(
                URL(address, encoded=True), params=query, headers=headers, timeout=limits, allow_redirects=False
            ) as response:
                if response.status in _BUSY:
                    return {}, _seconds(response.headers.get("Retry-After"))
                body = await response.json(content_type=None) if response.status != 204 else {}
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise GraphError(0, "unreachable") from error
        if response.status in {401, 403}:
            raise NotAllowedError(response.status, _code(body))
        if response.status != 200 or not isinstance(body, dict):
            raise GraphError(response.status, _code(body))
        return body, None


def _code(body: object) -> str:
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    return str(code)[:64] if isinstance(code, str) and code.isascii() and code.isidentifier() else "unreadable_answer"


def _seconds(told: str | None) -> float:
    return float(told) if told is not None and told.isascii() and told.isdecimal() else PAUSE_SECONDS


def _origin(address: str) -> tuple[str, str | None, int | None]:
    try:
        parts = urlsplit(address)
        return parts.scheme, parts.hostname, parts.port
    except ValueError:
        return "", None, None
