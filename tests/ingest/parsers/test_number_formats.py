"""Numbers look as they do in the spreadsheet."""

import pytest

from ingest.parsers.number_formats import BUILT_IN, shown


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (1234.5, "General", "1234.5"),
        (0.1 + 0.2, "General", "0.3"),
        (1e20, "General", "1e+20"),
        (12.0, "General", "12"),
        (1234567.891, "#,##0", "1,234,568"),
        (1234.5, "#,##0.00", "1,234.50"),
        (0.125, "0.0%", "12.5%"),
        (1.5, "0.##", "1.5"),
        (2.0, "0.##", "2"),
        (-1234.5, "#,##0.00;(#,##0.00)", "(1,234.50)"),
        (-5, "0.00", "-5.00"),
        (-0.001, "0.0", "0.0"),
        (0, '0;-0;"none"', "none"),
        (99.5, "[$€-407] #,##0.00", "€ 99.50"),
        (99.5, '#,##0.00 "EUR"', "99.50 EUR"),
        (99.5, r"#,##0.00\ \€", "99.50 €"),
        (-7, '[Red]-0" pcs"', "--7 pcs"),
        (2_500_000, '0.0,,"M"', "2.5M"),
        (5, "_-* #,##0.00_-;-* #,##0.00_-", "5.00"),
        (0.5, "# ?/?", "0.5"),
        (12345, "0.00E+00", "12345"),
        (42, "@", "42"),
        (45356, "yyyy-mm-dd", "2024-03-05"),
        (45356, "dd.mm.yyyy", "05.03.2024"),
        (45356, "d mmmm yyyy", "5 March 2024"),
        (45356, "mmm-yy", "Mar-24"),
        (45356, "[$-F800]dddd, mmmm dd, yyyy", "Tuesday, March 05, 2024"),
        (45356, '"Week of" d/m', "Week of 5/3"),
        (45356.604166667, "h:mm AM/PM", "2:30 PM"),
        (45356.604166667, "dd/mm/yyyy hh:mm:ss", "05/03/2024 14:30:00"),
        (0.604166667, "hh:mm", "14:30"),
        (1.5, "[h]:mm", "36:00"),
        (59, "yyyy-mm-dd", "1900-02-28"),
        (61, "yyyy-mm-dd", "1900-03-01"),
        (-3, "yyyy-mm-dd", "-3"),
        (1e12, "yyyy-mm-dd", "1000000000000"),
    ],
)
def test_a_number_is_shown_as_its_cell_shows_it(number: float, code: str, words: str) -> None:
    assert shown(number, code) == words


@pytest.mark.parametrize(
    "code", [*BUILT_IN.values(), "", ";;;", "[", '"', "\\", "#.#.#", "0" * 400, "[h", "[$", "y" * 99]
)
@pytest.mark.parametrize("number", [0.0, -1.5, 45356.25, 1e300])
def test_no_format_is_too_odd_to_be_shown(number: float, code: str) -> None:
    assert isinstance(shown(number, code), str)
