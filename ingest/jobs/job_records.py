"""Jobs as those see them who share files and wait: added, listed, cancelled, tried again."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from ingest.job import ACTIVE, RETRIABLE, Incoming, JobCounts, JobState, JobView
from ingest.job_rows import end, moment, queue_again, queued, record_step, view
from ingest.library.held_documents import HeldDocument
from pipelines.audit import audit
from pipelines.records.database import Database
from pipelines.records.job_tables import Job, JobEvent
from pipelines.records.tables import Document, Version

KEPT_DAYS = 30
"""How long jobs that have ended stay listed."""


class JobRecords:
    """The jobs of all teams. Each method is one transaction; errors of the database pass through."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, team: str, incoming: Incoming, upload: str, parent_id: str | None = None) -> JobView:
        """Queues a file whose original is stored. `upload` names what was shared together: uploads take turns."""
        with self._database.session() as session:
            job = queued(session, team, incoming, upload, parent_id)
            told = {"version": incoming.version_id, "bytes": incoming.bytes, "job": job.id, "place": incoming.place}
            audit(session, incoming.by, "upload", incoming.document_id, labels=incoming.labels, **told)
            return view(job, job.queued_at)

    def restore(self, held: HeldDocument) -> JobView | None:
        """Queues a document that is held, to be indexed again from its original; an upload of its own.

        It will have the readers that the records know then. None where nothing is to be done: it is held no more, or
        something of it is on its way.
        """
        again = Incoming(
            document_id=held.document_id,
            version_id=held.version_id,
            name=held.name,
            sha256=held.sha256,
            bytes=held.bytes,
            labels=(),
            type=held.type,
            around_id=held.around_id,
            place="",
            by="",
        )
        on_its_way = select(Job.id).where(Job.document_id == held.document_id, Job.state.in_(ACTIVE)).limit(1)
        with self._database.session() as session:
            document = session.get(Document, held.document_id, with_for_update=True)
            version = session.get(Version, held.version_id)
            if document is None or version is None or version.live_at is None or session.scalar(on_its_way) is not None:
                return None
            job = queued(session, document.shelf or document.team, again, uuid.uuid4().hex, None)
            return view(job, job.queued_at)

    def get(self, job_id: str) -> JobView | None:
        """The job, or None."""
        with self._database.reading() as session:
            job = session.get(Job, job_id)
            return None if job is None else view(job, moment(session))

    def several(self, job_ids: Collection[str]) -> dict[str, JobView]:
        """The jobs by their ids, in one look; without those that are gone."""
        with self._database.reading() as session:
            at = moment(session)
            return {job.id: view(job, at) for job in session.scalars(select(Job).where(Job.id.in_(job_ids)))}

    def named(self, start: str, team: str | None = None) -> list[JobView]:
        """The jobs whose ids start like this, at most ten, so that people needn't type whole ids."""
        asked = select(Job).where(Job.id.startswith(start, autoescape=True)).order_by(Job.id).limit(10)
        with self._database.reading() as session:
            at = moment(session)
            return [view(job, at) for job in session.scalars(asked if team is None else asked.where(Job.team == team))]

    def newest(self, team: str | None = None, limit: int = 100, *, active: bool = False) -> list[JobView]:
        """The newest jobs, those first that haven't ended; `active` leaves out the rest."""
        asked = select(Job).order_by(Job.state.in_(ACTIVE).desc(), Job.created_at.desc(), Job.id).limit(limit)
        if team is not None:
            asked = asked.where(Job.team == team)
        if active:
            asked = asked.where(Job.state.in_(ACTIVE))
        with self._database.reading() as session:
            at = moment(session)
            return [view(job, at) for job in session.scalars(asked)]

    def cancel(self, job_id: str) -> JobView | None:
        """Ends a job that waits, at once; asks the worker of one that runs, which stops within seconds. None: unknown.

        A job that has ended stays as it is.
        """
        with self._database.session() as session:
            job, at = _locked(session, job_id), moment(session)
            if job is None:
                return None
            if job.state == JobState.QUEUED:
                end(job, JobState.CANCELLED, at)
                record_step(session, job, at)
            elif job.state == JobState.RUNNING:
                job.cancel_requested = True
            return view(job, at)

    def retry(self, job_id: str) -> JobView | None:
        """Queues a job anew that failed, was cancelled or is in quarantine; others stay as they are. None: unknown.

        It counts as shared now: its bytes become the newest version of their document.
        """
        with self._database.session() as session:
            job, at = _locked(session, job_id), moment(session)
            if job is None:
                return None
            if job.state in RETRIABLE:
                queue_again(job)
                job.crashes = job.faults = 0
                job.cancel_requested, job.reason, job.details, job.finished_at = False, None, {}, None
                job.queued_at = at
                record_step(session, job, at)
            return view(job, at)

    def active(self, job_ids: Collection[str]) -> set[str]:
        """Those of the jobs that haven't ended."""
        with self._database.reading() as session:
            return set(session.scalars(select(Job.id).where(Job.id.in_(job_ids), Job.state.in_(ACTIVE))))

    def counts(self) -> JobCounts:
        """How many jobs of all teams wait, run and are stuck."""
        with self._database.reading() as session:
            at = moment(session)
            states = select(Job.state, func.count()).where(Job.state.in_(ACTIVE)).group_by(Job.state)
            found: dict[str, int] = {state: count for state, count in session.execute(states)}
            late = select(func.count()).where(Job.state == JobState.RUNNING, Job.lease_until < at)
            return JobCounts(
                found.get(JobState.QUEUED, 0), found.get(JobState.RUNNING, 0), session.execute(late).scalar_one()
            )

    def oldest_seconds(self) -> float:
        """How long ago the oldest job that waits was queued; 0 where none does."""
        oldest = select(func.min(Job.queued_at)).where(Job.state == JobState.QUEUED)
        with self._database.reading() as session:
            at = moment(session)
            return max(0.0, (at - (session.scalar(oldest) or at)).total_seconds())

    def prune(self) -> int:
        """Drops jobs that ended a month ago, with their steps; how many."""
        with self._database.session() as session:
            before = moment(session) - timedelta(days=KEPT_DAYS)
            old = select(Job.id).where(Job.finished_at < before, Job.touched.is_(False))
            session.execute(delete(JobEvent).where(JobEvent.job_id.in_(old)))
            dropped = session.execute(delete(Job).where(Job.finished_at < before, Job.touched.is_(False)))
            return int(dropped.rowcount)  # type: ignore[attr-defined]


def _locked(session: Session, job_id: str) -> Job | None:
    return session.scalars(select(Job).where(Job.id == job_id).with_for_update()).one_or_none()
