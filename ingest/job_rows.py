"""What transactions over jobs share: the database's clock, the steps that are recorded, and a row as people see it."""

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Interval, delete, func, literal, select, type_coerce
from sqlalchemy.orm import Session

from ingest.job import Incoming, JobState, JobView
from pipelines.records.job_tables import Job, JobEvent
from pipelines.records.tables import UtcTime, now
from pipelines.tracing import carried
from pipelines.types import Unit

KEPT_STEPS = 100
"""Steps of a job that are kept; older ones are dropped as new ones come."""


def moment(session: Session) -> datetime:
    """This moment by the database's clock, so that machines whose clocks differ agree on who is late."""
    if session.get_bind().dialect.name != "postgresql":
        return now()
    read: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return read.astimezone(UTC)


def moment_in(session: Session, later: timedelta = timedelta()) -> ColumnElement[datetime]:
    """The same, so much `later`, as a part of a statement: it costs no step to the server of its own."""
    if session.get_bind().dialect.name != "postgresql":
        return literal(now() + later, UtcTime)
    at: ColumnElement[datetime] = func.statement_timestamp(type_=UtcTime)
    return type_coerce(at + literal(later, Interval), UtcTime) if later else at


def record_step(session: Session, job: Job, at: datetime) -> None:
    """Adds the job's present state to its steps."""
    job.events += 1
    session.add(
        JobEvent(
            job_id=job.id,
            seq=job.events,
            at=at,
            state=job.state,
            stage=job.stage,
            done=job.done,
            total=job.total,
            reason=job.reason,
        )
    )
    if job.events > KEPT_STEPS:
        session.execute(delete(JobEvent).where(JobEvent.job_id == job.id, JobEvent.seq <= job.events - KEPT_STEPS))


def queue_again(job: Job, not_before: datetime | None = None) -> None:
    """Lets a job go, so that a worker takes it at `not_before` or later."""
    job.state, job.not_before = JobState.QUEUED, not_before
    job.stage, job.done, job.total = "", 0, 0
    job.owner = job.lease_until = None


def end(job: Job, state: JobState, at: datetime, reason: str | None = None) -> None:
    """Ends a job; nobody holds it any more."""
    job.state, job.reason, job.finished_at = state, reason, at
    job.owner = job.lease_until = job.not_before = None


def queued(session: Session, team: str, incoming: Incoming, upload: str, parent_id: str | None) -> Job:
    """A new job, which waits."""
    at = moment(session)
    job = Job(
        id=uuid.uuid4().hex,
        team=team,
        upload=upload,
        parent_id=parent_id,
        document_id=incoming.document_id,
        around_id=incoming.around_id,
        version_id=incoming.version_id,
        name=incoming.name,
        sha256=incoming.sha256,
        bytes=incoming.bytes,
        labels=list(incoming.labels),
        place=incoming.place,
        granted_by=incoming.by,
        type=incoming.type.value if incoming.type else None,
        state=JobState.QUEUED,
        created_at=at,
        queued_at=at,
        trace=carried(),
    )
    session.add(job)
    session.flush()
    record_step(session, job, at)
    session.flush()
    return job


def view(job: Job, at: datetime) -> JobView:
    """The row as people see it at a moment."""
    running = job.state == JobState.RUNNING
    return JobView(
        id=job.id,
        team=job.team,
        upload=job.upload,
        parent_id=job.parent_id,
        document_id=job.document_id,
        version_id=job.version_id,
        name=job.name,
        bytes=job.bytes,
        state=JobState(job.state),
        stage=job.stage,
        done=job.done,
        total=job.total,
        pages=job.pages,
        unit=Unit(job.unit),
        attempts=job.attempts,
        cancel_requested=job.cancel_requested,
        reason=job.reason,
        details=dict(job.details),
        warnings=tuple((code, tuple(pages)) for code, pages in job.warnings),
        late=running and job.lease_until is not None and job.lease_until < at,
        waits_until=job.not_before if job.state == JobState.QUEUED else None,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        step=job.events,
    )
