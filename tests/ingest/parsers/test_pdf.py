"""What a PDF's pages look like once they are read: numbers, labels, order, headings, warnings."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.parsers.pdf import document_date
from ingest.parsers.pdf_lines import Line, lines_in_reading_order
from ingest.reading.parse import ParserPool
from tests.ingest import paper


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def test_a_page_number_is_physical_and_a_label_is_kept_as_printed(pool: ParserPool, tmp_path: Path) -> None:
    plain = paper.pdf(tmp_path / "plain.pdf", *[paper.BODY] * 5)
    document = pool.parse(paper.with_labels(plain, tmp_path / "labelled.pdf"))
    assert [(page.number, page.label) for page in document.pages] == [(1, "i"), (2, "ii"), (3, "1"), (4, "2"), (5, "3")]


def test_a_file_without_labels_gets_none(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(paper.pdf(tmp_path / "plain.pdf", paper.BODY, paper.BODY))
    assert [page.label for page in document.pages] == [None, None]


def test_pages_of_images_are_left_out_and_listed(pool: ParserPool, tmp_path: Path) -> None:
    text, image = paper.pdf(tmp_path / "text.pdf", paper.BODY), paper.picture(tmp_path / "image.pdf", pages=2)
    document = pool.parse(paper.joined(tmp_path / "both.pdf", text, image, text))
    assert [page.number for page in document.pages] == [1, 4]
    assert document.page_count == 4
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("pages_without_text", (2, 3))]
    assert document.warnings[0].describe() == "Pages 2\u20133 hold no text, only images or nothing."


def test_the_pictures_on_the_covers_of_a_longer_document_are_no_loss(pool: ParserPool, tmp_path: Path) -> None:
    text = paper.pdf(tmp_path / "text.pdf", *[paper.BODY] * 12)
    cover = paper.picture(tmp_path / "cover.pdf")
    document = pool.parse(paper.joined(tmp_path / "book.pdf", cover, text, cover))
    assert (document.page_count, len(document.pages), document.warnings) == (14, 12, ())


def test_a_blank_page_is_no_loss(pool: ParserPool, tmp_path: Path) -> None:
    document = pool.parse(paper.pdf(tmp_path / "blank.pdf", paper.BODY, [], paper.BODY))
    assert (document.page_count, len(document.pages), document.warnings) == (3, 2, ())


def test_large_letters_make_a_heading_at_its_place_in_the_text(pool: ParserPool, tmp_path: Path) -> None:
    lines: list[paper.Line | str] = [
        ("Vacation", 20.0),
        *paper.BODY,
        ("Parental leave", 14.0),
        *paper.BODY,
        *paper.BODY,
    ]
    page = pool.parse(paper.pdf(tmp_path / "a.pdf", lines)).pages[0]
    assert [(heading.text, heading.level) for heading in page.headings] == [("Vacation", 1), ("Parental leave", 2)]
    assert all(page.text[heading.start :].startswith(heading.text) for heading in page.headings)


def test_outline_entries_become_headings_where_the_text_has_them(pool: ParserPool, tmp_path: Path) -> None:
    plain = paper.pdf(tmp_path / "plain.pdf", ["Scope of this policy", *paper.BODY], ["Opening words", *paper.BODY])
    entries = [("Scope of this policy", 0), ("A name of its own", 1)]
    document = pool.parse(paper.with_outline(plain, tmp_path / "outlined.pdf", entries))
    found = [(page.number, heading.text, heading.start) for page in document.pages for heading in page.headings]
    assert found == [(1, "Scope of this policy", 0), (2, "A name of its own", 0)]


def test_filled_fields_that_the_text_lacks_are_added_to_it(pool: ParserPool, tmp_path: Path) -> None:
    page = pool.parse(paper.form(tmp_path / "form.pdf", "First day", "2 March 2027")).pages[0]
    assert page.text.startswith("Application for parental leave")
    assert page.text.endswith("First day: 2 March 2027")


def test_letters_without_meaning_are_left_out_and_listed(pool: ParserPool, tmp_path: Path) -> None:
    garbage = ["".join(chr(0xE000 + (row * 7 + place) % 60) for place in range(60)) for row in range(6)]
    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.drawString(60, 780, paper.BODY[0])
    canvas.showPage()
    names = canvas.beginText(60, 780)
    for row, _ in enumerate(garbage):
        names.textLine("".join(f"/g{18 + (row * 31 + place) % 150}" for place in range(14)))
    canvas.drawText(names)
    canvas.save()
    document = pool.parse(tmp_path / "a.pdf")
    assert [page.number for page in document.pages] == [1]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("garbled_text", (2,))]


def test_words_split_at_a_line_end_are_whole_and_real_hyphens_stay(pool: ParserPool, tmp_path: Path) -> None:
    lines = [
        "The committee reviews every transpor-",
        "tation contract once a year, and every long-",
        "term loan twice; a long-term loan runs for more than five years.",
    ]
    text = pool.parse(paper.pdf(tmp_path / "a.pdf", lines)).pages[0].text
    assert "transportation" in text and "every long-term" in text.replace("\n", " ")


def test_a_table_stored_column_by_column_comes_row_by_row(pool: ParserPool, tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    cities = ["Oakland", "Fresno", "Napa", "Salinas", "Merced", "Vallejo", "Chico", "Tracy"]
    canvas = Canvas(str(tmp_path / "table.pdf"))
    for x, cells in ((60, cities), (240, [f"{n * 17 + 5} people" for n in range(8)]), (420, ["Closure"] * 8)):
        for row, cell in enumerate(cells):
            canvas.drawString(x, 780 - 16 * row, cell)
    canvas.save()
    lines = pool.parse(tmp_path / "table.pdf").pages[0].text.split("\n")
    assert lines[2] == "Napa 39 people Closure"


def test_two_columns_of_running_text_stay_columns() -> None:
    left = [Line(f"The left column runs on with its line number {n}", 50, 700 - 12 * n, 10, 400) for n in range(30)]
    right = [Line(f"The right column says other things in line {n}", 310, 700 - 12 * n, 10, 400) for n in range(30)]
    assert lines_in_reading_order([*left, *right]) == [*left, *right]


def test_the_file_tells_its_date(pool: ParserPool, tmp_path: Path) -> None:
    assert pool.parse(paper.pdf(tmp_path / "a.pdf", paper.BODY)).date is not None


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("D:20230317171542-04'00'", date(2023, 3, 17)),
        ("20191002", date(2019, 10, 2)),
        ("D:19040101000000", None),
        ("D:29990101", None),
        ("D:20231399", None),
        ("Tuesday", None),
        ("", None),
    ],
)
def test_a_date_that_cannot_be_true_is_no_date(value: str, day: date | None) -> None:
    assert document_date(value) == day


def test_the_name_people_know_the_file_by_counts(pool: ParserPool, tmp_path: Path) -> None:
    path = paper.pdf(tmp_path / "a3f9c2d18b7e4455.pdf", paper.BODY)
    assert pool.parse(path, name="leave-policy-2026.pdf").title == "Leave Policy 2026"


def test_cells_of_several_lines_are_not_mixed_with_their_neighbours() -> None:
    cells = [
        Line(text, x, 700 - 60 * row - 12 * n, 10, 400)
        for row in range(6)
        for x, texts in (
            (50, ["Robert I"]),
            (150, ["15 June", "922"]),
            (250, ["30 June", "923"]),
            (350, ["Son of", "Robert the", "Strong"]),
        )
        for n, text in enumerate(texts)
    ]
    texts_in_order = [line.text for line in lines_in_reading_order(cells)]
    assert texts_in_order[:7] == ["Robert I 15 June", "922", "30 June", "923", "Son of", "Robert the", "Strong"]
