"""A file on its way waits, is held by a worker for a while, or has ended."""

from sqlalchemy import and_, or_, select

from bot.invariants.invariant import OVERDUE, SETTLED, Invariant, World
from ingest.job import ACTIVE, JobState
from pipelines.records.job_tables import Job

_ACTIVE = [state.value for state in ACTIVE]


def _violations(world: World) -> int:
    unheld = or_(Job.owner.is_(None), Job.lease_until.is_(None), Job.lease_until < world.at - SETTLED)
    waits_for_nothing = and_(Job.queued_at < world.at - OVERDUE, Job.started_at.is_(None))
    return world.count(
        select(Job.id).where(Job.state == JobState.RUNNING.value, unheld),
        select(Job.id).where(Job.state == JobState.QUEUED.value, waits_for_nothing),
        select(Job.id).where(Job.state.in_(_ACTIVE), Job.finished_at.is_not(None)),
        select(Job.id).where(Job.state.not_in(_ACTIVE), Job.finished_at.is_(None)),
    )


INVARIANT = Invariant(
    "jobs_have_a_lease_or_an_end",
    "A file is on its way for ever: no worker holds it, none takes it, or its end was not written down.",
    _violations,
)
