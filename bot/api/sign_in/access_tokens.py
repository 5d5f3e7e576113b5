"""Tokens for people's programs: short-lived, of one session, and worth nothing when that is over."""

import time
from collections.abc import Callable
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

LASTS_SECONDS: Final = 900
AUDIENCE: Final = "tcbot"
_TYPE: Final = "at+jwt"
_ALGORITHM: Final = "HS256"
_LONGEST: Final = 4096


class AccessTokens:
    """Makes and reads them with a key of the records, which is the same in every process."""

    def __init__(self, key: bytes, issuer: str, clock: Callable[[], float] = time.time) -> None:
        self._key = OctKey.import_key(key)
        self._issuer = issuer
        self._clock = clock

    def made(self, session_id: str, account_id: str) -> str:
        """A token of a session."""
        at = int(self._clock())
        claims: dict[str, str | int] = {"iss": self._issuer, "aud": AUDIENCE, "sub": account_id, "sid": session_id}
        claims |= {"iat": at, "exp": at + LASTS_SECONDS}
        return jwt.encode({"alg": _ALGORITHM, "typ": _TYPE}, claims, self._key, default_type=None)

    def session_of(self, token: str) -> tuple[str, str] | None:
        """(session, account) that a token names; None where it isn't ours, or has expired. Whether the session is
        still open is for the records to say.
        """
        if len(token) > _LONGEST:
            return None
        registry = jwt.JWTClaimsRegistry(
            now=int(self._clock()),
            iss={"essential": True, "value": self._issuer},
            aud={"essential": True, "value": AUDIENCE},
            exp={"essential": True},
            sub={"essential": True},
            sid={"essential": True},
        )
        try:
            opened = jwt.decode(token, self._key, algorithms=[_ALGORITHM])
            registry.validate(opened.claims)
        except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
            return None
        session_id, account_id = opened.claims["sid"], opened.claims["sub"]
        are_texts = isinstance(session_id, str) and isinstance(account_id, str)
        return (session_id, account_id) if opened.header.get("typ") == _TYPE and are_texts else None
