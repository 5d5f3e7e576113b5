"""Who signs people in, reached by OpenID Connect: where to send them, and what comes back."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client import OAuthError
from joserfc.errors import JoseError
from joserfc.jwk import Key, KeySet

from bot.api.sign_in.provider_client import provider_client
from bot.api.sign_in.provider_errors import ProviderAwayError, SignInRefusedError
from bot.api.sign_in.provider_metadata import ProviderMetadata

_log = structlog.stdlib.get_logger("tcbot.api")

FRESH_SECONDS = 3600.0
"""How long it holds what the issuer says of itself, and its keys."""
AGAIN_SECONDS = 30.0
"""At most so often it is asked for keys that it hadn't when it was asked last."""
MOST_KEYS = 100
NOT_THE_PERSON = ("invalid_client", "unauthorized_client", "invalid_scope")
"""What the issuer says where it refuses the bot, whoever it is about."""
GOOGLE = "https://accounts.google.com"


@dataclass(frozen=True, slots=True)
class IssuedTokens:
    """What the issuer gave: its answer about who it is, and what it is asked again with."""

    id_token: str = field(default="", repr=False)
    access_token: str = field(default="", repr=False)
    refresh_token: str = field(default="", repr=False)
    scope: str = ""


class Provider:
    """The issuer. What it said is remembered for an hour; errors are `ProviderAwayError` and `SignInRefusedError`."""

    def __init__(
        self,
        issuer: str,
        client_id: str,
        client_secret: str,
        scope: str,
        redirect_uri: str,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client_id = client_id
        self._issuer, self._secret, self._scope, self._redirect = issuer, client_secret, scope, redirect_uri
        self._clock = clock
        self._metadata: tuple[float, ProviderMetadata] | None = None
        self._keys: tuple[float, KeySet] | None = None

    async def metadata(self) -> ProviderMetadata:
        """What the issuer says of itself."""
        if self._metadata is None or self._clock() - self._metadata[0] > FRESH_SECONDS:
            said = await self._get(f"{self._issuer.rstrip('/')}/.well-known/openid-configuration")
            self._metadata = (self._clock(), ProviderMetadata.parse(said, self._issuer))
        return self._metadata[1]

    async def keys(self, *, is_unknown: bool = False) -> KeySet:
        """The issuer's public keys; with `is_unknown` those of now, where they weren't read a moment ago."""
        age = FRESH_SECONDS + 1 if self._keys is None else self._clock() - self._keys[0]
        if self._keys is None or age > (AGAIN_SECONDS if is_unknown else FRESH_SECONDS):
            said = await self._get((await self.metadata()).keys)
            self._keys = (self._clock(), _key_set(said))
        return self._keys[1]

    async def address(self, state: str, nonce: str, verifier: str) -> str:
        """Where somebody signs in: code flow, with PKCE (S256), state and nonce."""
        metadata = await self.metadata()
        more = {"access_type": "offline", "prompt": "consent"} if metadata.issuer == GOOGLE else {}
        async with self._client(metadata) as client:
            address, _ = client.create_authorization_url(
                metadata.authorization, state=state, nonce=nonce, code_verifier=verifier, **more
            )
        return str(address)

    async def exchanged(self, code: str, verifier: str) -> IssuedTokens:
        """What a code is good for."""
        return await self._asked(grant_type="authorization_code", code=code, code_verifier=verifier)

    async def refreshed(self, before: IssuedTokens) -> IssuedTokens:
        """The tokens of now; raises `SignInRefusedError` where the issuer doesn't let the person in any more."""
        scope = {"scope": before.scope} if before.scope else {}
        got = await self._asked(grant_type="refresh_token", refresh_token=before.refresh_token, **scope)
        return IssuedTokens(
            got.id_token, got.access_token, got.refresh_token or before.refresh_token, got.scope or before.scope
        )

    async def userinfo(self, access_token: str) -> Mapping[str, Any]:
        """What the issuer says of the person now; empty where it says nothing of that kind."""
        address = (await self.metadata()).userinfo
        if not address or not access_token:
            return {}
        said = await self._get(address, {"authorization": f"Bearer {access_token}"})
        return said if isinstance(said, dict) else {}

    def _client(self, metadata: ProviderMetadata) -> Any:
        method = "client_secret_post" if metadata.has_post_alone else "client_secret_basic"
        return provider_client(
            self.client_id,
            self._secret,
            token_endpoint_auth_method=method if self._secret else "none",
            scope=self._scope,
            redirect_uri=self._redirect,
        )

    async def _asked(self, **wanted: str) -> IssuedTokens:
        metadata = await self.metadata()
        try:
            async with self._client(metadata) as client:
                got: Any = await client.fetch_token(metadata.token, **wanted)
            return IssuedTokens(*(_text(got.get(name)) for name in IssuedTokens.__dataclass_fields__))
        except OAuthError as error:
            code = next((each for each in NOT_THE_PERSON if each == error.error), "invalid_grant")
            _log.warning("issuer_refuses", code=code)
            raise SignInRefusedError(code) from None
        except (httpx2.HTTPError, ValueError, TypeError, AttributeError, RecursionError) as error:
            raise _away(error) from None

    async def _get(self, address: str, headers: Mapping[str, str] | None = None) -> Any:
        try:
            async with provider_client() as client:
                answer = await client.request("GET", address, headers=headers, withhold_token=True)
                if answer.status_code != 200:
                    raise ProviderAwayError
                return answer.json()
        except (httpx2.HTTPError, ValueError, RecursionError) as error:
            raise _away(error) from None


def _away(error: Exception) -> ProviderAwayError:
    _log.warning("issuer_away", error=type(error).__name__)
    return ProviderAwayError()


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _key_set(said: Any) -> KeySet:
    """Those of the issuer's keys that can be read and are for signing; what else it lists is left out."""
    listed = said.get("keys") if isinstance(said, dict) else None
    keys: list[Key] = []
    for each in listed[:MOST_KEYS] if isinstance(listed, list) else ():
        if not isinstance(each, dict) or each.get("kty") not in {"RSA", "EC", "OKP"} or each.get("use") == "enc":
            continue
        try:
            keys.extend(KeySet.import_key_set({"keys": [each]}).keys)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):
            _log.warning("issuer_key_unreadable")
    return KeySet(keys)
