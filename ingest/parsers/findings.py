"""What a parser learns about a document while it yields the pages."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ingest.formats.limits import ParseLimits


@dataclass(frozen=True, slots=True)
class Transfer:
    """Bytes for the parent: a page as an image for text recognition, or a file that lies within the file.

    A `picture` belongs to the page that is yielded next: `name` says why it needs recognition, and the bytes are an
    image as `ingest.parsers.pictures` makes it. An `attachment` has its own name, as the file gives it.
    """

    kind: Literal["picture", "attachment"]
    name: str
    data: bytes


@dataclass(slots=True)
class Findings:
    """Filled by a parser: `page_count` before the first page is yielded, the rest until the last one is.

    `unit` is a `pipelines.types.Unit`: what people call the pages; `length` how many they count where that isn't
    `page_count`, as with the sheets of a workbook.
    `metadata_title` is what the file calls itself, `subject` its second line there; `headlines` the most prominent
    stretches of words on the first page, largest letters first; `created` the
    day it was made; `warnings` maps a code of `ingest.formats.errors.WARNINGS` to page numbers.

    What the parent has a use for (`wants_pictures`, `wants_attachments`) goes into `outbox`, which is emptied after
    each page; `attachments` counts the files within the file, whether they are wanted or not.
    """

    page_count: int = 0
    unit: str = "page"
    length: int = 0
    metadata_title: str = ""
    subject: str = ""
    headlines: list[str] = field(default_factory=list)
    created: date | None = None
    attachments: int = 0
    warnings: dict[str, list[int]] = field(default_factory=dict)
    wants_pictures: bool = False
    wants_attachments: bool = False
    outbox: list[Transfer] = field(default_factory=list)
    _attached: int = 0
    _attached_bytes: int = 0

    def attach(self, name: str, data: bytes, limits: ParseLimits) -> None:
        """Puts a file into the outbox, unless it is one too many or the files are too large together."""
        self._attached += 1
        self._attached_bytes += len(data)
        few = self._attached <= limits.max_attachments and self._attached_bytes <= limits.max_attached_bytes
        if few and data:
            self.outbox.append(Transfer("attachment", name, data))

    def warn(self, code: str, *pages: int) -> None:
        """Notes a warning, for these pages where it is about pages."""
        self.warnings.setdefault(code, []).extend(pages)
