"""Files into the queue: the original is stored, the job recorded, a worker woken, in this order."""

import uuid
from collections.abc import Sequence
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.job import COMMAND_LINE, JobView
from ingest.jobs.job_records import JobRecords
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.attachments import shared_name
from ingest.library.incoming_file import digest, incoming_file
from ingest.library.library import SHELF, Library
from ingest.ports import Originals
from ingest.reading.parse import check_file
from pipelines.access import Scope
from pipelines.types import DocumentType


class Submitter:
    """Queues the files of one shelf. What is cut short before the job is recorded leaves only an original behind."""

    def __init__(
        self,
        *,
        library: Library,
        records: JobRecords,
        originals: Originals,
        wakeups: WorkerWakeups,
        limits: ParseLimits,
        shelf: str = SHELF,
    ) -> None:
        self._library = library
        self._records = records
        self._originals = originals
        self._wakeups = wakeups
        self._limits = limits
        self._shelf = shelf

    def submit(
        self,
        path: Path,
        labels: Sequence[str],
        document_type: DocumentType | None = None,
        upload: str | None = None,
        parent_id: str | None = None,
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
    ) -> JobView:
        """The job that will make the file searchable for holders of `labels`.

        `upload` is the same for files that were shared together; `parent_id` is the job of the file that this one was
        attached to; `place` is the sharing, `by` the person who shared. Raises `UnreadableFileError` for what needs no
        reading, and what vault and records raise.
        """
        Scope.of(*labels)  # raises where nobody could read it
        size = check_file(path, self._limits)
        name = shared_name(path.name)
        incoming = incoming_file(self._library, name, digest(path), size, labels, document_type, by, place)
        with path.open("rb") as file:
            self._originals.put(incoming.version_id, file)
        job = self._records.add(self._shelf, incoming, upload or uuid.uuid4().hex, parent_id)
        self._wakeups.send(job.id)
        return job
