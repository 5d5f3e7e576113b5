"""Kinds of pages: told by a title line and rows of figures, asked for by names and by what stands on them."""

import pytest

from pipelines.text.page_kinds import KINDS, asked_kinds, kind_words, kinds_of

ROWS = [f"Line {letter} of the table {n},120 $ ({n},004)" for n, letter in enumerate("ABCDEFGHIJ", start=1)]


def page(*top: str, rows: list[str] = ROWS) -> str:
    return "\n".join([*top, *rows])


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Consolidated Balance Sheets", "balance_sheet"),
        ("CONSOLIDATED BALANCE SHEET (UNAUDITED)", "balance_sheet"),
        ("Nordwind, Inc. and Subsidiaries Condensed Consolidated Balance Sheets as of June 30, 2024", "balance_sheet"),
        ("Company Statement of Financial Position", "balance_sheet"),
        ("Statements of Consolidated Income", "income_statement"),
        ("Consolidated Statement of Profit or Loss and Other Comprehensive Income", "income_statement"),
        ("Group income statement for the year ended 31 December 2024", "income_statement"),
        ("Condensed Consolidated Statement of Cash Flows (continued)", "cash_flow_statement"),
        ("Statements of Changes in Shareholders\u2019 Equity", "equity_statement"),
        ("Five-Year Summary", "selected_data"),
        ("Item 6. Selected Financial Data", "selected_data"),
        ("Konzernbilanz zum 31. Dezember 2024", "balance_sheet"),
        ("2. Konzern-Gewinn- und Verlustrechnung für das Geschäftsjahr 2024", "income_statement"),
        ("Kapitalflussrechnung", "cash_flow_statement"),
    ],
)  # fmt: skip
def test_a_page_of_figures_is_what_its_title_line_names(title: str, kind: str) -> None:
    assert kinds_of(page("Nordwind Pumps", title, "(in millions)")) == (kind,)


def test_a_title_may_take_two_lines() -> None:
    assert kinds_of(page("CONSOLIDATED STATEMENTS OF COMPREHENSIVE", "INCOME")) == ("income_statement",)


def test_a_page_may_be_two_things() -> None:
    assert kinds_of(page("Balance Sheet", *ROWS[:5], "Income Statement")) == ("balance_sheet", "income_statement")


@pytest.mark.parametrize(
    "line",
    [
        "Losses are shown in the balance sheet",
        "Consolidated Statements of Income as Other, net expense.",
        "Events after the balance sheet date",
        "Off-balance sheet arrangements",
        "Item 6. Selected Financial Data 31",
        "Report of the auditor on the balance sheet",
    ],
)
def test_a_line_that_says_more_than_a_name_is_no_title(line: str) -> None:
    assert kinds_of(page(line)) == ()


def test_a_title_over_prose_makes_no_page_of_figures() -> None:
    prose = [f"Sentence {n} tells of the year 2024 and of 3,500 pumps that were sold." for n in range(20)]
    assert kinds_of(page("Consolidated Balance Sheets", rows=prose)) == ()
    assert kinds_of("") == ()


def test_a_list_of_many_kinds_is_none_of_them() -> None:
    names = (
        "Consolidated Balance Sheets",
        "Consolidated Statements of Income",
        "Consolidated Statements of Cash Flows",
    )
    assert kinds_of(page(*names)) == ()


def test_a_name_far_down_the_page_is_no_title() -> None:
    assert kinds_of(page(*ROWS, *ROWS, "Consolidated Balance Sheets")) == ()


@pytest.mark.parametrize(
    ("question", "kinds"),
    [
        ("What is the current ratio of Nordwind in 2024?", ("balance_sheet",)),
        ("Is Nordwind a capital-intensive business?", ("balance_sheet", "cash_flow_statement")),
        ("What were the company\u2019s shareholders\u2019 equity and goodwill?", ("balance_sheet",)),
        ("Did the gross margin improve?", ("income_statement",)),
        ("Wie hoch war das Eigenkapital?", ("balance_sheet",)),
        ("How much did the repurchases of shares and capital expenditures cost?", ("cash_flow_statement",)),
        ("How long is the warranty of the pump?", ()),
        ("", ()),
    ],
)
def test_a_question_asks_for_a_kind_by_its_name_or_by_what_stands_there(question: str, kinds: tuple[str, ...]) -> None:
    assert asked_kinds(question) == kinds


def test_words_of_a_kind_find_it_by_ratios_that_do_not_stand_on_it() -> None:
    assert "current ratio" in kind_words(("balance_sheet",))
    assert kind_words(()) == ""
    assert kind_words(("a kind of another version",)) == ""


def test_every_kind_is_asked_for_by_each_of_its_names() -> None:
    for kind in KINDS.values():
        assert kind.words and kind.title.search(kind.words), kind.name
