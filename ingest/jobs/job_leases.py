"""Jobs as workers see them: taken under a lease, reported on, and ended, each write refused to all but the holder.

A lease is a token that grows with each taking. Every write names its job and token in its condition and locks the row,
so of a worker that was declared dead and the one that took over, the first writes nothing more, however late it wakes.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased

from ingest.formats.errors import REMARKS
from ingest.job import ACTIVE, Incoming, JobCancelledError, JobState, LeaseLostError, Stage, TakenJob
from ingest.job_rows import end, moment, queue_again, record_step
from ingest.jobs.job_choice import claimable, next_job
from ingest.library.grants import labels_of
from ingest.library.relabeller import GRACE
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import Document, Relabelling
from pipelines.types import DocumentType, Unit

TRIES = 5
"""How often a worker looks anew when another one took the job that it had chosen."""
FIRST_DELAY, LONGEST_DELAY = 5.0, 300.0
"""Exponential backoff of a job that met trouble: the first and the longest delay, in seconds."""


class JobLeases:
    """What one worker may do to jobs. Each method is one transaction; errors of the database pass through.

    Those that take a `TakenJob` raise `LeaseLostError` where it is no longer this worker's.
    """

    def __init__(self, database: Database, owner: str, lease_seconds: float, most_crashes: int) -> None:
        self._database = database
        self._owner = owner[:255]
        self._lease = timedelta(seconds=lease_seconds)
        self._most_crashes = most_crashes

    def take(self) -> TakenJob | None:
        """The next job, this worker's from now on; None where none can be taken."""
        for _ in range(TRIES):
            try:
                with self._database.session() as session:
                    at = moment(session)
                    job = session.scalars(next_job(at)).one_or_none()
                    if job is None:
                        return None
                    waited = max(0.0, (at - (job.not_before or job.queued_at)).total_seconds())
                    job.state, job.stage = JobState.RUNNING, Stage.FETCHING
                    job.done = job.total = 0
                    job.reason, job.attempts = None, job.attempts + 1
                    job.token += 1
                    job.owner, job.started_at, job.not_before = self._owner, at, None
                    self._prolong(job, at)
                    record_step(session, job, at)
                    session.flush()
                    return _taken(job, waited)
            except IntegrityError:  # another job of the document was taken at this moment
                continue
        return None

    def renew(self, taken: TakenJob) -> bool:
        """Renews the lease; whether the job should be cancelled."""
        with self._holding(taken) as (_session, job, at):
            self._prolong(job, at)
            return job.cancel_requested

    def report(self, taken: TakenJob, stage: Stage, done: int, total: int) -> bool:
        """Writes how far the job is and renews the lease; whether the job should be cancelled."""
        with self._holding(taken) as (session, job, at):
            job.stage, job.done, job.total = stage, done, total
            self._prolong(job, at)
            record_step(session, job, at)
            return job.cancel_requested

    def readers(self, taken: TakenJob) -> tuple[str, ...]:
        """Who may read the file around the job's own now; raises `JobCancelledError` where that one is gone."""
        with self._holding(taken) as (session, job, _at):
            return labels_of(_around(session, job))

    def touch(self, taken: TakenJob) -> None:
        """To be called right before library or index are written: a lost lease is refused, the write remembered."""
        with self._holding(taken) as (_session, job, at):
            job.touched = True
            self._prolong(job, at)

    def touched_late(self, job_id: str) -> bool:
        """Remembers that the index was written without a lease, so that somebody compares it with the records.

        False where the job is gone, because its document was forgotten.
        """
        with self._database.session() as session:
            job = session.get(Job, job_id, with_for_update=True)
            if job is not None:
                job.touched = True
            return job is not None

    def end_ready(
        self,
        session: Session,
        taken: TakenJob,
        pages: int,
        warnings: tuple[tuple[str, tuple[int, ...]], ...],
        unit: Unit = Unit.PAGE,
    ) -> tuple[str, ...]:
        """Ends the job within the transaction that makes its version the live one: both happen, or neither does.

        Whom it grants the document: nobody where that follows from others' grants, as for a file within another and for
        a repair. Raises `JobCancelledError` for a job that somebody wants to end, and for a file
        within another that is gone: what is forgotten meanwhile stays forgotten.
        """
        job = _held(session, taken)
        if job.around_id is not None:
            _around(session, job)
        if job.cancel_requested:
            raise JobCancelledError
        job.pages, job.unit = pages, unit.value
        job.warnings = [[code, list(numbers)] for code, numbers in warnings]
        job.touched, job.details = False, {}
        at = moment(session)
        something_lost = any(code not in REMARKS for code, _ in warnings)
        end(job, JobState.READY_WITH_WARNINGS if something_lost else JobState.READY, at)
        record_step(session, job, at)
        return tuple(job.labels) if job.around_id is None else ()

    def fail(self, taken: TakenJob, reason: str, details: dict[str, str]) -> None:
        """Ends the job for a fault of the file's own."""
        with self._holding(taken) as (session, job, at):
            job.details = details
            end(job, JobState.FAILED, at, reason)
            record_step(session, job, at)

    def cancelled(self, taken: TakenJob) -> None:
        """Ends the job as its owner wished."""
        with self._holding(taken) as (session, job, at):
            end(job, JobState.CANCELLED, at)
            record_step(session, job, at)

    def crashed(self, taken: TakenJob, reason: str, details: dict[str, str]) -> None:
        """Counts trouble against the file: it is tried again later, and put into quarantine after too much of it."""
        with self._holding(taken) as (session, job, at):
            job.details = details
            self._count_crash(session, job, at, reason)

    def put_off(self, taken: TakenJob, reason: str) -> None:
        """Lets go of a job for trouble that isn't the file's: it is tried again later, for ever."""
        with self._holding(taken) as (session, job, at):
            job.faults += 1
            job.details = {}
            _let_go(session, job, at, reason, at + _delay(job.faults))

    def hand_back(self, taken: TakenJob) -> None:
        """Lets go of a job because this worker stops; another one may take it at once."""
        with self._holding(taken) as (session, job, at):
            _let_go(session, job, at, None, None)

    def expire(self) -> int:
        """Frees the jobs whose workers gave no sign in time, and counts a crash against each; how many there were."""
        with self._database.session() as session:
            at = moment(session)
            late = select(Job).where(Job.state == JobState.RUNNING, Job.lease_until < at)
            jobs = session.scalars(late.with_for_update(skip_locked=True)).all()
            for job in jobs:
                job.details = {}
                self._count_crash(session, job, at, "worker_died")
            return len(jobs)

    def due(self) -> int:
        """How many jobs could be begun or settled now, if a worker looked."""
        with self._database.reading() as session:
            at = moment(session)
            waiting = session.scalar(select(func.count()).select_from(Job).where(claimable(at)))
            untold = session.scalar(select(Relabelling.document_id).where(Relabelling.asked_at <= at - GRACE).limit(1))
            return int(waiting or 0) + len(self._unsettled(session)) + (untold is not None)

    def unsettled(self) -> list[tuple[str, str, Incoming]]:
        """(job id, team, file) of ended jobs that left something in the index which the records may not know of."""
        with self._database.reading() as session:
            return [(job.id, job.team, _incoming(job)) for job in self._unsettled(session)]

    def settled(self, job_id: str) -> None:
        """The index and the records agree about this job's document."""
        with self._database.session() as session:
            job = session.get(Job, job_id, with_for_update=True)
            if job is not None and job.state not in ACTIVE:
                job.touched = False

    def _unsettled(self, session: Session) -> list[Job]:
        other = aliased(Job)
        busy = select(other.id).where(other.document_id == Job.document_id, other.state.in_(ACTIVE)).exists()
        asked = select(Job).where(Job.touched, Job.state.not_in(ACTIVE), ~busy).order_by(Job.queued_at).limit(100)
        return list(session.scalars(asked))

    def _prolong(self, job: Job, at: datetime) -> None:
        job.heartbeat_at, job.lease_until = at, at + self._lease

    def _count_crash(self, session: Session, job: Job, at: datetime, reason: str) -> None:
        job.crashes += 1
        if job.crashes < self._most_crashes or job.cancel_requested:
            _let_go(session, job, at, reason, at + _delay(job.crashes))
        else:
            end(job, JobState.QUARANTINED, at, reason)
            record_step(session, job, at)

    @contextmanager
    def _holding(self, taken: TakenJob) -> Iterator[tuple[Session, Job, datetime]]:
        with self._database.session() as session:
            job = _held(session, taken)
            yield session, job, moment(session)


