"""Jobs over HTTP: files on their way into the search."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from bot.records.shared_files import SharedRecord
from bot.wording.job_lines import job_message, job_progress
from ingest.job import JobState, JobView


class JobOut(BaseModel):
    """How far an uploaded file is."""

    id: str = Field(description="For /v1/jobs/{id}.")
    document_id: str = Field(description="What the document is known by, once it is ready.")
    name: str
    state: JobState
    stage: str = Field(description="What is being done: fetching, parsing, embedding, indexing; else empty.")
    done: int
    total: int
    progress: str = Field(description="The same in words.")
    reason: str | None = Field(description="A code: why it waits or failed.")
    message: str = Field(description="The same in words, with warnings.")
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, record: SharedRecord, job: JobView) -> Self:
        """The job of an uploaded file."""
        return cls(
            id=record.id,
            document_id=record.document_id,
            name=job.name,
            state=job.state,
            stage=job.stage,
            done=job.done,
            total=job.total,
            progress=job_progress(job),
            reason=job.reason,
            message=job_message(job),
            created_at=job.created_at,
            finished_at=job.finished_at,
        )


class Jobs(BaseModel):
    """The caller's jobs, newest first."""

    jobs: list[JobOut]
