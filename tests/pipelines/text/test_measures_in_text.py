"""Units of measure: which one a question asks for, and which ones a text has."""

import pytest

from pipelines.text.measures_in_text import asked_measure, is_convertible, measured, measures


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many weeks of leave are there?", "week"),
        ("What is the clearance of the shelf, in metres?", "metre"),
        ("What is the deposit (in parsecs)?", "parsec"),
        ("Wie viele Stunden dauert die Schulung?", "hour"),
        ("How many people work there?", ""),
        ("What was sold in stores?", ""),
        ("In days of old, what was there?", ""),
    ],
)
def test_a_question_asks_for_a_unit_where_it_counts_it_or_says_in_which(question: str, unit: str) -> None:
    assert asked_measure(question)[0] == unit


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("The pump weighs 12 kg and runs at 6 bar.", {"kilogram", "bar"}),
        ("Within 14 days of the end of the lease", {"day"}),
        ("12 m wide, 40\u00b0C", {"metre", "celsius"}),
        ("See section a, point v: m and l are letters.", set()),
    ],
)
def test_a_text_has_a_unit_by_its_word_or_by_its_short_form_behind_a_figure(text: str, units: set[str]) -> None:
    assert measures(text) == units


def test_what_measures_the_same_can_be_converted() -> None:
    assert is_convertible("week", frozenset({"day"}))
    assert not is_convertible("week", frozenset({"kilogram"}))
    assert not is_convertible("parsec", frozenset({"day"}))


@pytest.mark.parametrize("written", ["24 V", "24V", "at 24 volts", "24.0 h and 24 volt"])
def test_a_figure_with_its_unit_is_the_same_however_the_unit_is_written(written: str) -> None:
    assert ("24", "volt") in measured(written)
    assert ("24", "watt") not in measured(written)
