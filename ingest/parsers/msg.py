"""Outlook messages (MS-OXMSG): the properties of an OLE container, read stream by stream."""

import codecs
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import olefile

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.compressed_rtf import decompressed
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.mail import RESTRICTED, Mail, html_body, is_decoration, mail_pages, plain_blocks
from ingest.parsers.rtf import RtfReader
from ingest.parsers.sections import Block
from pipelines.types import Page

# Properties by their numbers (MS-OXPROPS).
SUBJECT, SENT_BY_NAME, SENT_BY_ADDRESS, SENT_BY_SMTP = 0x0037, 0x0C1A, 0x0C1F, 0x5D01
TO, CC, SENT, DELIVERED = 0x0E04, 0x0E03, 0x0039, 0x0E06
BODY, BODY_HTML, BODY_RTF = 0x1000, 0x1013, 0x1009
INTERNET_CODE_PAGE, MESSAGE_CODE_PAGE = 0x3FDE, 0x3FFD
FILE, FILE_NAME, FILE_LONG_NAME, FILE_KIND, CONTENT_ID, IS_HIDDEN = 0x3701, 0x3704, 0x3707, 0x370E, 0x3712, 0x7FFE
TEXT, TEXT_OF_A_CODE_PAGE, BYTES, MESSAGE = 0x001F, 0x001E, 0x0102, 0x000D

HEADER_OF_A_MESSAGE: Final = 32
HEADER_OF_AN_INNER_MESSAGE: Final = 24
HEADER_OF_AN_ATTACHMENT: Final = 8
ATTACHMENT: Final = "__attach_version1.0_"
UTF_8: Final = 65001
_BROKEN: Final = (OSError, ValueError, TypeError, KeyError, IndexError, AttributeError, struct.error)
"""What a damaged container makes the reader raise; memory errors pass through."""


@dataclass(frozen=True, slots=True)
class _Storage:
    """One storage of the container: a message or an attachment, with its properties."""

    ole: Any
    place: tuple[str, ...]
    header: int

    def stream(self, number: int, kind: int) -> bytes | None:
        """The bytes of a property that has a stream of its own; None where it isn't there."""
        path = [*self.place, f"__substg1.0_{number:04X}{kind:04X}"]
        if self.ole.get_type(path) != olefile.STGTY_STREAM:
            return None
        return bytes(self.ole.openstream(path).read())

    def fixed(self, number: int) -> int | None:
        """The value of a property of up to eight bytes; None where it isn't there."""
        path = [*self.place, "__properties_version1.0"]
        if self.ole.get_type(path) != olefile.STGTY_STREAM:
            return None
        table = self.ole.openstream(path).read()
        for place in range(self.header, len(table) - 15, 16):
            _, found, _, value = struct.unpack_from("<HHIQ", table, place)
            if found == number:
                return int(value)
        return None

    def text(self, number: int) -> str:
        """A property's words; empty where it isn't there."""
        wide = self.stream(number, TEXT)
        if wide is not None:
            return wide.decode("utf-16-le", "replace").rstrip("\0")
        narrow = self.stream(number, TEXT_OF_A_CODE_PAGE)
        return "" if narrow is None else narrow.decode(self.charset() or "cp1252", "replace").rstrip("\0")

    def charset(self) -> str:
        """How the message's own bytes are encoded; empty where it doesn't say."""
        page = (self.fixed(INTERNET_CODE_PAGE) or self.fixed(MESSAGE_CODE_PAGE) or 0) & 0xFFFFFFFF
        try:
            return "utf-8" if page == UTF_8 else codecs.lookup(f"cp{page}").name
        except LookupError:
            return ""

    def inner(self) -> list[str]:
        """The names of the attachments' storages, in order."""
        depth = len(self.place)
        found = (
            entry[depth]
            for entry in self.ole.listdir(streams=False, storages=True)
            if len(entry) == depth + 1 and tuple(entry[:depth]) == self.place
        )
        return sorted(name for name in found if name.startswith(ATTACHMENT))


