"""A file as it comes in, under the ids that follow from its name and its bytes."""

import hashlib
from collections.abc import Sequence
from pathlib import Path

from ingest.formats.errors import UnreadableFileError
from ingest.job import COMMAND_LINE, Incoming
from ingest.library.library import Library, storable_name, version_key
from ingest.reading.attached_file import around_name
from pipelines.types import DocumentType


def incoming_file(
    library: Library,
    name: str,
    sha256: str,
    size: int,
    labels: Sequence[str],
    document_type: DocumentType | None,
    by: str = COMMAND_LINE,
    place: str = COMMAND_LINE,
) -> Incoming:
    """A file as it comes in, under the ids that the library's team gives to its name and its bytes."""
    stored = storable_name(name)
    document_id = library.document_id(stored)
    readers = tuple(dict.fromkeys(labels))
    around = around_name(stored)
    around_id = library.document_id(around) if around is not None else None
    version_id = version_key(document_id, sha256)
    return Incoming(document_id, version_id, stored, sha256, size, readers, document_type, around_id, place, by)


def digest(path: Path) -> str:
    """The SHA-256 of the file in hex; raises `UnreadableFileError` where it can't be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise UnreadableFileError("not_permitted") from None
