"""Plain text to pages: form feeds end a page; longer stretches are cut between paragraphs."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.formats.signatures import UNKNOWN
from ingest.formats.sniff import looks_like_utf16
from ingest.parsers.barred_tables import with_named_cells
from ingest.parsers.cleaning import clean_lines
from ingest.parsers.findings import Findings
from ingest.parsers.garbage import is_garbled
from ingest.parsers.legacy_encodings import likeliest_encoding
from pipelines.types import Page

PAGE_CHARACTERS: Final = 3_000
"""A page of a text file holds about as much as a printed one."""
MOST_BLANKS: Final = 2
"""How many times as long a text may be before its blank lines and spaces are taken out."""
LONGEST_HEADLINE: Final = 120

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BLANK_LINES: Final = re.compile(r"\n[ \t]*\n\s*")
_CUTS: Final = (
    re.compile(r"\n"),
    re.compile(r"(?<=[.!?])(?<!\W\d\.)(?<!\W\d\d\.)[\"'\u201d\u2019)\]]* (?!\d)|(?<=[\u3002\uff01\uff1f])"),
    re.compile(r"[,;] (?!\d)|(?<=[\u3001\uff0c])"),
    re.compile(r"(?<!\d) (?![\d%\u20ac$\u00a3])"),
    re.compile(r"(?<=[,;])(?=[\"{\[])|(?<=[\]}])(?=,)"),
    re.compile(r" "),
    re.compile(r"(?<=[^\w\s.,:-])"),
)
"""Where a stretch that is too long may end, best first: lines, sentences, clauses, words, and marks as JSON has them.

None of them is inside a number or an address.
"""


def decode(data: bytes, findings: Findings) -> str:
    """The text of the bytes: by its mark, as UTF-8, else by the likeliest legacy encoding, with a warning.

    Raises `UnreadableFileError` where no decoding makes sense.
    """
    try:
        for mark, encoding in _BOMS:
            if data.startswith(mark):
                return data.decode(encoding)
        if looks_like_utf16(data[:4096]):
            return data.decode("utf-16-le" if data[1:4096:2].count(0) > data[0:4096:2].count(0) else "utf-16-be")
    except UnicodeDecodeError:
        raise UnreadableFileError("unknown_encoding") from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _decode_legacy(data, findings)


def _decode_legacy(data: bytes, findings: Findings) -> str:
    encoding = likeliest_encoding(data)
    if encoding is None:
        raise UnreadableFileError("unknown_encoding")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise UnreadableFileError("unknown_encoding") from None
    findings.warn("legacy_encoding")
    return text


def load(path: Path, limits: ParseLimits, findings: Findings) -> str:
    """The whole file as clean text with plain line ends; raises `UnreadableFileError`."""
    if path.stat().st_size > 4 * limits.max_characters:
        raise UnreadableFileError("too_much_text", limit=f"{limits.max_characters:,}")
    text = decode(path.read_bytes(), findings)
    if is_garbled(text[:20_000]) and not text[:20_000].isprintable() and "\x00" in text:
        raise UnreadableFileError("unsupported_type", kind=UNKNOWN)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def tidy(text: str) -> str:
    """The text with each line cleaned and its indentation kept, for code and lists."""
    lines = text.split("\n")
    indents = [line[: len(line) - len(line.lstrip(" \t"))].expandtabs(4) for line in lines]
    cleaned = (indent + body if body else "" for indent, body in zip(indents, clean_lines(lines), strict=True))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(cleaned)).strip("\n")


def split_long(text: str, size: int = PAGE_CHARACTERS) -> list[str]:
    """Stretches of at most `size` characters, cut between paragraphs, else lines, sentences, words, else anywhere."""
    pieces: list[str] = []
    current = ""
    for paragraph in _BLANK_LINES.split(text):
        for part in _fitting(paragraph, size):
            joined = f"{current}\n\n{part}" if current else part
            if len(joined) <= size:
                current = joined
            else:
                pieces.append(current)
                current = part
    return [piece for piece in (*pieces, current) if piece.strip()]


def _fitting(paragraph: str, size: int) -> Iterator[str]:
    start = 0
    while len(paragraph) - start > size:
        cut = start + size
        for pattern in _CUTS:
            ends = [match.end() for match in pattern.finditer(paragraph, start + size // 2, start + size)]
            if ends:
                cut = ends[-1]
                break
        yield paragraph[start:cut].rstrip()
        start = cut
        while paragraph.startswith((" ", "\n"), start):
            start += 1
    yield paragraph[start:].rstrip()


def read(path: Path, limits: ParseLimits, findings: Findings) -> Iterator[Page]:
    """The file's sections as pages; the first short line serves as the headline."""
    text = load(path, limits, findings)
    if len(text) > MOST_BLANKS * limits.max_pages * PAGE_CHARACTERS:  # a log of many megabytes: told before it is cut
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    sections = [piece for sheet in text.split("\f") for piece in split_long(tidy(with_named_cells(sheet)))]
    if not sections:
        raise UnreadableFileError("no_text_in_file")
    if len(sections) > limits.max_pages:
        raise UnreadableFileError("too_many_pages", limit=f"{limits.max_pages:,}")
    findings.page_count = len(sections)
    first = sections[0].split("\n", 1)[0].strip()
    if 3 <= len(first) <= LONGEST_HEADLINE and first[-1] not in ".,;:":
        findings.headlines = [first]
    for number, section in enumerate(sections, start=1):
        yield Page(number, section)
