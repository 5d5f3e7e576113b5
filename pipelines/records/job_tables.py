"""The records of files on their way into the index: jobs, and the steps that they took."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from pipelines.records.sealed_text import SealedText
from pipelines.records.tables import Id, Record, Structure, UtcTime, now


class Job(Record):
    """A file on its way into the index, and how it ended. The queue holds ids; what is true stands here.

    `token` grows with each worker that takes the job: only the one that holds the newest may write. Of one document
    one job runs at a time. `touched` says that library and index may hold something unfinished of this job.
    `around_id` is the document that its own lies within, `parent_id` the job of the file that somebody shared with it.
    It grants its document to `labels`, at the sharing `place` and by whom that was. A job without a place repairs what
    is held: it grants nothing. `crashes` count against the file, `faults` (a server that was away) don't. `trace` is
    where the trace of its sharing stood when it was queued, as W3C's `traceparent`.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        Index(None, "state", "queued_at"),
        Index(None, "document_id", "state"),
        Index(None, "around_id"),
        Index(None, "parent_id"),
        Index(None, "team", "started_at"),
        Index(None, "finished_at"),
        Index(
            "uq_jobs_running_document",
            "document_id",
            unique=True,
            sqlite_where=text("state = 'running'"),
            postgresql_where=text("state = 'running'"),
        ),
    )

    id: Mapped[str] = mapped_column(Id, primary_key=True)
    team: Mapped[str] = mapped_column(String(64))
    upload: Mapped[str] = mapped_column(Id)
    parent_id: Mapped[str | None] = mapped_column(Id)
    document_id: Mapped[str] = mapped_column(Id)
    around_id: Mapped[str | None] = mapped_column(Id)
    version_id: Mapped[str] = mapped_column(Id)
    name: Mapped[str] = mapped_column(SealedText)
    sha256: Mapped[str] = mapped_column(String(64))
    bytes: Mapped[int] = mapped_column(BigInteger)
    labels: Mapped[list[Any]] = mapped_column(Structure)
    place: Mapped[str] = mapped_column(String(255), server_default="command line")
    granted_by: Mapped[str] = mapped_column(String(255), server_default="command line")
    type: Mapped[str | None] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32), default="")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)
    faults: Mapped[int] = mapped_column(default=0)
    owner: Mapped[str | None] = mapped_column(String(255))
    token: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcTime)
    cancel_requested: Mapped[bool] = mapped_column(default=False)
    touched: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str | None] = mapped_column(String(64))
    details: Mapped[dict[str, Any]] = mapped_column(Structure, default=dict)
    warnings: Mapped[list[Any]] = mapped_column(Structure, default=list)
    pages: Mapped[int] = mapped_column(default=0)
    unit: Mapped[str] = mapped_column(String(16), default="page")
    events: Mapped[int] = mapped_column(default=0)
    not_before: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    queued_at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    started_at: Mapped[datetime | None] = mapped_column(UtcTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcTime)
    trace: Mapped[str] = mapped_column(String(64), default="", server_default="")


class JobEvent(Record):
    """One step of a job, for those who follow it: `seq` counts from 1 within the job. Old steps are dropped."""

    __tablename__ = "job_events"

    job_id: Mapped[str] = mapped_column(ForeignKey("jobs.id", ondelete="CASCADE"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcTime, default=now)
    state: Mapped[str] = mapped_column(String(32))
    stage: Mapped[str] = mapped_column(String(32))
    done: Mapped[int]
    total: Mapped[int]
    reason: Mapped[str | None] = mapped_column(String(64))
