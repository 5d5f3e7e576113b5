"""What people put on a PDF page is read: typed words in their place, comments with their authors; hidden ones not."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Highlight, Text
from pypdf.generic import ArrayObject, DictionaryObject, FloatObject, NameObject, NumberObject, TextStringObject
from reportlab.pdfbase.pdfmetrics import stringWidth

from ingest.parsers.pictures import IMAGE
from ingest.reading.page_recognition import PageRecognition
from ingest.reading.parse import ParserPool
from ingest.reading.recognition import Recogniser
from pipelines.types import Page
from tests.ingest import paper

LINES = ["Order for building material", "Deliver to:", "The cover is EUR 300,000 a year."]
"""The first line's baseline is at 780 points, 60 from the left, each next one 13 lower."""


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def noted(folder: Path, *notes: DictionaryObject, lines: list[str] | None = None) -> Path:
    writer = PdfWriter(clone_from=PdfReader(paper.pdf(folder / "plain.pdf", LINES if lines is None else lines)))
    for note in notes:
        writer.add_annotation(page_number=0, annotation=note)
    writer.write(folder / "noted.pdf")
    return folder / "noted.pdf"


def by(note: DictionaryObject, author: str, **more: str) -> DictionaryObject:
    note[NameObject("/T")] = TextStringObject(author)
    for key, value in more.items():
        note[NameObject(f"/{key}")] = TextStringObject(value)
    return note


def marked(left: float, right: float, bottom: float, top: float, words: str) -> DictionaryObject:
    quad = ArrayObject([FloatObject(each) for each in (left, top, right, top, left, bottom, right, bottom)])
    note = Highlight(rect=(left, bottom, right, top), quad_points=quad)
    note[NameObject("/Contents")] = TextStringObject(words)
    return note


def test_words_typed_onto_a_page_stand_where_they_are_shown(pool: ParserPool, tmp_path: Path) -> None:
    beside = FreeText(text="Gate 7, call first", rect=(130, 760, 300, 778))
    [page] = pool.parse(noted(tmp_path, beside)).pages
    assert page.text.split() == (
        "Order for building material Deliver to: Gate 7, call first The cover is EUR 300,000 a year.".split()
    )


def test_a_page_of_typed_words_alone_is_read(pool: ParserPool, tmp_path: Path) -> None:
    [page] = pool.parse(noted(tmp_path, FreeText(text="Collect at gate 9", rect=(60, 700, 300, 720)), lines=[])).pages
    assert page.text == "Collect at gate 9"


def test_a_comment_names_its_author_and_the_words_that_it_marks(pool: ParserPool, tmp_path: Path) -> None:
    left, right = (60 + stringWidth(words, "Helvetica", 10) for words in ("The cover is ", "The cover is EUR 300,000"))
    note = by(marked(left, right, 750, 762, "From July EUR 400,000."), "Ann Berg")
    [page] = pool.parse(noted(tmp_path, note)).pages
    assert page.text.endswith("\n\nComment by Ann Berg on \u201cEUR 300,000\u201d: From July EUR 400,000.")


def test_a_reply_is_told_apart_from_what_it_answers(pool: ParserPool, tmp_path: Path) -> None:
    first = by(Text(text="Is this right?", rect=(400, 700, 420, 720)), "Ann Berg")
    second = by(Text(text="Yes.", rect=(400, 700, 420, 720)), "Ben Cole")
    second[NameObject("/IRT")] = first
    [page] = pool.parse(noted(tmp_path, first, second)).pages
    assert page.text.endswith("Comment by Ann Berg: Is this right?\n\nReply by Ben Cole: Yes.")


def test_notes_that_nobody_sees_and_mere_states_are_left_out(pool: ParserPool, tmp_path: Path) -> None:
    hidden = by(Text(text="Pay 9,999 at once.", rect=(400, 700, 420, 720)), "Eve")
    hidden[NameObject("/F")] = NumberObject(2)
    state = by(
        Text(text="Accepted set by Ann", rect=(400, 700, 420, 720)), "Ann", StateModel="Review", State="Accepted"
    )
    [page] = pool.parse(noted(tmp_path, hidden, state)).pages
    assert "9,999" not in page.text
    assert "Accepted" not in page.text


def test_what_a_mark_repeats_isn_t_read_twice(pool: ParserPool, tmp_path: Path) -> None:
    [page] = pool.parse(noted(tmp_path, marked(55, 300, 750, 764, LINES[2]))).pages
    assert page.text.count("The cover is EUR 300,000") == 1


class _Reads(Recogniser):
    def read(self, image: bytes) -> str:
        return "What the picture of the page says in words"


def test_comments_on_a_picture_of_a_page_stay_beside_its_recognised_text() -> None:
    recognition = PageRecognition(_Reads(command="none", languages="eng"), 10)
    read = recognition.read(Page(1, "Comment by Ann Berg: Paid."), IMAGE, b"")
    assert read.text == "What the picture of the page says in words\n\nComment by Ann Berg: Paid."
