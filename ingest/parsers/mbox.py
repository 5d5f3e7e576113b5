"""Mailboxes in one file (mbox, RFC 4155): a list of the mails in it, which become documents of their own."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.eml import header_words
from ingest.parsers.findings import Findings
from ingest.parsers.text import split_long
from pipelines.types import Page, Unit

MOST_MAILS: Final = 100_000
LONGEST_HEAD: Final = 65_536
LONGEST_NAME: Final = 80
SHOWN: Final = ("Date", "From", "Subject")
_BEGINS: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From [^\n]{1,200}\n(?=[!-9;-~]{1,80}:)")
_QUOTED: Final = re.compile(rb"^>(?=>*From )", re.MULTILINE)
_UNSAFE: Final = re.compile(r"[/\\:]+")


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The mails' dates, senders and subjects as pages; hands the mails over, as far as the limits go."""
    data = path.read_bytes()
    begins = list(_BEGINS.finditer(data))
    starts, ends = [match.end() for match in begins], [*(match.start() for match in begins[1:]), len(data)]
    if not starts:
        raise UnreadableFileError("no_text_in_file")
    if len(starts) > MOST_MAILS:
        raise UnreadableFileError("too_many_parts", limit=f"{MOST_MAILS:,}")
    findings.attachments, lines = len(starts), []
    for number, (start, end) in enumerate(zip(starts, ends, strict=True), start=1):
        head = email.message_from_bytes(data[start : min(end, start + LONGEST_HEAD)], policy=email.policy.compat32)
        lines.append(_line(head))
        if findings.wants_attachments and number <= limits.max_attachments:
            mail = _QUOTED.sub(b"", data[start:end]).rstrip(b"\r\n") + b"\n"
            findings.attach(_name(head, number), mail, limits)
    pieces = split_long(f"Mails in this mailbox: {len(lines)}\n" + "\n".join(lines))
    if len(pieces) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(pieces), Unit.PART
    for number, piece in enumerate(pieces, start=1):
        yield Page(number, piece, "list of mails")


def _line(head: Message) -> str:
    return " | ".join(f"{name}: {words}" for name in SHOWN if (words := _words(head, name)))


def _name(head: Message, number: int) -> str:
    """The name of the document that a mail becomes: its number and subject."""
    subject = _UNSAFE.sub(" ", _words(head, "Subject"))[:LONGEST_NAME].strip()
    return f"{number:03d} {subject}.eml" if subject else f"{number:03d}.eml"


def _words(head: Message, name: str) -> str:
    return clean_line(", ".join(header_words(head, name)))
