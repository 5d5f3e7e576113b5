"""Addresses that open one thing, for the person who had them made, for a short while and without any other proof."""

import base64
import binascii
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Self

from bot.chat.chat import Person
from pipelines.records.database import Database

LONGEST: Final = 2000
"""Characters of a token that is looked at."""


class Purpose(StrEnum):
    """What a link is good for; one for another purpose opens nothing."""

    CONSOLE = "console"
    ORIGINAL = "original"


class LinkRefusedError(LookupError):
    """A link that is forged, expired, or for something else. It isn't said which."""


@dataclass(frozen=True, slots=True)
class SignedLink:
    """What a link stands for: its holder acts as `person`, about `target`, until `expires_at` (seconds since 1970).

    Whether the person may do that is asked when it is opened: a link gives no rights, it only proves who had it made.
    """

    person: Person = field(repr=False)
    target: str
    expires_at: int


class SignedLinks:
    """Makes and opens links with one key (32 bytes, the same in all processes). `clock` gives seconds since 1970."""

    def __init__(self, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._key = key
        self._clock = clock

    @classmethod
    def of(cls, database: Database) -> Self:
        """Those of a place: each process and command that uses its records opens what another one made."""
        return cls(database.key_of("signed links"))

    def make(self, purpose: Purpose, person: Person, target: str, seconds: int) -> tuple[str, SignedLink]:
        """The token of a new link, which holds for so many seconds, and what it stands for."""
        link = SignedLink(person, target, int(self._clock()) + seconds)
        told = [person.surface, person.team, person.id, person.locale, target, link.expires_at]
        body = _text(json.dumps(told, separators=(",", ":")).encode())
        return f"{body}.{_text(self._signed(purpose, body))}", link

    def open(self, purpose: Purpose, token: str) -> SignedLink:
        """What a link stands for; raises `LinkRefusedError`."""
        body, dot, signature = token.partition(".")
        if not dot or len(token) > LONGEST or not token.isascii():
            raise LinkRefusedError
        try:
            given = _bytes(signature)
        except (binascii.Error, ValueError):
            raise LinkRefusedError from None
        if not hmac.compare_digest(given, self._signed(purpose, body)):
            raise LinkRefusedError
        surface, team, person_id, locale, target, expires_at = json.loads(_bytes(body))
        if self._clock() >= expires_at:
            raise LinkRefusedError
        return SignedLink(Person(surface, team, person_id, locale), target, expires_at)

    def _signed(self, purpose: Purpose, body: str) -> bytes:
        return hmac.new(self._key, f"{purpose.value}\n{body}".encode(), hashlib.sha256).digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
