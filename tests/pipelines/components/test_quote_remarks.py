"""Quotes that need a word beside them: rows of a list, and documents that differ in their figures."""

from dataclasses import replace
from datetime import date

import pytest

from pipelines.components.quoter import Quoter
from pipelines.types import Passage, Remark

ROWS = "\n".join(
    f"Order: B-{n} | Buyer: {buyer} | Date: {day} | Total: {total} | State: {state}"
    for n, buyer, day, total, state in (
        (1, "Alba", "2026-01-12", "1.250,00", "shipped"),
        (2, "Brix", "2026-01-30", "840,50", "waiting"),
        (3, "Alba", "2026-02-14", "2.100,00", "waiting"),
        (4, "Cors", "2026-03-03", "399,90", "shipped"),
        (5, "Brix", "2026-03-20", "1.015,00", "waiting"),
    )
)


def passage(text: str, name: str = "orders.csv", number: int = 1, day: date | None = None) -> Passage:
    return Passage(f"c{number}{name}", name, name, name.split(".")[0], number, number, None, text, 1.0, date=day)


def orders(question: str, *texts: str) -> tuple[list[str], list[Remark]]:
    result = Quoter().run(question, [passage(text, number=n) for n, text in enumerate(texts or (ROWS,), 1)])
    rows = [row for quote in result["quotes"] for row in quote.text.split(" \u2026 ")]
    return [row.partition(" | ")[0] for row in rows], result["remarks"]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("Which orders are waiting?", ["B-2", "B-3", "B-5"]),
        ("List the orders of Alba", ["B-1", "B-3"]),
        ("Which orders were made in March 2026?", ["B-4", "B-5"]),
        ("Which orders have a total of 1,015?", ["B-5"]),
        ("Which orders of Brix are waiting?", ["B-2", "B-5"]),
    ],
)
def test_all_rows_that_fit_are_shown_and_no_others(question: str, rows: list[str]) -> None:
    shown, remarks = orders(question)
    assert shown == [f"Order: {row}" for row in rows]
    assert remarks == []


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("How much did Brix order?", ["B-2", "B-5"]),
        ("What is the total of Alba in February 2026?", ["B-3"]),
        ("What is the total of Cors?", ["B-4"]),
    ],
)
def test_what_several_rows_tell_of_a_name_is_shown_whole(question: str, rows: list[str]) -> None:
    shown, remarks = orders(question)
    assert [row.removeprefix("Order: ") for row in shown] == rows
    assert remarks == []


def test_rows_of_a_name_never_stand_in_for_the_sentence_that_answers() -> None:
    shown, _ = orders("When does Brix pay its orders?", f"Brix pays its orders at the end of each quarter.\n\n{ROWS}")
    assert shown[0].startswith("Brix pays")


def test_part_of_the_rows_is_said_to_be_part() -> None:
    many = "\n".join(f"Order: B-{n} | Buyer: Alba | State: {('waiting', 'shipped')[n % 2]}" for n in range(80))
    shown, (remark,) = orders("Which orders are waiting?", many)
    assert remark == Remark("rows_shown", (("shown", len(shown)), ("fits", 40)))
    assert 0 < len(shown) < 40


def test_rows_that_two_passages_share_are_shown_once() -> None:
    shown, _ = orders("Which orders are waiting?", ROWS, ROWS)
    assert shown == ["Order: B-2", "Order: B-3", "Order: B-5"]


def test_where_not_all_was_read_there_may_be_more() -> None:
    texts = [f"Order: C-{n} | Buyer: Alba | State: waiting\nOrder: D-{n} | Buyer: Brix | State: sent" for n in range(8)]
    shown, (remark,) = orders("Which orders are waiting?", *texts)
    assert remark == Remark("rows_may_be_more", (("shown", len(shown)),))


def test_a_question_for_one_thing_gets_one_row() -> None:
    result = Quoter().run("What is the state of B-4?", [passage(ROWS)])
    assert result["quotes"][0].text.startswith("Order: B-4 | ")
    assert "B-3" not in result["quotes"][0].text


OLD, NEW = (
    "The allowance is 24 francs a day and 12 on arrival.",
    "The allowance is 28 francs a day and 14 on arrival.",
)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (passage(OLD, "rules-2023.md"), passage(NEW, "rules-2025.md")),
        (passage(OLD, "rules.md", day=date(2023, 1, 1)), passage(NEW, "new rules.md", day=date(2025, 3, 1))),
    ],
)
def test_documents_that_differ_in_figures_are_both_shown_the_newest_first(old: Passage, new: Passage) -> None:
    result = Quoter().run("What is the allowance a day?", [old, new])
    assert [quote.passage.document for quote in result["quotes"]] == [new.document, old.document]
    (remark,) = result["remarks"]
    assert remark.key == "versions_differ"
    assert "2025" in str(dict(remark.values)["newer"])


