"""Replies in figures: how long they took, how they ended, what they cite, what the check kept back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from math import ceil
from typing import Final, Self

from sqlalchemy import ColumnElement, and_, case, func, select

from bot.records.figures.spans import Span, pieces_of
from pipelines.records.chat_tables import ToldReply
from pipelines.records.database import Database
from pipelines.records.tables import now
from pipelines.types import Outcome

STEP_MS: Final = 50
"""Replies are told apart by so many milliseconds."""
_TIMED: Final = frozenset({Outcome.ANSWERED.value, Outcome.QUOTED.value, Outcome.REFUSED.value})
"""Outcomes of replies whose time counts: talk takes none, and failures are counted as such."""


@dataclass(slots=True)
class ReplyTally:
    """Replies of some time. `steps` counts replies by their length in steps, `askers` what their askers can mend.

    Of `cited` answers `top` cite one of the first passages. Of a model's statements `shown` passed the check, and
    `unsupported` were kept back.
    """

    steps: Counter[int] = field(default_factory=Counter)
    told: int = 0
    failed: int = 0
    askers: int = 0
    cited: int = 0
    top: int = 0
    shown: int = 0
    unsupported: int = 0

    def __add__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(
            self.steps + other.steps,
            self.told + other.told,
            self.failed + other.failed,
            self.askers + other.askers,
            self.cited + other.cited,
            self.top + other.top,
            self.shown + other.shown,
            self.unsupported + other.unsupported,
        )


class ReplyFigures:
    """Reads them. Errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pieces(self) -> dict[Span, Sequence[ReplyTally]]:
        """The tallies of each span, oldest first, up to now."""
        return pieces_of(self._tally, now())

    def _tally(self, begin: datetime, end: datetime) -> ReplyTally:
        within = (ToldReply.told_at > begin, ToldReply.told_at <= end)
        step = ToldReply.reply_ms // STEP_MS
        timed = select(step, func.count()).where(*within, ToldReply.outcome.in_(_TIMED)).group_by(step)
        failed = ToldReply.outcome == Outcome.FAILED.value
        counted = select(
            func.count(),
            _count_of(failed, ToldReply.is_askers.is_(False)),
            _count_of(failed, ToldReply.is_askers.is_(True)),
            _count_of(ToldReply.cited != ""),
            _count_of(ToldReply.cited == "top"),
            func.coalesce(func.sum(ToldReply.sentences), 0),
            func.coalesce(func.sum(ToldReply.unsupported), 0),
        ).where(*within)
        with self._database.reading() as session:
            steps = Counter({int(each): count for each, count in session.execute(timed)})
            return ReplyTally(steps, *(int(each) for each in session.execute(counted).one()))


def _count_of(*conditions: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((and_(*conditions), 1), else_=0)), 0)


def percentile(steps: Counter[int], share: float) -> int | None:
    """The step below which this share of what was counted ended; None where nothing was."""
    rank, passed = ceil(share * steps.total()), 0
    for step in sorted(steps):
        passed += steps[step]
        if passed >= rank:
            return step
    return None
