"""Vectors on their way into the index: in a file instead of memory, and not lost where the work is cut short."""

import hashlib
import struct
import tempfile
import zlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import IO, Self, overload

import numpy as np

from pipelines.ports import IndexedChunk, Vector
from pipelines.types import Chunk, Immutable

IN_MEMORY = 32 * 1024 * 1024
"""Bytes of a spool without a path that are kept in memory: some 1,000 chunks."""

_HEAD = struct.Struct("<32sIII")
"""Key, bytes of the vector, bytes of the token vectors, checksum of both."""


def chunk_key(embedder: str, chunk: Chunk) -> bytes:
    """What a chunk's vectors depend on, in 32 bytes: the model and the text that it reads."""
    return hashlib.sha256(f"{embedder}\n{chunk.context}\n{chunk.text}".encode("utf-8", "replace")).digest()


class VectorSpool(Immutable):
    """Vectors by the key of their text. Use as a context manager; for one thread and one process at a time.

    A spool with a path is read again when it is opened again: what a killed process had embedded is still there, but
    for a last entry that it didn't finish. One without leaves nothing behind. It holds vectors only, no text.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._places: dict[bytes, tuple[int, int, int]] = {}
        self._file: IO[bytes]
        if path is None:
            self._file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed by __exit__
        else:
            path.touch(0o600)
            self._file = path.open("r+b")
        self._end = self._read_places()

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
            self._file.write(_HEAD.pack(key, len(packed), len(tokens), zlib.crc32(tokens, zlib.crc32(packed))))
            self._file.write(packed + tokens)
            self._places[key] = (self._end + _HEAD.size, len(packed), len(tokens))
            self._end += _HEAD.size + len(packed) + len(tokens)
        self._file.flush()

    def get(self, key: bytes) -> tuple[Vector, bytes]:
        """The vector and the packed token vectors of a key; an unknown one raises `KeyError`."""
        start, vector, tokens = self._places[key]
        self._file.seek(start)
        held = self._file.read(vector + tokens)
        return np.frombuffer(held[:vector], "<f4"), held[vector:]

    def _read_places(self) -> int:
        """Finds the whole entries of the file; where they end."""
        end = 0
        self._file.seek(0)
        while len(head := self._file.read(_HEAD.size)) == _HEAD.size:
            key, vector, tokens, checksum = _HEAD.unpack(head)
            held = self._file.read(vector + tokens)
            if len(held) < vector + tokens or zlib.crc32(held) != checksum:
                break
            self._places[key] = (end + _HEAD.size, vector, tokens)
            end += _HEAD.size + vector + tokens
        return end


class SpooledChunks(Immutable, Sequence[IndexedChunk]):
    """Chunks whose vectors are read from an open spool as they are looked at: 30 KB each that aren't held."""

    def __init__(self, chunks: Sequence[Chunk], keys: Sequence[bytes], spool: VectorSpool) -> None:
        self._chunks = chunks
        self._keys = keys
        self._spool = spool

    def __len__(self) -> int:
        return len(self._chunks)

    @overload
    def __getitem__(self, place: int) -> IndexedChunk: ...

    @overload
    def __getitem__(self, place: slice) -> "SpooledChunks": ...

    def __getitem__(self, place: int | slice) -> "IndexedChunk | SpooledChunks":
        if isinstance(place, slice):
            return SpooledChunks(self._chunks[place], self._keys[place], self._spool)
        return IndexedChunk(self._chunks[place], *self._spool.get(self._keys[place]))
