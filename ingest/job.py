"""What a job is: a file on its way into the index, its states and stages, and how it is shown to those who wait."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pipelines.types import DocumentType, Unit


class JobState(StrEnum):
    """Where a job stands. All but the first two are ends; from the last three it can be tried again."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    READY_WITH_WARNINGS = "ready_with_warnings"
    FAILED = "failed"
    CANCELLED = "cancelled"
    QUARANTINED = "quarantined"


class Stage(StrEnum):
    """What is being done for a running job, in order."""

    FETCHING = "fetching"
    PARSING = "parsing"
    EMBEDDING = "embedding"
    INDEXING = "indexing"


COMMAND_LINE: Final = "command line"
"""The place of what the command line shares, and by whom."""
ACTIVE: Final = (JobState.QUEUED, JobState.RUNNING)
RETRIABLE: Final = (JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED)


class LeaseLostError(RuntimeError):
    """Somebody else holds this job now, or it has ended: whatever this worker still wants to write of it is refused."""


class JobCancelledError(Exception):
    """Somebody wants this job to end."""


class StageTimeoutError(Exception):
    """A stage took longer than it may; `seconds` is how long that is."""

    def __init__(self, stage: Stage, seconds: float) -> None:
        super().__init__(f"The stage {stage} took longer than {seconds:.0f} s.")
        self.stage = stage
        self.seconds = seconds


class WorkerStoppingError(Exception):
    """This worker was asked to stop: the job goes back to the queue as it is."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A file that somebody shared: `document_id` and `version_id` follow from its name and its bytes.

    `labels` are those who may read it by this sharing, `type` what its sharer says that it reads like. `around_id` is
    the document that it lies within. `place` is the sharing, `by` the person who shared; a repair has no place.
    """

    document_id: str
    version_id: str
    name: str
    sha256: str
    bytes: int
    labels: tuple[str, ...]
    type: DocumentType | None = None
    around_id: str | None = None
    place: str = COMMAND_LINE
    by: str = COMMAND_LINE

    @property
    def is_repair(self) -> bool:
        """Whether the file is only read again: its readers are those that the records know, whoever these are."""
        return not self.place


@dataclass(frozen=True, slots=True)
class TakenJob:
    """A job that this worker holds: its writes count as long as `token` is the job's newest.

    `root` is the job of the file that somebody shared: for a file within others that of the outermost. It could have
    been taken `waited` seconds earlier; `trace` is where its trace stood when it was queued.
    """

    id: str
    token: int
    team: str
    incoming: Incoming
    upload: str
    root: str
    waited: float = 0.0
    trace: str = ""


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as people see it. `done` of `total` are pages, then chunks; `details` fill the sentence of `reason`.

    `waits_until` is when a job that met trouble is tried again; `late` says that its worker gave no sign in time.
    `step` is the number of the last step that it took.
    """

    id: str
    team: str
    upload: str
    parent_id: str | None
    document_id: str
    version_id: str
    name: str
    bytes: int
    state: JobState
    stage: str
    done: int
    total: int
    pages: int
    unit: Unit
    attempts: int
    cancel_requested: bool
    reason: str | None
    details: dict[str, str]
    warnings: tuple[tuple[str, tuple[int, ...]], ...]
    late: bool
    waits_until: datetime | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    step: int = 0


@dataclass(frozen=True, slots=True)
class JobCounts:
    """How many jobs wait, run, and are stuck: running without a heartbeat of their worker."""

    waiting: int
    running: int
    stuck: int
