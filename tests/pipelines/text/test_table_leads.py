"""What stands above a table goes in front of its later rows, and of nothing else."""

from datetime import date

from pipelines.indexing.chunking import chunk_pages
from pipelines.text.table_leads import LONGEST, table_lead
from pipelines.types import DocumentType, Heading, Page, Source

ABOVE = "We report by region.\n\nTable 3: Sales by region\n(in millions) 2024 2023 Change\n"
ROWS = [f"Region {name} | 2024: {n},200 | 2023: {n},100 | Change: {n}%" for n, name in enumerate("ABCDEFGHIJKLMNOP", 1)]


def place_of(text: str, words: str) -> int:
    return text.index(words)


def test_a_later_row_gets_the_title_the_unit_and_the_heads_of_its_table() -> None:
    text = ABOVE + "\n".join(ROWS)
    assert table_lead(text, place_of(text, "Region C")) == "Table 3: Sales by region (in millions) 2024 2023 Change"


def test_a_title_on_the_first_line_of_a_page_is_one() -> None:
    text = "Sales by region\n(in millions) 2024 2023 Change\n" + "\n".join(ROWS)
    assert table_lead(text, place_of(text, "Region C")) == "Sales by region (in millions) 2024 2023 Change"


def test_labels_between_rows_are_no_title() -> None:
    text = ABOVE + "\n".join((ROWS[0], "Abroad", *ROWS[1:3]))
    assert table_lead(text, place_of(text, "Region C")) == "Table 3: Sales by region (in millions) 2024 2023 Change"


def test_what_begins_outside_a_table_or_with_its_first_row_where_nothing_stands_above_gets_nothing() -> None:
    text = ABOVE + "\n".join((*ROWS, "", "The sales of all regions rose, and those of region A most of all."))
    for words in ("We report", "Table 3", "The sales of all"):
        assert table_lead(text, place_of(text, words)) == ""
    bare = "\n".join(ROWS)
    assert table_lead(bare, place_of(bare, "Region C")) == ""


def test_a_sentence_above_a_table_is_none_of_it() -> None:
    text = "Sales rose in each of the regions.\n" + "\n".join(ROWS)
    assert table_lead(text, place_of(text, "Region B")) == ""


def test_headings_that_stand_in_front_anyway_are_not_said_twice_and_a_lead_is_short() -> None:
    text = ABOVE + "\n".join(ROWS)
    known = ("Table 3: Sales by region",)
    assert table_lead(text, place_of(text, "Region C"), known) == "(in millions) 2024 2023 Change"
    wide = "Table 4: " + "figures of " * 9 + "\n" + "Heads of the many columns " * 4 + "\n" + "\n".join(ROWS)
    assert len(table_lead(wide, place_of(wide, "Region C"))) <= LONGEST


def test_chunks_that_begin_in_the_middle_of_a_table_are_searched_by_what_stands_above_it() -> None:
    text = ABOVE + "\n".join(ROWS)
    source = Source(
        "d", "v", "sales.pdf", "Annual Report", ("everyone",), DocumentType.TECHNICAL, date(2025, 1, 1), "en"
    )
    first, *later = chunk_pages(source, [Page(1, text, None, (Heading("Regions", 0, 1),))])
    assert first.context == "Annual Report > Regions"
    assert later and {chunk.context for chunk in later} == {
        "Annual Report > Regions > Table 3: Sales by region (in millions) 2024 2023 Change"
    }
