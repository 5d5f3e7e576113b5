"""The keys that Teams' requests are signed with, as their issuer publishes them."""

import asyncio
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import structlog
from jwt import PyJWK
from jwt.exceptions import PyJWTError

_log = structlog.stdlib.get_logger("tcbot.teams")

KEPT_SECONDS = 24 * 3600.0
PAUSE_SECONDS = 60.0
"""Between two loads, however many unknown keys are named meanwhile."""
PAUSE_WITHOUT_KEYS = 5.0
LOAD_SECONDS = 10.0
MOST_BYTES = 1024 * 1024
MOST_KEYS = 500


class KeysUnknownError(Exception):
    """The issuer never answered, so nothing can be verified yet."""


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """A public key, who signs with it, and the channels that it may speak for."""

    key: PyJWK
    issuer: str
    endorsements: frozenset[str]


class IssuerKeys:
    """Knows the issuer's keys for a day, and goes on with them while the issuer is away.

    A key that is unknown, or a day that is over, has them loaded anew, at most once a minute and once at a time.
    """

    def __init__(self, openid_url: str, http: aiohttp.ClientSession, clock: Callable[[], float] | None = None) -> None:
        self._url = openid_url
        self._http = http
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._keys: dict[str, IssuerKey] = {}
        self._old_from = self._load_from = float("-inf")
        self._loading: asyncio.Task[None] | None = None

    async def find(self, kid: str) -> IssuerKey | None:
        """The key of this name; None where the issuer has none. Raises `KeysUnknownError`."""
        known = self._keys.get(kid)
        if known is None or self._clock() >= self._old_from:
            loading = self._load()
            if known is None and loading is not None:
                await asyncio.shield(loading)
        if not self._keys:
            raise KeysUnknownError
        return self._keys.get(kid)

    async def refresh(self) -> int:
        """How many keys the issuer has now; raises `KeysUnknownError` where it doesn't answer."""
        await self._read()
        return len(self._keys)

    def close(self) -> None:
        """Ends a load that is under way."""
        if self._loading is not None:
            self._loading.cancel()

    def _load(self) -> "asyncio.Task[None] | None":
        """The load that is under way, or a new one; None where it is too early for one."""
        if self._loading is None or self._loading.done():
            if self._clock() < self._load_from:
                return None
            self._load_from = self._clock() + (PAUSE_SECONDS if self._keys else PAUSE_WITHOUT_KEYS)
            self._loading = asyncio.create_task(self._renew())
        return self._loading

    async def _renew(self) -> None:
        try:
            await self._read()
        except KeysUnknownError:
            _log.warning("teams_keys_not_loaded")

    async def _read(self) -> None:
        try:
            async with asyncio.timeout(LOAD_SECONDS):
                named = await self._json(self._url)
                issuer, address = named.get("issuer"), named.get("jwks_uri")
                if not isinstance(issuer, str) or not isinstance(address, str) or urlsplit(address).scheme != "https":
                    raise KeysUnknownError
                read = _keys(await self._json(address), issuer)
        except (aiohttp.ClientError, OSError, ValueError, RecursionError):  # TimeoutError is an OSError
            raise KeysUnknownError from None
        if not read:
            raise KeysUnknownError
        self._keys, self._old_from = read, self._clock() + KEPT_SECONDS
        self._load_from = self._clock() + PAUSE_SECONDS

    async def _json(self, url: str) -> Mapping[str, Any]:
        async with self._http.get(url, allow_redirects=False) as response:
            response.raise_for_status()
            body = await response.content.read(MOST_BYTES)
            while piece := await response.content.read(MOST_BYTES):
                body += piece
                if len(body) > MOST_BYTES:
                    raise KeysUnknownError
        value = json.loads(body)
        if not isinstance(value, dict):
            raise KeysUnknownError
        return value


def _keys(published: Mapping[str, Any], issuer: str) -> dict[str, IssuerKey]:
    """The RSA keys among what is published, by their names."""
    listed = published.get("keys")
    found = {}
    for each in listed[:MOST_KEYS] if isinstance(listed, list) else []:
        if not isinstance(each, dict) or not isinstance(each.get("kid"), str) or each.get("kty") != "RSA":
            continue
        try:
            key = PyJWK(each, "RS256")
        except (PyJWTError, ValueError, TypeError, KeyError):
            continue
        given = each.get("endorsements")
        endorsements = frozenset(name for name in given if isinstance(name, str)) if isinstance(given, list) else ()
        found[each["kid"]] = IssuerKey(key, issuer, frozenset(endorsements))
    return found
