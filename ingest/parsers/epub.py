"""E-books (EPUB): the chapters as they are read, each headed by its name in the table of contents."""

import posixpath
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.html import decode_html, html_blocks, html_tree
from ingest.parsers.package import Package, day_of
from ingest.parsers.sections import Block, Kind, note_headlines, section_pages
from ingest.parsers.xml_parts import attribute
from pipelines.types import Page

CONTAINER: Final = "META-INF/container.xml"
ENCRYPTION: Final = "META-INF/encryption.xml"
CHAPTERS: Final = frozenset({"application/xhtml+xml", "text/html", "text/xml", "application/xml"})
_FONTS: Final = (".ttf", ".otf", ".woff", ".woff2")


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The book's chapters as sections; a damaged chapter costs itself alone."""
    with Package(path, limits) as package:
        book = _Book(package, findings)
        yield from section_pages(note_headlines(book.blocks(limits), findings), limits, findings)


class _Book:
    def __init__(self, package: Package, findings: Findings) -> None:
        self._package, self._findings = package, findings
        root = next(iter(package.required(CONTAINER).iter("rootfile")), None)
        self._place = unquote(root.attrib.get("full-path", "")) if root is not None else ""
        self._content = package.required(self._place)
        self._refuse_protected()
        for element in self._content.iter():
            words = clean_line(element.text or "")
            if element.tag == "title" and words and not findings.metadata_title:
                findings.metadata_title = words[:500]
            elif element.tag == "date" and findings.created is None:
                findings.created = day_of(words)

    def blocks(self, limits: ParseLimits) -> Iterator[Block]:
        """The paragraphs of all chapters."""
        names = self._names()
        for place in self._chapters():
            try:
                data = self._package.read(place)
                blocks = html_blocks(html_tree(decode_html(data or b"", self._findings), limits), limits)
            except Exception as error:
                let_fatal_through(error)
                self._findings.warn("parts_unreadable")
                continue
            if blocks and place in names and not any(block.kind is Kind.HEADING for block in blocks):
                yield Block(names[place], Kind.HEADING, 1)
            yield from blocks

    def _refuse_protected(self) -> None:
        """Raises for a book whose chapters are encrypted; fonts often are, and nobody reads these."""
        root = self._package.xml(ENCRYPTION)
        places = (each.attrib.get("URI", "") for each in (root.iter("CipherReference") if root is not None else ()))
        if any(not place.lower().endswith(_FONTS) for place in places):
            raise UnreadableFileError("copy_protected")

    def _part(self, reference: str, around: str) -> str:
        return posixpath.normpath(posixpath.join(posixpath.dirname(around), unquote(reference.partition("#")[0])))

    def _items(self) -> dict[str, Element]:
        return {item.attrib.get("id", ""): item for item in self._content.iter("item")}

    def _chapters(self) -> list[str]:
        """The places of the chapters in the order in which they are read."""
        items = self._items()
        listed = [items.get(each.attrib.get("idref", "")) for each in self._content.iter("itemref")]
        kept = [each for each in listed if each is not None and each.attrib.get("media-type") in CHAPTERS]
        return list(dict.fromkeys(self._part(each.attrib.get("href", ""), self._place) for each in kept))

    def _names(self) -> dict[str, str]:
        """The chapters' names by their places, as the table of contents has them, of either edition of the format."""
        found: dict[str, str] = {}
        for item in self._items().values():
            is_list = "nav" in item.attrib.get("properties", "").split()
            if not is_list and item.attrib.get("media-type") != "application/x-dtbncx+xml":
                continue
            around = self._part(item.attrib.get("href", ""), self._place)
            try:
                root = self._package.xml(around)
            except UnreadableFileError:  # the old edition declares a document type, which nothing here opens
                continue
            for target, words in _entries(root, is_list) if root is not None else ():
                found.setdefault(self._part(target, around), words)
        return found


def _entries(root: Element, is_list: bool) -> Iterator[tuple[str, str]]:
    """(where it leads, what it is called) of each entry of a table of contents."""
    for entry in root.iter("a" if is_list else "navPoint"):
        content = entry.find("content")
        target = attribute(entry, "href") if is_list else content.attrib.get("src") if content is not None else None
        words = clean_line("".join(entry.itertext()) if is_list else entry.findtext("navLabel/text") or "")
        if target and words:
            yield target, words
