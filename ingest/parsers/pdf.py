"""PDF to pages: pdfium for nearly everything; pypdf stands in for files and pages that pdfium can't read."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium
from pypdfium2 import PdfiumError

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line, clean_lines, clean_text, join_broken_words
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.garbage import is_garbled, is_placeholder
from ingest.parsers.pdf_headings import PlacedLine, Typography, headlines, merge, outline_headings, typographic_headings
from ingest.parsers.pdf_lines import LineReader, lines_in_reading_order, paragraph_starts
from ingest.parsers.pdf_pictures import is_mostly_image, picture_of, shows_something, take_out_attachments
from ingest.parsers.pictures import FEW_LETTERS, GARBLED, IMAGE
from pipelines.types import Page

MOST_OUTLINE_ENTRIES: Final = 20_000
SECOND_OPINIONS: Final = 3
"""After so many garbled pages which pypdf couldn't read either, it isn't asked again: it is slow."""
SHORTEST_WITH_COVERS: Final = 12
NO_TEXT: Final = "pages_without_text"
FORMS_WITH_FIELDS: Final = (pdfium.FORMTYPE_ACRO_FORM, pdfium.FORMTYPE_XFA_FULL, pdfium.FORMTYPE_XFA_FOREGROUND)


@dataclass(slots=True)
class _Work:
    """One file being read."""

    path: Path
    findings: Findings
    lines: LineReader = field(default_factory=LineReader)
    typography: Typography = field(default_factory=Typography)
    outline: dict[int, list[tuple[str, int]]] = field(default_factory=dict)
    with_fields: bool = False
    futile: int = 0
    _reader: Any = None

    def reader(self) -> Any:
        """pypdf's view of the file, opened at first need."""
        if self._reader is None:
            from ingest.parsers.pdf_structure import open_with_pypdf

            self._reader = open_with_pypdf(self.path)
        return self._reader


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
    work = _Work(path, findings)
    try:
        document = pypdfium2.PdfDocument(path)
    except PdfiumError:
        yield from _read_with_pypdf(work, limits)
        return
    findings.page_count = _checked_count(len(document), limits)
    _note_metadata(findings, _metadata(document))
    take_out_attachments(document, limits, findings)
    work.with_fields = document.get_formtype() in FORMS_WITH_FIELDS
    work.outline = _outline(document)
    for index in range(findings.page_count):
        yield _read_page(work, document, index)
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


def _read_page(work: _Work, document: Any, index: int) -> Page:
    try:
        return _page(work, document, index)
    except Exception as error:
        let_fatal_through(error)
        return _second_opinion(work, index, "pages_unreadable")


def _page(work: _Work, document: Any, index: int) -> Page:
    try:
        page = document[index]
        textpage = page.get_textpage()
        raw = textpage.get_text_range()
    except PdfiumError:
        return _second_opinion(work, index, "pages_unreadable")
    try:
        if is_garbled(raw):
            return _second_opinion(work, index, "garbled_text", page)
        number, label = index + 1, document.get_page_label(index) or None
        fields = _fields(work, index, raw)
        if not raw.strip() and not fields:
            if shows_something(page) and not _hand_over(work, page, IMAGE):
                work.findings.warn(NO_TEXT, number)
            return Page(number, "", label)
        if is_placeholder(raw):
            work.findings.warn("placeholder_only", number)
            return Page(number, "", label)
        if work.findings.wants_pictures and is_mostly_image(page, raw):
            _hand_over(work, page, FEW_LETTERS)
        placed, text = _lay_out(work, textpage, raw, index)
        outlined = outline_headings(work.outline.get(index, ()), placed)
        headings = merge(outlined, typographic_headings(placed, work.typography))
        return Page(number, "\n\n".join(part for part in (text, fields) if part), label, headings)
    finally:
        textpage.close()
        page.close()


