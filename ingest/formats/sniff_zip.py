"""What kind of zip archive this is: office files are told by the parts that they hold, never by their name."""

from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.signatures import PROGRAM
from ingest.formats.zip_directory import entry_names

DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PPTX: Final = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT: Final = "application/vnd.oasis.opendocument.text"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
ODP: Final = "application/vnd.oasis.opendocument.presentation"

EPUB: Final = "application/epub+zip"
ZIP: Final = "application/zip"

CONTAINER: Final = "meta-inf/container.xml"
MANIFEST: Final = "[content_types].xml"
READABLE_PARTS: Final[tuple[tuple[str, str], ...]] = (("word/", DOCX), ("ppt/", PPTX), ("xl/", XLSX))
"""What the names of a part begin with, in archives that have Microsoft's manifest. Macros and templates count, too."""
REFUSED_PARTS: Final[tuple[tuple[str, str], ...]] = (
    ("xl/workbook.bin", "This is a binary Excel workbook (.xlsb). Save it as .xlsx and share that."),
    ("visio/", "This is a Visio drawing. Export it as PDF and share that."),
    ("index/document.iwa", "This is an Apple iWork document. Export it as PDF and share that."),
    ("index.zip", "This is an Apple iWork document. Export it as PDF and share that."),
    ("meta-inf/manifest.mf", PROGRAM),
    ("androidmanifest.xml", PROGRAM),
)
OTHER_OPEN_DOCUMENT: Final = "This is an OpenDocument drawing, formula or database. Export it as PDF and share that."
OPEN_DOCUMENTS: Final = (ODT, ODS, ODP)


def sniff_zip(path: Path, head: bytes) -> str:
    """The media type of an office file, an e-book or a plain archive; others raise `UnreadableFileError`.

    Reads the directory alone.
    """
    names = entry_names(path)
    for part, kind in REFUSED_PARTS:
        if any(name.startswith(part) for name in names):
            raise UnreadableFileError("unsupported_type", kind=kind)
    if MANIFEST in names:
        for part, media_type in READABLE_PARTS:
            if any(name.startswith(part) for name in names):
                return media_type
    # An OpenDocument file says what it is in plain bytes at its start, and the content again.
    for media_type in OPEN_DOCUMENTS:
        if media_type.encode() in head[:200]:
            return media_type
    if b"application/vnd.oasis.opendocument" in head[:200]:
        raise UnreadableFileError(
            "unsupported_type",
            kind=OTHER_OPEN_DOCUMENT,
        )
    if {"content.xml", "meta-inf/manifest.xml"} <= set(names):
        return ODT
    return EPUB if CONTAINER in names else ZIP
