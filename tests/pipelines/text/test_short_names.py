"""Abbreviations in questions, and the words of a title that they are made of."""

import pytest

from pipelines.text.short_names import abbreviations, written_out


@pytest.mark.parametrize(
    ("short", "title", "words"),
    [
        ("AMEX", "American Express 2022 10-K", ["American", "Express"]),
        ("P&G", "Procter & Gamble Annual Report", ["Procter", "Gamble"]),
        ("BoA", "Bank of America Annual Report", ["Bank", "America"]),
        ("JPM", "JPMorgan Chase", []),
        ("NSO", "National Space and Ocean Survey", ["National", "Space", "Ocean"]),
        ("AMEX", "Express American", []),
        ("AMEX", "Amexia Handbook", []),
        ("AMEX", "", []),
    ],
)  # fmt: skip
def test_an_abbreviation_is_made_of_the_starts_of_words_that_follow_each_other(
    short: str, title: str, words: list[str]
) -> None:
    assert written_out([short], title) == words


def test_words_of_mostly_capitals_are_abbreviations() -> None:
    assert abbreviations("Does AMEX beat P&G, BoA or Visa in the US by FY2022-24?") == ("AMEX", "P&G", "BoA")
