"""The day that people mean by "since": counted back, or written as a date; what is no day is none."""

from datetime import date

import pytest

from bot.wording.asked_of_bot import AskedKind, asked_of_bot
from bot.wording.asked_since import day_since

SATURDAY = date(2026, 11, 28)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("the last 7 days", date(2026, 11, 21)),
        ("two weeks", date(2026, 11, 14)),
        ("3 days ago", date(2026, 11, 25)),
        ("drei tagen", date(2026, 11, 25)),
        ("einer woche", date(2026, 11, 21)),
        ("20 november", date(2026, 11, 20)),
        ("3 december", date(2025, 12, 3)),
        ("1 may 2026", date(2026, 5, 1)),
        ("20.11", date(2026, 11, 20)),
        ("20.11.2026", date(2026, 11, 20)),
        ("the lease", None),
        ("31.2", None),
        ("the meeting on 3 may", None),
        ("many days", None),
    ],
)
def test_a_day_is_told_from_other_words(said: str, day: date | None) -> None:
    assert day_since(said, SATURDAY) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("What has changed in the last 7 days?", date(2026, 11, 21)),
        ("what's new since 20 November", date(2026, 11, 20)),
        ("Was ist neu seit drei Tagen?", date(2026, 11, 25)),
        ("Was hat sich seit letzter Woche geändert?", date(2026, 11, 21)),
    ],
)
def test_what_is_new_can_be_asked_since_any_day(text: str, day: date) -> None:
    asked = asked_of_bot(text, SATURDAY)
    assert asked is not None
    assert (asked.kind, asked.since) == (AskedKind.NEW, day)


def test_what_is_new_in_a_document_is_a_question_for_it() -> None:
    assert asked_of_bot("What is new in the lease?", SATURDAY) is None
