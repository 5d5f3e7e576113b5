"""Time in pieces: a day by hours, a week and a month by days, each up to now."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final, Protocol, Self, TypeVar

HOUR: Final = timedelta(hours=1)
DAY: Final = timedelta(days=1)


class Span(StrEnum):
    """How far back a figure looks."""

    DAY = "24h"
    WEEK = "7d"
    MONTH = "30d"


DAYS_OF: Final[Mapping[Span, int]] = {Span.DAY: 1, Span.WEEK: 7, Span.MONTH: 30}


class Tally(Protocol):
    """What was counted in a piece of time; two pieces make a longer one."""

    def __add__(self, other: Self) -> Self:
        """Both together."""
        ...


T = TypeVar("T", bound=Tally)


def pieces_of(count: Callable[[datetime, datetime], T], now: datetime) -> dict[Span, Sequence[T]]:
    """The tallies of each span, oldest first: 24 hours, 7 days, 30 days. Each moment is counted once."""
    hours = [count(now - (n + 1) * HOUR, now - n * HOUR) for n in reversed(range(24))]
    days = [count(now - (n + 1) * DAY, now - n * DAY) for n in reversed(range(1, DAYS_OF[Span.MONTH]))]
    days.append(total(hours))
    return {Span.DAY: hours, Span.WEEK: days[-DAYS_OF[Span.WEEK] :], Span.MONTH: days}


def total(pieces: Sequence[T]) -> T:
    """All of them as one."""
    whole = pieces[0]
    for each in pieces[1:]:
        whole = whole + each
    return whole
