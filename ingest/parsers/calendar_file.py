"""Calendar files (.ics): each event is a section."""

from collections.abc import Iterator
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.parsers.calendar_words import calendar_events
from ingest.parsers.findings import Findings
from ingest.parsers.sections import Block, Kind, section_pages
from ingest.parsers.text import load
from pipelines.types import Page


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The events' words as pages, labelled with what each is."""
    yield from section_pages(_blocks(load(path, limits, findings)), limits, findings)


def _blocks(text: str) -> Iterator[Block]:
    for summary, lines in calendar_events(text):
        yield Block(summary, Kind.HEADING, 1)
        yield Block(lines)
