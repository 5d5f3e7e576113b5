"""Files under one address, in a folder or a bucket: private, on the disk when written, replaced in one step."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

BLOCK = 5 * 1024 * 1024
"""Bytes of a bucket's file that are held in memory: the least that S3 takes as a part."""


class FileStore:
    """Files by name at a folder's path or any fsspec address (`s3://bucket/folder`); a missing one raises
    `FileNotFoundError`. Listings are never remembered, so every process sees what the others wrote.
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self._fs, self._root = url_to_fs(address, use_listings_cache=False)
        self._is_local = "file" in self._fs.protocol

    def names(self, prefix: str = "") -> list[str]:
        """The names that begin with `prefix`, in order; a bucket looks at no others, a folder at all."""
        found = (str(path).rpartition("/")[2] for path in self._fs.find(self._root, prefix=prefix))
        return sorted(name for name in found if name.startswith(prefix))

    def read(self, name: str) -> bytes:
        """A small file."""
        content: bytes = self._fs.cat_file(self._path(name))
        return content

    def open(self, name: str) -> BinaryIO:
        """A file to be read from begin to end."""
        return cast(BinaryIO, self._fs.open(self._path(name), "rb", block_size=BLOCK, cache_type="readahead"))

    @contextmanager
    def writing(self, name: str) -> Iterator[BinaryIO]:
        """A new file, its owner's alone; on the disk at the end of the block, and perhaps in part where it raises."""
        if not self._is_local:
            with self._fs.open(self._path(name), "wb", block_size=BLOCK) as file:
                yield file
            return
        Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)
        with os.fdopen(os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def replace(self, name: str, content: bytes) -> None:
        """Puts a small file in the place of another, or of none, in one step."""
        new = f"{name.partition('.')[0]}.new-{secrets.token_hex(8)}"
        with self.writing(new) as file:
            file.write(content)
        self._fs.mv(self._path(new), self._path(name))
        if self._is_local:
            folder = os.open(self._root, os.O_RDONLY)
            try:
                os.fsync(folder)
            finally:
                os.close(folder)

    def remove(self, name: str) -> None:
        """Removes a file; one that isn't there is none the less."""
        with contextlib.suppress(FileNotFoundError):
            self._fs.rm_file(self._path(name))

    def exists(self, name: str) -> bool:
        """Whether there is such a file."""
        return bool(self._fs.exists(self._path(name)))

    def size(self, name: str) -> int:
        """Its bytes."""
        return int(self._fs.size(self._path(name)))

    def written_at(self, name: str) -> datetime:
        """When it was written."""
        moment: Any = self._fs.modified(self._path(name))
        written: datetime = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return written

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"
