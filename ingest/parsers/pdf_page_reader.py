"""One page of a PDF as its lines, as far as it can be read: by pdfium, else by pypdf, else from its picture."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pypdfium2 import PdfiumError

from ingest.formats.errors import UnreadableFileError
from ingest.parsers.cleaning import clean_text, join_broken_words
from ingest.parsers.damage import let_fatal_through
from ingest.parsers.findings import Findings
from ingest.parsers.garbage import is_garbled, is_placeholder
from ingest.parsers.pdf_hidden import hidden_letters
from ingest.parsers.pdf_letters import Letters, with_meaning
from ingest.parsers.pdf_lines import LineReader
from ingest.parsers.pdf_notes import notes_of, with_typed
from ingest.parsers.pdf_pages import LaidPage
from ingest.parsers.pdf_pictures import is_mostly_image, picture_of, shows_something
from ingest.parsers.pdf_rules import rules_of
from ingest.parsers.pdf_turned import turn_upright
from ingest.parsers.pdf_word_edges import with_edges
from ingest.parsers.pictures import FEW_LETTERS, GARBLED, IMAGE
from ingest.parsers.wordless import is_wordless

SECOND_OPINIONS: Final = 3
"""After so many garbled pages which pypdf couldn't read either, it isn't asked again: it is slow."""
SHOWN: Final = 40
"""Signs of a field's value that aren't on the page by chance, as "Yes" and "5" are."""
NO_TEXT: Final = "pages_without_text"


@dataclass(slots=True)
class PageReader:
    """Reads the pages of one file. `with_fields`: it is a form; `with_layers`: some of its layers may be off."""

    path: Path
    findings: Findings
    with_fields: bool = False
    with_layers: bool = False
    _lines: LineReader = field(default_factory=LineReader)
    _futile: int = 0
    _reader: Any = None
    _layers: Any = None

    def reader(self) -> Any:
        """pypdf's view of the file, opened at first need; raises `UnreadableFileError`."""
        if self._reader is None:
            from ingest.parsers.pdf_structure import open_with_pypdf

            self._reader = open_with_pypdf(self.path)
        return self._reader

    def read(self, document: Any, index: int) -> LaidPage:
        """A page of pdfium's document; without lines, and with a warning, where nothing of it can be read."""
        try:
            with self._visible(document, index) as page:
                return self._read(document, page, index)
        except Exception as error:
            let_fatal_through(error)
            return self.second_opinion(index, "pages_unreadable")

    def second_opinion(self, index: int, code: str, page: Any = None) -> LaidPage:
        """The page as pypdf reads it, else its picture; without text, and with a warning, where that fails too."""
        number = index + 1
        text: str | None = None
        if self._futile < SECOND_OPINIONS:
            try:
                text = self._pypdf_text(index)
            except UnreadableFileError:
                self._futile = SECOND_OPINIONS
        if text is None:
            self._futile += code == "garbled_text"
            if page is None or not self._hand_over(page, GARBLED):
                self.findings.warn(code, number)
        return LaidPage(number, text=text or "")

    @contextmanager
    def _visible(self, document: Any, index: int) -> Iterator[Any]:
        """The page, without what stands on layers that are switched off."""
        shown = self._without_layers(index)
        page = (document if shown is None else shown)[index if shown is None else 0]
        try:
            yield page
        finally:
            page.close()
            if shown is not None:
                shown.close()

    def _without_layers(self, index: int) -> Any:
        if not self.with_layers:
            return None
        if self._layers is None:
            from ingest.parsers.pdf_layers import HiddenLayers

            try:
                self._layers = HiddenLayers(self.reader())
            except UnreadableFileError:
                self.with_layers = False
                return None
        self.with_layers = bool(self._layers)
        shown = self._layers.visible(index) if self.with_layers else None
        if shown is not None:
            self.findings.warn("hidden_layers", index + 1)
        return shown

    def _read(self, document: Any, page: Any, index: int) -> LaidPage:
        textpage = page.get_textpage()
        if turn_upright(page, textpage):
            textpage.close()
            textpage = page.get_textpage()
        try:
            raw = textpage.get_text_range()
            if is_garbled(raw) or is_wordless(raw):
                return self.second_opinion(index, "garbled_text", page)
            number, label = index + 1, document.get_page_label(index) or None
            notes, fields = notes_of(page, textpage, raw), self._fields(index, raw)
            below = "\n\n".join(part for part in (fields, *notes.comments) if part)
            if not raw.strip() and not fields and not notes.typed:
                if shows_something(page) and not self._hand_over(page, IMAGE):
                    self.findings.warn(NO_TEXT, number)
                return LaidPage(number, label, fields=below)
            if is_placeholder(raw):
                self.findings.warn("placeholder_only", number)
                return LaidPage(number, label)
            if self.findings.wants_pictures and is_mostly_image(page, raw):
                self._hand_over(page, FEW_LETTERS)
            whole = self._lines.repair_lam_alef(textpage, raw)
            lines = self._lines.lines(textpage, whole, closely=not self.findings.headlines)
            letters = Letters(textpage, whole)
            hidden = hidden_letters(page, letters)
            if hidden:
                self.findings.warn("hidden_words", number)
            rules = rules_of(page)
            meant, struck = with_meaning(letters, lines, rules, hidden)
            if struck:
                self.findings.warn("struck_out", number)
            return LaidPage(number, label, with_typed(with_edges(letters, meant, rules), notes.typed), below)
        finally:
            textpage.close()

    def _fields(self, index: int, raw: str) -> str:
        """The page's form fields that its text doesn't show for certain, one `name: value` a line."""
        if not self.with_fields:
            return ""
        from ingest.parsers.pdf_structure import form_values

        try:
            reader = self.reader()
        except UnreadableFileError:
            self.with_fields = False
            return ""
        shown = " ".join(raw.split())
        pairs = (
            f"{name}: {value}" for name, value in form_values(reader, index) if len(value) < SHOWN or value not in shown
        )
        return clean_text("\n".join(pairs))

    def _hand_over(self, page: Any, reason: str) -> bool:
        """Hands the page's picture over where it is wanted; false where a warning is due instead."""
        if not self.findings.wants_pictures:
            return False
        try:
            picture = picture_of(page, reason)
        except PdfiumError:
            return False
        if picture is None:
            return reason != GARBLED  # a blank sheet is no loss, letters that nobody sees may be one
        self.findings.outbox.append(picture)
        return True

    def _pypdf_text(self, index: int) -> str | None:
        from ingest.parsers.pdf_structure import text_of_page

        raw = text_of_page(self.reader(), index)
        if raw is None or not raw.strip() or is_garbled(raw) or is_wordless(raw) or is_placeholder(raw):
            return None
        return clean_text("\n".join(join_broken_words(raw.split("\n"))))
