"""The originals of shared files, encrypted at rest, in a folder or in a bucket.

Each is two files: a body, sealed in segments under a random key and a random name, and an entry `<id>.key` that holds
this key, the body's name and the checksum, sealed by the ring. The entry appears in one step when the body is whole, so
an original is there or it isn't; deleting it makes the body unreadable; and a change of keys writes entries alone.
"""

import base64
import contextlib
import io
import json
import os
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, cast

from fsspec.core import url_to_fs

from ingest.sealed_stream import OpenedStream, StoredOriginal, seal_stream, sealed_size
from pipelines.key_names import KEY_BYTES
from pipelines.keys import DataKey, KeyRing, TamperedError, rewrapped

BLOCK = 5 * 1024 * 1024
"""Bytes that a bucket's file holds in memory: the least that S3 takes as a part."""
LEFTOVER_AFTER = timedelta(hours=24)
"""How long a body without an entry may belong to a write that is under way."""

_KEY = re.compile(r"[0-9a-f]{32}")


class OriginalMissingError(FileNotFoundError):
    """The vault holds no original of this id."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the vault knows of one original."""

    secret: bytes
    body: str
    stored: StoredOriginal

    def packed(self) -> bytes:
        about = {"secret": base64.b64encode(self.secret).decode(), "body": self.body}
        return json.dumps(about | {"sha256": self.stored.sha256, "bytes": self.stored.bytes}).encode()

    @classmethod
    def unpacked(cls, packed: bytes) -> "_Entry":
        held = json.loads(packed)
        stored = StoredOriginal(held["sha256"], held["bytes"])
        return cls(base64.b64decode(held["secret"]), held["body"], stored)


