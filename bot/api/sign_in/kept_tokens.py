"""An issuer's tokens as a session keeps them: as JSON in a sealed column."""

import json
from dataclasses import dataclass, field
from typing import Self

from bot.api.sign_in.provider import IssuedTokens


@dataclass(frozen=True, slots=True)
class KeptTokens:
    """What the issuer is asked again with, what tells it who signs out, and when it last let the person in.

    `at` is in seconds since 1970.
    """

    refresh_token: str = field(repr=False)
    id_token: str = field(repr=False)
    scope: str
    at: float

    @classmethod
    def of(cls, tokens: IssuedTokens, at: float, id_token: str = "") -> Self:
        """Those to keep of what the issuer gave; `id_token` is the one from before."""
        return cls(tokens.refresh_token, tokens.id_token or id_token, tokens.scope, at)

    @classmethod
    def read(cls, text: str) -> Self:
        """As `text` gave them; empty ones where it has none."""
        kept = json.loads(text) if text else {}
        return cls(kept.get("refresh", ""), kept.get("id", ""), kept.get("scope", ""), kept.get("at", 0.0))

    def text(self) -> str:
        """As JSON."""
        return json.dumps({"refresh": self.refresh_token, "id": self.id_token, "scope": self.scope, "at": self.at})

    @property
    def issued(self) -> IssuedTokens:
        """As the issuer's client takes them."""
        return IssuedTokens(self.id_token, "", self.refresh_token, self.scope)
