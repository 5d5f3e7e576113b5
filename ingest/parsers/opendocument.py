"""OpenDocument files: texts in sections, sheets in blocks of rows, a page a slide. The content says which it is."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.grid_pages import GridPages
from ingest.parsers.odf_charts import place_charts
from ingest.parsers.odf_sheets import SheetReader
from ingest.parsers.odf_styles import OdfStyles
from ingest.parsers.odf_text import blocks, margins, slide_text
from ingest.parsers.package import Package, day_of
from ingest.parsers.row_blocks import row_blocks
from ingest.parsers.sections import note_headlines, section_pages
from ingest.parsers.xml_parts import attribute
from pipelines.types import Heading, Page, Unit

CONTENT: Final = "content.xml"


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The document's pages: sections, blocks of rows or slides."""
    with Package(path, limits) as package:
        yield from read_package(package, limits, findings)


def read_package(package: Package, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The same for a file that is open."""
    _refuse_encrypted(package)
    _note_properties(package, findings)
    root = package.required(CONTENT)
    shared = _shared_styles(package, findings)
    styles = OdfStyles(root, shared)
    body = root.find("body")
    content = next(iter(body), None) if body is not None else None
    if content is None:
        raise UnreadableFileError("damaged")
    if content.tag != "spreadsheet" and not place_charts(content, package):
        findings.warn("parts_unreadable")
    if content.tag == "spreadsheet":
        yield from _sheets(content, styles, limits, findings)
    elif content.tag == "presentation":
        yield from _slides(content, styles, limits, findings)
    else:
        everything = chain(blocks(content, styles), margins(shared, styles))
        yield from section_pages(note_headlines(everything, findings), limits, findings)
        if styles.struck:
            findings.warn("struck_out")


def _shared_styles(package: Package, findings: Findings) -> Element | None:
    """How the document looks and what stands in its margins; damage there costs that alone."""
    try:
        return package.xml("styles.xml")
    except Exception as error:
        let_fatal_through(error)
        findings.warn("parts_unreadable")
        return None


def _refuse_encrypted(package: Package) -> None:
    manifest = package.read("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in manifest:
        raise UnreadableFileError("password_protected")


def _note_properties(package: Package, findings: Findings) -> None:
    try:
        root = package.xml("meta.xml")
    except Exception as error:
        let_fatal_through(error)
        return
    for element in root.iter() if root is not None else ():
        words = clean_line(element.text or "")
        if element.tag == "title":
            findings.metadata_title = words[:500]
        elif element.tag == "subject":
            findings.subject = words[:500]
        elif element.tag == "creation-date":
            findings.created = day_of(words)


def _sheets(content: Element, styles: OdfStyles, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    pages = GridPages(limits)
    shown = 0
    for number, table in enumerate(content.findall("table"), start=1):
        if styles.hides_table(table):
            findings.warn("hidden_sheets", number)
            continue
        shown += 1
        name = clean_line(attribute(table, "name") or "") or f"Sheet {number}"
        reader = SheetReader(styles)
        styles.struck = False
        try:
            for block in row_blocks(reader.rows(table), name, reader.merges):
                pages.add(block, f"{name}, {block.cells()}")
            pages.add_comments(reader.comments, name)
        except Exception as error:
            let_fatal_through(error)
            findings.warn("pages_unreadable", number)
        if reader.hidden:
            findings.warn("hidden_cells", number)
        if styles.struck:
            findings.warn("struck_out", number)
    findings.unit, findings.length = Unit.SHEET, shown
    yield from pages.all(findings)


def _slides(content: Element, styles: OdfStyles, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    slides = content.findall("page")
    if not slides:
        raise UnreadableFileError("no_pages")
    if len(slides) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count, findings.unit = len(slides), Unit.SLIDE
    for number, slide in enumerate(slides, start=1):
        if styles.hides_slide(slide):
            findings.warn("hidden_slides", number)
            yield Page(number, "")
            continue
        yield _slide(slide, number, styles, findings)


def _slide(slide: Element, number: int, styles: OdfStyles, findings: Findings) -> Page:
    styles.struck = False
    try:
        title, text = slide_text(slide, styles)
    except Exception as error:
        let_fatal_through(error)
        findings.warn("pages_unreadable", number)
        return Page(number, "")
    if styles.struck:
        findings.warn("struck_out", number)
    if not text:
        findings.warn("pages_without_text", number)
    if title and not findings.headlines:
        findings.headlines.append(title)
    return Page(number, text, title or None, (Heading(title, 0),) if title else ())
