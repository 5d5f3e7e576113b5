"""What ingestion needs of parts that have an embedded and a real side, each a Protocol."""

from contextlib import AbstractContextManager
from typing import BinaryIO, Protocol


class Originals(Protocol):
    """Where the files themselves are kept, by version id. Every call is idempotent."""

    def put(self, key: str, source: BinaryIO) -> object:
        """Stores what `source` holds from where it stands to its end; readable only once it is whole."""
        ...

    def open(self, key: str) -> AbstractContextManager[BinaryIO]:
        """The file as it was stored, to be read once from its start; `FileNotFoundError` where there is none."""
        ...

    def holds(self, key: str) -> bool:
        """Whether the file is there."""
        ...

    def delete(self, key: str) -> bool:
        """Deletes the file; False where there was none."""
        ...
