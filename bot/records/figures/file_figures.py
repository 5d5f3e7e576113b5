"""Files on their way and how they ended, of all shelves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, Self

from sqlalchemy import ColumnElement, Integer, cast, func, select

from bot.records.figures.spans import DAY, Span, pieces_of
from ingest.job import ACTIVE, JobState, JobView
from ingest.job_rows import moment, view
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import now

READY: Final = (JobState.READY, JobState.READY_WITH_WARNINGS)
FAILED: Final = (JobState.FAILED, JobState.QUARANTINED)


@dataclass(slots=True)
class FileTally:
    """Files that ended in some time: the `seconds` that those took which became searchable, and how many `failed`."""

    seconds: Counter[int] = field(default_factory=Counter)
    failed: int = 0

    def __add__(self, other: Self) -> Self:
        """Both together."""
        return type(self)(self.seconds + other.seconds, self.failed + other.failed)


@dataclass(frozen=True, slots=True)
class ListedJob:
    """A job, and the labels that its file is for."""

    job: JobView
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilesNow:
    """Files that wait, run, are stuck; the first of those under way, those that failed last, how many in a day.

    `oldest` is since when the one waits that waits longest.
    """

    waiting: int
    running: int
    stuck: int
    oldest: datetime | None
    failed_lately: int
    active: tuple[ListedJob, ...]
    failed: tuple[ListedJob, ...]


class FileFigures:
    """Reads them. Errors of the database pass through. Jobs that ended a month ago are gone."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def pieces(self) -> dict[Span, Sequence[FileTally]]:
        """The tallies of each span, oldest first, up to now; repairs by ourselves don't count."""
        return pieces_of(self._tally, now())

    def _tally(self, begin: datetime, end: datetime) -> FileTally:
        within = (Job.finished_at > begin, Job.finished_at <= end, Job.place != "", Job.state.in_((*READY, *FAILED)))
        took = _seconds_in(self._database.engine.dialect.name)
        tally = FileTally()
        with self._database.reading() as session:
            counted = select(Job.state, took, func.count()).where(*within).group_by(Job.state, took)
            for state, seconds, count in session.execute(counted):
                if state in READY:
                    tally.seconds[max(0, int(seconds))] += count
                else:
                    tally.failed += count
        return tally

    def now(self, most: int) -> FilesNow:
        """What is under way, and what failed; at most so many of each are listed."""
        active = select(Job).where(Job.state.in_(ACTIVE)).order_by(Job.state.desc(), Job.queued_at).limit(most)
        failed = select(Job).where(Job.state.in_(FAILED), Job.finished_at.is_not(None))
        newest = failed.order_by(Job.finished_at.desc(), Job.id).limit(most)
        states = select(Job.state, func.count(), func.min(Job.queued_at)).where(Job.state.in_(ACTIVE))
        with self._database.reading() as session:
            at = moment(session)
            found = {state: (count, oldest) for state, count, oldest in session.execute(states.group_by(Job.state))}
            late = select(func.count()).where(Job.state == JobState.RUNNING, Job.lease_until < at)
            lately = select(func.count()).where(Job.state.in_(FAILED), Job.finished_at > at - DAY)
            waiting, oldest = found.get(JobState.QUEUED, (0, None))
            return FilesNow(
                waiting=waiting,
                running=found.get(JobState.RUNNING, (0, None))[0],
                stuck=session.scalar(late) or 0,
                oldest=oldest,
                failed_lately=session.scalar(lately) or 0,
                active=tuple(_listed(row, at) for row in session.scalars(active)),
                failed=tuple(_listed(row, at) for row in session.scalars(newest)),
            )


def _listed(row: Any, at: datetime) -> ListedJob:
    return ListedJob(view(row, at), tuple(map(str, row.labels)))


def _seconds_in(dialect: str) -> ColumnElement[int]:
    """The whole seconds that a job took, rounded up: a file isn't ready sooner than it is told.

    They are counted where they lie: a month of a large team is too much to fetch for a page.
    """
    if dialect == "postgresql":
        return func.ceil(func.date_part("epoch", Job.finished_at - Job.created_at))
    days = func.julianday(Job.finished_at) - func.julianday(Job.created_at)
    milliseconds = cast(func.round(days * DAY.total_seconds() * 1000), Integer)
    return (milliseconds + 999) // 1000
