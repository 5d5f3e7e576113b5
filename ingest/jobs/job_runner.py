"""One worker's work: takes the next job, leads it through its stages, and records how it ended, whatever happens."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TypeVar

import structlog
from sqlalchemy.orm import Session

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.job import (
    Incoming,
    JobCancelledError,
    LeaseLostError,
    Stage,
    StageTimeoutError,
    TakenJob,
    WorkerStoppingError,
)
from ingest.jobs.faults import DATABASE_AWAY, outside_fault
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_measures import JobMeasures, NoJobMeasures
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_trace import traced
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.job_watch import JobWatch
from ingest.library.attachments import attached_folder
from ingest.library.ingestor import Ingestor
from ingest.library.library import SHELF, ForgottenMeanwhileError
from ingest.ports import Originals
from ingest.reading.parsed import ParsedDocument
from ingest.reading.scratch import Scratch
from pipelines.keys.key_ring import TamperedError
from pipelines.telemetry import new_reference, report_error
from pipelines.tracing import note

_log = structlog.stdlib.get_logger("tcbot.ingest")
_Result = TypeVar("_Result")

CRASHES = frozenset({"crashed", "needs_too_much_memory"})
"""Ends of the parser that may be the machine's fault: such a file is tried again before it is given up."""
PARSE_GRACE = 30.0
"""Seconds that the parser's own time limit has to act before the stage's deadline does."""
PAUSE = 1.0
"""Seconds before a write to a database that is away is tried again."""


@dataclass(frozen=True, slots=True)
class StageSeconds:
    """How long the stages may take that have no limit of their own."""

    fetching: float = 600.0
    embedding: float = 7200.0
    indexing: float = 1200.0


