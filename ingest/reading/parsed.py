"""What was read of a file, and what was lost of it."""

from dataclasses import dataclass, replace
from datetime import date

from ingest.formats.errors import REMARKS, describe
from ingest.reading.attached_file import AttachedFile
from pipelines.types import Page, Unit


@dataclass(frozen=True, slots=True)
class ParseWarning:
    """Something of the document was lost: `code` is a key of `WARNINGS`, `pages` where (1-based).

    Of what is counted a page stands there as often as it holds it.
    """

    code: str
    pages: tuple[int, ...] = ()

    @property
    def is_remark(self) -> bool:
        """True where nothing is missing that readers of the file see."""
        return self.code in REMARKS

    def describe(self, unit: Unit = Unit.PAGE) -> str:
        """The sentence for the person who shared the file; `unit` is what its pages are."""
        return describe(self.code, self.pages, unit)


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """What was read of a file.

    `pages` are those with text, in order; `page_count` counts all. `title` is never empty; `date` and `language`
    (ISO 639-1) are None where nothing tells them; `attachments` counts files inside the file, and `attached` are those
    of them that were taken out, where a folder for them was given. `unit` says what the pages are to people, `length`
    how many of these there are: a workbook's pages are blocks of its sheets' rows, its length is the number of sheets.
    `warnings` tell what is missing, `remarks` what its author had hidden from readers.
    """

    pages: tuple[Page, ...]
    title: str
    page_count: int
    media_type: str
    date: date | None
    language: str | None
    warnings: tuple[ParseWarning, ...]
    attachments: int = 0
    attached: tuple[AttachedFile, ...] = ()
    unit: Unit = Unit.PAGE
    length: int = 0
    remarks: tuple[ParseWarning, ...] = ()

    def with_attached(self, kept: int) -> "ParsedDocument":
        """The same, with a warning where fewer files within it were taken up than there are."""
        if self.attachments <= kept:
            return self
        return replace(self, warnings=(*self.warnings, ParseWarning("attachments_left_out")))
