"""Files in the clear while they are read: outside the data folder, and gone with the process, however it ended."""

import os
import secrets
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

BLOCK = 1024 * 1024
PREFIX = "tcbot-reading-"
_UNLOCKED = ("tcbot-shared-*", "tcbot-attached-*", "tcbot-office-*", "tcbot-restoring-*")
"""Folders of earlier versions, which locked none: removed when nobody can be reading in them any more."""
_UNLOCKED_SECONDS = 24 * 3600


class Scratch:
    """A folder of this process's own in the system's folder for temporary files. Use as a context manager.

    It is locked as long as its process lives: each opening of one removes those of processes that were killed.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or Path(tempfile.gettempdir())

    def __enter__(self) -> "Scratch":
        remove_leftovers(self._parent)
        self._lock = _new_lock(self._parent)
        self.folder = Path(self._lock.lock_file).with_suffix("")
        self.folder.mkdir(mode=0o700)
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
        Path(self._lock.lock_file).unlink(missing_ok=True)
        self._lock.release()

    def file(self, name: str) -> Path:
        """An empty file in the folder, for its owner alone, whoever writes to it."""
        return private_file(self.folder / name)

    @contextmanager
    def copy(self, source: BinaryIO, on_block: Callable[[int], None]) -> Iterator[Path]:
        """A file with what `source` holds, as long as the block lasts; `on_block` is told the bytes written so far."""
        path = self.file("file")
        try:
            with path.open("wb") as file:
                while block := source.read(BLOCK):
                    file.write(block)
                    on_block(file.tell())
            yield path
        finally:
            path.unlink(missing_ok=True)


def private_file(path: Path) -> Path:
    """Makes a file that its owner alone may read, whatever the process's umask is."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600))
    return path


def remove_leftovers(parent: Path | None = None) -> list[str]:
    """Removes the folders of processes that are gone; the names of those that couldn't be removed."""
    parent = parent or Path(tempfile.gettempdir())
    left: list[str] = []
    for lock_file in parent.glob(f"{PREFIX}*.lock"):
        try:
            if lock_file.lstat().st_uid != os.geteuid():
                continue
            with FileLock(lock_file, timeout=0):
                left += _removed(lock_file.with_suffix(""))
                lock_file.unlink(missing_ok=True)
        except (Timeout, OSError):  # its process lives, or ended just now
            continue
    for folder in (each for pattern in _UNLOCKED for each in parent.glob(pattern)):
        if _is_stale(folder):
            left += _removed(folder)
    return left


def _new_lock(parent: Path) -> FileLock:
    """A lock under a new name; another process may look whether it is a leftover before it is held."""
    while True:
        lock = FileLock(parent / f"{PREFIX}{secrets.token_hex(8)}.lock", timeout=0, mode=0o600, thread_local=False)
        try:
            lock.acquire()
        except Timeout:
            continue
        if Path(lock.lock_file).exists():
            return lock
        lock.release()


def _removed(folder: Path) -> list[str]:
    shutil.rmtree(folder, ignore_errors=True)
    return [folder.name] if folder.exists() else []


def _is_stale(folder: Path) -> bool:
    try:
        about = folder.lstat()
    except OSError:
        return False
    return about.st_uid == os.geteuid() and about.st_mtime < time.time() - _UNLOCKED_SECONDS
