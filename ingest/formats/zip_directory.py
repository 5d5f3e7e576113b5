"""The names of a zip archive's entries, read from its directory alone: nothing is unpacked, and sizes are bounded."""

import struct
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError

MOST_ENTRIES: Final = 20_000
"""A presentation of 500 slides full of images has some 3,000."""
LARGEST_DIRECTORY: Final = 8 * 1024 * 1024
_TAIL: Final = 66_000
"""The end record stands in the last 64 KB, in front of a comment."""
_END: Final = struct.Struct("<4s4H2LH")
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_LOCATOR_64: Final = struct.Struct("<4sLQL")
_ENTRY: Final = struct.Struct("<4s4B4H3L5H2L")


def entry_names(path: Path) -> list[str]:
    """All names in the directory's order, in lower case, with plain slashes and without one in front.

    Raises `UnreadableFileError` (`damaged`, `too_many_entries`). Cost: two reads.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        file.seek(max(0, size - _TAIL))
        tail = file.read()
        end = tail.rfind(b"PK\x05\x06")
        if end < 0 or len(tail) < end + _END.size:  # cut short
            raise UnreadableFileError("damaged")
        count, length = _END.unpack_from(tail, end)[4:6]
        directory_end = size - len(tail) + end
        if count == 0xFFFF or length == 0xFFFFFFFF:
            count, length, directory_end = _end_64(tail, end, size - len(tail))
        if count > MOST_ENTRIES or length > LARGEST_DIRECTORY:
            raise UnreadableFileError("too_many_entries", limit=f"{MOST_ENTRIES:,}")
        if length > directory_end:
            raise UnreadableFileError("damaged")
        file.seek(directory_end - length)
        return _names(file.read(length))


def _end_64(tail: bytes, end: int, offset: int) -> tuple[int, int, int]:
    """(entries, bytes of the directory, where it ends), from the records that large archives have in addition."""
    locator = end - _LOCATOR_64.size
    record = locator - _END_64.size
    if record < 0 or tail[locator : locator + 4] != b"PK\x06\x07" or tail[record : record + 4] != b"PK\x06\x06":
        raise UnreadableFileError("damaged")
    count, length = _END_64.unpack_from(tail, record)[7:9]
    return count, length, offset + record


def _names(directory: bytes) -> list[str]:
    names: list[str] = []
    place = 0
    while place + _ENTRY.size <= len(directory):
        entry = _ENTRY.unpack_from(directory, place)
        if entry[0] != b"PK\x01\x02" or len(names) > MOST_ENTRIES:
            raise UnreadableFileError("damaged")
        name_length, extra, comment = entry[12:15]
        start = place + _ENTRY.size
        names.append(plain_name(directory[start : start + name_length].decode("utf-8", "replace")))
        place = start + name_length + extra + comment
    return names


def plain_name(name: str) -> str:
    """An entry's name as it is looked up: some programs write backslashes, a slash in front, or other cases."""
    return name.replace("\\", "/").lstrip("/").lower()
