"""Exact codes and amounts: told from words and counts, found however they are written."""

import pytest

from pipelines.text.codes_in_text import CodesOf, amounts, begins_entry, codes, with_variants


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("What does E4711 mean?", ["E4711"]),
        ("Is ZX-88-210-A in stock?", ["ZX-88-210-A"]),
        ("Was B-1006 paid in 2022?", ["B-1006"]),
        ("What is E 4711?", ["E 4711"]),
        ("Which ISO 9001 audits were there?", ["ISO 9001"]),
        ("Where is room B12?", ["B12"]),
        ("What does relay K7 cost, on A4, in Q3?", ["K7"]),
        ("Who has badge 100456?", ["100456"]),
        ("What happened in Q3 2022 and FY2023?", []),
        ("From 2024-05-06 to 31.12.2024, the 1st of 12 months", []),
        ("A 3-year plan of 2022/23 with 40kg", []),
        ("As of FY2023Q1, the top-3 of Form 10-K", []),
        ("How many?", []),
    ],
)
def test_codes_are_told_from_dates_counts_and_measures(text: str, found: list[str]) -> None:
    assert [code.written for code in codes(text)] == found


@pytest.mark.parametrize("text", ["E4711", "E-4711: low", "e 4711", "(E4711)", "see E.4711,", "E_4711"])
def test_a_code_is_found_however_it_is_written(text: str) -> None:
    for asked in ("E4711", "E-4711", "E 4711"):
        assert CodesOf(text).hold(codes(asked)[0])


@pytest.mark.parametrize("text", ["E47112", "XE4711", "E-471 1", "4711", "E-4710"])
def test_a_longer_or_another_code_is_not_the_same(text: str) -> None:
    assert not CodesOf(text).hold(codes("E4711")[0])


def test_a_number_is_found_behind_letters_and_with_separators() -> None:
    (number,) = codes("badge 10045")
    assert CodesOf("KB10045").hold(number)
    assert CodesOf("10,045 units").hold(number)
    assert not CodesOf("110045 or 1.10045").hold(number)


def test_amounts_agree_by_value() -> None:
    assert amounts("over 1.250,00 or 3,400 since 31.12.2024") == ["1.250,00", "3,400"]
    assert CodesOf("it is 1,250 euros").hold_amount("1.250,00")
    assert not CodesOf("it is 1,251 euros").hold_amount("1.250,00")


def test_a_search_by_words_gets_every_way_to_write_a_code() -> None:
    assert with_variants("What is E-4711?") == "What is E-4711? e 4711 e4711"
    assert with_variants("What is it?") == "What is it?"


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("773301D", "Lot 7733-01-D was scrapped."),
        ("7733-01-D", "Lot 773301D was scrapped."),
        ("W20310044", "Contract no. W-2031-0044"),
        ("W-2031-0044", "Contract no. W20310044"),
        ("XY7391002288880000", "The account is XY73 9100 2288 8800 00."),
        ("XY73 9100 2288 8800 00".replace(" ", ""), "The account is XY7391002288880000."),
    ],
)
def test_a_code_is_found_with_all_its_separators_gone_and_searched_by_its_pieces(asked: str, text: str) -> None:
    (code,) = codes(asked)
    assert CodesOf(text).hold(code)
    searched = with_variants(asked).lower().split()
    assert any(len(piece) > 2 and piece.strip(".") in searched for piece in text.lower().replace("-", " ").split())


@pytest.mark.parametrize("text", ["77,33 D", "77 33 D", "7733 or D", "77-33-D4"])
def test_neither_blanks_nor_commas_join_the_pieces_of_a_short_code(text: str) -> None:
    assert not CodesOf(text).hold(codes("7733D")[0])


@pytest.mark.parametrize(
    "text", ["E-17: the door", "Alarm E17: open", "Part no. 77-33-D: seal", "\u2022 X200 : filter"]
)
def test_an_entry_of_a_list_of_codes_begins_with_one(text: str) -> None:
    assert begins_entry(text)


@pytest.mark.parametrize("text", ["Press reset: it helps", "At 10:30 it opens", "See E-17 for more.", "Ratio: E-17"])
def test_other_lines_are_no_entries(text: str) -> None:
    assert not begins_entry(text)


def test_a_fiscal_year_is_searched_as_the_year_that_pages_head_their_columns_with() -> None:
    for written in ("FY2022", "FY22", "FY 22", "FY\u201922", "CY2022", "GJ22"):
        assert with_variants(f"Sales in {written}?").endswith(" 2022")
    assert with_variants("Sales in FY21 and FY22 against FY2022?").endswith("? 2021 2022")
    for written in ("FY", "FY1995", "FYI 22", "2022"):
        assert with_variants(f"Sales in {written}?") == f"Sales in {written}?"
