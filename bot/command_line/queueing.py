"""Files into the queue: the originals are stored and a worker takes over, so that nobody has to wait."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.command_line.receiving import folder_message, same_bytes
from bot.wiring import Engine
from bot.wording.problems import problem_of
from bot.wording.sentences import say
from ingest.formats.errors import UnreadableFileError
from pipelines.access import EVERYONE
from pipelines.types import DocumentType


@dataclass(frozen=True, slots=True)
class QueuedFile:
    """A file that waits as a job, or that can't: then `job` is empty, and `reason` and `message` say why."""

    file: str
    job: str = ""
    reason: str = ""
    message: str = ""


def queue_files(
    engine: Engine,
    paths: Iterable[Path],
    labels: Sequence[str] = (EVERYONE,),
    document_type: DocumentType | None = None,
) -> Iterator[QueuedFile]:
    """One line a file, as soon as it is stored; together they are one upload, which takes turns with others."""
    upload = uuid.uuid4().hex
    taken: dict[str, Path] = {}
    for path in paths:
        name = path.name or str(path)
        earlier = taken.setdefault(name, path)
        if earlier is not path and path.is_file() and not same_bytes(earlier, path):
            yield QueuedFile(name, reason="same_name", message=say("same_name", folder=str(earlier.parent)))
            continue
        try:
            job = engine.submitter.submit(path, labels, document_type, upload)
        except UnreadableFileError as error:
            message = folder_message(path) if error.code == "is_folder" else error.message
            yield QueuedFile(name, reason=error.code, message=message)
        except Exception as error:
            problem = problem_of(error, engine.place.folder, stage="queue")
            yield QueuedFile(name, reason=problem.code, message=" ".join(problem.lines().split()))
        else:
            yield QueuedFile(name, job=job.id)
