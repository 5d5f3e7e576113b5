"""Questions for a figure that has to be computed."""

import pytest

from pipelines.text.asked_computation import asks_to_compute


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What is the current ratio of Acme in 2023?", True),
        ("How much higher is the accuracy of A than that of B?", True),
        ("How many more days does B get?", True),
        ("By how much did revenue grow? Give the percentage change.", True),
        ("What is the difference between both fees?", True),
        ("Wie hoch ist die Marge?", True),
        ("Wie viel mehr Tage hat B?", True),
        ("How many vacation days carry over?", False),
        ("Who signs the lease?", False),
        ("Wer unterschreibt den Vertrag?", False),
        ("", False),
    ],
)
def test_a_ratio_a_change_a_difference_a_sum_or_an_average_is_computed(question: str, expected: bool) -> None:
    assert asks_to_compute(question) is expected
