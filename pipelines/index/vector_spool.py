"""Vectors on their way into the index: in a file instead of memory, and not lost where the work is cut short."""

import hashlib
import struct
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Self, overload

import numpy as np

from pipelines.keys.key_ring import DataKey, KeyRing, TamperedError, WrongKeyError
from pipelines.ports import IndexedChunk, Vector
from pipelines.types import Chunk, Immutable

IN_MEMORY = 32 * 1024 * 1024
"""Bytes of a spool without a file of its own that are kept in memory: some 1,000 chunks."""

_LENGTH = struct.Struct("<I")
_HEAD = struct.Struct("<32sI")
"""Key, bytes of the vector; the rest of an entry is the token vectors."""
_BOUND_TO = b"spooled vectors"


def chunk_key(embedder: str, chunk: Chunk) -> bytes:
    """What a chunk's vectors depend on, in 32 bytes: the model and the text that it reads."""
    return hashlib.sha256(f"{embedder}\n{chunk.context}\n{chunk.text}".encode("utf-8", "replace")).digest()


class VectorSpool(Immutable):
    """Vectors by the key of their text, sealed. Use as a context manager; for one thread and one process at a time.

    This one leaves nothing behind; `kept` gives one that does.
    """

    def __init__(self, file: IO[bytes] | None = None) -> None:
        self._file: IO[bytes] = file or tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        self._key, self._end = DataKey.new(), 0
        self._places: dict[bytes, tuple[int, int]] = {}

    @classmethod
    def kept(cls, path: Path, ring: KeyRing) -> Self:
        """A spool in a file: what a killed process had embedded is still there, but for an entry it didn't finish.

        Its data key lies in front, sealed by `ring`; where that can't be opened any more, or isn't as it was written,
        the spool starts anew.
        """
        path.touch(0o600)
        spool = cls(path.open("r+b"))
        spool._key = spool._opened(ring)
        spool._read_places()
        return spool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __contains__(self, key: bytes) -> bool:
        return key in self._places

    def add(self, entries: Iterable[tuple[bytes, Vector, bytes]]) -> None:
        """Stores (key, vector, packed token vectors)."""
        self._file.seek(self._end)
        for key, vector, tokens in entries:
            packed = np.ascontiguousarray(vector, "<f4").tobytes()
            sealed = self._key.seal(_HEAD.pack(key, len(packed)) + packed + tokens, _BOUND_TO)
            self._file.write(_LENGTH.pack(len(sealed)) + sealed)
            self._places[key] = (self._end + _LENGTH.size, len(sealed))
            self._end += _LENGTH.size + len(sealed)
        self._file.flush()

    def get(self, key: bytes) -> tuple[Vector, bytes]:
        """The vector and the packed token vectors of a key; an unknown one raises `KeyError`."""
        start, length = self._places[key]
        self._file.seek(start)
        entry = self._key.open(self._file.read(length), _BOUND_TO)
        _, size = _HEAD.unpack_from(entry)
        return np.frombuffer(entry, "<f4", size // 4, _HEAD.size), entry[_HEAD.size + size :]

    def _opened(self, ring: KeyRing) -> DataKey:
        """The data key of the file, which stands at the first entry then."""
        sealed = self._next_sealed()
        if sealed:
            try:
                return DataKey.opened(ring, sealed, _BOUND_TO)
            except (WrongKeyError, TamperedError):
                pass  # it can be computed anew
        key = DataKey.new()
        sealed = key.sealed_with(ring, _BOUND_TO)
        self._file.seek(0)
        self._file.truncate()
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)
        return key

    def _next_sealed(self) -> bytes | None:
        """What is sealed where the file stands; None where it isn't whole."""
        head = self._file.read(_LENGTH.size)
        if len(head) < _LENGTH.size:
            return None
        (length,) = _LENGTH.unpack(head)
        sealed = self._file.read(length)
        return sealed if len(sealed) == length else None

    def _read_places(self) -> None:
        """Finds the whole entries of the file, and where they end."""
        self._end = self._file.tell()
        while sealed := self._next_sealed():
            try:
                key, _ = _HEAD.unpack_from(self._key.open(sealed, _BOUND_TO))
            except TamperedError:
                break
            self._places[key] = (self._end + _LENGTH.size, len(sealed))
            self._end += _LENGTH.size + len(sealed)


class SpooledChunks(Immutable, Sequence[IndexedChunk]):
    """Chunks whose vectors are read from an open spool as they are looked at: 30 KB each that aren't held."""

    def __init__(self, chunks: Sequence[Chunk], keys: Sequence[bytes], spool: VectorSpool) -> None:
        self._chunks = chunks
        self._keys = keys
        self._spool = spool

    def __len__(self) -> int:
        return len(self._chunks)

    @overload
    def __getitem__(self, position: int) -> IndexedChunk: ...

    @overload
    def __getitem__(self, position: slice) -> "SpooledChunks": ...

    def __getitem__(self, position: int | slice) -> "IndexedChunk | SpooledChunks":
        if isinstance(position, slice):
            return SpooledChunks(self._chunks[position], self._keys[position], self._spool)
        return IndexedChunk(self._chunks[position], *self._spool.get(self._keys[position]))