class JobRunner:
    """Runs jobs one at a time, in one thread; `watch` and `stop` are for others.

    `ingestors` gives a team's ingestor; `measures` hears how jobs went.
    """

    def __init__(
        self,
        *,
        leases: JobLeases,
        records: JobRecords,
        ingestors: Callable[[str], Ingestor],
        originals: Originals,
        scratch: Scratch,
        vectors: JobVectors,
        attachments: JobAttachments,
        limits: ParseLimits,
        seconds: StageSeconds,
        measures: JobMeasures | None = None,
    ) -> None:
        self._leases = leases
        self._records = records
        self._ingestors = ingestors
        self._originals = originals
        self._scratch = scratch
        self._vectors = vectors
        self._attachments = attachments
        self._limits = limits
        self._seconds = seconds
        self._measures = measures or NoJobMeasures()
        self.stopping = threading.Event()
        self.watch: JobWatch | None = None
        """The job that is being run now."""
        self.is_working = False
        """Whether a wake-up is being served: then a stop waits until its job is handed back."""

    def work_next(self) -> bool:
        """Settles what ended half-way and runs the next job to its end; False where none could be taken.

        Never raises: what nobody expected is reported and counted against the file.
        """
        try:
            self._settle()
            taken = None if self.stopping.is_set() else self._leases.take()
        except Exception as error:
            if outside_fault(error) is None:
                report_error(error, new_reference(), stage="queue")
            else:
                _log.warning("job_not_taken", error=type(error).__name__)
            return False
        if taken is None:
            return False
        self.watch = watch = JobWatch(self._leases, taken, self.stopping)
        try:
            with traced(watch):
                _log.info("job_taken", job=taken.id, token=taken.token, bytes=taken.incoming.bytes)
                self._run(taken, watch)
                self._measure(taken, watch)
        finally:
            self.watch = None
        return True

    def _run(self, taken: TakenJob, watch: JobWatch) -> None:
        """Runs a job and records its end; where even that can't be written, its lease ends it."""
        begun = time.monotonic()
        try:
            self._stages(taken, watch)
        except Exception as error:
            watch.error = type(error).__qualname__
            record = self._ending(taken, error)
            with suppress(LeaseLostError, WorkerStoppingError):
                self._insisted(record, _never_given_up)
        else:
            _log.info("job_done", job=taken.id, seconds=round(time.monotonic() - begun, 3))

    def _measure(self, taken: TakenJob, watch: JobWatch) -> None:
        """Says how the job stands now; records that are away cost a measurement, and nothing else."""
        try:
            job = self._records.get(taken.id)
        except DATABASE_AWAY:
            return
        if job is not None:
            note(outcome=job.state.value, reason=job.reason or "", pages=job.pages)
            self._measures.ended(job, watch.spent)

    def _ending(self, taken: TakenJob, error: Exception) -> Callable[[], None]:
        """What records the end of a job that was cut short, to be called until the database takes it."""
        if isinstance(error, LeaseLostError):
            _log.warning("job_lease_lost", job=taken.id, token=taken.token)
            return partial(self._look_after, taken)
        if isinstance(error, (JobCancelledError, ForgottenMeanwhileError)):
            return partial(self._leases.cancelled, taken)
        if isinstance(error, WorkerStoppingError):
            return partial(self._leases.hand_back, taken)
        if isinstance(error, UnreadableFileError):
            end = self._leases.crashed if error.code in CRASHES else self._leases.fail
            return partial(end, taken, error.code, error.details)
        if isinstance(error, StageTimeoutError):
            limit = {"limit": f"{error.seconds / 60:.0f} minutes", "stage": error.stage.value}
            return partial(self._leases.crashed, taken, "stage_too_slow", limit)
        fault = outside_fault(error)
        if fault is not None:
            _log.warning("job_put_off", job=taken.id, reason=fault, error=type(error).__name__)
            return partial(self._leases.put_off, taken, fault)
        reference = new_reference()
        report_error(error, reference, stage="job")
        return partial(self._leases.crashed, taken, "unexpected", {"reference": reference})

    def _stages(self, taken: TakenJob, watch: JobWatch) -> None:
        """The way of a file into the index; what was finished before is found again and costs little."""
        incoming, ingestor = taken.incoming, self._ingestors(taken.team)
        if incoming.around_id is not None:
            readers = self._insisted(lambda: self._leases.readers(taken), watch.check)
            incoming = replace(incoming, labels=readers)
        if incoming.is_repair and not ingestor.holds(incoming):
            raise JobCancelledError  # it was forgotten or replaced meanwhile
        watch.begin(Stage.FETCHING, self._seconds.fetching, incoming.bytes)
        known = ingestor.known(incoming)
        if known is not None:

            def end(session: Session) -> Sequence[str]:
                return self._leases.end_ready(session, taken, known.pages, known.warnings, known.unit)

            self._insisted(lambda: ingestor.share(known, incoming, end), watch.check)
            return
        with self._fetched(taken, watch) as path, attached_folder(incoming.name, self._limits) as folder:
            limit = self._limits.seconds_for(incoming.bytes) + self._limits.recognition_seconds
            watch.begin(Stage.PARSING, limit + PARSE_GRACE)
            parsed = ingestor.parse(path, incoming, watch.report, folder)
            parsed, attached = self._insisted(lambda: self._attachments.store(taken, ingestor, parsed), watch.check)
        with self._attachments.dropped_on_failure(ingestor, attached):
            self._index(taken, watch, ingestor, incoming, parsed, attached)

    def _index(
        self,
        taken: TakenJob,
        watch: JobWatch,
        ingestor: Ingestor,
        incoming: Incoming,
        parsed: ParsedDocument,
        attached: Sequence[Incoming],
    ) -> None:
        """From pages to a document that is searchable, which ends the job and queues the files within it."""
        with self._vectors.open(taken) as spool:
            watch.begin(Stage.EMBEDDING, self._seconds.embedding)
            self._insisted(lambda: self._leases.touch(taken), watch.check)
            begun = self._insisted(lambda: ingestor.begin(incoming, parsed), watch.check)
            new, begun = begun.new, replace(begun, coming=tuple(each.document_id for each in attached))

            def end(session: Session) -> Sequence[str]:
                readers = self._leases.end_ready(session, taken, new.pages, new.warnings, new.unit)
                self._attachments.queue(session, taken, attached)
                return readers

            chunks = ingestor.embed(begun, spool, watch.report)
            watch.begin(Stage.INDEXING, self._seconds.indexing, len(chunks))
            self._insisted(lambda: self._leases.touch(taken), watch.check)
            self._insisted(lambda: ingestor.publish(begun, chunks, end), watch.check)
        self._attachments.wake_workers(attached)

    @contextmanager
    def _fetched(self, taken: TakenJob, watch: JobWatch) -> Iterator[Path]:
        """The file in the clear, as long as the block lasts."""
        size = taken.incoming.bytes
        with ExitStack() as stack:
            try:
                source = stack.enter_context(self._originals.open(taken.incoming.version_id))
                path = stack.enter_context(
                    self._scratch.copy(source, lambda written: watch.report(Stage.FETCHING, written, size))
                )
            except FileNotFoundError:
                raise UnreadableFileError("original_missing") from None
            except TamperedError:
                raise UnreadableFileError("original_damaged") from None
            yield path

    def _settle(self) -> None:
        """Brings index and records together where an ended job left them apart, and clears what it left behind."""
        self._vectors.tidy()
        self._finish_relabelling()
        for job_id, team, incoming in self._leases.unsettled():
            try:
                apart = self._ingestors(team).settle(incoming)
                if apart is not None:
                    self._records.restore(apart)
            except Exception as error:
                if outside_fault(error) is not None:
                    raise
                report_error(error, new_reference(), stage="settle")
            self._leases.settled(job_id)

    def _finish_relabelling(self) -> None:
        """Tells the index of readers where that was cut short; an index that is away keeps no job waiting."""
        try:
            self._ingestors(SHELF).finish_relabelling()
        except Exception as error:
            if outside_fault(error) is None:
                report_error(error, new_reference(), stage="relabel")
            else:
                _log.warning("readers_not_told", error=type(error).__name__)

    def _look_after(self, taken: TakenJob) -> None:
        """The index may have been written without a lease: somebody has to look, or we do where the job is gone."""
        if self._leases.touched_late(taken.id):
            return
        apart = self._ingestors(taken.team).settle(taken.incoming)
        if apart is not None:
            self._records.restore(apart)

    def _insisted(self, write: Callable[[], _Result], check: Callable[[], None]) -> _Result:
        """Writes to the database however often it is cut off; `check` raises where it is no longer worth it."""
        while True:
            try:
                return write()
            except DATABASE_AWAY as error:
                _log.warning("job_write_repeated", error=type(error).__name__)
            check()
            if self.stopping.wait(PAUSE):
                raise WorkerStoppingError


def _never_given_up() -> None:
    """The check of a write that is worth repeating whatever happens."""
