"""What kind of file this is, judged by its bytes; its name only tells Markdown and tables from plain text."""

from pathlib import Path
from typing import Final

from ingest.errors import UnreadableFileError
from ingest.sniff_zip import sniff_zip

PDF: Final = "application/pdf"
TEXT: Final = "text/plain"
MARKDOWN: Final = "text/markdown"
CSV: Final = "text/csv"

HEAD_BYTES: Final = 4096
OLE_SCAN_BYTES: Final = 8 * 1024 * 1024
MARKDOWN_SUFFIXES: Final = frozenset({".md", ".markdown", ".mdown", ".mkd"})
CSV_SUFFIXES: Final = frozenset({".csv", ".tsv", ".tab"})
TEXT_BOMS: Final = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")

# Files that are no text although their first bytes may look like it, and what people call them.
SIGNATURES: Final[tuple[tuple[bytes, str], ...]] = (
    (b"\x89PNG\r\n", "This is an image."),
    (b"\xff\xd8\xff", "This is an image."),
    (b"GIF8", "This is an image."),
    (b"II*\x00", "This is an image."),
    (b"MM\x00*", "This is an image."),
    (b"BM", "This is an image."),
    (b"{\\rtf", "This is a rich text (RTF) file."),
    (b"Rar!", "This is an archive."),
    (b"7z\xbc\xaf", "This is an archive."),
    (b"\x1f\x8b", "This is an archive."),
    (b"%!PS", "This is a PostScript file."),
    (b"ID3", "This is a sound file."),
    (b"\x7fELF", "This is a program."),
    (b"MZ", "This is a program."),
)
OLE_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("WordDocument", "This is an old Word document (.doc)."),
    ("PowerPoint Document", "This is an old PowerPoint presentation (.ppt)."),
    ("Workbook", "This is an old Excel workbook (.xls)."),
    ("__substg1.0", "This is an Outlook message."),
)


def _unsupported(kind: str) -> UnreadableFileError:
    return UnreadableFileError("unsupported_type", kind=kind)


def _refuse_ole(path: Path) -> UnreadableFileError:
    """Names the kind of an OLE container; Office files with a password are such containers, too."""
    with path.open("rb") as file:
        seen = file.read(OLE_SCAN_BYTES)
        file.seek((int.from_bytes(seen[48:52], "little") + 1) << min(int.from_bytes(seen[30:32], "little"), 16))
        seen += file.read(4096)  # the directory's first sector may stand at the end of a large file
    if "EncryptedPackage".encode("utf-16-le") in seen:
        return UnreadableFileError("password_protected")
    kinds = (kind for part, kind in OLE_PARTS if part.encode("utf-16-le") in seen)
    return _unsupported(next(kinds, "This is an old Office document."))


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
        raise _refuse_ole(path)
    for signature, kind in SIGNATURES:
        if head.startswith(signature) and (len(signature) > 2 or b"\x00" in head):
            raise _unsupported(kind)
    if b"\x00" in head and not head.startswith(TEXT_BOMS) and not looks_like_utf16(head):
        raise _unsupported("This is a binary file of a kind I don't know.")
    suffix = Path(name).suffix.casefold()
    return CSV if suffix in CSV_SUFFIXES else MARKDOWN if suffix in MARKDOWN_SUFFIXES else TEXT
