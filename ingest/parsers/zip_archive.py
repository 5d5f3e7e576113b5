"""Zip archives: a list of the files in them, which become documents of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.package import Package
from ingest.parsers.text import split_long
from pipelines.types import Page, Unit

_OF_SYSTEMS: Final = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini", ".git/")
"""What systems put beside people's files."""


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The names of the files as pages; hands the files over, as far as the limits go."""
    with Package(path, limits) as package:
        names = [name for name in package.names() if not _is_of_a_system(name)]
        if not names:
            raise UnreadableFileError("no_text_in_file")
        findings.attachments = len(names)
        if findings.wants_attachments:
            _hand_over(package, names, limits, findings)
        lines = [clean_line(name) for name in names]
    pieces = split_long("Files in this archive:\n" + "\n".join(line for line in lines if line))
    if len(pieces) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(pieces), Unit.PART
    for number, piece in enumerate(pieces, start=1):
        yield Page(number, piece, "list of files")


def _is_of_a_system(name: str) -> bool:
    lower = name.lower()
    return any(lower.startswith(each) or f"/{each}" in lower or lower.endswith(f"/{each}") for each in _OF_SYSTEMS)


def _hand_over(package: Package, names: list[str], limits: ParseLimits, findings: Findings) -> None:
    """The files one after the other, none unpacked that would be too large with those before it."""
    room = limits.max_attached_bytes
    for name in names[: limits.max_attachments]:
        room -= package.size(name)
        if room < 0:
            return
        try:
            findings.attach(name, package.read(name) or b"", limits)
        except Exception as error:
            let_fatal_through(error)
            findings.warn("parts_unreadable")
