"""PowerPoint presentations: one page a slide, in reading order, with tables, charts and notes."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.util import Inches

from ingest.formats.errors import UnreadableFileError
from ingest.reading.parse import ParserPool
from ingest.reading.parsed import ParsedDocument
from pipelines.types import Unit
from tests.ingest import office

TITLED, TITLE_ALONE, BLANK = 1, 5, 6


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool() as shared:
        yield shared


def parsed(pool: ParserPool, path: Path, *slides: tuple[int, Callable[[Any], None]]) -> ParsedDocument:
    """A presentation of slides, each of a layout and filled by a function."""
    deck = Presentation()
    for layout, fill in slides:
        fill(deck.slides.add_slide(deck.slide_layouts[layout]))
    deck.save(str(path))
    return pool.parse(path)


def titled(title: str, body: str = "Text.", notes: str = "") -> Callable[[Any], None]:
    def fill(slide: Any) -> None:
        slide.shapes.title.text = title
        slide.placeholders[1].text = body
        if notes:
            slide.notes_slide.notes_text_frame.text = notes

    return fill


def box(slide: Any, words: str, left: float, top: float) -> Any:
    made = slide.shapes.add_textbox(Inches(left), Inches(top), Inches(2), Inches(0.5))
    made.text_frame.text = words
    return made


def test_each_slide_is_a_page_with_title_text_and_notes(pool: ParserPool, tmp_path: Path) -> None:
    first = titled("Results 2024", "Revenue rose.\nCosts fell.", "Mention the plant.")
    document = parsed(pool, tmp_path / "a.pptx", (TITLED, first), (TITLED, titled("Outlook")))
    assert (document.unit, document.length) == (Unit.SLIDE, 2)
    assert [(page.number, page.label) for page in document.pages] == [(1, "Results 2024"), (2, "Outlook")]
    assert document.pages[0].text == "Results 2024\n\nRevenue rose.\nCosts fell.\n\nNotes: Mention the plant."
    assert document.pages[0].headings[0].text == "Results 2024"


def test_shapes_are_read_by_where_they_stand_and_not_by_when_they_were_drawn(pool: ParserPool, tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        for words, left, top in [("fourth", 5, 4), ("second", 5, 2.05), ("third", 1, 4), ("first", 1, 2)]:
            box(slide, words, left, top)

    document = parsed(pool, tmp_path / "a.pptx", (BLANK, fill))
    assert document.pages[0].text.split("\n\n") == ["first", "second", "third", "fourth"]
    assert document.pages[0].label is None


def test_groups_are_read_with_all_that_is_inside(pool: ParserPool, tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        box(slide, "below", 1, 6)
        inner = slide.shapes.add_group_shape([box(slide, "inside", 1, 1)])
        slide.shapes.add_group_shape([inner, box(slide, "beside", 4, 1)])

    text = parsed(pool, tmp_path / "a.pptx", (BLANK, fill)).pages[0].text
    assert text == "inside\nbeside\n\nbelow"


def test_a_table_keeps_its_heads_beside_its_values(pool: ParserPool, tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        slide.shapes.title.text = "Headcount"
        table = slide.shapes.add_table(3, 3, Inches(1), Inches(2), Inches(6), Inches(2)).table
        for r, row in enumerate([["Site", "2023", "2024"], ["Bonn", "120", "130"], ["Lyon", "80", "95"]]):
            for c, words in enumerate(row):
                table.cell(r, c).text = words

    text = parsed(pool, tmp_path / "a.pptx", (TITLE_ALONE, fill)).pages[0].text
    assert text.split("\n\n") == ["Headcount", "Site: Bonn | 2023: 120 | 2024: 130", "Site: Lyon | 2023: 80 | 2024: 95"]


def test_a_chart_gives_its_title_and_its_values(pool: ParserPool, tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        data = CategoryChartData()
        data.categories = ["Q1", "Q2"]
        data.add_series("Sales", (19.2, 21.4))
        data.add_series("Costs", (9.1, 8.25))
        kind, place = XL_CHART_TYPE.COLUMN_CLUSTERED, (Inches(1), Inches(1), Inches(5), Inches(4))
        chart = slide.shapes.add_chart(kind, *place, data).chart
        chart.has_title = True
        chart.chart_title.text_frame.text = "Sales and costs"

    lines = parsed(pool, tmp_path / "a.pptx", (BLANK, fill)).pages[0].text.split("\n\n")
    assert lines == ["Chart: Sales and costs", "Q1 | Sales: 19.2 | Costs: 9.1", "Q2 | Sales: 21.4 | Costs: 8.25"]


def test_hidden_slides_and_shapes_are_left_out_and_the_numbers_stay(pool: ParserPool, tmp_path: Path) -> None:
    def hide(slide: Any) -> None:
        titled("Secret plan")(slide)
        slide._element.set("show", "0")

    def fill(slide: Any) -> None:
        box(slide, "seen", 1, 1)
        box(slide, "unseen", 1, 2)._element.nvSpPr.cNvPr.set("hidden", "1")

    document = parsed(pool, tmp_path / "a.pptx", (TITLED, titled("One")), (TITLED, hide), (BLANK, fill))
    assert [(page.number, page.text) for page in document.pages[1:]] == [(3, "seen")]
    assert document.warnings == ()
    assert [remark.describe(document.unit) for remark in document.remarks] == ["Slide 2 is hidden and was left out."]


def test_a_slide_without_words_is_named(pool: ParserPool, tmp_path: Path) -> None:
    document = parsed(pool, tmp_path / "a.pptx", (TITLED, titled("One")), (BLANK, lambda slide: None))
    assert document.warnings[0].describe(document.unit) == "Slide 2 holds no text, only images or nothing."


def test_a_presentation_without_words_is_refused(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(UnreadableFileError) as caught:
        parsed(pool, tmp_path / "a.pptx", (BLANK, lambda slide: None))
    assert caught.value.code == "no_text"


def test_a_damaged_slide_costs_itself_alone(pool: ParserPool, tmp_path: Path) -> None:
    parsed(pool, tmp_path / "a.pptx", (TITLED, titled("One")), (TITLED, titled("Two")), (TITLED, titled("Three")))
    with zipfile.ZipFile(tmp_path / "a.pptx") as file:
        parts: dict[str, str | bytes] = {name: file.read(name) for name in file.namelist()}
    parts["ppt/slides/slide2.xml"] = b"<p:sld"
    document = pool.parse(office.archive(tmp_path / "b.pptx", parts))
    assert [page.label for page in document.pages] == ["One", "Three"]
    assert [(warning.code, warning.pages) for warning in document.warnings] == [("pages_unreadable", (2,))]


def test_slides_come_in_the_order_of_the_show_and_not_of_their_parts(pool: ParserPool, tmp_path: Path) -> None:
    deck = Presentation()
    for title in ("First", "Second"):
        titled(title)(deck.slides.add_slide(deck.slide_layouts[TITLED]))
    listed = deck.slides._sldIdLst
    listed.insert(0, listed[1])
    deck.save(str(tmp_path / "a.pptx"))
    assert [page.label for page in pool.parse(tmp_path / "a.pptx").pages] == ["Second", "First"]


def test_powers_in_formulas_are_no_part_of_the_number_before_them(pool: ParserPool, tmp_path: Path) -> None:
    formula = (
        '<a14:m xmlns:a14="a14" xmlns:m="m"><m:oMath><m:sSup><m:e><m:r><m:t>10</m:t></m:r></m:e><m:sup><m:r><m:t>7</m:t>'
        "</m:r></m:sup></m:sSup><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b+1</m:t></m:r></m:den>"
        "</m:f></m:oMath></a14:m>"
    )

    def fill(slide: Any) -> None:
        box(slide, "At most ", 1, 1).text_frame.paragraphs[0]._p.append(parse_xml(formula))

    assert parsed(pool, tmp_path / "a.pptx", (BLANK, fill)).pages[0].text == "At most 10^7a/(b+1)"


def test_names_with_values_have_no_heads_although_the_first_row_is_marked(pool: ParserPool, tmp_path: Path) -> None:
    def fill(slide: Any) -> None:
        rows = [("Company", "Norda"), ("Founded", "1998"), ("Staff", "240")]
        table = slide.shapes.add_table(len(rows), 2, Inches(1), Inches(1), Inches(5), Inches(2)).table
        for row, cells in enumerate(rows):
            for column, words in enumerate(cells):
                table.cell(row, column).text = words

    lines = parsed(pool, tmp_path / "a.pptx", (BLANK, fill)).pages[0].text.split("\n\n")
    assert lines == ["Company: Norda", "Founded: 1998", "Staff: 240"]