class Vault:
    """Originals by id (32 hex digits), at a folder's path or any fsspec address (`s3://bucket/folder`).

    Safe for many threads and processes at once. Memory: some megabytes, whatever the size of a file. Raises
    `WrongKeyError` and `TamperedError` of `pipelines.keys`, and the file system's own errors.
    """

    def __init__(self, address: str, keys: KeyRing) -> None:
        self.address = address
        self._keys = keys
        self._fs, self._root = url_to_fs(address, use_listings_cache=False)
        self._is_local = "file" in _protocols(self._fs)

    def put(self, key: str, source: BinaryIO) -> StoredOriginal:
        """Stores all that `source` gives; on the disk when it returns. The same bytes again change nothing.

        Other bytes for an id that is held raise `ValueError`: an id stands for its bytes.
        """
        name = self._entry_name(key)
        self._make_folder()
        secret, body = secrets.token_bytes(KEY_BYTES), f"{key}.{secrets.token_hex(8)}"
        try:
            with self._writing(body) as target:
                stored = seal_stream(source, target, DataKey(secret), _bound(key))
            held = self._whole_entry(key)
            if held is not None and held.stored != stored:
                raise ValueError(f"The vault holds other bytes as {key}.")
            if held is None:
                entry = _Entry(secret, body, stored)
                self._replace(name, self._keys.seal(entry.packed(), _bound(key)))
        except BaseException:
            self._remove(body)
            raise
        if held is not None:
            self._remove(body)
        return stored

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """The original as it was, to be read once from begin to end; raises `OriginalMissingError`.

        What was cut, changed or exchanged raises `TamperedError`, at the latest before the last bytes.
        """
        entry = self._entry(key)
        try:
            sealed = self._fs.open(self._path(entry.body), "rb", block_size=BLOCK, cache_type="readahead")
        except FileNotFoundError:
            raise OriginalMissingError(key) from None
        with OpenedStream(cast(BinaryIO, sealed), DataKey(entry.secret), _bound(key), entry.stored) as opened:
            yield cast(BinaryIO, io.BufferedReader(opened))

    def delete(self, key: str) -> bool:
        """Removes an original, the entry with its key first; False where there was none."""
        name = self._entry_name(key)
        held = self._remove(name)
        for trace in self.traces(key):
            self._remove(trace)
        # A rotation that had read the entry may have put it back meanwhile; it looks for the body afterwards.
        self._remove(name)
        return held

    def keys(self) -> Iterator[str]:
        """The ids of all originals."""
        for name in sorted(self._names()):
            if name.endswith(".key") and _KEY.fullmatch(name.removesuffix(".key")):
                yield name.removesuffix(".key")

    def holds(self, key: str) -> bool:
        """Whether there is an original of this id, with all its bytes; their checksum is for `open`."""
        return self._whole_entry(key) is not None

    def traces(self, key: str) -> list[str]:
        """The names of all files that belong to this id, whole or not."""
        self._entry_name(key)
        return sorted(name for name in self._names(f"{key}.") if name.startswith(f"{key}."))

    def written_at(self, key: str) -> datetime:
        """When the entry was last written; raises `OriginalMissingError`."""
        try:
            return _utc(self._fs.modified(self._path(self._entry_name(key))))
        except FileNotFoundError:
            raise OriginalMissingError(key) from None

    def sealing_keys(self) -> Counter[str]:
        """How many originals each key of the ring seals, by its name."""
        return Counter(self._keys.sealed_by(sealed) for _, sealed in self._sealed_entries())

    def rotate(self) -> int:
        """Seals with the ring's current key what others sealed; how many originals that were.

        Safe beside readers and writers, and to be repeated after an interruption. Bodies are not touched.
        """
        changed = 0
        for key, sealed in self._sealed_entries():
            anew = rewrapped(self._keys, sealed, _bound(key))
            if anew is None:
                continue
            self._replace(self._entry_name(key), anew)
            if not self._fs.exists(self._path(self._entry(key).body)):  # deleted meanwhile
                self._remove(self._entry_name(key))
                continue
            changed += 1
        return changed

    def sweep(self, now: datetime | None = None) -> int:
        """Removes what writes that crashed have left, a day after them; how many files that were."""
        before, removed = (now or datetime.now(UTC)) - LEFTOVER_AFTER, 0
        names = set(self._names())
        for name in sorted(names):
            key, _, kind = name.partition(".")
            if kind == "key" and _KEY.fullmatch(key):
                continue
            if _KEY.fullmatch(key) and f"{key}.key" in names and self._names_body(key, name):
                continue
            with contextlib.suppress(FileNotFoundError):
                if _utc(self._fs.modified(self._path(name))) < before:
                    removed += self._remove(name)
        return removed

    def ping(self) -> str:
        """One line: where, and how many originals; raises what the file system does."""
        return f"{sum(1 for _ in self.keys())} originals in {self.address}"

    def _names_body(self, key: str, name: str) -> bool:
        try:
            return self._entry(key).body == name
        except OriginalMissingError:
            return False

    def _entry(self, key: str) -> _Entry:
        try:
            sealed = self._fs.cat_file(self._path(self._entry_name(key)))
        except FileNotFoundError:
            raise OriginalMissingError(key) from None
        packed = self._keys.open(sealed, _bound(key))
        try:
            return _Entry.unpacked(packed)
        except (ValueError, KeyError, TypeError):
            raise TamperedError(f"The {_bound(key).decode()}") from None

    def _whole_entry(self, key: str) -> _Entry | None:
        try:
            entry = self._entry(key)
            return entry if self._fs.size(self._path(entry.body)) == sealed_size(entry.stored.bytes) else None
        except FileNotFoundError:
            return None

    def _sealed_entries(self) -> Iterator[tuple[str, bytes]]:
        for key in self.keys():
            with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                yield key, self._fs.cat_file(self._path(self._entry_name(key)))

    def _names(self, prefix: str = "") -> list[str]:
        """The names of all files; a bucket is asked for those that begin with `prefix` alone."""
        return [str(path).rpartition("/")[2] for path in self._fs.find(self._root, prefix=prefix)]

    def _entry_name(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise ValueError(f"An original's id is 32 hex digits, not {key!r}.")
        return f"{key}.key"

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    def _make_folder(self) -> None:
        if self._is_local:
            Path(self._root).mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def _writing(self, name: str) -> Iterator[BinaryIO]:
        """A new file, which is its owner's alone and on the disk at the end of the block."""
        if not self._is_local:
            with self._fs.open(self._path(name), "wb", block_size=BLOCK) as file:
                yield file
            return
        with os.fdopen(os.open(self._path(name), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def _replace(self, name: str, content: bytes) -> None:
        """Puts a whole small file in the place of another, in one step."""
        new = f"{name.partition('.')[0]}.new-{secrets.token_hex(8)}"
        with self._writing(new) as file:
            file.write(content)
        self._fs.mv(self._path(new), self._path(name))
        if self._is_local:
            handle = os.open(self._root, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def _remove(self, name: str) -> bool:
        try:
            self._fs.rm_file(self._path(name))
        except FileNotFoundError:
            return False
        return True


def _protocols(fs: Any) -> tuple[str, ...]:
    return (fs.protocol,) if isinstance(fs.protocol, str) else tuple(fs.protocol)


def _bound(key: str) -> bytes:
    return f"original {key}".encode()


def _utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
