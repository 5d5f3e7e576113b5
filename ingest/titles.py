"""A document's title as a person would give it. First version."""

from collections.abc import Sequence
from pathlib import Path

from ingest.parsers.findings import Findings


def find_title(name: str, findings: Findings, opening: Sequence[str]) -> str:
    """A title; never empty."""
    return findings.metadata_title or (findings.headlines[0] if findings.headlines else "") or Path(name).stem
