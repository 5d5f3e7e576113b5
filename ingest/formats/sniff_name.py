"""What can be told of a file before anybody fetches it: that it is of a kind which is never read, by its name alone."""

from pathlib import PurePath
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.signatures import ARCHIVE, AVIF, DATABASE, DRAWING, FONT, HEIC, PROGRAM, SOUND, VIDEO

KINDS: Final[dict[str, str]] = {
    VIDEO: "mp4 mov avi mkv webm m4v wmv mpg mpeg 3gp flv",
    SOUND: "mp3 wav m4a ogg oga flac aac opus wma aiff amr",
    ARCHIVE: "rar 7z tar gz tgz bz2 xz zst",
    PROGRAM: "exe dll msi dmg apk deb rpm iso pkg jar",
    DRAWING: "psd ai sketch fig xd indd dwg skp blend",
    FONT: "ttf otf woff woff2",
    DATABASE: "sqlite sqlite3 mdb accdb parquet pbix",
    HEIC: "heic heif",
    AVIF: "avif",
    "This is a document of Apple's office programs. Export it as PDF.": "pages numbers",
}
"""What people call a kind of file, and the suffixes of its names."""
_BY_SUFFIX: Final = {suffix: kind for kind, suffixes in KINDS.items() for suffix in suffixes.split()}
_BY_FAMILY: Final = {"video": VIDEO, "audio": SOUND, "font": FONT}


def refuse_by_name(name: str, media_type: str = "") -> None:
    """Raises `UnreadableFileError` for what is never read; all else is judged by its bytes.

    `media_type` is what others say that it is, where they do.
    """
    kind = _BY_SUFFIX.get(PurePath(name).suffix.removeprefix(".").casefold())
    kind = kind or _BY_FAMILY.get(media_type.partition("/")[0].strip().casefold())
    if kind is not None:
        raise UnreadableFileError("unsupported_type", kind=kind)
