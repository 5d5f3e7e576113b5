"""Who may send activities: what Teams signed for this bot, or in local mode a program of this machine."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Literal, NoReturn, Protocol
from urllib.parse import urlsplit

import jwt

from bot.teams.directory.service_urls import is_loopback, is_service_url
from bot.teams.inbound.keys import IssuerKey, KeysUnknownError

Json = dict[str, Any]

CHANNEL = "msteams"
"""The one channel that the bot hears. In others, such as Direct Line, senders name themselves."""
LEEWAY_SECONDS = 300
LONGEST_TOKEN = 16 * 1024
AGENTIC = frozenset({"agenticuser", "agenticidentity", "agenticappinstance"})
"""Roles of Agent 365, whose requests are signed by others."""
_PROXIES = ("forwarded", "x-forwarded-for", "x-forwarded-host", "via")


class RefusedError(Exception):
    """A request isn't let in; `status` is HTTP's, `reason` a word for the log."""

    def __init__(self, status: Literal[400, 401, 403, 503], reason: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason


class Keys(Protocol):
    """Finds the issuer's keys."""

    async def find(self, kid: str) -> IssuerKey | None:
        """The key of this name; None where there is none. Raises `KeysUnknownError`."""
        ...


class Door(Protocol):
    """Lets activities in."""

    async def admitted(self, headers: Mapping[str, str], body: bytes) -> Json:
        """The activity of a request; raises `RefusedError`. Names of headers are in small letters."""
        ...


class SignedDoor:
    """Lets in what the issuer signed for this app: nothing else is parsed."""

    def __init__(self, app_id: str, keys: Keys) -> None:
        self._app_id = app_id
        self._keys = keys

    async def admitted(self, headers: Mapping[str, str], body: bytes) -> Json:
        """The activity, with a token for the app and for the address that it wants its answers at."""
        claims, endorsements = await self._claims(headers.get("authorization", ""))
        activity = activity_of(body)
        if activity["channelId"] not in endorsements:
            _refuse(403, "endorsement")
        claimed, told = claims.get("serviceurl"), activity["serviceUrl"]
        if not isinstance(claimed, str) or claimed.rstrip("/") != told.rstrip("/"):
            _refuse(403, "service_url")
        if not is_service_url(told, is_local=False):
            _refuse(403, "service_url")
        _check_sender(activity)
        return activity

    async def _claims(self, authorization: str) -> tuple[Mapping[str, Any], frozenset[str]]:
        """What the token says, and the channels of the key that signed it."""
        scheme, _, token = authorization.partition(" ")
        if scheme.lower() != "bearer" or not token or len(token) > LONGEST_TOKEN:
            _refuse(401, "no_token")
        try:
            named = jwt.get_unverified_header(token)
        except (jwt.PyJWTError, ValueError, TypeError, RecursionError):
            _refuse(401, "token")
        kid = named.get("kid")
        if named.get("alg") != "RS256" or not isinstance(kid, str):
            _refuse(401, "algorithm")
        try:
            key = await self._keys.find(kid)
        except KeysUnknownError:
            _refuse(503, "no_keys")
        if key is None:
            _refuse(401, "key")
        return self._verified(token, key), key.endorsements

    def _verified(self, token: str, key: IssuerKey) -> Mapping[str, Any]:
        try:
            claims: Mapping[str, Any] = jwt.decode(
                token,
                key.key,
                algorithms=["RS256"],
                audience=self._app_id,
                issuer=key.issuer,
                leeway=LEEWAY_SECONDS,
                options={"require": ["exp", "iss", "aud"], "strict_aud": True},
            )
        except jwt.InvalidAudienceError:
            _refuse(403, "audience")
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError):
            _refuse(401, "token")
        return claims


class LocalDoor:
    """Lets in what programs of this machine send, without a proof of who they are.

    A page in a browser of this machine is none of them: it can't name the type of its content, and by another name of
    this machine's address (DNS rebinding) it sends that name along.
    """

    async def admitted(self, headers: Mapping[str, str], body: bytes) -> Json:
        """The activity; its addresses are this machine's."""
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            _refuse(403, "content_type")
        if not is_loopback(_host(headers.get("host", ""))):
            _refuse(403, "host")
        if any(name in headers for name in _PROXIES):
            _refuse(403, "proxy")
        activity = activity_of(body)
        if not is_service_url(activity["serviceUrl"], is_local=True):
            _refuse(403, "service_url")
        if not all(is_loopback(_host_of_url(url)) for url in _attached(activity)):
            _refuse(403, "attachment")
        _check_sender(activity)
        return activity


def activity_of(body: bytes) -> Json:
    """The activity in a body, with the fields that nothing can do without; raises `RefusedError` (400)."""
    try:
        activity = _parsed(body)
    except (ValueError, RecursionError):
        _refuse(400, "json")
    if not isinstance(activity, dict) or not isinstance(activity.get("conversation"), dict):
        _refuse(400, "shape")
    needed = (activity.get(name) for name in ("type", "serviceUrl", "channelId"))
    if not all(isinstance(each, str) and each for each in (*needed, activity["conversation"].get("id"))):
        _refuse(400, "shape")
    return activity


def _parsed(body: bytes) -> Any:
    activity = json.loads(body.decode(), parse_constant=_no_number)
    if b"\\ud" in body.lower():  # halves of characters, which can't be stored
        whole = json.dumps(activity, ensure_ascii=False).encode(errors="replace")
        activity = json.loads(whole)
    return activity


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _check_sender(activity: Json) -> None:
    if activity["channelId"] != CHANNEL:
        _refuse(403, "channel")
    for name in ("from", "recipient"):
        account = activity.get(name)
        role = account.get("role") if isinstance(account, dict) else None
        if isinstance(role, str) and role.lower() in AGENTIC:
            _refuse(403, "agentic")


def _attached(activity: Json) -> Iterator[str]:
    """The addresses of an activity's attachments."""
    attachments = activity.get("attachments")
    for each in attachments if isinstance(attachments, list) else []:
        if not isinstance(each, dict):
            continue
        content = each.get("content")
        urls = [each.get("contentUrl"), content.get("downloadUrl") if isinstance(content, dict) else None]
        yield from (url for url in urls if isinstance(url, str) and url)


def _host(header: str) -> str:
    return _host_of_url(f"//{header}")


def _host_of_url(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _refuse(status: Literal[400, 401, 403, 503], reason: str) -> NoReturn:
    raise RefusedError(status, reason) from None
