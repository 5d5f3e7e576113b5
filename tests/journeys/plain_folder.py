"""Originals in a plain folder, as far as the queue needs a vault; reading can be slow."""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


class PlainFolder:
    """Files by key; each read of one takes `seconds` longer."""

    def __init__(self, folder: Path, seconds: float = 0.0) -> None:
        self._folder = folder
        self._seconds = seconds
        folder.mkdir(parents=True, exist_ok=True)

    def put(self, key: str, source: BinaryIO) -> int:
        with (self._folder / f"{key}.part").open("wb") as file:
            shutil.copyfileobj(source, file)
        return (self._folder / f"{key}.part").rename(self._folder / key).stat().st_size

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        if not (self._folder / key).exists():
            raise LookupError(key)
        with (self._folder / key).open("rb") as file:
            time.sleep(self._seconds)
            yield file

    def delete(self, key: str) -> bool:
        held = (self._folder / key).exists()
        (self._folder / key).unlink(missing_ok=True)
        return held
