"""What people put on a PDF page: words typed onto it, which are read where they stand, and comments."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

from ingest.parsers.cleaning import clean_line
from ingest.parsers.pdf_lines import Line

MOST_NOTES: Final = 2_000
LONGEST_NOTE: Final = 5_000
LONGEST_MARKED: Final = 100
"""Of words that a comment is about, more aren't repeated beside it."""
MOST_MARKS: Final = 50
_MOST_BYTES: Final = 1_000_000
LETTER: Final = 12.0
"""Points of height of typed words whose letters aren't looked at."""
_UNSEEN: Final = pdfium.FPDF_ANNOT_FLAG_HIDDEN | pdfium.FPDF_ANNOT_FLAG_NOVIEW
_MARKS_WORDS: Final = frozenset(
    {
        pdfium.FPDF_ANNOT_HIGHLIGHT,
        pdfium.FPDF_ANNOT_UNDERLINE,
        pdfium.FPDF_ANNOT_SQUIGGLY,
        pdfium.FPDF_ANNOT_STRIKEOUT,
    }
)
_COMMENTS: Final = _MARKS_WORDS | {
    pdfium.FPDF_ANNOT_TEXT,
    pdfium.FPDF_ANNOT_LINE,
    pdfium.FPDF_ANNOT_SQUARE,
    pdfium.FPDF_ANNOT_CIRCLE,
    pdfium.FPDF_ANNOT_POLYGON,
    pdfium.FPDF_ANNOT_POLYLINE,
    pdfium.FPDF_ANNOT_STAMP,
    pdfium.FPDF_ANNOT_CARET,
    pdfium.FPDF_ANNOT_INK,
    pdfium.FPDF_ANNOT_FILEATTACHMENT,
}


@dataclass(frozen=True, slots=True)
class PageNotes:
    """`typed` are lines that stand on the page; `comments` say who wrote them and what they are about."""

    typed: tuple[Line, ...] = ()
    comments: tuple[str, ...] = ()


def notes_of(page: Any, textpage: Any, raw: str) -> PageNotes:
    """The notes on a page but those that nobody sees; `raw` is its text, which isn't repeated.

    Cost: some microseconds a note, nothing where there is none.
    """
    typed: list[Line] = []
    comments: list[str] = []
    for note in _notes(page):
        kind = pdfium.FPDFAnnot_GetSubtype(note)
        words = clean_line(_value(note, "Contents"))
        if not words or pdfium.FPDFAnnot_GetFlags(note) & _UNSEEN:
            continue
        if kind == pdfium.FPDF_ANNOT_FREETEXT:
            typed += _typed(note) if words not in " ".join(raw.split()) else ()
        elif kind in _COMMENTS and not pdfium.FPDFAnnot_HasKey(note, b"StateModel"):
            marked = _marked(note, textpage) if kind in _MARKS_WORDS else ""
            if words != marked:  # some programs write what is marked down once more
                comments.append(_comment(note, words, marked))
    return PageNotes(tuple(typed), tuple(comments))


def with_typed(lines: list[Line], typed: tuple[Line, ...]) -> list[Line]:
    """The lines with the typed ones among them, each behind the nearest line that begins above it or on its left."""
    placed = list(lines)
    for line in typed:
        before = [place for place, other in enumerate(placed) if _is_before(other, line)]
        nearest = min(before, key=lambda place: (placed[place].y - line.y, -place), default=-1)
        placed.insert(nearest + 1, line)
    return placed


def _is_before(other: Line, line: Line) -> bool:
    below = other.y - line.y
    is_beside = abs(below) <= LETTER / 2 and other.x < line.x
    return is_beside or below > LETTER / 2


def _notes(page: Any) -> Iterator[Any]:
    for index in range(min(pdfium.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = pdfium.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            yield note
        finally:
            pdfium.FPDFPage_CloseAnnot(note)


def _typed(note: Any) -> list[Line]:
    """The lines of a text box, from its upper edge down."""
    box = pdfium.FS_RECTF()
    pdfium.FPDFAnnot_GetRect(note, box)
    top, bottom = max(box.top, box.bottom), min(box.top, box.bottom)
    words = [line for line in map(clean_line, _value(note, "Contents").splitlines()) if line]
    size = max(1.0, min(LETTER, (top - bottom) / len(words)))
    return [Line(line, min(box.left, box.right), top - (n + 1) * size, size, 0) for n, line in enumerate(words)]


def _comment(note: Any, words: str, marked: str) -> str:
    is_reply = pdfium.FPDFAnnot_HasKey(note, b"IRT") and _value(note, "RT") != "Group"
    author = clean_line(_value(note, "T"))
    by = f" by {author}" if author else ""
    about = f" on \u201c{marked}\u201d" if 0 < len(marked) <= LONGEST_MARKED else ""
    return f"{'Reply' if is_reply else 'Comment'}{by}{about}: {words}"


def _marked(note: Any, textpage: Any) -> str:
    """The words that a highlight or the like lies on."""
    quad = pdfium.FS_QUADPOINTSF()
    found = []
    for place in range(min(pdfium.FPDFAnnot_CountAttachmentPoints(note), MOST_MARKS)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(note, place, quad):
            across, up = (quad.x1, quad.x2, quad.x3, quad.x4), (quad.y1, quad.y2, quad.y3, quad.y4)
            found.append(textpage.get_text_bounded(min(across), min(up), max(across), max(up)))
    return clean_line(" ".join(found))


def _value(note: Any, key: str) -> str:
    """A text of the note, at most `LONGEST_NOTE` characters."""
    length = pdfium.FPDFAnnot_GetStringValue(note, key.encode(), None, 0)
    if not 2 < length <= _MOST_BYTES:
        return ""
    buffer = ctypes.create_string_buffer(length)
    read = ctypes.cast(buffer, ctypes.POINTER(pdfium.FPDF_WCHAR))
    pdfium.FPDFAnnot_GetStringValue(note, key.encode(), read, length)
    return buffer.raw[: length - 2].decode("utf-16-le", "replace")[:LONGEST_NOTE]
