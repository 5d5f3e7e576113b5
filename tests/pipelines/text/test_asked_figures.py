"""Questions that ask for a figure, in the languages of the wording and beyond, and texts that hold one."""

import pytest

from pipelines.text.asked_figures import asks_for_figure, holds_figure


@pytest.mark.parametrize(
    "question",
    [
        "How much is a parking space?",
        "What are the total current assets of Norda?",
        "When does the lease end?",
        "What was the cash flow from operations (in USD)?",
        "Wie viele Tage Urlaub habe ich?",
        "Wie hoch ist die Geb\u00fchr?",
        "Combien de jours ai-je ?",
        "\u00bfCu\u00e1ntos d\u00edas tengo?",
        "Quanti giorni ho?",
        "\u0421\u043a\u043e\u043b\u044c\u043a\u043e \u0434\u043d\u0435\u0439?",
        "\u623f\u79df\u662f\u591a\u5c11\uff1f",
        "\u5bb6\u8cc3\u306f\u3044\u304f\u3089\u3067\u3059\u304b",
    ],
)
def test_who_asks_for_a_figure_is_understood(question: str) -> None:
    assert asks_for_figure(question)


@pytest.mark.parametrize("question", ["Who approves travel?", "Wer genehmigt Reisen?", "What does the canteen offer?"])
def test_other_questions_ask_for_none(question: str) -> None:
    assert not asks_for_figure(question)


@pytest.mark.parametrize("text", ["Cash | 2025: 12", "1,138 stores at the end of 2025", "Level 2", "in 90 days"])
def test_a_figure_besides_periods_is_seen(text: str) -> None:
    assert holds_figure(text)


@pytest.mark.parametrize(
    "text",
    [
        "Year Ended December 31,\n2025 2024",
        "31 December 2025",
        "Zum 31. Dezember 2024",
        "MAY 31, (In millions) 2025",
        "Assets",
    ],
)
def test_a_period_alone_is_no_figure(text: str) -> None:
    assert not holds_figure(text)
