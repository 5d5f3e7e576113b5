"""Invitations (iCalendar, RFC 5545) in words: what, when, where, who."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from ingest.parsers.calendar_rules import length_words, rule_words
from ingest.parsers.cleaning import clean_line, clean_text
from ingest.parsers.table_lines import BETWEEN

MOST_EVENTS: Final = 5_000
MOST_GUESTS: Final = 100
_DAY_ALONE: Final = len("20260401")
_FOLD: Final = re.compile(r"\r?\n[ \t]")
_MOMENT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$")
_ESCAPED: Final = re.compile(r"\\([nN,;\\])")
_KINDS: Final = frozenset({"VEVENT", "VTODO", "VJOURNAL"})
_SAID: Final = {
    "DTSTART": "Start", "DTEND": "End", "DUE": "Due", "LOCATION": "Location", "ORGANIZER": "Organizer",
    "STATUS": "Status", "DURATION": "Duration", "RRULE": "Repeats", "EXDATE": "Not on", "RDATE": "Also on",
}  # fmt: skip
"""What stands in one row with the event's name, so that it is found and quoted together."""


def calendar_events(text: str) -> Iterator[tuple[str, str]]:
    """(what it is, its row and what is said of it) of each event or task, in order; without alarms and time zones."""
    event: list[tuple[str, str]] | None = None
    around, count = "", 0
    for line in _FOLD.sub("", text.replace("\r\n", "\n")).split("\n"):
        head, _, value = line.partition(":")
        name, _, parameters = head.partition(";")
        name, value = name.strip().upper(), value.strip()
        if name == "BEGIN" and value.upper() in _KINDS and event is None:
            event, around = [], value.upper()
        elif name == "BEGIN" and event is not None:
            event.append(("(", value))
        elif name == "END" and event is not None and value.upper() == around:
            yield _words(event)
            event, count = None, count + 1
            if count == MOST_EVENTS:
                return
        elif event is not None:
            event.append((name, _value(name, parameters, value)))


def _words(event: list[tuple[str, str]]) -> tuple[str, str]:
    own: list[tuple[str, str]] = []
    for name, value in event:
        if name == "(":  # an alarm within: what follows is about that
            break
        own.append((name, value))
    summary = clean_line(next((value for name, value in own if name == "SUMMARY"), ""))
    told = [
        f"{said}: {clean_line(value)}" for key, said in _SAID.items() for name, value in own if name == key and value
    ]
    row = BETWEEN.join([f"Event: {summary}" if summary else "Event", *told])
    lines = [f"Description: {value}" for name, value in own if name == "DESCRIPTION" and value]
    guests = [value for name, value in own if name == "ATTENDEE" and value][:MOST_GUESTS]
    if guests:
        lines.append(f"Guests: {', '.join(guests)}")
    return summary or "Event", clean_text("\n".join([row, *lines]))


def _value(name: str, parameters: str, value: str) -> str:
    if name == "DTEND" and len(value) == _DAY_ALONE:
        return _day_before(value)
    if name in {"DTSTART", "DTEND", "DUE"}:
        return _moment(parameters, value)
    if name in {"EXDATE", "RDATE"}:  # the hour is that of the event
        return ", ".join(_moment("", each).partition(" ")[0] for each in value.split(",")[:MOST_GUESTS])
    if name == "RRULE":
        return rule_words(value)
    if name == "DURATION":
        return length_words(value)
    if name in {"ORGANIZER", "ATTENDEE"}:
        called = re.search(r"CN=\"?([^;:\"]{1,200})", parameters)
        address = re.sub(r"(?i)^mailto:", "", value)
        return f"{called[1].strip()} <{address}>" if called else address
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def _day_before(value: str) -> str:
    """The last day of an event of whole days: the file names the day behind it."""
    try:
        return (datetime.strptime(value, "%Y%m%d") - timedelta(days=1)).date().isoformat()
    except (ValueError, OverflowError):
        return value


def _moment(parameters: str, value: str) -> str:
    moment = _MOMENT.match(value)
    if moment is None:
        return value
    year, month, day, hour, minute, is_utc = moment.groups()
    zone = " UTC" if is_utc else ""
    named = re.search(r"TZID=\"?([^;:\"]{1,80})", parameters)
    zone = zone or (f" ({named[1]})" if named else "")
    return f"{year}-{month}-{day}" + (f" {hour}:{minute}{zone}" if hour else "")
