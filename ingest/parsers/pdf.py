"""PDF to pages: pdfium for nearly everything; pypdf stands in for files and pages that pdfium can't read."""

from collections.abc import Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.pdf_layer_marks import may_have_layers
from ingest.parsers.pdf_page_reader import NO_TEXT, PageReader
from ingest.parsers.pdf_pages import PageSequence
from ingest.parsers.pdf_pictures import take_out_attachments
from pipelines.types import Page

MOST_OUTLINE_ENTRIES: Final = 20_000
SHORTEST_WITH_COVERS: Final = 12
FORMS_WITH_FIELDS: Final = (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)


def document_date(value: str) -> date | None:
    """The day in a PDF date such as `D:20230317171542-04'00'`; None where it isn't one or can't be true."""
    digits = value.removeprefix("D:")[:8]
    try:
        day = date(int(digits[:4]), int(digits[4:6] or 1), int(digits[6:8] or 1))
    except ValueError:
        return None
    return day if 1985 <= day.year <= date.today().year else None


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The file's pages, one at a time; those that can't be read come without text and are noted in `findings`."""
    reader = PageReader(path, findings)
    try:
        document = pypdfium2.PdfDocument(path)
    except PdfiumError:
        yield from _read_with_pypdf(reader, limits)
        return
    findings.page_count = _checked_count(len(document), limits)
    _note_metadata(findings, _metadata(document))
    take_out_attachments(document, limits, findings)
    reader.with_fields = document.get_formtype() in FORMS_WITH_FIELDS
    reader.with_layers = may_have_layers(path)
    laid = (reader.read(document, index) for index in range(findings.page_count))
    yield from PageSequence(findings, _outline(document)).pages(laid)
    _forgive_covers(findings)


def _checked_count(count: int, limits: ParseLimits) -> int:
    if count == 0:
        raise UnreadableFileError("no_pages")
    if count > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    return count


def _metadata(document: Any) -> dict[str, str]:
    try:
        return {name: document.get_metadata_value(name) for name in ("Title", "Subject", "CreationDate")}
    except Exception as error:
        let_fatal_through(error)
        return {}


def _note_metadata(findings: Findings, metadata: dict[str, str]) -> None:
    findings.metadata_title = clean_line(metadata.get("Title", ""))[:500]
    findings.subject = clean_line(metadata.get("Subject", ""))[:500]
    findings.created = document_date(metadata.get("CreationDate", ""))


def _outline(document: Any) -> dict[int, list[tuple[str, int]]]:
    """For each page index its outline entries as (title, level), level 1 the outermost."""
    found: dict[int, list[tuple[str, int]]] = {}
    try:
        for entry in islice(document.get_toc(max_depth=6), MOST_OUTLINE_ENTRIES):
            target = entry.get_dest()
            index = target.get_index() if target is not None else None
            title = clean_line(entry.get_title())
            if index is not None and title:
                found.setdefault(index, []).append((title, entry.level + 1))
    except Exception as error:  # a broken outline costs headings, not the document
        let_fatal_through(error)
    return found


def _forgive_covers(findings: Findings) -> None:
    """Takes the warning back where a longer document lacks the text of its front or back cover alone."""
    covers = {1, findings.page_count}
    if findings.page_count >= SHORTEST_WITH_COVERS and covers.issuperset(findings.warnings.get(NO_TEXT, ())):
        findings.warnings.pop(NO_TEXT, None)


def _read_with_pypdf(reader: PageReader, limits: ParseLimits) -> Iterator[Page]:
    """All pages by pypdf, for files that pdfium refuses to open."""
    from ingest.parsers.pdf_structure import metadata_of, page_labels

    file, findings = reader.reader(), reader.findings
    findings.page_count = _checked_count(len(file.pages), limits)
    _note_metadata(findings, metadata_of(file))
    findings.warn("repaired")
    labels = page_labels(file)
    for index in range(findings.page_count):
        page = reader.second_opinion(index, "pages_unreadable")
        yield Page(page.number, page.text, labels[index] if labels else None)
