"""Currencies: which one a question asks for, and which ones a text has."""

import pytest

from pipelines.text.currencies import asked_currency, currencies


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("What was net debt in 2022, in euros?", "EUR"),
        ("What is the total (in USD) of all fees?", "USD"),
        ("How much is that in pounds sterling?", "GBP"),
        ("Wie hoch ist die Miete in Euro?", "EUR"),
        ("How much did it cost in total?", ""),
        ("Which fees are due in dollars and cents of the day?", ""),
        ("How many pounds of flour are in stock?", ""),
    ],
)
def test_a_question_asks_for_a_currency_where_it_says_in_which(question: str, code: str) -> None:
    assert asked_currency(question) == code


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Net sales were $4.1 million.", {"USD"}),
        ("Die Miete beträgt 900 \u20ac, in EUR.", {"EUR"}),
        ("A$12 or 12 Australian dollars", {"AUD"}),
        ("45 Swiss francs and Rs. 300", {"CHF", "INR"}),
        ("Net sales 4,120", set()),
    ],
)
def test_signs_codes_and_words_name_a_currency(text: str, codes: set[str]) -> None:
    assert currencies(text) == codes
