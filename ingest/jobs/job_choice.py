"""Which job comes next: small files before large ones, then whose turn it is among teams and uploads, then age."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from ingest.job import ACTIVE, JobState
from pipelines.records.job_tables import Job

SMALL_BYTES = 5_000_000
"""A file up to this size goes before larger ones: it is read in seconds."""
PATIENCE = timedelta(minutes=15)
"""A larger file that has waited this long counts as a small one, so that it isn't overtaken for ever."""
RECENT = timedelta(minutes=10)
"""Jobs begun in this time count as a team's or an upload's turns."""


def next_job(at: datetime) -> Select[Job]:
    """The job that should be taken now, locked; other workers' locked rows are passed over.

    A document's jobs run one after the other, in the order in which they were shared.
    """
    teams, uploads = _turns(Job.team, at), _turns(Job.upload, at)
    small = or_(Job.bytes <= SMALL_BYTES, Job.queued_at <= at - PATIENCE)
    return (
        select(Job)
        .outerjoin(teams, teams.c.whose == Job.team)
        .outerjoin(uploads, uploads.c.whose == Job.upload)
        .where(claimable(at))
        .order_by(
            case((small, 0), else_=1),
            func.coalesce(teams.c.turns, 0),
            func.coalesce(uploads.c.turns, 0),
            Job.queued_at,
            Job.id,
        )
        .limit(1)
        .with_for_update(skip_locked=True, of=Job)
    )


def claimable(at: datetime) -> ColumnElement[bool]:
    """The condition that a job waits, is due, and no older job of its document is unfinished."""
    older = aliased(Job)
    blocked = (
        select(older.id)
        .where(
            older.document_id == Job.document_id,
            older.state.in_(ACTIVE),
            older.id != Job.id,
            or_(
                older.state == JobState.RUNNING,
                older.queued_at < Job.queued_at,
                and_(older.queued_at == Job.queued_at, older.id < Job.id),
            ),
        )
        .exists()
    )
    due = or_(Job.not_before.is_(None), Job.not_before <= at)
    return and_(Job.state == JobState.QUEUED, due, ~blocked)


def _turns(whose: InstrumentedAttribute[str], at: datetime) -> Subquery:
    """How many jobs of each team, or of each upload, run or have begun lately."""
    took_part = or_(Job.state == JobState.RUNNING, Job.started_at > at - RECENT)
    return select(whose.label("whose"), func.count().label("turns")).where(took_part).group_by(whose).subquery()
