"""Rich text (RTF) to pages: visible words in the right letters, headings by their outline level, tables row by row."""

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.findings import Findings
from ingest.parsers.sections import Block, Kind, note_headlines, section_pages
from pipelines.types import Page

# Groups whose words belong to the file's workings or repeat on each page.
LEFT_OUT: Final = frozenset(
    "annotation atnauthor atndate atnid atnref author bkmkend bkmkstart blipuid category colortbl comment company "
    "datafield datastore doccomm filetbl fldinst footer footerf footerl footerr ftncn ftnsep ftnsepc generator header "
    "headerf headerl headerr keywords latentstyles listoverridetable listtable manager nonshppict objclass objdata "
    "objname operator pgptbl pict private revtbl rsidtbl shppict sn sp stylesheet subject sv tc themedata ud upr "
    "userprops xe xmlnstbl".split()
)
SHOWN_ALTHOUGH_NEW: Final = frozenset("shpinst".split())
"""Groups marked as ignorable for old readers that hold words to be read: text boxes."""
BREAKS: Final = {
    "par": "\n\n", "sect": "\n\n", "page": "\n\n", "line": "\n", "lbr": "\n", "row": "\n", "nestrow": "\n",
    "cell": " | ", "nestcell": " | ", "tab": "\t", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018",
    "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ",
    "enspace": " ",
}  # fmt: skip
SIGNS: Final = {"~": "\xa0", "_": "-", "\\": "\\", "{": "{", "}": "}", "\n": "\n\n", "\r": "\n\n"}
CHARSETS: Final = {
    2: "cp1252", 77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874",
    238: "cp1250", 255: "cp437",
}  # fmt: skip
NAMED_CODE_PAGES: Final = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
UTF_8: Final = 65001
DEEPEST_OUTLINE: Final = 6

_TOKENS: Final = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})?[ ]?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|([^\\{}\r\n]+)", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class _State:
    """What a group inherits from the one around it. `target` is the group that the words go to; empty: nowhere."""

    target: str = "text"
    code_page: str = "cp1252"
    hidden: bool = False
    skipped_after_unicode: int = 1
    fresh: bool = False
    ignorable: bool = False


@dataclass(slots=True)
class RtfReader:
    """Reads one file's tokens; `blocks` are its paragraphs, `title` and `created` what it says of itself."""

    limits: ParseLimits
    blocks: list[Block] = field(default_factory=list)
    title: str = ""
    created: dict[str, int] = field(default_factory=dict)
    _state: _State = field(default_factory=_State)
    _above: list[_State] = field(default_factory=list)
    _fonts: dict[int, str] = field(default_factory=dict)
    _font: int = 0
    _usual: str = "cp1252"
    _bytes: bytearray = field(default_factory=bytearray)
    _words: list[str] = field(default_factory=list)
    _level: int = 0
    _to_skip: int = 0

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
        self._end_paragraph()
        return self.blocks

    def _group(self, opens: bool) -> None:
        self._decode()
        if opens:
            self._above.append(self._state)
            if len(self._above) > self.limits.max_nesting:
                raise UnreadableFileError("too_nested", limit=f"{self.limits.max_nesting:,}")
            self._state = replace(self._state, fresh=True, ignorable=False)
        elif self._above:
            self._state = self._above.pop()

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
        elif word in {"v", "deleted"}:
            self._state = replace(state, hidden=value != 0)
        elif word == "plain":
            self._decode()
            self._state = replace(state, hidden=False, code_page=self._usual)
        elif word in {"f", "fcharset"}:
            self._choose_font(word, value or 0)
        elif word in {"ansicpg", *NAMED_CODE_PAGES}:
            self._usual = NAMED_CODE_PAGES.get(word) or _code_page(value)
            self._state = replace(state, code_page=self._usual)
        elif word == "pard":
            self._level = 0
        elif word == "outlinelevel":
            level = (value or 0) + 1
            self._level = level if level <= DEEPEST_OUTLINE else 0
        elif state.target == "creatim" and word in {"yr", "mo", "dy"}:
            self.created[word] = value or 0

    def _open_group(self, word: str) -> None:
        """The first word of a group says where its words go."""
        state = replace(self._state, fresh=False)
        if word in LEFT_OUT or (state.ignorable and word not in SHOWN_ALTHOUGH_NEW):
            state = replace(state, target="")
        elif state.target and word in {"fonttbl", "info", "title", "creatim"}:
            state = replace(state, target=word)
        self._state = state

    def _choose_font(self, word: str, value: int) -> None:
        self._decode()
        if self._state.target == "fonttbl":
            if word == "f":
                self._font = value
            elif value in CHARSETS:
                self._fonts[self._font] = CHARSETS[value]
        elif word == "f":
            self._state = replace(self._state, code_page=self._fonts.get(value, self._usual))

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
        if self._state.target == "title":
            self.title += text
        elif self._state.target == "text" and not self._state.hidden:
            self._words.append(text)
            if text == "\n\n":
                self._end_paragraph()

    def _end_paragraph(self) -> None:
        # Letters beyond the first plane come as two halves.
        text = "".join(self._words).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        lines = (" ".join(line.split()).removesuffix(" |").strip() for line in text.split("\n"))
        self._words = []
        text = "\n".join(line for line in lines if line)
        if text:
            kind = Kind.HEADING if self._level else Kind.PARAGRAPH
            self.blocks.append(Block(clean_text(text), kind, self._level))


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
    try:
        findings.created = date(reader.created["yr"], reader.created["mo"], reader.created["dy"])
    except (KeyError, ValueError):
        findings.created = None
    yield from section_pages(note_headlines(blocks, findings), limits, findings)
