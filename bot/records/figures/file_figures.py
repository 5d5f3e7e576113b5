"""Files on their way and how they ended, of all shelves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final, Self

from sqlalchemy import func, select

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
        asked = select(Job.state, Job.created_at, Job.finished_at).where(
            Job.finished_at > begin, Job.finished_at <= end, Job.place != ""
        )
        tally = FileTally()
        with self._database.reading() as session:
            for state, created_at, finished_at in session.execute(asked):
                if state in READY and finished_at is not None:
                    tally.seconds[_seconds(finished_at - created_at)] += 1
                tally.failed += state in FAILED
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


def _seconds(took: timedelta) -> int:
    """Whole seconds, rounded up: a file isn't ready sooner than it is told."""
    return max(0, -int(-took.total_seconds() // 1))
