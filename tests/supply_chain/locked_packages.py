"""The packages of a hashed requirements file, read without asking anybody."""

import re
from pathlib import Path

_PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


def locked_packages(requirements: Path) -> dict[str, tuple[str, frozenset[str]]]:
    """Version and SHA-256 sums by name; a package may stand there once for each platform."""
    packages: dict[str, tuple[str, frozenset[str]]] = {}
    name = ""
    for line in requirements.read_text(encoding="utf-8").splitlines():
        if pinned := _PINNED.match(line):
            name = pinned[1]
            packages[name] = (pinned[2], packages.get(name, ("", frozenset()))[1])
        if name and (sums := _HASH.findall(line)):
            packages[name] = (packages[name][0], packages[name][1] | frozenset(sums))
    return packages
