"""A mail, whatever file it came in: its headers, its words, the mails forwarded with it, the files attached."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.html import decode_html, html_blocks, html_tree, note_struck_words
from ingest.parsers.sections import Block, joined
from ingest.parsers.text import split_long
from pipelines.types import Page, Unit

RESTRICTED: Final = ".rpmsg"
"""The end of the name of what Microsoft's rights management puts in a mail's place."""
LONGEST_HEADER: Final = 2_000
LARGEST_DECORATION: Final = 30_000
"""Images that a mail shows among its words are logos and lines up to so many bytes, and photographs beyond."""


@dataclass(slots=True)
class Mail:
    """One mail. `headers` are (name, words) as they are to be shown; `attached` are (name, bytes)."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    subject: str = ""
    day: date | None = None
    body: list[Block] = field(default_factory=list)
    attached: list[tuple[str, bytes]] = field(default_factory=list)
    forwarded: list["Mail"] = field(default_factory=list)
    restricted: bool = False
    """Whether its words are in a file that only its readers' own program opens."""

    def add_header(self, name: str, words: str) -> None:
        """Notes a header in one line, where it says anything."""
        line = clean_line(words)[:LONGEST_HEADER]
        if line:
            self.headers.append((name, line))

    def blocks(self) -> list[Block]:
        """The headers, one a line, and the body."""
        head = "\n".join(f"{name}: {words}" for name, words in self.headers)
        return [*([Block(head)] if head else []), *self.body]


def plain_blocks(text: str) -> list[Block]:
    """The paragraphs of a body in plain text; quoted lines keep their marks."""
    cleaned = clean_text(text)
    return [Block(cleaned)] if cleaned else []


def html_body(data: bytes, charset: str, limits: ParseLimits, findings: Findings) -> list[Block]:
    """The paragraphs of a body in HTML; a damaged one costs itself alone."""
    try:
        tree = html_tree(decode_html(data, findings, charset), limits)
        blocks = html_blocks(tree, limits)
        note_struck_words(tree, findings)
        return blocks
    except Exception as error:
        let_fatal_through(error)
        findings.warn("parts_unreadable")
        return []


def is_decoration(media_type: str, content_id: str, size: int) -> bool:
    """True for the small images that a mail's own words show: signatures, logos."""
    return media_type.startswith("image/") and bool(content_id) and size <= LARGEST_DECORATION


def mail_pages(mail: Mail, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The mail and those forwarded with it as pages, labelled `body` and `forwarded message`; hands the files over."""
    findings.metadata_title, findings.created, findings.unit = mail.subject[:500], mail.day, Unit.PART
    parts = list(_parts(mail))
    if any(part.restricted for _, part in parts):
        if not any(part.attached for _, part in parts):
            raise UnreadableFileError("encrypted_mail")
        findings.warn("parts_encrypted")
    pieces = [(label, piece) for label, part in parts for piece in split_long(joined(part.blocks()))]
    if not pieces:
        raise UnreadableFileError("no_text_in_file")
    if len(pieces) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count = len(pieces)
    for name, data in (file for _, part in parts for file in part.attached):
        findings.attachments += 1
        if findings.wants_attachments:
            findings.attach(name, data, limits)
    for number, (label, piece) in enumerate(pieces, start=1):
        yield Page(number, piece, label)


def _parts(mail: Mail) -> Iterator[tuple[str, Mail]]:
    """The mail and all within it, in order, each with its label."""
    yield "body", mail
    waiting = list(reversed(mail.forwarded))
    count = 0
    while waiting:
        part = waiting.pop()
        count += 1
        yield "forwarded message" if count == 1 else f"forwarded message {count}", part
        waiting += reversed(part.forwarded)