@dataclass(slots=True)
class _Gathering:
    limits: ParseLimits
    findings: Findings
    parts: int = 0

    def gather(self, ole: Any) -> Mail:
        """The message with those within it; `waiting` holds storages that still have to be read."""
        top = Mail()
        waiting = [(_Storage(ole, (), HEADER_OF_A_MESSAGE), top, 0)]
        while waiting:
            storage, mail, depth = waiting.pop()
            if depth > self.limits.max_nesting:
                raise UnreadableFileError("too_nested", limit=f"{self.limits.max_nesting:,}")
            self._read(self._fill, storage, mail)
            for name in storage.inner():
                self._count()
                place = (*storage.place, name)
                attachment = _Storage(ole, place, HEADER_OF_AN_ATTACHMENT)
                message = (*place, f"__substg1.0_{FILE:04X}{MESSAGE:04X}")
                if ole.get_type(list(message)) == olefile.STGTY_STORAGE:
                    inner = Mail()
                    mail.forwarded.append(inner)
                    waiting.append((_Storage(ole, message, HEADER_OF_AN_INNER_MESSAGE), inner, depth + 1))
                else:
                    self._read(_take_file, attachment, mail)
        return top

    def _read(self, take: Callable[[_Storage, Mail], None], storage: _Storage, mail: Mail) -> None:
        """Takes one message's words or one file; what is damaged costs itself alone."""
        try:
            take(storage, mail)
        except Exception as error:
            let_fatal_through(error)
            self.findings.warn("parts_unreadable")

    def _count(self) -> None:
        self.parts += 1
        if self.parts > self.limits.max_parts:
            raise UnreadableFileError("too_many_parts", limit=f"{self.limits.max_parts:,}")

    def _fill(self, storage: _Storage, mail: Mail) -> None:
        name, address = storage.text(SENT_BY_NAME), storage.text(SENT_BY_SMTP) or storage.text(SENT_BY_ADDRESS)
        known = "@" in address and address != name
        mail.add_header("From", f"{name} <{address}>".strip() if known else name or address)
        mail.add_header("To", storage.text(TO))
        mail.add_header("Cc", storage.text(CC))
        sent = _moment(storage.fixed(SENT) or storage.fixed(DELIVERED))
        if sent is not None:
            mail.add_header("Date", f"{sent:%a, %d %b %Y %H:%M} UTC")
            mail.day = sent.date()
        mail.subject = clean_line(storage.text(SUBJECT))
        mail.add_header("Subject", mail.subject)
        mail.body = self._body(storage)

    def _body(self, storage: _Storage) -> list[Block]:
        """The words in the richest form that there is: HTML, else plain, else rich text."""
        html = storage.stream(BODY_HTML, BYTES)
        if html is None and storage.text(BODY_HTML):
            html = storage.text(BODY_HTML).encode("utf-8")
        blocks = html_body(html, storage.charset(), self.limits, self.findings) if html else []
        blocks = blocks or plain_blocks(storage.text(BODY))
        packed = storage.stream(BODY_RTF, BYTES) if not blocks else None
        if packed:
            reader = RtfReader(self.limits)
            blocks = reader.read(decompressed(packed, self.limits.max_attached_bytes))
            if reader.has_struck_words:
                self.findings.warn("struck_out")
        return blocks


def _take_file(attachment: _Storage, mail: Mail) -> None:
    data = attachment.stream(FILE, BYTES)
    name = attachment.text(FILE_LONG_NAME) or attachment.text(FILE_NAME)
    if name.casefold().endswith(RESTRICTED):
        mail.restricted = True
        return
    hidden = bool((attachment.fixed(IS_HIDDEN) or 0) & 1)
    decoration = data is not None and is_decoration(
        attachment.text(FILE_KIND) or "image/", attachment.text(CONTENT_ID), len(data)
    )
    if data and not decoration and not hidden:
        mail.attached.append((name, data))


def _moment(ticks: int | None) -> datetime | None:
    """A Windows file time (units of 100 ns since 1601) as a moment; None for none and for what can't be true."""
    try:
        moment = datetime(1601, 1, 1, tzinfo=UTC) + timedelta(microseconds=(ticks or 0) // 10)
    except OverflowError:
        return None
    return moment if 1985 <= moment.year <= date.today().year + 1 else None


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The message's parts as pages."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            mail = _Gathering(limits, findings).gather(ole)
    except (RecursionError, *_BROKEN):
        raise UnreadableFileError("damaged") from None
    yield from mail_pages(mail, limits, findings)
