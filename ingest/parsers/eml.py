"""Mails in the format of the internet (RFC 5322, MIME), read by the standard library."""

import email
import email.header
import email.policy
import email.utils
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.calendar_words import calendar_events
from ingest.parsers.cleaning import clean_line
from ingest.parsers.cms import NotWrappedError, content_of, is_wrapper
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.html import decode_html
from ingest.parsers.mail import LARGEST_DECORATION, RESTRICTED, Mail, html_body, is_decoration, mail_pages, plain_blocks
from ingest.parsers.sections import Block
from ingest.parsers.tnef import SIGNATURE, unwrapped
from pipelines.types import Page

SHOWN_HEADERS: Final = ("From", "To", "Cc", "Date", "Subject")
WORKINGS: Final = frozenset(
    {"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"}
)
"""Parts that prove something to a program and tell a person nothing."""
WRAPPERS: Final = frozenset(
    "application/pkcs7-mime application/x-pkcs7-mime application/ms-tnef application/vnd.ms-tnef "
    "application/x-microsoft-rpmsg-message".split()
)
WRAPPER_NAMES: Final = frozenset({"winmail.dat", "win.dat"})
CALENDARS: Final = frozenset({"text/calendar", "application/ics"})
_PGP_MESSAGE: Final = re.compile(r"\s*-----BEGIN PGP MESSAGE-----")
_PGP_SIGNED: Final = re.compile(r"\A\s*-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:[A-Za-z]{1,20}:[^\n]*\n)*\s*\n")
_PGP_SIGNATURE: Final = re.compile(r"-----BEGIN PGP SIGNATURE-----[^-]{0,10000}-----END PGP SIGNATURE-----")
MOST_OF_A_NAME: Final = 8
_BROKEN: Final = (ValueError, LookupError, TypeError, AttributeError, AssertionError)
"""What the standard library raises on headers and parts that are none."""


@dataclass(slots=True)
class _Gathering:
    """Puts a mail together from its parts; counts them over all that lie within each other."""

    limits: ParseLimits
    findings: Findings
    parts: int = 0
    encrypted: bool = False
    wrapped: bool = False
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
        if kind == "multipart/encrypted":
            self.encrypted = True
            return
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
        if kind in WRAPPERS or name.casefold() in WRAPPER_NAMES or name.casefold().endswith(RESTRICTED):
            self._unwrap(name, data, owner, depth)
        elif kind in {"text/plain", "text/html"} and not is_file:
            self._add_body(part, owner, kind, data)
        elif kind in CALENDARS:
            self._add_events(decode_html(data, self.findings, _charset(part, data)), owner)
        elif kind not in WORKINGS and not is_decoration(kind, "".join(header_words(part, "Content-ID")), len(data)):
            owner.attached.append((name or f"attachment.{part.get_content_subtype()}", data))

    def gather_wrapped(self, data: bytes) -> Mail:
        """What Outlook's wrapper holds that came without the mail around it."""
        mail = Mail()
        self._unwrap("", data, mail, 0)
        return mail

    def _unwrap(self, name: str, data: bytes, owner: Mail, depth: int) -> None:
        """Takes out what a wrapper holds: a signed mail, or Outlook's own; notes one that can't be opened."""
        try:
            if data.startswith(SIGNATURE):
                inside = unwrapped(data, self.limits, self.findings)
                owner.body += inside.body if not owner.body else []
                owner.attached += inside.attached
                self.wrapped = self.wrapped or not (inside.body or inside.attached)
            else:
                inner = email.message_from_bytes(content_of(data), policy=email.policy.compat32)
                self.waiting.append((inner, owner, depth + 1))
        except NotWrappedError:
            is_outlook = name.casefold() in WRAPPER_NAMES
            self.wrapped, self.encrypted = self.wrapped or is_outlook, self.encrypted or not is_outlook
        except Exception as error:
            let_fatal_through(error)
            self.wrapped = True

    def _add_events(self, text: str, owner: Mail) -> None:
        """The words of an invitation, once: it often comes as a file as well."""
        blocks = [Block(lines) for _, lines in calendar_events(text)]
        owner.body += [block for block in blocks if block not in owner.body]

    def note_unread(self, mail: Mail) -> None:
        """Warns of what couldn't be opened; raises `UnreadableFileError` where nothing else is in the mail."""
        for unread, code, reason in (
            (self.encrypted, "parts_encrypted", "encrypted_mail"),
            (self.wrapped, "parts_wrapped", "wrapped_mail"),
        ):
            if unread and not (mail.body or mail.attached or mail.forwarded):
                raise UnreadableFileError(reason)
            if unread:
                self.findings.warn(code)

    def _add_body(self, part: Message, owner: Mail, kind: str, data: bytes) -> None:
        charset = _charset(part, data)
        if kind == "text/html":
            owner.body += html_body(data, charset, self.limits, self.findings)
        else:
            text = decode_html(data, self.findings, charset)
            if _PGP_MESSAGE.match(text):
                self.encrypted = True
            else:
                owner.body += plain_blocks(_PGP_SIGNATURE.sub("", _PGP_SIGNED.sub("", text)))


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
        mail.add_header(name, ", ".join(header_words(message, name)))
    mail.subject = clean_line("".join(header_words(message, "Subject")[:1]))
    try:
        mail.day = email.utils.parsedate_to_datetime("".join(header_words(message, "Date")[:1])).date()
    except _BROKEN:
        mail.day = None
    return mail


def header_words(message: Message, wanted: str) -> list[str]:
    """The words of the headers of a name, decoded; the first few of them."""
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
    invitations = [part for part in alternatives if part.get_content_type() in CALENDARS]
    best = (filled or shown or alternatives)[-1:]
    return best + [part for part in invitations if part not in best]


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
    data = path.read_bytes()
    gathering = _Gathering(limits, findings)
    try:
        if data.startswith(SIGNATURE):
            mail = gathering.gather_wrapped(data)
        else:
            data = content_of(data) if is_wrapper(data[:24]) else data
            mail = gathering.gather(email.message_from_bytes(data, policy=email.policy.compat32))
    except NotWrappedError:
        raise UnreadableFileError("encrypted_mail") from None
    except RecursionError:  # multiparts within multiparts, which the library reads one inside the other
        raise UnreadableFileError("too_nested", limit=f"{limits.max_nesting:,}") from None
    gathering.note_unread(mail)
    yield from mail_pages(mail, limits, findings)