def _let_go(session: Session, job: Job, at: datetime, reason: str | None, not_before: datetime | None) -> None:
    """Back into the queue, unless somebody wants the job to end."""
    if job.cancel_requested:
        end(job, JobState.CANCELLED, at)
    else:
        job.reason = reason
        queue_again(job, not_before)
    record_step(session, job, at)


def _held(session: Session, taken: TakenJob) -> Job:
    """The job's row, locked, as long as `taken` is its newest lease; raises `LeaseLostError`."""
    mine = select(Job).where(Job.id == taken.id, Job.state == JobState.RUNNING, Job.token == taken.token)
    job = session.scalars(mine.with_for_update()).one_or_none()
    if job is None:
        raise LeaseLostError(f"Job {taken.id} is no longer held under token {taken.token}.")
    return job


def _around(session: Session, job: Job) -> Document:
    """The document around the job's own, locked."""
    document = session.get(Document, job.around_id, with_for_update=True)
    if document is None or document.forgotten_at is not None:
        raise JobCancelledError
    return document


def _delay(times: int) -> timedelta:
    return timedelta(seconds=min(FIRST_DELAY * 2 ** (min(times, 10) - 1), LONGEST_DELAY))


def _incoming(job: Job) -> Incoming:
    kind = DocumentType(job.type) if job.type else None
    return Incoming(
        job.document_id,
        job.version_id,
        job.name,
        job.sha256,
        job.bytes,
        tuple(job.labels),
        kind,
        job.around_id,
        job.place,
        job.granted_by,
    )


def _taken(job: Job, waited: float) -> TakenJob:
    root = job.parent_id or job.id
    return TakenJob(job.id, job.token, job.team, _incoming(job), job.upload, root, waited, job.trace)
