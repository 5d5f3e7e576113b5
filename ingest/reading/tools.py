"""The programs beside the parsers, each of which may be missing: text recognition, old Office files, virus scan."""

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.errors import UnreadableFileError
from ingest.reading.old_office import OLD_OFFICE, OfficeConverter, find_converter
from ingest.reading.recognition import Recogniser, open_recogniser
from ingest.reading.virus_scan import VirusScanner
from ingest.settings import IngestSettings

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Tools:
    """What is there of them; None for what isn't."""

    recogniser: Recogniser | None = None
    converter: OfficeConverter | None = None
    scanner: VirusScanner | None = None

    @contextlib.contextmanager
    def converted(self, path: Path, media_type: str) -> Iterator[Path]:
        """An old Office file in its modern format, for as long as the context lasts; raises `UnreadableFileError`."""
        if self.converter is None:
            raise UnreadableFileError(
                "old_office", kind=OLD_OFFICE[media_type].called, suffix=OLD_OFFICE[media_type].modern
            )
        with self.converter.converted(path, media_type) as modern:
            yield modern


def open_tools(settings: IngestSettings) -> Tools:
    """The tools that the settings allow and this machine has.

    Raises `ingest.reading.recognition.UnknownLanguageError`. Contacts nobody: a virus scanner is called for each file.
    """
    insists = settings.parse_confinement == "required"
    return Tools(
        recogniser=open_recogniser(settings.ocr_languages, insists) if settings.ocr else None,
        converter=find_converter(settings.parse_memory_mb * MEGABYTE, insists),
        scanner=VirusScanner(settings.clamd_url) if settings.clamd_url is not None else None,
    )
