"""Heads are told from rows: periods are heads, names with their values are not, and heads may be three rows high."""

import pytest

from ingest.parsers.periods import is_period
from ingest.parsers.table_heads import guessed_head_rows, is_names_and_values
from ingest.parsers.table_lines import table_lines, with_merged_heads


@pytest.mark.parametrize(
    "cell",
    (
        "2025|2024/25|2024–2025|FY25|FY 2026|FY25/26|2026E|YTD 2026|Q1|Q1 2026|Q3/26|Q4'25|2026 Q2|"
        "2026-Q2|1Q26|H1|H2 2026|1H 2026|T2 2026|1. Quartal 2026|2nd half 2026|1. Halbjahr|Jan 2026|"
        "Jan-26|January|Januar 2026|März|févr. 2026|Dez. 25|dic 2025|2026 May|31.12.2025|31/12/2025|"
        "12/31/25|2025-12-31|2025-12|12/2025|01–06/2026|31 Dec 2025|31. Dezember 2025|December 31, 2025|"
        "KW 12|KW12/26|CW 7|Week 3|W12 2026|M01|Month 3|Jahr 2|Tag 1|Year 1|2026年3月|2026年度|3月|"
        "2026年3月31日|第1四半期|第三季度|上半期|令和5年|令和5年4月1日|R5.4.1|2023년 4월"
    ).split("|"),
)
def test_names_of_periods_are_known(cell: str) -> None:
    assert is_period(cell)


@pytest.mark.parametrize(
    "cell", ["", "120", "1,998", "Pump", "P100", "Q5", "45 days", "13/2025", "A4", "H20", "Mayor", "99.12.2025"]
)
def test_other_words_and_numbers_are_no_periods(cell: str) -> None:
    assert not is_period(cell)


def rows(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in text.strip().split("\n")]


@pytest.mark.parametrize(
    "table",
    [
        "EUR thousand | Q1 2026 | Q2 2026\nRevenue | 1200 | 1350\nCost | 700 | 760",
        " | Jan-26 | Feb-26\nRevenue | 1200 | 1350",
        "Position | 31.12.2025 | 31.12.2024\nCash | 1.200 | 990\nLoans | 400 | 380",
        " | 2025\nRevenue | 1200\nCost | 700",
        "Plant | Ist 2025 | Plan 2026\nUlm | 4 | 5\nKiel | 6 | 7",
        "EUR | 2025\nRevenue | 1200\nCost | 700",
        "Line | KW 12\nA | 40\nB | 38",
        "Region | Revenue\nNorth | 120\nSouth | 95",
        "Stadt | Einwohnerzahl\nBonn | 330000\nKiel | 250000",
        "Tool | Delivery\nSaw | 2 weeks\nDrill | 5 weeks",
        "Product | Net\nPump P1 | 340\nPump P2 | 455",
        "Country | Offices\nDE | 12\nFR | 3",
        "Fruit | Today\nApple | 3.50\nPear | 4.20",
        "Task | Due\nDraft | 2026-05-01\nPrint | 2026-06-12",
        "Item | Price\nSeal | 45\nPump | on request",
        "Name | Joined\nAnn | 2019\nAnn | 2021",
        "Name | Role | Room\nAnn | Lead | B 12",
        "Name | Ort\nMüller | Köln",
        "Question | Answer\nWhere? | At gate 7",
    ],
)
def test_a_first_row_of_heads_is_found(table: str) -> None:
    assert guessed_head_rows(rows(table)) == 1


PAIRS = [
    "Supplier | Norda Pumps\nFounded | 1998\nEmployees | 240\nPayment days | 45",
    "Supplier | Norda Pumps\nFounded | 1998\nEmployees | 240\nContact | order desk",
    "Maker | Suda Works\nPower | 7.5 kW\nNoise | 68 dB",
    "Lieferant: | Norda\nOrt: | Bremen\nPLZ: | 28195",
    "Machine | Press\nWeight | 340 kg\nBuilt in | 2017",
]


