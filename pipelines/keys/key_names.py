"""Encryption keys as people write them: a name, and 32 random bytes in base64. No cryptography in here."""

import base64
import binascii
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime

KEY_BYTES = 32
ALLOWED = (
    "Write name=base64 pairs separated by commas; a name has 1 to 64 letters, digits, dots, hyphens or underscores, "
    "a key is 32 random bytes in base64 (openssl rand -base64 32)."
)

_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


@dataclass(frozen=True, slots=True)
class NamedKey:
    """A 256-bit key and the name that messages and sealed data know it by; its value is never shown."""

    name: str
    secret: bytes = field(repr=False)


def new_key() -> NamedKey:
    """A random key, named after the day and four random digits."""
    return NamedKey(f"key-{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(2)}", secrets.token_bytes(KEY_BYTES))


def parse_keys(text: str) -> tuple[NamedKey, ...]:
    """The keys of `name=base64` pairs, separated by commas or lines, in order; lines that begin with # are passed over.

    Raises `ValueError`, which names a key by its name or its place, never by its value.
    """
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    pairs = [pair.strip() for line in lines for pair in line.split(",") if pair.strip()]
    keys = tuple(_parsed(pair, place) for place, pair in enumerate(pairs, start=1))
    if not keys:
        raise ValueError(f"There is no key in it. {ALLOWED}")
    names = [key.name for key in keys]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise ValueError(f"Two keys are named {twice!r}; each needs a name of its own.")
    return keys


def format_key(key: NamedKey) -> str:
    """The key as a line of a key file, and as a pair of the setting."""
    return f"{key.name}={base64.b64encode(key.secret).decode()}"


def _parsed(pair: str, place: int) -> NamedKey:
    name, separator, value = pair.partition("=")
    name = name.strip()
    if not separator or not _NAME.fullmatch(name):
        raise ValueError(f"Its key number {place} has no proper name. {ALLOWED}")
    try:
        secret = base64.b64decode(value.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise ValueError(f"The value of the key {name!r} is not base64. {ALLOWED}") from None
    if len(secret) != KEY_BYTES:
        raise ValueError(f"The key {name!r} has {len(secret)} bytes, not {KEY_BYTES}. {ALLOWED}")
    return NamedKey(name, secret)
