"""What an issuer says of itself (OpenID Connect Discovery), as far as it is needed, checked."""

from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

from bot.api.sign_in.provider_errors import ProviderAwayError
from bot.sign_in_settings import is_loopback

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures by a key that the issuer alone has. Those by a shared secret, and none at all, are taken from nobody."""
_LONGEST = 2000


@dataclass(frozen=True, slots=True)
class ProviderMetadata:
    """An issuer's addresses and habits; empty addresses are of what it doesn't have."""

    issuer: str
    authorization: str
    token: str
    keys: str
    userinfo: str = ""
    end_session: str = ""
    algorithms: tuple[str, ...] = ("RS256",)
    has_post_alone: bool = False
    names_itself: bool = False

    @classmethod
    def parse(cls, said: Any, issuer: str) -> Self:
        """What the issuer of this address said; raises `ProviderAwayError` where it isn't usable, or another's."""
        if not isinstance(said, dict):
            raise ProviderAwayError
        named = said.get("issuer")
        if not isinstance(named, str) or named.rstrip("/") != issuer.rstrip("/"):
            raise ProviderAwayError
        needed = {name: _address(said.get(name)) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")}
        if not all(needed.values()):
            raise ProviderAwayError
        methods = _texts(said.get("token_endpoint_auth_methods_supported")) or ("client_secret_basic",)
        offered = _texts(said.get("id_token_signing_alg_values_supported")) or ("RS256",)
        return cls(
            issuer=named,
            authorization=needed["authorization_endpoint"],
            token=needed["token_endpoint"],
            keys=needed["jwks_uri"],
            userinfo=_address(said.get("userinfo_endpoint")),
            end_session=_address(said.get("end_session_endpoint")),
            algorithms=tuple(each for each in ALGORITHMS if each in offered),
            has_post_alone="client_secret_basic" not in methods,
            names_itself=said.get("authorization_response_iss_parameter_supported") is True,
        )


def _address(value: Any) -> str:
    """An address that secrets may be sent to; empty for all else."""
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    try:
        parts = urlsplit(value)
    except ValueError:
        return ""
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(parts.hostname or ""))
    return value if is_safe and parts.hostname else ""


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()
