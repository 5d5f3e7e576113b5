"""Outlook's own wrapper of mails (winmail.dat, MS-OXTNEF): the words and the files in it."""

import codecs
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from ingest.formats.limits import ParseLimits
from ingest.parsers.compressed_rtf import decompressed
from ingest.parsers.findings import Findings
from ingest.parsers.mail import html_body, plain_blocks
from ingest.parsers.rtf import RtfReader
from ingest.parsers.sections import Block

SIGNATURE: Final = b"\x78\x9f\x3e\x22"
MESSAGE_BODY, MESSAGE_PROPERTIES, CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
FILE_BEGINS, FILE_NAME, FILE_DATA, FILE_PROPERTIES = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
BODY, BODY_HTML, BODY_RTF, LONG_NAME = 0x1000, 0x1013, 0x1009, 0x3707
TEXT_OF_A_CODE_PAGE, TEXT, BYTES, OBJECT = 0x001E, 0x001F, 0x0102, 0x000D
_FIXED: Final = {
    0x0002: 4, 0x0003: 4, 0x0004: 4, 0x0005: 8, 0x0006: 8, 0x0007: 8, 0x000A: 4, 0x000B: 4, 0x0014: 8, 0x0040: 8,
    0x0048: 16,
}  # fmt: skip
"""How many bytes the values of a kind take."""
_SEVERAL: Final = 0x1000


class NotOpenedError(ValueError):
    """The wrapper is damaged, or none."""


@dataclass(slots=True)
class Unwrapped:
    """What was in the wrapper: blocks of words, and files as (name, bytes)."""

    body: list[Block] = field(default_factory=list)
    attached: list[tuple[str, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class _File:
    name: str = ""
    data: bytes = b""


def unwrapped(data: bytes, limits: ParseLimits, findings: Findings) -> Unwrapped:
    """The words in the richest form that there is, and the files; raises `NotOpenedError`."""
    charset, plain = "cp1252", b""
    properties: dict[int, bytes] = {}
    files: list[_File] = []
    for kind, value in _attributes(data):
        if kind == CODE_PAGE and len(value) >= 4:
            charset = _charset(int.from_bytes(value[:4], "little"))
        elif kind == MESSAGE_BODY:
            plain = value.rstrip(b"\x00")
        elif kind == MESSAGE_PROPERTIES:
            properties = dict(_properties(value))
        elif kind == FILE_BEGINS:
            files.append(_File())
        elif kind == FILE_NAME and files:
            files[-1].name = files[-1].name or value.rstrip(b"\x00").decode(charset, "replace")
        elif kind == FILE_DATA and files:
            files[-1].data = value
        elif kind == FILE_PROPERTIES and files:
            name = dict(_properties(value)).get(LONG_NAME)
            files[-1].name = _text(name, charset) if name else files[-1].name
    body = html_body(properties[BODY_HTML], charset, limits, findings) if BODY_HTML in properties else []
    body = body or plain_blocks(_text(properties.get(BODY, b""), charset) or plain.decode(charset, "replace"))
    if not body and BODY_RTF in properties:
        body = RtfReader(limits).read(decompressed(properties[BODY_RTF], limits.max_attached_bytes))
    return Unwrapped(body, [(each.name, each.data) for each in files if each.data])


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, bytes) of each attribute, in order."""
    if not data.startswith(SIGNATURE):
        raise NotOpenedError
    place = 6
    while place + 9 <= len(data):
        kind, length = struct.unpack_from("<II", data, place + 1)
        place += 9
        if place + length > len(data):
            raise NotOpenedError
        yield kind, data[place : place + length]
        place += length + 2  # a checksum follows


def _properties(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(number, bytes) of each property that is text, bytes or an object; the others are passed over."""
    if len(data) < 4:
        return
    count, place = int.from_bytes(data[:4], "little"), 4
    for _ in range(count):
        if place + 4 > len(data):
            return
        kind, number = struct.unpack_from("<HH", data, place)
        place += 4
        if number >= 0x8000:
            place = _after_name(data, place)
        size = _FIXED.get(kind & ~_SEVERAL)
        values = 1
        if size is None or kind & _SEVERAL:
            values, place = int.from_bytes(data[place : place + 4], "little"), place + 4
        if size is not None:
            place += values * size
            continue
        if kind & ~_SEVERAL not in {TEXT, TEXT_OF_A_CODE_PAGE, BYTES, OBJECT}:
            return
        for _ in range(values):
            if place + 4 > len(data):
                return
            length = int.from_bytes(data[place : place + 4], "little")
            yield number, data[place + 4 : place + 4 + length]
            place += 4 + length + -length % 4


def _after_name(data: bytes, place: int) -> int:
    """The place behind the name of a property that has one."""
    if int.from_bytes(data[place + 16 : place + 20], "little") == 0:
        return place + 24
    length = int.from_bytes(data[place + 20 : place + 24], "little")
    return place + 24 + length + -length % 4


def _text(value: bytes, charset: str) -> str:
    """Words that are UTF-16 where every other byte is zero, else of the wrapper's code page."""
    wide = len(value) >= 2 and value[1::2].count(0) > 0.4 * len(value[1::2])
    return value.decode("utf-16-le" if wide else charset, "replace").rstrip("\x00")


def _charset(page: int) -> str:
    try:
        return "utf-8" if page == 65001 else codecs.lookup(f"cp{page}").name
    except LookupError:
        return "cp1252"
