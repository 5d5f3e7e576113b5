"""The originals of shared files, encrypted at rest, in a folder or in a bucket.

Each is two files: a body, sealed in segments under a random key and a random name, and an entry `<id>.key` that holds
this key, the body's name and the checksum, sealed by the ring. The entry appears in one step when the body is whole, so
an original is there or it isn't; deleting it makes the body unreadable; and a change of keys writes entries alone.
"""

import base64
import contextlib
import io
import json
import re
import secrets
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, cast

from ingest.originals.file_store import FileStore
from ingest.originals.sealed_stream import OpenedStream, StoredOriginal, seal_stream, sealed_size
from pipelines.addresses import without_credentials
from pipelines.keys.key_names import KEY_BYTES
from pipelines.keys.key_ring import DataKey, KeyRing, TamperedError, rewrapped

LEFTOVER_AFTER = timedelta(hours=24)
"""How long a body without an entry may belong to a write that is under way."""

_KEY = re.compile(r"[0-9a-f]{32}")
_ENTRY = ".key"


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
    `WrongKeyError` and `TamperedError` of `pipelines.keys.key_ring`, and the file system's own errors.
    """

    def __init__(self, address: str, keys: KeyRing) -> None:
        self.address = address
        self._keys = keys
        self._files = FileStore(address)

    def put(self, key: str, source: BinaryIO) -> StoredOriginal:
        """Stores all that `source` gives; on the disk when it returns. The same bytes again change nothing.

        Other bytes for an id that is held raise `ValueError`: an id stands for its bytes.
        """
        name = _entry_name(key)
        secret, body = secrets.token_bytes(KEY_BYTES), f"{key}.{secrets.token_hex(8)}"
        try:
            with self._files.writing(body) as target:
                stored = seal_stream(source, target, DataKey(secret), _bound(key))
            held = self._whole_entry(key)
            if held is not None and held.stored != stored:
                raise ValueError(f"The vault holds other bytes as {key}.")
            if held is None:
                self._files.replace(name, self._keys.seal(_Entry(secret, body, stored).packed(), _bound(key)))
        except BaseException:
            self._files.remove(body)
            raise
        if held is not None:
            self._files.remove(body)
        return stored

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        """The original as it was, to be read once from begin to end; raises `OriginalMissingError`.

        What was cut, changed or exchanged raises `TamperedError`, at the latest before the last bytes.
        """
        entry = self._entry(key)
        try:
            sealed = self._files.open(entry.body)
        except FileNotFoundError:
            raise OriginalMissingError(key) from None
        with OpenedStream(sealed, DataKey(entry.secret), _bound(key), entry.stored) as opened:
            yield cast(BinaryIO, io.BufferedReader(opened))

    def delete(self, key: str) -> bool:
        """Removes an original, the entry with its key first; False where there was none."""
        name = _entry_name(key)
        held = self._files.exists(name)
        self._files.remove(name)
        for trace in self.traces(key):
            self._files.remove(trace)
        # A rotation that had read the entry may have put it back meanwhile; it looks for the body afterwards.
        self._files.remove(name)
        return held

    def keys(self) -> Iterator[str]:
        """The ids of all originals."""
        for name in self._files.names():
            if name.endswith(_ENTRY) and _KEY.fullmatch(name.removesuffix(_ENTRY)):
                yield name.removesuffix(_ENTRY)

    def holds(self, key: str) -> bool:
        """Whether there is an original of this id, with all its bytes; whether they are as they were says `open`."""
        return self._whole_entry(key) is not None

    def traces(self, key: str) -> list[str]:
        """The names of all files that belong to this id, whole or not."""
        return self._files.names(_entry_name(key).removesuffix("key"))

    def written_at(self, key: str) -> datetime:
        """When the entry was last written; raises `OriginalMissingError`."""
        try:
            return self._files.written_at(_entry_name(key))
        except FileNotFoundError:
            raise OriginalMissingError(key) from None

    def sealing_keys(self) -> Counter[str]:
        """How many originals each key seals, by its name; without those whose entry is damaged."""
        found: Counter[str] = Counter()
        for _, sealed in self._sealed_entries():
            with contextlib.suppress(TamperedError):
                found[self._keys.sealed_by(sealed)] += 1
        return found

    def rotate(self) -> int:
        """Seals with the ring's current key what others sealed; how many originals that were.

        Safe beside readers and writers, and to be repeated after an interruption. Bodies are not touched, and neither
        are entries that are damaged.
        """
        changed = 0
        for key, sealed in self._sealed_entries():
            try:
                anew = rewrapped(self._keys, sealed, _bound(key))
                body = self._opened(key, sealed).body
            except TamperedError:
                continue
            if anew is None:
                continue
            was_there = self._files.exists(body)
            if not self._files.exists(_entry_name(key)):  # deleted meanwhile
                continue
            self._files.replace(_entry_name(key), anew)
            if was_there and not self._files.exists(body):  # deleted at this very moment
                self._files.remove(_entry_name(key))
                continue
            changed += 1
        return changed

    def sweep(self, now: datetime | None = None) -> int:
        """Removes what writes that crashed have left, a day after them; how many files that were."""
        before, removed = (now or datetime.now(UTC)) - LEFTOVER_AFTER, 0
        names = set(self._files.names())
        for name in sorted(names):
            key, _, kind = name.partition(".")
            if _KEY.fullmatch(key) and (kind == "key" or self._is_body(key, name, names)):
                continue
            with contextlib.suppress(FileNotFoundError):
                if self._files.written_at(name) < before:
                    self._files.remove(name)
                    removed += 1
        return removed

    def ping(self) -> str:
        """One line: where, and how many originals; raises what the file system does."""
        return f"{sum(1 for _ in self.keys())} originals in {without_credentials(self.address)}"

    def _is_body(self, key: str, name: str, names: set[str]) -> bool:
        if f"{key}{_ENTRY}" not in names:
            return False
        try:
            return self._entry(key).body == name
        except TamperedError:  # nobody can tell, so it stays for whoever restores the entry
            return True
        except OriginalMissingError:
            return False

    def _entry(self, key: str) -> _Entry:
        try:
            sealed = self._files.read(_entry_name(key))
        except FileNotFoundError:
            raise OriginalMissingError(key) from None
        return self._opened(key, sealed)

    def _opened(self, key: str, sealed: bytes) -> _Entry:
        packed = self._keys.open(sealed, _bound(key))
        try:
            return _Entry.unpacked(packed)
        except (ValueError, KeyError, TypeError):
            raise TamperedError(f"The {_bound(key).decode()}") from None

    def _whole_entry(self, key: str) -> _Entry | None:
        try:
            entry = self._entry(key)
            return entry if self._files.size(entry.body) == sealed_size(entry.stored.bytes) else None
        except (FileNotFoundError, TamperedError):
            return None

    def _sealed_entries(self) -> Iterator[tuple[str, bytes]]:
        for key in self.keys():
            with contextlib.suppress(FileNotFoundError):  # deleted meanwhile
                yield key, self._files.read(_entry_name(key))


def _entry_name(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError(f"An original's id is 32 hex digits, not {key!r}.")
    return f"{key}{_ENTRY}"


def _bound(key: str) -> bytes:
    return f"original {key}".encode()
