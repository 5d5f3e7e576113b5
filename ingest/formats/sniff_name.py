"""What can be told of a file before anybody fetches it: that it is of a kind which is never read, by its name alone."""

from pathlib import PurePath
from typing import Final

from ingest.formats.errors import UnreadableFileError

KINDS: Final[dict[str, str]] = {
    "This is a video.": "mp4 mov avi mkv webm m4v wmv mpg mpeg 3gp flv",
    "This is a sound file.": "mp3 wav m4a ogg oga flac aac opus wma aiff amr",
    "This is an archive.": "zip rar 7z tar gz tgz bz2 xz zst jar",
    "This is a program.": "exe dll msi dmg apk deb rpm iso pkg",
    "This is a drawing of a design program.": "psd ai sketch fig xd indd dwg skp blend",
    "This is a font.": "ttf otf woff woff2",
    "This is a database.": "sqlite sqlite3 mdb accdb parquet pbix",
    "This is a document of Apple's office programs. Export it as PDF.": "pages numbers",
}
"""What people call a kind of file, and the suffixes of its names."""
_BY_SUFFIX: Final = {suffix: kind for kind, suffixes in KINDS.items() for suffix in suffixes.split()}
_BY_FAMILY: Final = {"video": "This is a video.", "audio": "This is a sound file.", "font": "This is a font."}


def refuse_by_name(name: str, media_type: str = "") -> None:
    """Raises `UnreadableFileError` for what is never read; all else is judged by its bytes.

    `media_type` is what others say that it is, where they do.
    """
    kind = _BY_SUFFIX.get(PurePath(name).suffix.removeprefix(".").casefold())
    kind = kind or _BY_FAMILY.get(media_type.partition("/")[0].strip().casefold())
    if kind is not None:
        raise UnreadableFileError("unsupported_type", kind=kind)
