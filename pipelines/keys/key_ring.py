"""Authenticated encryption with named keys: a ring that seals data keys, and data keys that seal what a store holds.

Each store (an original, the index file, the records) has a random data key of its own, which lies beside its data,
sealed by the ring. So a change of keys seals some small things anew and touches no data; see `docs/data.md`.
"""

import hmac
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pipelines.keys.key_file import KeyFile
from pipelines.keys.key_names import KEY_BYTES, NamedKey, parse_keys

NONCE_BYTES = 12
_MARK = b"TCB1"
_FINGERPRINT_BYTES = 4


class WrongKeyError(RuntimeError):
    """Something was sealed with a key that isn't here; the message names the key, never its value."""


class TamperedError(RuntimeError):
    """Something sealed was changed, cut, or put in another's place since it was written."""

    def __init__(self, what: str) -> None:
        super().__init__(
            f"{what} is not as it was written: its seal doesn't fit. It was damaged or tampered with; "
            "restore it from a backup."
        )


class KeyRing:
    """Named 256-bit keys. The first seals; all of them open. AES-256-GCM, with a random nonce for each sealing.

    `source` is asked for the keys each time, so that a running process follows a change of the key file; `origin`
    says in messages where they are.
    """

    def __init__(self, source: Callable[[], Sequence[NamedKey]], origin: str) -> None:
        self._source = source
        self._origin = origin

    @classmethod
    def of_setting(cls, value: str) -> "KeyRing":
        """The keys of ENCRYPTION_KEYS; raises `ValueError` where they make no sense."""
        keys = parse_keys(value)
        return cls(lambda: keys, "ENCRYPTION_KEYS")

    @classmethod
    def in_folder(cls, folder: Path) -> "KeyRing":
        """The keys of the key file in a data folder, which is made when it is first needed."""
        file = KeyFile.of(folder)
        return cls(file.keys, str(file.path))

    @property
    def current(self) -> str:
        """The name of the key that seals."""
        return self._source()[0].name

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all keys, the one that seals first."""
        return tuple(key.name for key in self._source())

    def seal(self, data: bytes, bound_to: bytes) -> bytes:
        """The data encrypted, and bound to what it belongs to; the name of the key stands in front, in plain."""
        key = self._source()[0]
        head = _head(key)
        return head + _encrypted(AESGCM(key.secret), data, head + bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """What was sealed; raises `WrongKeyError`, or `TamperedError` where it or `bound_to` isn't as it was."""
        what = bound_to.decode("utf-8", "replace")
        name, body = _parted(sealed, what)
        key = next((key for key in self._source() if key.name == name), None)
        if key is None:
            raise WrongKeyError(
                f"The {what} was sealed with the key {name!r}, which is not in {self._origin} "
                f"(it has: {', '.join(self.names)}). Put that key back, behind the others."
            )
        head = sealed[: len(sealed) - len(body)]
        if head != _head(key):
            raise WrongKeyError(
                f"The {what} was sealed with another key of the name {name!r} than the one in {self._origin}. "
                "Put back the key that had this name."
            )
        return _decrypted(AESGCM(key.secret), body, head + bound_to, f"The {what}")

    def sealed_by(self, sealed: bytes) -> str:
        """The name of the key that sealed something."""
        return _parted(sealed, "sealed data")[0]


class DataKey:
    """The key of one store: it seals, and gives keys for other purposes. It stays when the ring's keys change."""

    def __init__(self, secret: bytes) -> None:
        self._secret = secret
        self._cipher = AESGCM(self.derive("seal"))

    @classmethod
    def new(cls) -> "DataKey":
        """A random one."""
        return cls(os.urandom(KEY_BYTES))

    @classmethod
    def opened(cls, ring: KeyRing, sealed: bytes, bound_to: bytes) -> "DataKey":
        """The one that `sealed_with` gave; raises what `KeyRing.open` does."""
        return cls(ring.open(sealed, bound_to))

    def sealed_with(self, ring: KeyRing, bound_to: bytes) -> bytes:
        """This key, sealed by the ring's current one, to be kept beside the data."""
        return ring.seal(self._secret, bound_to)

    def derive(self, purpose: str) -> bytes:
        """32 bytes for one purpose, the same each time (HKDF, RFC 5869)."""
        return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=b"tcbot " + purpose.encode()).derive(
            self._secret
        )

    def seal(self, data: bytes, bound_to: bytes) -> bytes:
        """The data encrypted, 28 bytes longer; some microseconds, and a gigabyte a second beyond them."""
        return _encrypted(self._cipher, data, bound_to)

    def open(self, sealed: bytes, bound_to: bytes) -> bytes:
        """What was sealed; raises `TamperedError`."""
        return _decrypted(self._cipher, sealed, bound_to, "A part of the stored data")


def rewrapped(ring: KeyRing, sealed: bytes, bound_to: bytes) -> bytes | None:
    """The same thing sealed by the ring's current key; None where it is already."""
    return None if ring.sealed_by(sealed) == ring.current else ring.seal(ring.open(sealed, bound_to), bound_to)


def _head(key: NamedKey) -> bytes:
    """Name and fingerprint: two keys of one name are told apart, so that a mix-up isn't taken for tampering."""
    name = key.name.encode()
    fingerprint = hmac.digest(key.secret, b"tcbot fingerprint", "sha256")[:_FINGERPRINT_BYTES]
    return _MARK + bytes([len(name)]) + name + fingerprint


def _parted(sealed: bytes, what: str) -> tuple[str, bytes]:
    """(name of the key, what follows the head)."""
    start = len(_MARK) + 1
    if sealed[: len(_MARK)] != _MARK or len(sealed) < start:
        raise TamperedError(f"The {what}")
    end = start + sealed[start - 1]
    name, body = sealed[start:end], sealed[end + _FINGERPRINT_BYTES :]
    if len(body) < NONCE_BYTES or not name.isascii():
        raise TamperedError(f"The {what}")
    return name.decode(), body


def _encrypted(cipher: AESGCM, data: bytes, bound_to: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + cipher.encrypt(nonce, data, bound_to)


def _decrypted(cipher: AESGCM, sealed: bytes, bound_to: bytes, what: str) -> bytes:
    try:
        return cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound_to)
    except (InvalidTag, ValueError):
        raise TamperedError(what) from None
