"""Files within a queued file: each becomes a job of its own, in the moment in which that file becomes searchable."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.job import ACTIVE, Incoming, JobState, TakenJob
from ingest.job_rows import end, moment, queued, record_step
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.attachments import within_name
from ingest.library.ingestor import Ingestor
from ingest.library.tombstones import ids_within
from ingest.ports import Originals
from ingest.reading.parsed import ParsedDocument
from pipelines.records.database import Database
from pipelines.records.job_tables import Job


class JobAttachments:
    """Stores the files within a file, and queues them. Their readers are those of the file around them, always."""

    def __init__(self, database: Database, originals: Originals, wakeups: WorkerWakeups, limits: ParseLimits) -> None:
        self._database = database
        self._originals = originals
        self._wakeups = wakeups
        self._limits = limits

    def store(
        self, taken: TakenJob, ingestor: Ingestor, parsed: ParsedDocument
    ) -> tuple[ParsedDocument, tuple[Incoming, ...]]:
        """The files within a file, their originals stored, and the document with a warning where some are left out."""
        if not parsed.attached:
            return parsed.with_attached(0), ()
        outer, found, passed = taken.incoming, list[Incoming](), 0
        for file in parsed.attached[: max(0, self._limits.max_attachments - self._count(taken))]:
            with suppress(UnreadableFileError):  # it is too large
                name = within_name(outer.name, file.name)
                incoming = ingestor.look(file.path, outer.labels, name=name, by=outer.by, place=outer.place)
                if incoming.is_repair and not ingestor.holds(incoming):  # on its way, failed, or forgotten by itself
                    passed += 1
                    continue
                with file.path.open("rb") as original:
                    self._originals.put(incoming.version_id, original)
                found.append(incoming)
        return parsed.with_attached(len(found) + passed), tuple(found)

    @contextmanager
    def dropped_on_failure(self, ingestor: Ingestor, attached: Sequence[Incoming]) -> Iterator[None]:
        """Deletes the originals again where the block fails, since nobody will ask for them."""
        try:
            yield
        except BaseException:
            for incoming in attached:
                ingestor.drop(incoming.version_id)
            raise

    def queue(self, session: Session, taken: TakenJob, attached: Sequence[Incoming]) -> None:
        """Queues the files within the job's file, and ends what was on its way from an earlier version of it."""
        at = moment(session)
        before = [] if taken.incoming.is_repair else ids_within(session, taken.incoming.document_id)
        for job in session.scalars(select(Job).where(Job.document_id.in_(before), Job.state.in_(ACTIVE))):
            if job.state == JobState.RUNNING:
                job.cancel_requested = True
            else:
                end(job, JobState.CANCELLED, at)
                record_step(session, job, at)
        for incoming in attached:
            queued(session, taken.team, incoming, taken.upload, taken.root)

    def wake_workers(self, attached: Sequence[Incoming]) -> None:
        """Wakes workers for what was queued."""
        for _ in attached:
            self._wakeups.send("any")

    def _count(self, taken: TakenJob) -> int:
        """How many files came with the shared one so far, over all levels."""
        with self._database.reading() as session:
            return session.scalar(select(func.count()).select_from(Job).where(Job.parent_id == taken.root)) or 0
