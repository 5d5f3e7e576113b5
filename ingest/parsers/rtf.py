"""Rich text (RTF) to pages: visible words in the right letters, headings by their outline level, tables with heads."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line
from ingest.parsers.findings import Findings
from ingest.parsers.rtf_fields import RtfField
from ingest.parsers.rtf_state import RtfState
from ingest.parsers.rtf_text import RtfText
from ingest.parsers.rtf_words import (
    BREAKS,
    CHARSETS,
    LEFT_OUT,
    LOOKS,
    NAMED_CODE_PAGES,
    OF_TABLES,
    SHOWN_ALTHOUGH_NEW,
    SIGNS,
    UTF_8,
)
from ingest.parsers.sections import Block, note_headlines, section_pages
from ingest.parsers.symbol_fonts import as_signs, is_symbol_font
from pipelines.types import Page

DEEPEST_OUTLINE: Final = 6
# Groups with words of their own; all other groups add to the one around them.
_TARGETS: Final = frozenset({"fonttbl", "info", "title", "creatim", "atnauthor", "annotation", "footnote", "fldinst"})

_TOKENS: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.DOTALL
)


@dataclass(slots=True)
class RtfReader:
    """Reads one file's tokens; `title` and `created` are what it says of itself."""

    limits: ParseLimits
    title: str = ""
    created: dict[str, int] = field(default_factory=dict)
    _state: RtfState = field(default_factory=RtfState)
    _above: list[RtfState] = field(default_factory=list)
    _fonts: dict[int, str] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _font: int = 0
    _usual: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _body: RtfText = field(default_factory=RtfText)
    _field: RtfField = field(default_factory=RtfField)
    _author: str = ""
    _note: list[str] = field(default_factory=list)
    """The words of the comment or footnote at hand."""
    _to_skip: int = 0

    @property
    def has_struck_words(self) -> bool:
        """True where words were left out that are struck out."""
        return self._body.struck

    def read(self, data: bytes) -> list[Block]:
        """The paragraphs, with levels for headings. Linear in the file's size."""
        place = 0
        while (token := _TOKENS.search(data, place)) is not None:
            place = token.end()
            word, number, code, sign, brace, text = token.groups()
            if word is not None:
                value = int(number) if number is not None else None
                if word == b"bin":
                    place += max(0, value or 0)
                else:
                    self._control(word.decode("ascii"), value)
            elif brace is not None:
                self._group(opens=brace == b"{")
            elif code is not None:
                self._byte(bytes((int(code, 16),)))
            elif sign is not None:
                self._sign(sign.decode("latin-1"))
            else:
                self._plain(text)
        self._decode()
        self._body.end_paragraph()
        return self._body.blocks

    def _group(self, opens: bool) -> None:
        self._decode()
        if opens:
            self._above.append(self._state)
            if len(self._above) > self.limits.max_nesting:
                raise UnreadableFileError("too_nested", limit=f"{self.limits.max_nesting:,}")
            self._state = replace(self._state, fresh=True, ignorable=False)
        elif self._above:
            left, self._state = self._state.target, self._above.pop()
            if left != self._state.target:
                self._close_group(left)

    def _close_group(self, target: str) -> None:
        if target == "annotation":
            self._body.add_comment(self._author, "".join(self._note))
            self._note, self._author = [], ""
        elif target == "footnote":
            self._body.add_footnote("".join(self._note))
            self._note = []
        elif target == "fldinst" and self._state.target == "text" and not self._state.hidden:
            self._body.add(self._field.shown())

    def _control(self, word: str, value: int | None) -> None:
        state = self._state
        if state.fresh:
            self._open_group(word)
            state = self._state
        if word == "u":
            self._unicode(value or 0)
        elif word == "uc":
            self._state = replace(state, skipped_after_unicode=max(0, value or 0))
        elif word in BREAKS:
            self._text(BREAKS[word])
        elif word in LOOKS:
            self._decode()
            self._state = state.looking(word, value, self._usual)
        elif word in {"f", "fcharset"}:
            self._choose_font(word, value or 0)
        elif word in {"ansicpg", *NAMED_CODE_PAGES}:
            self._usual = NAMED_CODE_PAGES.get(word) or _code_page(value)
            self._state = replace(state, code_page=self._usual)
        elif word == "outlinelevel":
            level = (value or 0) + 1
            self._body.level = level if level <= DEEPEST_OUTLINE else 0
        elif state.target == "text":
            self._structure(word, value)
        elif state.target == "fldinst":
            self._field.control(word, value)
        elif state.target == "creatim" and word in {"yr", "mo", "dy"}:
            self.created[word] = value or 0

    def _structure(self, word: str, value: int | None) -> None:
        """What paragraphs and rows are said to be, and where cells and rows end."""
        if word == "pard":
            self._body.level, self._body.in_table = 0, False
        elif word == "intbl":
            self._body.in_table = True
        elif word in OF_TABLES:
            self._body.table.define(word, value)
        elif word == "cell":
            self._decode()
            self._body.end_cell()
        elif word == "row":
            self._decode()
            self._body.table.end_row()

    def _open_group(self, word: str) -> None:
        """The first word of a group says where its words go."""
        state = replace(self._state, fresh=False)
        if state.target == "fldinst":
            self._field.open_group(word)
        elif word in LEFT_OUT or (state.ignorable and word not in SHOWN_ALTHOUGH_NEW and word not in _TARGETS):
            state = replace(state, target="")
        elif state.target and word in _TARGETS:
            state = replace(state, target=word, raised=0, struck=False)
            if word == "fldinst":
                self._field = RtfField()
        self._state = state

    def _choose_font(self, word: str, value: int) -> None:
        self._decode()
        if self._state.target == "fonttbl":
            if word == "f":
                self._font = value
            elif value in CHARSETS:
                self._fonts[self._font] = CHARSETS[value]
        elif word == "f":
            name = self._names.get(value, "").partition(";")[0]
            signs = name if is_symbol_font(name) else ""
            code_page = "latin-1" if signs else self._fonts.get(value, self._usual)
            self._state = replace(self._state, code_page=code_page, signs=signs)

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state = replace(self._state, ignorable=True)
        elif sign in SIGNS:
            self._text(SIGNS[sign])

    def _plain(self, text: bytes) -> None:
        if self._to_skip:
            skipped = min(self._to_skip, len(text))
            self._to_skip -= skipped
            text = text[skipped:]
        self._add(text)

    def _byte(self, one: bytes) -> None:
        if self._to_skip:
            self._to_skip -= 1
        else:
            self._add(one)

    def _add(self, text: bytes) -> None:
        if self._state.fresh:
            self._state = replace(self._state, fresh=False)
        if self._state.target and not self._state.hidden:
            self._bytes += text

    def _unicode(self, value: int) -> None:
        self._text(chr(value & 0xFFFF))
        self._to_skip = self._state.skipped_after_unicode

    def _decode(self) -> None:
        if self._bytes:
            text = bytes(self._bytes).decode(self._state.code_page, "replace")
            self._bytes = bytearray()
            self._text(text)

    def _text(self, text: str) -> None:
        self._decode()
        self._to_skip = 0
        target = self._state.target
        if target == "title":
            self.title += text
        elif target == "fonttbl":
            self._names[self._font] = self._names.get(self._font, "") + text
        elif target == "atnauthor":
            self._author += text
        elif target in {"annotation", "footnote"}:
            self._note.append("" if self._state.hidden else self._body.marked(self._shown(text), *self._state.look))
        elif target == "fldinst":
            self._field.add(text)
        elif target == "text" and not self._state.hidden:
            self._body.add(self._shown(text), *self._state.look)

    def _shown(self, text: str) -> str:
        return as_signs(text, self._state.signs) if self._state.signs else text


def _code_page(number: int | None) -> str:
    """The codec of a Windows code page; that of Western Europe for unknown ones."""
    try:
        return "utf-8" if number == UTF_8 else codecs.lookup(f"cp{number}").name
    except LookupError:
        return "cp1252"


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The file's sections as pages."""
    reader = RtfReader(limits)
    blocks = reader.read(path.read_bytes())
    findings.metadata_title = clean_line(reader.title)[:500]
    if reader.has_struck_words:
        findings.warn("struck_out")
    try:
        findings.created = date(reader.created["yr"], reader.created["mo"], reader.created["dy"])
    except (KeyError, ValueError):
        findings.created = None
    yield from section_pages(note_headlines(blocks, findings), limits, findings)