def test_what_holds_now_is_from_the_newest_alone() -> None:
    both = [passage(OLD, "rules-2023.md"), passage(NEW, "rules-2025.md")]
    result = Quoter().run("What is the current allowance a day?", both)
    assert [quote.text for quote in result["quotes"]] == [NEW]
    assert [remark.key for remark in result["remarks"]] == ["versions_older"]


def test_without_dates_it_is_said_that_they_disagree_and_nothing_of_age() -> None:
    result = Quoter().run("What is the allowance a day?", [passage(OLD, "a.md"), passage(NEW, "b.md")])
    assert len(result["quotes"]) == 2
    assert result["remarks"] == [Remark("sources_disagree", (("first", "a"), ("second", "b")))]


def test_what_contradicts_in_the_same_document_or_far_down_is_shown_beside() -> None:
    pages = [
        passage("The notice period is 3 months.", "lease.md"),
        replace(passage("The rent is due on the third of each month.", "lease.md", 2), score=0.9),
        replace(passage("The notice period is 5 months.", "lease.md", 3), score=0.6),
    ]
    result = Quoter().run("What is the notice period?", pages)
    assert [quote.passage.page for quote in result["quotes"]] == [1, 3]
    assert result["remarks"] == [Remark("pages_disagree", (("document", "lease"),))]


def test_what_only_resembles_far_down_is_not_shown() -> None:
    pages = [
        passage("The notice period is 3 months.", "lease.md"),
        replace(passage("The notice board is on floor 3, the period of its use is open.", "house.md", 2), score=0.6),
    ]
    assert len(Quoter().run("What is the notice period?", pages)["quotes"]) == 1


def test_a_short_sentence_disagrees_whatever_stands_beside_it() -> None:
    pages = [
        passage("The default address is 17. The rate is set on the back of the pump.", "manual.md"),
        passage("The default address is 41.", "notes on manual.md"),
    ]
    result = Quoter().run("What is the default address?", pages)
    assert len(result["quotes"]) == 2
    assert [each.key for each in result["remarks"]] == ["sources_disagree"]


@pytest.mark.parametrize(
    ("question", "rows"),
    [
        ("orders with a date in March", ["B-4", "B-5"]),
        ("shipped orders, date 12 January 2026", ["B-1"]),
        ("waiting orders", ["B-2", "B-3", "B-5"]),
        ("order B-4", ["B-4"]),
    ],
)
def test_a_phrase_wants_all_rows_that_are_so(question: str, rows: list[str]) -> None:
    assert orders(question)[0] == [f"Order: {row}" for row in rows]


def test_a_date_is_looked_for_below_the_head_that_is_asked_for() -> None:
    loans = "\n".join(
        f"Loan: L-{n} | Lent: {lent} | Returned: {returned}"
        for n, lent, returned in (
            (1, "2026-02-03", "2026-03-09"),
            (2, "2026-03-11", "2026-04-02"),
            (3, "2026-03-30", "2026-05-07"),
            (4, "2026-04-01", "2026-04-20"),
        )
    )
    assert orders("Which loans were returned in March?", loans)[0] == ["Loan: L-1"]
    assert orders("Which were lent in March?", loans)[0] == ["Loan: L-2", "Loan: L-3"]


def test_a_sentence_beside_a_line_of_its_document_counts_as_said() -> None:
    """The quote may be found for the line that it begins with, which is no sentence, and show the figure."""
    told = ((2022, 7), (2024, 9))
    opening = "# Fees {0}\nValid from 1 May {0}.\n\nThe entry fee is {1} euros. Dogs pay half."
    texts = [opening.format(year, fee) for year, fee in told]
    found = [passage(text, f"fees-{year}.txt") for text, year in zip(texts, (2022, 2024), strict=True)]
    result = Quoter().run("What is the entry fee?", found)
    assert [remark.key for remark in result["remarks"]] == ["versions_differ"]


def test_a_firm_is_named_without_its_legal_form() -> None:
    shown, _ = orders("What did Alba order?", ROWS.replace("Alba", "Alba GmbH"))
    assert shown == ["Order: B-1", "Order: B-3"]
