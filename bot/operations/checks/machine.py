"""The program and the folder that it keeps things in."""

import os
import shutil
import sys
import tempfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bot.operations.check import Finding
from bot.processes.start import program_version

ROOM = 1_000_000_000
"""Bytes that the home folder's disk should have free."""
PACKAGES = ("haystack-ai", "openvino", "sentence-transformers", "torch", "elasticsearch", "sqlalchemy", "pypdf")


def look_at_program() -> Finding:
    held, missing = [], []
    for package in PACKAGES:
        try:
            held.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            missing.append(package)
    if missing:
        raise RuntimeMissingError(missing)
    return Finding(f"tcbot {program_version()} on Python {sys.version.split()[0]}; {', '.join(held)}")


class RuntimeMissingError(RuntimeError):
    """Packages that must be installed aren't."""

    def __init__(self, packages: list[str]) -> None:
        self.remedy = "Install TCBot again: make dev, or pip install --require-hashes -r requirements/base.txt"
        super().__init__(f"Not installed: {', '.join(packages)}.")


def look_at_home(folder: Path) -> Finding:
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=folder) as file:
        file.write(b"x" * 4096)
        file.flush()
        os.fsync(file.fileno())
    free = shutil.disk_usage(folder).free
    detail = f"{folder} can be written, {free / 1e9:,.1f} GB free"
    return Finding(detail, "" if free >= ROOM else "Free some space: an index needs about 100 KB a page.")
