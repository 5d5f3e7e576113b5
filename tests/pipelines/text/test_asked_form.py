"""What a question says of the form of its answer isn't searched; all else is."""

import pytest

from pipelines.text.asked_form import without_form

RATIO = "What is the current ratio of Nordwind in 2024?"


@pytest.mark.parametrize(
    "form",
    [
        "Round your answer to two decimal places.",
        "Please state answer in USD millions.",
        "Answer in millions",
        "Return me an integer.",
        "Answer 'yes' or 'no'.",
        "If the ratio is not a useful metric for such a company, then please state that and explain why.",
        "Bitte antworte in Millionen.",
    ],
)
def test_a_sentence_about_the_form_is_left_out(form: str) -> None:
    assert without_form(f"{RATIO} {form}") == RATIO


@pytest.mark.parametrize(
    "question",
    [
        RATIO,
        f"{RATIO} Answer the question by the balance sheet, in USD millions.",
        "Answer in millions.",
        "Give me the number of pumps sold in 2024.",
        "What happens if the deposit is not paid?",
        "If a pump is not sealed, what does it show? Which answer does the manual give?",
        "Report the losses of 2024. State the reasons.",
        "",
        "...",
    ],
)
def test_what_says_what_is_asked_stays(question: str) -> None:
    assert without_form(question) == question