def _lay_out(work: _Work, textpage: Any, raw: str, index: int) -> tuple[list[PlacedLine], str]:
    """The page's clean lines in reading order with their offsets, and its text, paragraphs apart."""
    whole = work.lines.repair_lam_alef(textpage, raw)
    lines = lines_in_reading_order(work.lines.lines(textpage, whole, closely=not work.findings.headlines))
    work.typography.learn(lines)
    texts = join_broken_words(clean_lines([line.text for line in lines]))
    breaks = paragraph_starts(lines)
    placed: list[PlacedLine] = []
    parts: list[str] = []
    length, breaks_here = 0, False
    for position, (line, text) in enumerate(zip(lines, texts, strict=True)):
        breaks_here = breaks_here or position in breaks
        if not text:
            continue
        gap = "" if not parts else "\n\n" if breaks_here else "\n"
        placed.append(PlacedLine(line, text, length + len(gap), opens_paragraph=breaks_here or not parts))
        parts += (gap, text)
        length += len(gap) + len(text)
        breaks_here = False
    if not work.findings.headlines:
        work.findings.headlines = headlines(placed)
    return placed, "".join(parts)


def _fields(work: _Work, index: int, raw: str) -> str:
    """The page's filled form fields that its text doesn't show, one `name: value` a line."""
    if not work.with_fields:
        return ""
    from ingest.parsers.pdf_structure import form_values

    try:
        reader = work.reader()
    except UnreadableFileError:
        work.with_fields = False
        return ""
    shown = " ".join(raw.split())
    return clean_text("\n".join(f"{name}: {value}" for name, value in form_values(reader, index) if value not in shown))


def _forgive_covers(findings: Findings) -> None:
    """Takes the warning back where a longer document lacks the text of its front or back cover alone."""
    covers = {1, findings.page_count}
    if findings.page_count >= SHORTEST_WITH_COVERS and covers.issuperset(findings.warnings.get(NO_TEXT, ())):
        findings.warnings.pop(NO_TEXT, None)


def _hand_over(work: _Work, page: Any, reason: str) -> bool:
    """Hands the page's picture over where it is wanted; false where a warning is due: it wasn't, or can't be drawn."""
    if not work.findings.wants_pictures:
        return False
    try:
        picture = picture_of(page, reason)
    except PdfiumError:
        return False
    if picture is None:
        return reason != GARBLED  # a blank sheet is no loss, letters that nobody sees may be one
    work.findings.outbox.append(picture)
    return True


def _second_opinion(work: _Work, index: int, code: str, page: Any = None) -> Page:
    """The page as pypdf reads it, else its picture; without text, and with a warning, where that fails too."""
    number = index + 1
    text: str | None = None
    if work.futile < SECOND_OPINIONS:
        try:
            text = _pypdf_text(work, index)
        except UnreadableFileError:
            work.futile = SECOND_OPINIONS
    if text is None:
        work.futile += code == "garbled_text"
        if page is None or not _hand_over(work, page, GARBLED):
            work.findings.warn(code, number)
    return Page(number, text or "")


def _pypdf_text(work: _Work, index: int) -> str | None:
    from ingest.parsers.pdf_structure import text_of_page

    raw = text_of_page(work.reader(), index)
    if raw is None or not raw.strip() or is_garbled(raw) or is_placeholder(raw):
        return None
    return clean_text("\n".join(join_broken_words(raw.split("\n"))))


def _read_with_pypdf(work: _Work, limits: ParseLimits) -> Iterator[Page]:
    """All pages by pypdf, for files that pdfium refuses to open."""
    from ingest.parsers.pdf_structure import metadata_of, page_labels

    reader = work.reader()
    work.findings.page_count = _checked_count(len(reader.pages), limits)
    _note_metadata(work.findings, metadata_of(reader))
    work.findings.warn("repaired")
    labels = page_labels(reader)
    for index in range(work.findings.page_count):
        page = _second_opinion(work, index, "pages_unreadable")
        yield Page(page.number, page.text, labels[index] if labels else None)
