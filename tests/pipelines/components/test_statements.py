"""Two statements disagree where they are about the same and can't both be right."""

import pytest

from pipelines.components.statements import Statement
from pipelines.types import Passage

QUESTION = "What was net debt in 2024?"


def stated(text: str, name: str = "a.md", title: str = "Rules", *, is_row: bool = False) -> Statement:
    return Statement.of(text, Passage("c", name, name, title, 1, 1, None, text, 1.0), QUESTION, is_row)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The notice period is 3 months.", "The notice period is 5 months."),
        ("Days of leave expire on 31 March.", "Days of leave expire on 30 June."),
        ("Days of leave expire in March.", "Days of leave expire in June."),
        ("Employees may bring dogs into the office.", "Employees may not bring dogs into the office."),
        ("Smoking is allowed on the balcony.", "Smoking is prohibited on the balcony."),
    ],
)
def test_other_figures_months_or_a_denial_of_the_same_disagree(one: str, other: str) -> None:
    assert stated(one).disagrees(stated(other, "b.md"))
    assert stated(other, "b.md").disagrees(stated(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The notice period is 3 months.", "The notice period is 3 months."),
        ("The notice period is 3 months.", "The trial period is 5 weeks."),
        ("Sales were 12 million in 2023.", "Sales were 14 million in 2024."),
        ("Revenue was 5,000 francs.", "Revenue was 5 francs."),
        ("The limit is 10 days.", "The limit is 10 days, 20 for managers."),
        ("Smoking is allowed on the balcony.", "Smoking is prohibited in the lift."),
    ],
)
def test_what_is_the_same_or_about_something_else_agrees(one: str, other: str) -> None:
    assert not stated(one).disagrees(stated(other, "b.md"))


def test_within_one_document_only_sentences_with_one_figure_disagree() -> None:
    assert stated("The notice period is 3 months.").disagrees(stated("The notice period is 5 months."))
    assert not stated("The fee is 3 or 4 francs.").disagrees(stated("The fee is 5 or 6 francs."))
    assert not stated("Hours worked | 2024: 3 | 2023: 4", is_row=True).disagrees(stated("Hours worked were 5 in 2024."))


ROW = "Net debt | 2024: $1,874 | 2023: $2,936"


@pytest.mark.parametrize(
    ("text", "title", "is_row", "disagrees"),
    [
        ("Net debt in 2024 was $2,985.", "Notes on Larkfield report", False, True),
        ("Net debt in 2024 was $1,874.", "Notes on Larkfield report", False, False),
        ("Net debt in 2023 was $2,936.", "Notes on Larkfield report", False, False),
        ("Net debt in 2024 was $2,985.", "Selby yearbook", False, False),
        ("Net debt | 2024: $1,800 | 2023: $2,936", "Larkfield report, restated", True, True),
        ("Net debt | 2024, three months: $1,800 | 2023, three months: $900", "Larkfield report", True, False),
        ("Net debt $1,800 $2,700", "Larkfield report", True, False),
    ],
)
def test_a_row_disagrees_by_its_figure_of_the_asked_year_with_documents_of_its_name(
    text: str, title: str, is_row: bool, disagrees: bool
) -> None:
    row = stated(ROW, "report.pdf", "Larkfield report", is_row=True)
    assert row.disagrees(stated(text, "other.md", title, is_row=is_row)) is disagrees
