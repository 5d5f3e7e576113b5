"""Where backups are kept: a folder or a bucket, with everything in it sealed by the keys that seal the place itself."""

import base64
import contextlib
import gzip
import io
import json
import re
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, BinaryIO, Final, cast

from ingest.originals.file_store import FileStore
from ingest.originals.sealed_stream import OpenedStream, StoredOriginal, seal_stream
from pipelines.keys.key_names import KEY_BYTES
from pipelines.keys.key_ring import DataKey, KeyRing
from pipelines.records.dump import Row

_NAME: Final = re.compile(r"[0-9]{8}T[0-9]{6}[0-9]{6}Z")
_MILLENNIUM: Final = "2"
"""What names begin with, for this one: a bucket looks at no others."""
_MANIFEST, _RECORDS, _FORGOTTEN = ".manifest", ".records", "forgotten"
_BLOCK: Final = 1024 * 1024


class NoBackupError(FileNotFoundError):
    """There is no such backup; the message says which there are."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: `rows` by table, and the names of the files of its originals.

    `revision` is that of the tables, `version` the program's. `name` tells when it was made, in UTC.
    """

    name: str
    revision: str
    version: str
    rows: dict[str, int]
    originals: tuple[str, ...] = field(repr=False)
    secret: str = field(repr=False)
    sha256: str = ""
    bytes: int = 0

    @property
    def made_at(self) -> datetime:
        """When it was begun."""
        return datetime.strptime(self.name, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)


def name_at(moment: datetime) -> str:
    """The name of a backup that is begun at a moment; names sort by time."""
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")


class BackupStore:
    """Backups at an address. Raises `WrongKeyError`, `TamperedError` and the file system's own errors."""

    def __init__(self, address: str, keys: KeyRing) -> None:
        self.address = address
        self._keys = keys
        self._files = FileStore(address)
        self.originals = FileStore(f"{address.rstrip('/')}/originals")

    def names(self) -> list[str]:
        """The backups that are whole, oldest first."""
        found = (each.removesuffix(_MANIFEST) for each in self._files.names(_MILLENNIUM) if each.endswith(_MANIFEST))
        return sorted(each for each in found if _NAME.fullmatch(each))

    def manifest(self, name: str = "") -> Manifest:
        """A backup's, by its name; the newest without one. Raises `NoBackupError`."""
        names = self.names()
        wanted = name or (names[-1] if names else "")
        if wanted not in names:
            there = f"There are: {', '.join(names[-5:])}." if names else "There is none."
            raise NoBackupError(f"I find no backup {wanted or 'at all'} at {self.address}. {there}")
        held = json.loads(self._keys.open(self._files.read(wanted + _MANIFEST), _bound(wanted, _MANIFEST)))
        return Manifest(**{**held, "originals": tuple(held["originals"])})

    def write(self, name: str, revision: str, version: str, rows: Iterable[Row], originals: Iterable[str]) -> Manifest:
        """Writes a backup; it is there when its manifest is. `originals` is asked when all rows are written."""
        secret, counts = secrets.token_bytes(KEY_BYTES), dict[str, int]()
        with tempfile.TemporaryFile() as packed:
            with gzip.open(packed, "wb", compresslevel=6) as lines:
                for table, row in rows:
                    counts[table] = counts.get(table, 0) + 1
                    lines.write(json.dumps([table, row], ensure_ascii=False).encode() + b"\n")
            packed.seek(0)
            with self._files.writing(name + _RECORDS) as target:
                stored = seal_stream(cast(BinaryIO, packed), target, DataKey(secret), _bound(name, _RECORDS))
        secret_text = base64.b64encode(secret).decode()
        made = Manifest(name, revision, version, counts, tuple(originals), secret_text, stored.sha256, stored.bytes)
        told = {each: getattr(made, each) for each in Manifest.__slots__}
        self._files.replace(name + _MANIFEST, self._keys.seal(json.dumps(told).encode(), _bound(name, _MANIFEST)))
        return made

    @contextmanager
    def rows(self, manifest: Manifest) -> Iterator[Iterator[Row]]:
        """The rows of a backup, in the order of their writing; what was changed or cut raises `TamperedError`."""
        key = DataKey(base64.b64decode(manifest.secret))
        expected = StoredOriginal(manifest.sha256, manifest.bytes)
        sealed = self._files.open(manifest.name + _RECORDS)
        with (
            OpenedStream(sealed, key, _bound(manifest.name, _RECORDS), expected) as opened,
            gzip.open(cast(BinaryIO, io.BufferedReader(opened, _BLOCK))) as lines,
        ):
            yield ((table, row) for table, row in map(json.loads, lines))

    def remove(self, name: str) -> None:
        """Removes a backup, its manifest first; its originals go with `prune_originals`."""
        self._files.remove(name + _MANIFEST)
        self._files.remove(name + _RECORDS)

    def tidy(self) -> None:
        """Removes rows whose backup was cut short."""
        whole = set(self.names())
        for each in self._files.names(_MILLENNIUM):
            name = each.removesuffix(_RECORDS)
            if each.endswith(_RECORDS) and _NAME.fullmatch(name) and name not in whole:
                self._files.remove(each)

    def prune_originals(self, but: Iterable[str]) -> int:
        """Removes the files of originals that no backup needs; how many."""
        gone = set(self.originals.names()) - set(but)
        for each in sorted(gone):
            self.originals.remove(each)
        return len(gone)

    def forgotten(self) -> dict[str, str]:
        """The documents that were forgotten, by id, with when; from all backups so far."""
        with contextlib.suppress(FileNotFoundError):
            held: dict[str, str] = json.loads(self._keys.open(self._files.read(_FORGOTTEN), _bound("", _FORGOTTEN)))
            return held
        return {}

    def note_forgotten(self, documents: dict[str, str]) -> None:
        """Adds documents to these, and takes out those that came back: None where when."""
        held: dict[str, Any] = self.forgotten() | documents
        kept = {each: when for each, when in held.items() if when}
        self._files.replace(_FORGOTTEN, self._keys.seal(json.dumps(kept).encode(), _bound("", _FORGOTTEN)))


def _bound(name: str, kind: str) -> bytes:
    return f"backup {name}{kind}".encode()
