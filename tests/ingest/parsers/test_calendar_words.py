"""Events of a calendar are told in words: when they repeat, when not, how long they take."""

import pytest

from ingest.parsers.calendar_rules import length_words, rule_words
from ingest.parsers.calendar_words import calendar_events


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY;COUNT=10", "every day 10 times"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR;WKST=MO", "every second week on Tuesday and Friday"),
        (
            "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;UNTIL=20270331T215959Z",
            "every week from Monday to Friday until 2027-03-31",
        ),
        ("FREQ=MONTHLY;BYDAY=3WE", "every month on the third Wednesday"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last working day"),
        ("FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1,15", "every 3 months on day 1 and day 15"),
        ("FREQ=YEARLY;BYMONTH=11;BYDAY=-1SU", "every year on the last Sunday in November"),
        ("FREQ=YEARLY;BYWEEKNO=20", "FREQ=YEARLY;BYWEEKNO=20"),
        ("FREQ=MONTHLY;BYDAY=9XX", "FREQ=MONTHLY;BYDAY=9XX"),
        ("FREQ=YEARLY;BYMONTH=13", "FREQ=YEARLY;BYMONTH=13"),
        ("soon", "soon"),
    ],
)
def test_a_rule_is_said_in_words_or_left_as_it_is(rule: str, said: str) -> None:
    assert rule_words(rule) == said


@pytest.mark.parametrize(
    ("length", "said"),
    [("PT45M", "45 minutes"), ("PT1H30M", "1 hour 30 minutes"), ("P2D", "2 days"), ("P1W", "1 week"), ("x", "x")],
)
def test_a_length_is_said_in_words(length: str, said: str) -> None:
    assert length_words(length) == said


def row(*lines: str) -> str:
    text = "\r\n".join(["BEGIN:VCALENDAR", "BEGIN:VEVENT", "SUMMARY:Market", *lines, "END:VEVENT", "END:VCALENDAR"])
    [(_, words)] = calendar_events(text)
    return words.removeprefix("Event: Market | ")


def test_an_event_of_whole_days_ends_on_its_last_day() -> None:
    """The file names the day behind it."""
    said = row("DTSTART;VALUE=DATE:20261204", "DTEND;VALUE=DATE:20261207")
    assert said == "Start: 2026-12-04 | End: 2026-12-06"
    assert row("DTSTART:20261204T080000", "DTEND:20261204T100000") == "Start: 2026-12-04 08:00 | End: 2026-12-04 10:00"


def test_days_on_which_it_does_not_take_place_are_told() -> None:
    said = row("DTSTART:20261204T080000Z", "RRULE:FREQ=WEEKLY", "EXDATE:20261225T080000Z,20270101T080000Z")
    assert said == "Start: 2026-12-04 08:00 UTC | Repeats: every week | Not on: 2026-12-25, 2027-01-01"
