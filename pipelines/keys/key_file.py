"""The file that holds the keys where no setting does: made at the first start, its owner's alone."""

import os
import tempfile
from pathlib import Path

from filelock import FileLock

from pipelines.keys.key_names import NamedKey, format_key, new_key, parse_keys

FOLDER, NAME = "keys", "encryption.keys"
_HEAD = """\
# The keys that seal what TCBot keeps here, one a line; the first seals, the others open what they sealed before.
# Without them nothing can be read again: keep a copy in a safe place, apart from the data.
"""


class KeyFileError(RuntimeError):
    """The key file can't be used; the message says why and what to do, never a key's value."""


class KeyFile:
    """The keys of one data folder, one `name=base64` a line."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @classmethod
    def of(cls, folder: Path) -> "KeyFile":
        """The key file of a data folder."""
        return cls(folder / FOLDER / NAME)

    def keys(self) -> tuple[NamedKey, ...]:
        """The keys as they stand there now, the one that seals first; the file is made where there is none."""
        try:
            if not self.path.exists():
                self._make()
            if os.stat(self.path).st_mode & 0o077:
                raise KeyFileError(
                    f"The key file {self.path} can be read by others than its owner. "
                    f"Say: chmod 600 {self.path}, and change the keys if somebody may have read it."
                )
            return parse_keys(self.path.read_text(encoding="ascii"))
        except UnicodeDecodeError:
            raise KeyFileError(f"The key file {self.path} is damaged. Restore it from your copy.") from None
        except ValueError as error:
            raise KeyFileError(f"The key file {self.path} is damaged. {error} Restore it from your copy.") from None
        except OSError as error:
            raise KeyFileError(
                f"The key file {self.path} can't be used ({type(error).__name__}). "
                "Check that this user may read it, and write its folder."
            ) from None

    def add(self) -> NamedKey:
        """Puts a new key in front, which seals from now on; the earlier ones stay, to open what they sealed."""
        self.keys()
        with FileLock(self.path.with_suffix(".lock"), timeout=30, mode=0o600):
            added = new_key()
            written = self._written([added, *self.keys()])
            os.replace(written, self.path)
            _sync_folder(self.path.parent)
        return added

    def _make(self) -> None:
        """Two first starts at the same moment end with one file: a link is refused where there is something."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        written = self._written([new_key()])
        try:
            os.link(written, self.path)
        except FileExistsError:
            pass
        finally:
            os.unlink(written)
        _sync_folder(self.path.parent)

    def _written(self, keys: list[NamedKey]) -> str:
        handle, path = tempfile.mkstemp(prefix=".new-", dir=self.path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(_HEAD + "".join(f"{format_key(key)}\n" for key in keys))
            file.flush()
            os.fsync(file.fileno())
        return path


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
