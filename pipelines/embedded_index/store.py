"""The generations of the embedded index: a file each, and a small one beside them that says which of them is live."""

import os
import secrets
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from pipelines.embedded_index.file import SCHEMA
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.index.index_generations import LONG_AGO, Generation, MadeFor
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import IndexUnavailableError

FIRST = "first"
"""The id of the generation in `path` itself."""


class EmbeddedStore:
    """An `IndexStore` in a folder: `index.db`, later ones `index-<id>.db`, and `index.live` with the id of the live."""

    def __init__(self, path: Path, keys: KeyRing) -> None:
        self._path = path
        self._pointer = path.with_suffix(".live")
        self._keys = keys
        self._known: dict[tuple[str, int], tuple[MadeFor, int, datetime]] = {}

    def live(self) -> Generation | None:
        """See `IndexStore.live`."""
        identity, since = self._pointed()
        return self._read(identity, since) if self._file(identity).exists() else None

    def others(self) -> list[Generation]:
        """See `IndexStore.others`."""
        identity, _ = self._pointed()
        found = [self._read(each) for each in self._ids() if each != identity]
        return sorted(found, key=lambda each: (each.made_at, each.id))

    def ensure(self, made_for: Callable[[], MadeFor]) -> Generation:
        """See `IndexStore.ensure`."""
        live = self.live()
        if live is not None:
            return live
        identity, since = self._pointed()
        self._make(identity, made_for())
        return self._read(identity, since)

    def fits(self, generation: Generation, embedder: str) -> bool:
        """See `IndexStore.fits`."""
        return (generation.made_for.embedder, generation.layout) == (embedder, SCHEMA)

    def create(self, made_for: MadeFor) -> Generation:
        """See `IndexStore.create`."""
        identity = secrets.token_hex(4)
        self._make(identity, made_for)
        return self._read(identity)

    def open(self, generation: Generation) -> EmbeddedIndex:
        """See `IndexStore.open`."""
        path, made_for = self._file(generation.id), generation.made_for
        if not path.exists():
            raise IndexUnavailableError(f"The index file {path} is not there any more.")
        return EmbeddedIndex(path, made_for.embedder, made_for.dimensions, self._keys)

    def switch(self, generation: Generation) -> None:
        """See `IndexStore.switch`."""
        written = self._pointer.with_suffix(".live-new")
        with open(os.open(written, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(generation.id)
            file.flush()
            os.fsync(file.fileno())
        written.replace(self._pointer)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def drop(self, generation: Generation) -> None:
        """See `IndexStore.drop`."""
        path = self._file(generation.id)
        for end in ("", "-wal", "-shm"):
            path.with_name(path.name + end).unlink(missing_ok=True)

    def files(self) -> list[Path]:
        """The files of all generations."""
        return [self._file(identity) for identity in self._ids()]

    def close(self) -> None:
        """Nothing stays open between calls."""

    def _make(self, identity: str, made_for: MadeFor) -> None:
        EmbeddedIndex(self._file(identity), made_for.embedder, made_for.dimensions, self._keys, made_for.model).close()

    def _file(self, identity: str) -> Path:
        return self._path if identity == FIRST else self._path.with_stem(f"{self._path.stem}-{identity}")

    def _ids(self) -> list[str]:
        later = sorted(self._path.parent.glob(f"{self._path.stem}-*{self._path.suffix}"))
        ids = [path.stem.removeprefix(f"{self._path.stem}-") for path in later]
        return [FIRST, *ids] if self._path.exists() else ids

    def _pointed(self) -> tuple[str, datetime]:
        """The id of the live generation, and since when it is."""
        try:
            with self._pointer.open(encoding="ascii") as file:
                since = datetime.fromtimestamp(os.fstat(file.fileno()).st_mtime, UTC)
                return file.read().strip(), since
        except FileNotFoundError:
            return FIRST, LONG_AGO

    def _read(self, identity: str, live_since: datetime | None = None) -> Generation:
        """A generation as its file tells of it, which is read once; damaged ones tell nothing."""
        path = self._file(identity)
        try:
            about = path.stat()
        except FileNotFoundError:
            return Generation(identity, MadeFor("", 0), 0, live_since=live_since)
        key = (identity, about.st_ino)
        if key not in self._known:
            found = _described(path)
            if found is None:  # it can't be read, or isn't made to its end: nobody writes to it
                written = datetime.fromtimestamp(about.st_mtime, UTC)
                return Generation(identity, MadeFor("", 0), 0, made_at=written, live_since=live_since)
            self._known[key] = found
        made_for, layout, made_at = self._known[key]
        return Generation(identity, made_for, layout, made_at=made_at, live_since=live_since)


def _described(path: Path) -> tuple[MadeFor, int, datetime] | None:
    """For what a file was made, in which layout, and when."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True)) as db:
        layout = int(db.execute("PRAGMA user_version").fetchone()[0])
        settings = dict(db.execute("SELECT key, value FROM settings WHERE key != 'data_key'"))
        if layout:
            made_for = MadeFor(
                settings.get("embedder", ""), int(settings.get("dimensions", 0)), settings.get("model", "")
            )
            made_at = settings.get("made_at")
            return made_for, layout, datetime.fromisoformat(made_at) if made_at else LONG_AGO
    return None
