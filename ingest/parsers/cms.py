"""Signed and encrypted wrappers of mails (S/MIME: CMS, RFC 5652): the words within a signature, without checking it."""

import zlib
from collections.abc import Iterator
from typing import Final

_ID: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01"
SIGNED: Final = _ID + b"\x07\x02"
COMPRESSED: Final = _ID + b"\x09\x10\x01\x09"
OBJECT_ID, OCTETS, OCTETS_OF_PARTS, SEQUENCE, CONTENT = 0x06, 0x04, 0x24, 0x30, 0xA0
DEEPEST: Final = 12
MOST_ELEMENTS: Final = 200_000
LARGEST: Final = 64 * 2**20


class NotWrappedError(ValueError):
    """The bytes are no such wrapper, or one whose words can't be had: an encrypted one, or a damaged one."""


def is_wrapper(head: bytes) -> bool:
    """True for bytes that begin like a wrapper of any kind."""
    return head[:1] == b"\x30" and _ID in head[:20] and head.find(b"\x06") in {2, 3, 4, 5, 6}


def content_of(data: bytes) -> bytes:
    """The mail within a signature, or packed, as bytes; raises `NotWrappedError`. Costs a pass over the bytes."""
    for _ in range(DEEPEST):
        data = _unwrapped(data)
        if not is_wrapper(data[:24]):
            return data
    raise NotWrappedError


def _unwrapped(data: bytes) -> bytes:
    kind, inner = _typed(_Reader(data), 0, len(data))
    if kind not in {SIGNED, COMPRESSED}:
        raise NotWrappedError
    reader = _Reader(data)
    for tag, start, end in reader.elements(*inner):  # the wrapper's own sequence
        if tag != SEQUENCE:
            raise NotWrappedError
        for part, first, last in reader.elements(start, end):
            if part == SEQUENCE and reader.opens_with(first, OBJECT_ID):
                _, (begin, stop) = _typed(reader, first, last, inside=True)
                content = reader.octets(begin, stop)
                return _unpacked(content) if kind == COMPRESSED else content
    raise NotWrappedError


def _typed(reader: "_Reader", start: int, end: int, inside: bool = False) -> tuple[bytes, tuple[int, int]]:
    """(the object's kind, where its content is) of a sequence of both; `inside`: the bounds are those inside of it."""
    if not inside:
        tag, start, end = next(reader.elements(start, end), (0, 0, 0))
        if tag != SEQUENCE:
            raise NotWrappedError
    parts = list(reader.elements(start, end))[:2]
    if len(parts) < 2 or parts[0][0] != OBJECT_ID or parts[1][0] != CONTENT:
        raise NotWrappedError
    return reader.data[parts[0][1] : parts[0][2]], parts[1][1:]


def _unpacked(data: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(data, LARGEST)
    except zlib.error:
        raise NotWrappedError from None


class _Reader:
    """Elements of the basic encoding rules, whose lengths may be left open until an end mark."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._left = MOST_ELEMENTS

    def opens_with(self, place: int, tag: int) -> bool:
        return self.data[place : place + 1] == bytes([tag])

    def elements(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """(tag, start and end of the content) of each element between two places."""
        while start < end and self.data[start : start + 2] != b"\x00\x00":
            tag, first, last, start = self._element(start, end, 0)
            yield tag, first, last

    def octets(self, start: int, end: int) -> bytes:
        """The bytes of an octet string, put together where it comes in parts."""
        found = b"".join(
            self.data[first:last] if tag == OCTETS else self.octets(first, last)
            for tag, first, last in self.elements(start, end)
            if tag in {OCTETS, OCTETS_OF_PARTS}
        )
        if not found:
            raise NotWrappedError
        return found

    def _element(self, at: int, end: int, depth: int) -> tuple[int, int, int, int]:
        self._left -= 1
        if self._left < 0 or depth > DEEPEST or at + 2 > end:
            raise NotWrappedError
        tag, length, start = self.data[at], self.data[at + 1], at + 2
        if length == 0x80:  # open: everything up to the end mark
            place = start
            while self.data[place : place + 2] != b"\x00\x00":
                place = self._element(place, end, depth + 1)[3]
            return tag, start, place, place + 2
        if length > 0x80:
            size = length - 0x80
            length = int.from_bytes(self.data[start : start + size], "big")
            start += size
        if start + length > end:
            raise NotWrappedError
        return tag, start, start + length, start + length
