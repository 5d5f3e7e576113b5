"""What a question names: told from words that merely have a capital."""

import pytest

from pipelines.text.asked_names import AskedNames


@pytest.mark.parametrize(
    ("question", "names", "years"),
    [
        ("Does Globex have positive working capital based on FY2022 data?", ("Globex",), ("2022",)),
        ("What did ZKM spend between FY21 and 2023?", ("ZKM",), ("2021", "2023")),
        ("Highest revenue in the UK?", (), ()),
        ("What is the CEO paid?", (), ()),
        ("What Is The Notice Period Here?", (), ()),
        ("WHAT IS THE NOTICE PERIOD?", (), ()),
        ("Wann ist der Fahrradkeller geöffnet?", (), ()),
        ("Wie hoch ist der Umsatz von ZKM?", ("ZKM",), ()),
        ("What happened on 2024-05-06?", (), ()),
        ("\u00bfD\u00f3nde se aparcan las bicicletas?", (), ()),
        ("Entonces, \u00bfCu\u00e1nto cuesta el pase? \u00a1Gracias!", (), ()),
        ("\u00bfCu\u00e1nto gast\u00f3 Globex?", ("Globex",), ()),
        ("What to do with F 733?", (), ()),
    ],
)
def test_names_and_years(question: str, names: tuple[str, ...], years: tuple[str, ...]) -> None:
    asked = AskedNames.of(question)
    assert (asked.names, asked.years) == (names, years)
