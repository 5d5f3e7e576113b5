"""What a parser learns about a document while it yields the pages."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(slots=True)
class Findings:
    """Filled by a parser: `page_count` before the first page is yielded, the rest until the last one is.

    `unit` is a `pipelines.types.Unit`: what people call the pages; `length` how many they count where that isn't
    `page_count`, as with the sheets of a workbook.
    `metadata_title` is what the file calls itself, `subject` its second line there; `headlines` the most prominent
    stretches of words on the first page, largest letters first; `created` the
    day it was made; `warnings` maps a code of `ingest.errors.WARNINGS` to page numbers.
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

    def warn(self, code: str, *pages: int) -> None:
        """Notes a warning, for these pages where it is about pages."""
        self.warnings.setdefault(code, []).extend(pages)
