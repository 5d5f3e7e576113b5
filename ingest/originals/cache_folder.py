"""Files that can be made anew: each is named after the version that it was made from, so that they go with it."""

import re
from collections.abc import Collection
from pathlib import Path

_NAMED = re.compile(r"([0-9a-f]{32})(?:\..*)?")


class CacheFolder:
    """A folder of such files, `<version id>.<anything>`. What is put there must be sealed, as everywhere."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def version_ids(self) -> set[str]:
        """The versions that something is cached of."""
        return {path.name[:32] for path in self._files()}

    def traces(self, version_ids: Collection[str]) -> list[str]:
        """The names of the files of these versions."""
        return sorted(path.name for path in self._files() if path.name[:32] in version_ids)

    def forget(self, version_ids: Collection[str]) -> int:
        """Removes the files of these versions; how many there were."""
        found = [path for path in self._files() if path.name[:32] in version_ids]
        for path in found:
            path.unlink(missing_ok=True)
        return len(found)

    def _files(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return [path for path in self.folder.rglob("*") if path.is_file() and _NAMED.fullmatch(path.name)]
