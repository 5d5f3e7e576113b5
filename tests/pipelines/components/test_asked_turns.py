"""What a question takes for granted: the evidence has to say it in its unit, and not the other way round."""

import pytest

from pipelines.checking.sentence_cover import Covered, SentenceCover
from pipelines.components.asked_turns import is_turned, missing_unit
from pipelines.text.lexical_cover import AskedWords

MANUAL = "The shelf holds 40 kg. The trial period lasts three weeks. The oil is changed every 500 hours."
RULES = """Employees may carry over 5 days of leave.

Sales of spare parts increased by 4% last year.

The lowest score was 12 points.

The sun shines.

"""
DENIALS = "Contractors can't carry over leave.\n\nThe warranty covers the motor; parts such as batteries are excluded."


def near(question: str, text: str) -> tuple[Covered, ...]:
    return SentenceCover.of(AskedWords.of(question), [(text, "")]).near


@pytest.mark.parametrize(
    ("question", "missing"),
    [
        ("What does the shelf hold, in parsecs?", "parsecs"),
        ("How many litres does the shelf hold?", "litres"),
        ("What does the shelf hold, in grams?", ""),
        ("How many days does the trial period last?", ""),
        ("How many hours until the oil is changed?", ""),
        ("How many people work on the shelf?", ""),
    ],
)
def test_a_figure_is_there_in_its_unit_or_in_one_that_can_be_converted(question: str, missing: str) -> None:
    assert missing_unit(question, near(question, MANUAL), [MANUAL]) == missing


@pytest.mark.parametrize(
    "question",
    [
        "How many days of leave may employees not carry over?",
        "How many days of leave may employees no longer carry over?",
        "By how much did sales of spare parts fall last year?",
        "What was the highest score?",
    ],
)
def test_what_stands_there_the_other_way_round_is_no_answer(question: str) -> None:
    assert is_turned(question, near(question, RULES))


@pytest.mark.parametrize(
    "question",
    [
        "Who may not carry over leave?",
        "Which parts does the warranty not cover?",
        "By how much did sales of spare parts increase last year?",
        "By how much did sales rise more than they fell?",
        "What was the lowest score?",
        "What happens if I do not carry over my days of leave?",
        "Isn't leave carried over?",
        "Why did sales of spare parts not increase?",
        "Wie viele Tage dürfen nicht übertragen werden?",
    ],
)
def test_what_is_denied_there_too_or_asked_of_conditions_and_reasons_may_be_answered(question: str) -> None:
    assert not is_turned(question, near(question, RULES + DENIALS))


def test_without_any_sentence_nothing_is_turned() -> None:
    assert not is_turned("What did not happen?", ())
