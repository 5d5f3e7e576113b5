"""The tokens that an issuer signs: who somebody is, and that somebody has signed out. Anything may come in them."""

from collections.abc import Mapping
from typing import Any

from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError

from bot.api.sign_in.provider import IssuedTokens, Provider
from bot.api.sign_in.provider_errors import SignInRefusedError
from bot.api.sign_in.provider_metadata import ProviderMetadata

LONGEST_TOKEN = 64 * 1024
"""More characters than an issuer's token has, even with all groups in it."""
LEEWAY = 60
"""Seconds that the issuer's clock may be off."""
LOGOUT_SECONDS = 300
"""How old the news of a sign-out may be."""
LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
LONGEST_ID = 255

Claims = Mapping[str, Any]


class IssuedClaims:
    """Reads the tokens of one issuer that are for this client; raises `SignInRefusedError` for all others."""

    def __init__(self, provider: Provider) -> None:
        self._provider = provider

    async def of_person(self, tokens: IssuedTokens, nonce: str = "") -> Claims:
        """Who somebody is by an ID token; `nonce` is what it has to hold, and empty after the first time."""
        metadata = await self._provider.metadata()
        header, claims = await self._opened(tokens.id_token, metadata)
        if nonce and claims.get("nonce") is None:
            raise SignInRefusedError("token_invalid")
        checked = CodeIDToken(
            claims,
            header,
            {"iss": _is(metadata.issuer), "aud": _is(self._provider.client_id), "sub": {"essential": True}},
            {"nonce": nonce, "client_id": self._provider.client_id, "access_token": tokens.access_token},
        )
        _validated(checked, LEEWAY)
        if not _is_id(claims.get("sub")):
            raise SignInRefusedError("token_invalid")
        return claims

    async def of_sign_out(self, token: str) -> tuple[str, str]:
        """Whose sessions are over (OpenID Connect Back-Channel Logout): the issuer's session, the subject.

        One of them may be empty.
        """
        metadata = await self._provider.metadata()
        _, claims = await self._opened(token, metadata)
        registry = jwt.JWTClaimsRegistry(
            leeway=LEEWAY,
            iss=_is(metadata.issuer),
            aud=_is(self._provider.client_id),
            iat={"essential": True},
            jti={"essential": True},
        )
        try:
            registry.validate(dict(claims))
            is_old = claims["iat"] < registry.now - LOGOUT_SECONDS
        except (JoseError, TypeError, ValueError):
            raise SignInRefusedError("token_invalid") from None
        events, sid, subject = claims.get("events"), claims.get("sid", ""), claims.get("sub", "")
        is_news = isinstance(events, dict) and isinstance(events.get(LOGOUT_EVENT), dict) and "nonce" not in claims
        are_ids = all(each == "" or _is_id(each) for each in (sid, subject)) and bool(sid or subject)
        if is_old or not is_news or not are_ids:
            raise SignInRefusedError("token_invalid")
        return sid, subject

    async def _opened(self, token: str, metadata: ProviderMetadata) -> tuple[dict[str, Any], dict[str, Any]]:
        """Header and claims of a token that the issuer signed."""
        if not token or len(token) > LONGEST_TOKEN or not metadata.algorithms:
            raise SignInRefusedError("token_invalid")
        algorithms = list(metadata.algorithms)
        try:
            try:
                opened = jwt.decode(token, await self._provider.keys(), algorithms=algorithms)
            except InvalidKeyIdError:  # its keys have changed since
                opened = jwt.decode(token, await self._provider.keys(is_unknown=True), algorithms=algorithms)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            raise SignInRefusedError("token_invalid") from None
        if not isinstance(opened.claims, dict):
            raise SignInRefusedError("token_invalid")
        return dict(opened.header), opened.claims


def _is(value: str) -> Any:
    return {"essential": True, "value": value}


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()


def _validated(claims: CodeIDToken, leeway: int) -> None:
    try:
        claims.validate(leeway=leeway)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        raise SignInRefusedError("token_invalid") from None
