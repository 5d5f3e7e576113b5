"""Rows of figures below names of periods: each figure with its period, and nothing else changed."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ingest.parsers.period_rows import with_periods


def test_each_figure_stands_with_the_period_above_it() -> None:
    rows = ["(in millions) 2024 2023", "Assets", "Cash $ 1,874 $ 2,936", "Losses ( 35 ) (12)", "Rate 21.0 % \u2014 %"]
    assert with_periods(rows) == [
        "(in millions) 2024 2023",
        "Assets",
        "Cash | 2024: $1,874 | 2023: $2,936",
        "Losses | 2024: (35) | 2023: (12)",
        "Rate | 2024: 21.0% | 2023: \u2014%",
    ]


def test_days_quarters_and_fiscal_years_are_periods() -> None:
    for heads, first, second in (
        ("January 28, 2024 January 29, 2023", "January 28, 2024", "January 29, 2023"),
        ("31 December 2024 31 December 2023", "31 December 2024", "31 December 2023"),
        ("Q1 2024 Q2 2024", "Q1 2024", "Q2 2024"),
        ("FY24 FY23", "FY24", "FY23"),
        ("Years ended December 31, 2024 2023", "2024", "2023"),
    ):
        assert with_periods([heads, "Sales 12 11"])[1] == f"Sales | {first}: 12 | {second}: 11"


def test_lengths_of_time_above_tell_equal_periods_apart() -> None:
    rows = ["Three Months Ended Six Months Ended", "2024 2023 2024 2023", "Sales 12 11 25 24"]
    assert with_periods(rows)[2] == (
        "Sales | Three Months Ended 2024: 12 | Three Months Ended 2023: 11 | Six Months Ended 2024: 25 | "
        "Six Months Ended 2023: 24"
    )
    assert with_periods(["By segment", *rows[1:]])[2] == rows[2]


def test_a_column_of_notes_is_no_column_of_figures() -> None:
    assert with_periods(["Note 2024 2023", "Sales 4 120 110", "Costs 80 70"])[1:] == [
        "Sales 4 | 2024: 120 | 2023: 110",
        "Costs | 2024: 80 | 2023: 70",
    ]


def test_a_row_that_does_not_fit_its_heads_stays_as_it_is() -> None:
    rows = [
        "Sales 12 11 10",
        "Interest at December 31, 2023",
        "Sold at 11 12.",
        "Fees \u00a3\u2019000 \u00a3\u2019000",
        "Costs 12",
        "Level 3 12",
        "1,200 1,100",
        "In 2024 we sold 12 and 11 pumps.",
        "",
    ]
    assert with_periods(["2024 2023", *rows])[1:] == rows


def test_rows_above_their_heads_and_without_heads_stay_as_they_are() -> None:
    rows = ["Sales 12 11", "Method Physics Chemistry", "Ours 12 11", "From 2023 to 2024", "Pumps 12 11"]
    assert with_periods(rows) == rows


def test_other_heads_end_the_first_table() -> None:
    found = with_periods(["2024 2023", "Sales 12 11", "2024 2024", "Sales 12 11", "2022 2021", "Sales 3 2"])
    assert found[1::2] == ["Sales | 2024: 12 | 2023: 11", "Sales 12 11", "Sales | 2022: 3 | 2021: 2"]


def test_a_table_ends_with_its_page_or_far_below_its_heads() -> None:
    rows = ["2024 2023", *["A line of prose."] * 80, "Sales 12 11"]
    assert with_periods(rows) == rows


WORDS = st.sampled_from("2024 2023 Q1 $ 1,200 (35) ( 7 ) % \u2014 Cash Note 4 December 31, total .".split())


@given(st.lists(st.lists(WORDS, max_size=7).map(" ".join), max_size=6))
def test_no_line_comes_or_goes_and_no_letter_or_digit_is_lost(lines: list[str]) -> None:
    found = with_periods(lines)
    assert len(found) == len(lines)
    for before, after in zip(lines, found, strict=True):
        assert not Counter(filter(str.isalnum, before)) - Counter(filter(str.isalnum, after))
