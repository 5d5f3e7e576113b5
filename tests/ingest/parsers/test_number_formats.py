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
    ("number", "code", "words"),
    [
        (1067, "00000", "01067"),
        (5550123456, "(000) 000-0000", "(555) 012-3456"),
        (5550123456, r"\(###\)\ ###\-####", "(555) 012-3456"),
        (5550123, "[<=9999999]###-####;(###) ###-####", "555-0123"),
        (123456789, "000-00-0000", "123-45-6789"),
        (42, "000-000", "000-042"),
        (42, '"KST "0000', "KST 0042"),
        (7, "0#", "07"),
        (12, "00 00 00", "00 00 12"),
        (1234567, "00,000", "1,234,567"),
        (42, "00,000", "00,042"),
        (1.5, ".00", "1.50"),
        (3.7, '0.0" °C"', "3.7 °C"),
        (0.5, "#.##", ".5"),
        (2.5, "0", "3"),
        (0.125, "0.00", "0.13"),
        (1.005, "0.00", "1.01"),
        (-2.5, "0;(0)", "(3)"),
        (12.5, "0.0%", "1250.0%"),
        (9, '0" ; "0', "0 ; 9"),
    ],
)
def test_zeros_and_words_among_the_digits_stay(number: float, code: str, words: str) -> None:
    assert shown(number, code) == words


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (45_000, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "45.0K"),
        (2_400_000, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "2.4M"),
        (320, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "320"),
        (-5, '[>=1000000]0.0,,"M";[>=1000]0.0,"K";0', "-5"),
        (320, '[>999]#,##0,"k";General', "320"),
        (3, '[=1]0" day";0" days"', "3 days"),
        (1, '[=1]0" day";0" days"', "1 day"),
        (0.004, "[<0.01]0.0%;0%", "0.4%"),
        (0.5, "[<0.01]0.0%;0%", "50%"),
        (-12, "[<0](0);0", "(12)"),
        (-12, "[Red][<0]0;[Blue]0", "12"),
        (5, '[<>0]0;"none"', "5"),
        (0, '[<>0]0;"none"', "none"),
        (7, 'General" pcs"', "7 pcs"),
        (-7.5, 'General" pcs"', "-7.5 pcs"),
        (0, "0;-0;;@", ""),
        (5, ";;;", ""),
        (1, '"yes";"yes";"no"', "yes"),
        (0, '"yes";"yes";"no"', "no"),
    ],
)
def test_a_condition_of_a_format_chooses_what_is_shown(number: float, code: str, words: str) -> None:
    assert shown(number, code) == words


@pytest.mark.parametrize(
    ("number", "code", "words"),
    [
        (45017, '[$-411]ggge"年"m"月"d"日"', "令和5年4月1日"),
        (45017, "[$-411]ge.m.d;@", "R5.4.1"),
        (45017, '[$-30411]gge"年"', "令5年"),
        (45017, '[$-D030411]yy"/"mm', "05/04"),
        (43585, "[$-411]ge/m/d", "H31/4/30"),
        (43586, "[$-411]ge/m/d", "R1/5/1"),
        (20000, '[$-411]ggge"年"', "昭和29年"),
        (45017, '[$-404]e"年"m"月"d"日"', "112年4月1日"),
        (45017, '[$-404]ggge"年"', "中華民國112年"),
        (45017, 'e"年"m"月"d"日"', "2023年4月1日"),
        (45017, "[$-804]yyyy/m/d aaaa", "2023/4/1 星期六"),
        (45017, "m/d(aaa)", "4/1(土)"),
        (45017, "aaaa", "土曜日"),
        (45017, '[$-412]yyyy"년" m"월" d"일" aaaa', "2023년 4월 1일 토요일"),
        (45017, "d/m/bbbb", "1/4/2566"),
        (45017, "[$-D07041E]d/mm/yyyy", "1/04/2566"),
        (45017, "B1yyyy-mm-dd", "2023-04-01"),
        (43600, '[$-ja-JP-x-gannen]ggge"年"m"月"d"日";@', "令和1年5月15日"),
        (43600, '[$-zh-TW]e"年"m"月"', "108年5月"),
        (43600, "[$-th-TH,D07]d/m/yyyy", "15/5/2562"),
        (43600, '[$-ko-KR]yyyy"년" m"월" d"일" dddd', "2019년 5월 15일 수요일"),
        (43600, "[$-407]ddd, d. mmmm yyyy", "Mi, 15. Mai 2019"),
        (43600, "[$-de-DE]dddd d. mmm", "Mittwoch 15. Mai"),
        (43600, "[$-40C]d mmmm yyyy", "15 mai 2019"),
        (43600, "[$-x-sysdate]dddd, mmmm dd, yyyy", "Wednesday, May 15, 2019"),
        (45017.75, '[$-804]yyyy/m/d 上午/下午h"时"', "2023/4/1 下午6时"),
        (45017, '0.0 "degrees"', "45017.0 degrees"),
        (45017, "#,##0 e", "45,017 e"),
        (45017, "[$-F400]h:mm:ss;@", "0:00:00"),
    ],
)
def test_dates_are_written_in_the_calendar_of_their_format(number: float, code: str, words: str) -> None:
    assert shown(number, code) == words


@pytest.mark.parametrize("identity", [*range(27, 32), 34, 35, 36, *range(50, 59)])
def test_dates_in_the_unwritten_formats_of_east_asia_are_dates(identity: int) -> None:
    assert shown(45017, BUILT_IN[identity]) == "2023-04-01"
    assert shown(0.5, BUILT_IN[identity]) == "12:00:00"


def test_times_in_the_unwritten_formats_of_east_asia_are_times() -> None:
    assert (shown(0.75, BUILT_IN[32]), shown(0.75, BUILT_IN[33])) == ("18:00", "18:00:00")


@pytest.mark.parametrize(
    "code", [*BUILT_IN.values(), "", ";;;", "[", '"', "\\", "#.#.#", "0" * 400, "[h", "[$", "y" * 99]
)
@pytest.mark.parametrize("number", [0.0, -1.5, 45356.25, 1e300])
def test_no_format_is_too_odd_to_be_shown(number: float, code: str) -> None:
    assert isinstance(shown(number, code), str)
