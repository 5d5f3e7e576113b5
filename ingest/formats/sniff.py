"""What kind of file this is, judged by its bytes; its name only tells formats apart that are plain text."""

import mmap
import re
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.pointers import LONGEST as POINTER_BYTES
from ingest.formats.pointers import pointer_reason
from ingest.formats.signatures import SVG, UNKNOWN, binary_kind
from ingest.formats.sniff_markup import (
    ARCHIVE_SUFFIXES,
    OFFICE_SUFFIXES,
    SHEET_SUFFIXES,
    is_drawing,
    is_web_page_in_disguise,
    plain_bytes,
    sniff_office_xml,
)
from ingest.formats.sniff_zip import sniff_zip

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
HTML: Final = "text/html"
EML: Final = "message/rfc822"
MBOX: Final = "application/mbox"
CALENDAR: Final = "text/calendar"
MSG: Final = "application/vnd.ms-outlook"
RTF: Final = "application/rtf"
IMAGE: Final = "image"
DOC: Final = "application/msword"
XLS: Final = "application/vnd.ms-excel"
PPT: Final = "application/vnd.ms-powerpoint"
CSV: Final = "text/csv"

HEAD_BYTES: Final = 4096
OLE_SCAN_BYTES: Final = 8 * 1024 * 1024
MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown", ".mdown", ".mkd"})
CSV_SUFFIXES: Final = frozenset({".csv", ".tsv", ".tab"})
TEXT_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

READABLE_SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\x00", IMAGE),
    (b"MM\x00*", IMAGE),
    (b"BM", IMAGE),
    (b"{\\rtf", RTF),
)
OLE_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("WordDocument", DOC),
    ("PowerPoint Document", PPT),
    ("Workbook", XLS),
    ("__substg1.0", MSG),
)
MESSAGE_ENTRY: Final = "__".encode("utf-16-le")
"""How the names of an Outlook message's parts begin. One may hold whole Office files, so its own directory decides."""
HTML_SUFFIXES: Final = frozenset({".html", ".htm", ".xhtml"})

_HTML: Final = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:(?><!--.*?-->)\s*)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_ELEMENT: Final = re.compile(rb"<(?:!doctype|[a-z][a-z0-9]*)\b[^<>]*>", re.IGNORECASE)
_HEADER: Final = re.compile(rb"([!-9;-~]+):[^\n]*\n(?:[ \t][^\n]*\n)*")
_CMS: Final = b"\x2a\x86\x48\x86\xf7\x0d\x01"
"""What stands at the start of a mail that is signed or encrypted as a whole."""
_TNEF: Final = b"\x78\x9f\x3e\x22"
"""What Outlook's own wrapper of a mail begins with."""
_SECOND_MAIL: Final = re.compile(rb"\n\r?\nFrom [^\n]{1,200}\n[!-9;-~]{1,80}:")
_FROM_LINE: Final = re.compile(rb"From [^\n]*\n")
# Headers that a mail has from the way it went; people write From and To at the top of a note as well.
_OF_A_WAY: Final = frozenset(b"received return-path message-id mime-version delivered-to dkim-signature".split())
_OF_A_MAIL: Final = _OF_A_WAY | frozenset(b"from to cc subject date reply-to sender content-type".split())


def _unsupported(kind: str) -> UnreadableFileError:
    return UnreadableFileError("unsupported_type", kind=kind)


def _ole_kind(path: Path) -> str:
    """The media type of an OLE container; Office files with a password are such containers, too."""
    with path.open("rb") as file:
        seen = file.read(OLE_SCAN_BYTES)
        sector = 1 << min(int.from_bytes(seen[30:32], "little"), 16)
        file.seek((int.from_bytes(seen[48:52], "little") + 1) * sector)
        directory = file.read(4096)  # its first sector may stand at the end of a large file
    entries = (directory[place : place + 64] for place in range(0, min(sector, len(directory)), 128))
    if any(entry.startswith(MESSAGE_ENTRY) for entry in entries):
        return MSG
    seen += directory
    if "EncryptedPackage".encode("utf-16-le") in seen:
        raise UnreadableFileError("password_protected")
    kinds = (kind for part, kind in OLE_PARTS if part.encode("utf-16-le") in seen)
    found = next(kinds, None)
    if found is None:
        raise _unsupported("This is an old Office document.")
    return found


def _is_mail(head: bytes, suffix: str) -> bool:
    """True where the file opens with headers of a mail that went its way; by its name, any header will do."""
    head = head.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    opening = _FROM_LINE.match(head)
    place, names = opening.end() if opening else 0, set()
    while (header := _HEADER.match(head, place)) is not None:
        names.add(header[1].lower())
        place = header.end()
    if suffix in {".eml", ".mbox"}:
        return bool(names & _OF_A_MAIL)
    if suffix in ARCHIVE_SUFFIXES | OFFICE_SUFFIXES:  # a web page with its images, in the form of a mail
        return names >= {b"mime-version", b"content-type"}
    return bool(names & _OF_A_WAY) and len(names & _OF_A_MAIL) >= 3


def _is_mailbox(path: Path) -> bool:
    """True where another mail begins after the first."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return _SECOND_MAIL.search(data) is not None


def _is_html(head: bytes, suffix: str) -> bool:
    """True for what says that it is a web page; by its name, any element will do."""
    bare = plain_bytes(head)
    if _HTML.match(bare) is not None or is_web_page_in_disguise(head, suffix):
        return True
    return suffix in HTML_SUFFIXES and _ELEMENT.search(bare) is not None


def looks_like_utf16(head: bytes) -> bool:
    """True where every other byte is mostly zero, as in Latin text stored as UTF-16 without a mark."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    return half > 8 and max(even, odd) > 0.7 * half and min(even, odd) < 0.05 * half


def sniff(path: Path, name: str) -> str:
    """The media type of a readable file; anything else raises `UnreadableFileError`. Cost: one read."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if b"%PDF-" in head[: 1024 + 5]:
        return PDF
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return sniff_zip(path, head)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _ole_kind(path)
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return IMAGE
    for signature, media_type in READABLE_SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\x00" in head):
            return media_type
    if head.startswith(_TNEF) or (head[:1] == b"\x30" and _CMS in head[:20]):
        return EML
    kind = binary_kind(head)
    if kind is not None:
        raise _unsupported(kind)
    suffix = Path(name).suffix.casefold()
    office_xml = sniff_office_xml(head)
    if office_xml is not None:
        return office_xml
    if is_drawing(head):
        raise _unsupported(SVG)
    pointer = pointer_reason(head, suffix) if len(head) < POINTER_BYTES else None
    if pointer is not None:
        raise UnreadableFileError(pointer)
    if _is_html(head, suffix):
        return HTML
    if b"\x00" in head and not head.startswith(TEXT_BOMS) and not looks_like_utf16(head):
        raise _unsupported(UNKNOWN)
    if head.startswith(b"From ") and _is_mailbox(path):
        return MBOX
    if head.lstrip().startswith(b"-----BEGIN PGP MESSAGE-----"):
        raise _unsupported("This is a file that is encrypted with PGP. Decrypt it and share what comes out.")
    if head.removeprefix(b"\xef\xbb\xbf").lstrip()[:15].upper() == b"BEGIN:VCALENDAR":
        return CALENDAR
    if _is_mail(head, suffix):
        return EML
    return CSV if suffix in CSV_SUFFIXES | SHEET_SUFFIXES else MARKDOWN if suffix in MARKDOWN_SUFFIXES else TEXT
