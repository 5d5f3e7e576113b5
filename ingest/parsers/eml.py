"""Mails in the format of the internet (RFC 5322, MIME), read by the standard library."""

import email
import email.header
import email.policy
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.findings import Findings
from ingest.parsers.html import decode_html
from ingest.parsers.mail import LARGEST_DECORATION, Mail, html_body, is_decoration, mail_pages, plain_blocks
from pipelines.types import Page

SHOWN_HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")
WORKINGS: Final = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
"""Parts that prove something to a program and tell a person nothing."""
MOST_OF_A_NAME: Final = 8
_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard library raises on headers and parts that are none."""


@dataclass(slots=True)
class _Gathering:
    """Puts a mail together from its parts; counts them over all that lie within each other."""

    limits: ParseLimits
    findings: Findings
    parts: int = 0
    waiting: list[tuple[Message, Mail, int]] = field(default_factory=list)

    def gather(self, message: Message) -> Mail:
        """The mail with all its parts, without recursion: `waiting` holds parts with their mail and their depth."""
        mail = _opened(message)
        self.waiting.append((message, mail, 0))
        while self.waiting:
            part, owner, depth = self.waiting.pop()
            self.parts += 1
            if self.parts > self.limits.max_parts:
                raise UnreadableFileError("too_many_parts", limit=f"{self.limits.max_parts:,}")
            if depth > self.limits.max_nesting:
                raise UnreadableFileError("too_nested", limit=f"{self.limits.max_nesting:,}")
            self._take(part, owner, depth)
        return mail

    def _take(self, part: Message, owner: Mail, depth: int) -> None:
        kind = part.get_content_type()
        if part.is_multipart():
            children = [child for child in part.get_payload() if isinstance(child, Message)]
            if kind == "message/rfc822":
                for child in children:
                    forwarded = _opened(child)
                    owner.forwarded.append(forwarded)
                    self.waiting.append((child, forwarded, depth + 1))
            else:
                chosen = _best(children) if kind == "multipart/alternative" else children
                self.waiting += [(child, owner, depth + 1) for child in reversed(chosen)]
            return
        data = _data(part)
        if _belongs_to_a_page(part, len(data)):
            return
        name = _words(part.get_filename() or "")
        is_file = part.get_content_disposition() == "attachment" or name
        if kind in {"text/plain", "text/html"} and not is_file:
            self._add_body(part, owner, kind, data)
        elif kind not in WORKINGS and not is_decoration(kind, "".join(_headers(part, "Content-ID")), len(data)):
            owner.attached.append((name or f"attachment.{part.get_content_subtype()}", data))

    def _add_body(self, part: Message, owner: Mail, kind: str, data: bytes) -> None:
        charset = _charset(part, data)
        if kind == "text/html":
            owner.body += html_body(data, charset, self.limits, self.findings)
        else:
            owner.body += plain_blocks(decode_html(data, self.findings, charset))


def _belongs_to_a_page(part: Message, size: int) -> bool:
    """True for what a saved web page shows or needs, and nobody shared: it has an address in the place of a name."""
    if "Content-Location" not in part or part.get_filename() or part.get_content_disposition() == "attachment":
        return False
    return (part.get_content_maintype() != "text" and size <= LARGEST_DECORATION) or part.get_content_subtype() in {
        "css",
        "javascript",
        "xml",
    }


def _opened(message: Message) -> Mail:
    """A mail of which only the headers are known yet."""
    mail = Mail()
    for name in SHOWN_HEADERS:
        mail.add_header(name, ", ".join(_headers(message, name)))
    mail.subject = clean_line("".join(_headers(message, "Subject")[:1]))
    try:
        mail.day = email.utils.parsedate_to_datetime("".join(_headers(message, "Date")[:1])).date()
    except _BROKEN:
        mail.day = None
    return mail


def _headers(message: Message, wanted: str) -> list[str]:
    """The words of all headers of a name."""
    raw = [str(value) for name, value in message.raw_items() if name.casefold() == wanted.casefold()]
    return [_words(value) for value in raw[:MOST_OF_A_NAME]]


def _words(value: str) -> str:
    """A header's words, decoded where they are encoded; as they stand where that fails."""
    raw = value.encode("utf-8", "surrogateescape")
    try:
        value = raw.decode("utf-8")
    except UnicodeDecodeError:
        value = raw.decode("cp1252", "replace")
    try:
        return str(email.header.make_header(email.header.decode_header(value)))
    except _BROKEN:
        return value


def _best(alternatives: list[Message]) -> list[Message]:
    """The richest form of the same words that can be read, alone: the last one that is text, or holds text."""
    readable = [part for part in alternatives if part.is_multipart() or part.get_content_maintype() == "text"]
    shown = [part for part in readable if part.get_content_type() != "text/calendar"]
    filled = [part for part in shown if part.is_multipart() or _data(part).strip()]
    return (filled or shown or alternatives)[-1:]


def _data(part: Message) -> bytes:
    try:
        data = part.get_payload(decode=True)
    except _BROKEN:
        return b""
    return data if isinstance(data, bytes) else b""


def _charset(part: Message, data: bytes) -> str:
    """How a body is encoded: as its part says, else UTF-8 where it can be, else as most mails of old."""
    try:
        declared = part.get_content_charset()
    except _BROKEN:
        declared = None
    if declared or part.get_content_type() == "text/html":
        return declared or ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The mail's parts as pages."""
    try:
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.compat32)
        mail = _Gathering(limits, findings).gather(message)
    except RecursionError:  # multiparts within multiparts, which the library reads one inside the other
        raise UnreadableFileError("too_nested", limit=f"{limits.max_nesting:,}") from None
    yield from mail_pages(mail, limits, findings)
