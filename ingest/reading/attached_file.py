"""A file that lies within another, and the name that people know it by."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

LONGEST_NAME: Final = 120
SEPARATOR: Final = " \u203a "
"""Stands between the name of a file and that of a file within it."""

_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\u203a]")


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file that lay within another: the name people know it by, and where its bytes are for the time being."""

    name: str
    path: Path


def around_name(name: str) -> str | None:
    """The name of the file around the one that has this name; None where it lies in none."""
    return name.rpartition(SEPARATOR)[0] or None


def attachment_name(given: str, number: int) -> str:
    """A name of at most 120 characters, without folders and signs that steer a terminal; else `attachment 3`."""
    bare = unicodedata.normalize("NFC", _UNSAFE.sub("", given.encode("utf-8", "replace").decode()))
    bare = re.split(r"[/\\]", bare)[-1].strip(" .")
    if not bare:
        return f"attachment {number}"
    if len(bare) > LONGEST_NAME:
        suffix = Path(bare).suffix[:12]
        bare = bare[: LONGEST_NAME - len(suffix)] + suffix
    return bare
