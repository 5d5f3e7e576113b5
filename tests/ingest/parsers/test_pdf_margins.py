"""Running heads and feet of PDF pages, and sentences that go on on the next page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from ingest.parsers.pdf_margins import rest_of_sentence
from ingest.reading.parse import ParserPool


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def printed(path: Path, *pages: list[str], head: str = "", foot: str = "") -> Path:
    """A PDF whose pages have this head and foot; {n} stands for the page's number."""
    canvas = Canvas(str(path))
    for number, lines in enumerate(pages, start=1):
        canvas.setFont("Helvetica", 9)
        canvas.drawString(60, 30, foot.replace("{n}", str(number)))  # many programs draw the foot first
        canvas.drawString(60, 810, head.replace("{n}", str(number)))
        canvas.setFont("Helvetica", 11)
        for place, line in enumerate(lines):
            canvas.drawString(60, 760 - 14 * place, line)
        canvas.showPage()
    canvas.save()
    return path


BODY = [
    ["The rent is due on the third of each month.", "Dogs need consent.", "The notice period is at least"],
    ["nine months to the end of a quarter.", "The deposit is paid back in spring.", "Repairs take a week."],
    ["The heating runs from October.", "Bicycles stand in the cellar.", "Keys are counted every year."],
]


def test_heads_and_feet_stand_once_and_page_numbers_nowhere(pool: ParserPool, tmp_path: Path) -> None:
    path = printed(tmp_path / "a.pdf", *BODY, head="Oxbow Estates, version 4", foot="Page {n} of 3")
    pages = [page.text for page in pool.parse(path).pages]
    assert pages[0].startswith("Oxbow Estates, version 4\n\nThe rent is due")
    assert pages[1].startswith("nine months")
    assert not any("Page" in page for page in pages)
    assert pages[2] == "\n".join(BODY[2])


def test_a_foot_with_words_stands_at_the_end_of_the_last_page(pool: ParserPool, tmp_path: Path) -> None:
    pages = [
        page.text for page in pool.parse(printed(tmp_path / "a.pdf", *BODY, foot="Form 12, valid to 2027 - {n}")).pages
    ]
    assert [page.count("Form 12") for page in pages] == [0, 0, 1]
    assert pages[2].endswith("\n\nForm 12, valid to 2027 - 3")


def test_a_sentence_that_goes_on_is_whole_on_its_first_page(pool: ParserPool, tmp_path: Path) -> None:
    pages = pool.parse(printed(tmp_path / "a.pdf", *BODY, head="Oxbow Estates", foot="{n}")).pages
    assert pages[0].text.endswith("The notice period is at least\fnine months to the end of a quarter.")
    assert pages[1].text.startswith("nine months to the end of a quarter.")
    assert "\f" not in pages[1].text + pages[2].text


def test_heads_of_columns_that_stand_again_stay_with_their_rows(pool: ParserPool, tmp_path: Path) -> None:
    rows = [["Part Price Stock", *(f"Part {page}{row} {row}0 EUR {row}" for row in range(8))] for page in range(3)]
    pages = [page.text for page in pool.parse(printed(tmp_path / "a.pdf", *rows)).pages]
    assert all(page.startswith("Part Price Stock\n") for page in pages)


def test_equal_lines_within_the_text_stay(pool: ParserPool, tmp_path: Path) -> None:
    pages = [page.text for page in pool.parse(printed(tmp_path / "a.pdf", *[["Opening.", "Same.", "End."]] * 3)).pages]
    assert pages == ["Opening.\nSame.\nEnd."] * 3


@pytest.mark.parametrize(
    ("last", "first", "rest"),
    [
        ("notice of at least", "nine months. The deposit", "nine months."),
        ("sieht eine Frist von", "Wochen vor. Danach", "Wochen vor."),
        ("is replaced after", "30 days of use. Then", "30 days of use."),
        ("paid, returned,", "or sold. Next", "or sold."),
        ("The end.", "nine months. The deposit", ""),
        ("Contents", "Chapter 1. Opening", ""),
        ("a table's last cell", "3. Warranty. The parts", ""),
        ("without an end", "and so on " * 90, ""),
        ("", "nine months.", ""),
        ("at least", "", ""),
    ],
)
def test_only_what_belongs_to_the_sentence_goes_on(last: str, first: str, rest: str) -> None:
    assert rest_of_sentence(last, first) == rest
