"""Files in the clear while they are read: outside the data folder, and gone with the process, however it ended."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

BLOCK = 1024 * 1024


class Scratch:
    """This process's own folder in the system's folder for temporary files. Use as a context manager.

    A folder is locked as long as its process lives: each start removes those of processes that were killed.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self._parent = parent or Path(tempfile.gettempdir())

    def __enter__(self) -> "Scratch":
        self._remove_leftovers()
        self._folder = Path(tempfile.mkdtemp(prefix="tcbot-reading-", dir=self._parent))  # for its owner alone
        self._lock = FileLock(f"{self._folder}.lock", timeout=0, mode=0o600)
        self._lock.acquire()
        return self

    def __exit__(self, *_: object) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)
        self._lock.release()
        Path(self._lock.lock_file).unlink(missing_ok=True)

    @contextmanager
    def copy(self, source: BinaryIO, on_block: Callable[[int], None]) -> Iterator[Path]:
        """A file with what `source` holds, as long as the block lasts; `on_block` is told the bytes written so far."""
        path = self._folder / "file"
        try:
            with path.open("wb") as file:
                while block := source.read(BLOCK):
                    file.write(block)
                    on_block(file.tell())
            yield path
        finally:
            path.unlink(missing_ok=True)

    def _remove_leftovers(self) -> None:
        for lock_file in self._parent.glob("tcbot-reading-*.lock"):
            try:
                with FileLock(lock_file, timeout=0):
                    shutil.rmtree(lock_file.with_suffix(""), ignore_errors=True)
                    lock_file.unlink(missing_ok=True)
            except (Timeout, OSError):  # its process lives, or it is another user's
                continue
