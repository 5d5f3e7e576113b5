"""Files sealed piece by piece, so that one of any size needs a few megabytes of memory.

The STREAM construction (Hoang, Reyhanitabar, Rogaway and Vizár, 2015): AES-256-GCM over segments, whose nonce holds the
segment's number and whether it is the last. Cut, reordered, exchanged or changed segments don't open.
"""

import hashlib
import io
from dataclasses import dataclass
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pipelines.keys.key_ring import DataKey, TamperedError

SEGMENT = 256 * 1024
"""Bytes of plain data in each segment but the last."""
TAG = 16


@dataclass(frozen=True, slots=True)
class StoredOriginal:
    """What was put into the vault: the SHA-256 of its plain bytes in hex, and how many there are."""

    sha256: str
    bytes: int


def seal_stream(source: BinaryIO, target: BinaryIO, key: DataKey, bound_to: bytes) -> StoredOriginal:
    """Writes all of `source` to `target`, sealed. `key` must seal nothing else: the nonces are counted, not drawn."""
    cipher, digest, size, number = _cipher(key), hashlib.sha256(), 0, 0
    segment = _full(source, SEGMENT)
    while True:
        following = _full(source, SEGMENT) if len(segment) == SEGMENT else b""
        digest.update(segment)
        size += len(segment)
        target.write(cipher.encrypt(_nonce(number, last=not following), segment, bound_to))
        if not following:
            return StoredOriginal(digest.hexdigest(), size)
        segment, number = following, number + 1


def sealed_size(plain: int) -> int:
    """How long a file of so many bytes is when it is sealed."""
    return plain + TAG * max(1, -(-plain // SEGMENT))


class OpenedStream(io.RawIOBase):
    """Reads what `seal_stream` wrote, from its begin to its end.

    Raises `TamperedError` before it hands out a byte that isn't as it was; the last ones only where all bytes together
    have the checksum. Wrap it in `io.BufferedReader`.
    """

    def __init__(self, source: BinaryIO, key: DataKey, bound_to: bytes, expected: StoredOriginal) -> None:
        super().__init__()
        self._source, self._cipher, self._bound_to, self._expected = source, _cipher(key), bound_to, expected
        self._digest = hashlib.sha256()
        self._number = 0
        self._segment = memoryview(b"")
        self._sealed: bytes | None = None
        self._ended = self._is_broken = False

    def readable(self) -> bool:
        """True."""
        return True

    def readinto(self, buffer: Any, /) -> int:
        """Fills the buffer as far as the present segment goes; 0 at the end."""
        if not self._segment and not self._ended:
            self._segment = memoryview(self._next())
        target = memoryview(buffer).cast("B")
        count = min(len(target), len(self._segment))
        target[:count] = self._segment[:count]
        self._segment = self._segment[count:]
        return count

    def close(self) -> None:
        """Closes the sealed file too."""
        self._source.close()
        super().close()

    def _next(self) -> bytes:
        if self._is_broken:  # asked again, it doesn't look like a file that ends here
            raise self._tampered()
        sealed = _full(self._source, SEGMENT + TAG) if self._sealed is None else self._sealed
        self._sealed = _full(self._source, SEGMENT + TAG)
        self._ended = not self._sealed
        try:
            plain = self._cipher.decrypt(_nonce(self._number, last=self._ended), sealed, self._bound_to)
        except (InvalidTag, ValueError):
            raise self._tampered() from None
        self._number += 1
        self._digest.update(plain)
        if self._ended and self._digest.hexdigest() != self._expected.sha256:
            raise self._tampered()
        return plain

    def _tampered(self) -> TamperedError:
        self._is_broken, self._ended = True, False
        return TamperedError(f"The {self._bound_to.decode()}")


def _cipher(key: DataKey) -> AESGCM:
    return AESGCM(key.derive("segments"))


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _full(source: BinaryIO, size: int) -> bytes:
    """So many bytes, fewer at the end alone: pipes and sockets give what they have."""
    parts, missing = [], size
    while missing and (part := source.read(missing)):
        parts.append(part)
        missing -= len(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)
