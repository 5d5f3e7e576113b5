"""What Teams takes in one message, and how much of something fits into one."""

import json
from collections.abc import Callable
from typing import Final

from bot.teams.render.teams_message import Json, TeamsMessage, activity_of

LONGEST_MESSAGE: Final = 80_000
"""Bytes of an activity; Teams takes some 100 KB, ids and all."""
LONGEST_CARD: Final = 28_000
"""Bytes of a card."""
MOST_CITATIONS: Final = 10
LONGEST_SOURCE: Final = 80
LONGEST_ABSTRACT: Final = 160
MOST_SUGGESTIONS: Final = 3


def size(value: Json) -> int:
    """Bytes that JSON takes: in UTF-16, as Teams counts, or with escapes, as it may be sent, whichever is more."""
    shown = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return max(len(json.dumps(value, separators=(",", ":"))), len(shown.encode("utf-16-le", "surrogatepass")))


def fits(message: TeamsMessage) -> bool:
    """Whether Teams takes the message."""
    card = message.card is None or size(message.card) <= LONGEST_CARD
    return card and size(activity_of(message)) <= LONGEST_MESSAGE


def most_that_fit(count: int, made: Callable[[int], TeamsMessage], least: int = 0) -> int:
    """The largest number from `least` to `count` for which `made` makes a message that Teams takes; else `least`."""
    if fits(made(count)):
        return count
    low, high = least, max(count - 1, least)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(made(middle)):
            low = middle
        else:
            high = middle - 1
    return low