@pytest.mark.parametrize(
    "table",
    [
        *PAIRS,
        "Founded | 1998\nEmployees | 240\nPayment days | 45",
        "Term | 24 months\nStart | 2026",
        "Fee | EUR 45\nRooms | 12",
        "Start | 01.01.2026\nEnd | 31.12.2026",
        "Tenant | Ann Berg\nRooms | 3\nFloor | 12",
        "Date 1 | 令和1年5月15日\nDate 2 | 令和2年6月1日",
        "Name | Ann Berg\nCity | Bremen",
        "Kickoff | 12.01.2026 | Ann\nLaunch | 03.02.2026 | Ben",
        "Name: | Norda | City: | Bremen\nStaff: | 240 | Rooms: | 12",
        "2024 | 2025 | 2026\n12 | 14 | 18",
    ],
)
def test_names_with_their_values_have_no_heads(table: str) -> None:
    assert guessed_head_rows(rows(table)) == 0


@pytest.mark.parametrize("table", PAIRS)
def test_names_with_their_values_are_told_even_below_a_marked_row(table: str) -> None:
    assert is_names_and_values(rows(table))


@pytest.mark.parametrize(
    "table", ["Region | Revenue\nNorth | 120\nSouth | 95", "A | B | C\n1 | 2 | 3", "Word | Meaning\nA | B"]
)
def test_other_tables_are_not_taken_for_names_with_values(table: str) -> None:
    assert not is_names_and_values(rows(table))


def test_a_name_with_a_colon_stands_beside_its_value() -> None:
    table = rows("Name: | Norda | City: | Bremen\nStaff: | 240 | Rooms: | 12")
    assert list(table_lines(table)) == ["Name: Norda | City: Bremen", "Staff: 240 | Rooms: 12"]


def test_three_rows_of_merged_heads_are_heads() -> None:
    table = rows(
        "Region | 2026 | 2026 | 2026 | 2026\nRegion | H1 | H1 | H2 | H2\nRegion | Units | Revenue | Units | Revenue\n"
        "North | 10 | 1000 | 12 | 1300"
    )
    merged = {(0, 2), (0, 3), (0, 4), (1, 2), (1, 4)}
    assert list(table_lines(*with_merged_heads(table, merged, None))) == [
        "Region: North | 2026 H1 Units: 10 | 2026 H1 Revenue: 1000 | 2026 H2 Units: 12 | 2026 H2 Revenue: 1300"
    ]


def test_heads_over_empty_cells_hold_for_them() -> None:
    table = rows(
        "Region | 2025 | | 2026 | \n | H1 | H2 | H1 | H2\nNorth | 10 | 11 | 12 | 13\nSouth | 20 | 21 | 22 | 23"
    )
    assert next(table_lines(*with_merged_heads(table, set(), None))) == (
        "Region: North | 2025 H1: 10 | 2025 H2: 11 | 2026 H1: 12 | 2026 H2: 13"
    )


def test_rows_with_gaps_are_no_heads_over_them() -> None:
    table = rows("Name | Role | | Room | \nAnn | Lead | Bonn | 12 | x\nBen | Clerk | Kiel | 14 | y")
    assert next(table_lines(*with_merged_heads(table, set(), None))) == "Name: Ann | Role: Lead | Bonn | Room: 12 | x"


FORM = [
    ["Tenant", "Ida Brix", "Landlord", "Cors Ltd"],
    ["Start", "1 May 2031", "End", "30 April 2034"],
    ["Rent", "1,200 euros", "Deposit", "3,600 euros"],
]


def test_names_and_values_side_by_side_stand_together_by_pairs() -> None:
    assert list(table_lines(FORM)) == list(table_lines(FORM, 1))
    assert list(table_lines(FORM)) == [
        "Tenant: Ida Brix | Landlord: Cors Ltd",
        "Start: 1 May 2031 | End: 30 April 2034",
        "Rent: 1,200 euros | Deposit: 3,600 euros",
    ]


@pytest.mark.parametrize(
    "table",
    [
        "Name | Team | Start | Room\nIda | Mill | 1 May 2031 | 4\nJon | Yard | 2 May 2031 | 5",
        "Plan | Fee | Term | Support\nBasic | 10 euros | 1 year | mail\nPro | 20 euros | 2 years | phone",
        "Part | Volt | Site | Note\nPump | 12 V | Yard | 3 left\nPump | none | Mill | old",
    ],
)
def test_tables_of_four_columns_keep_their_heads(table: str) -> None:
    assert next(iter(table_lines(rows(table)))).startswith(f"{table.split(' | ')[0]}: ")
