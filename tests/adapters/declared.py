"""Which tests of the list a chat is let off: those of rows that are declared impossible there, and no others."""

import re

from tests.adapters.rows import BY_NUMBER

_NUMBERS = re.compile(r"test_((?:[a-l]\d+_)+)")


def numbers_of(test: str) -> list[str]:
    """The rows that a test judges, by its name: `test_g1_g2_…`; none where it judges no row."""
    found = _NUMBERS.match(test)
    return [each.upper() for each in found.group(1).split("_") if each] if found else []


def let_off(test: str, chat: str) -> str:
    """Why a chat is let off a test: empty where one of its rows has to hold there."""
    if not chat:
        return ""
    ways = [BY_NUMBER[number].way(chat) for number in numbers_of(test) if number in BY_NUMBER]
    if not ways or any(way.kind != "impossible" for way in ways):
        return ""
    return f"Declared impossible in {chat}: {' '.join(way.reason for way in ways)}"


def complaint(test: str, chat: str, reason: str) -> str:
    """What is wrong with a test that was skipped for this reason; empty where it was let off."""
    declared = let_off(test, chat)
    if declared and declared in reason:
        return ""
    return f"{test} was skipped, which is not declared in rows.py: {reason}"
