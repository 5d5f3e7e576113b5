"""What becomes of the files that somebody names: one report each, whatever happens to it."""

import shlex
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command_line.file_report import FileReport
from bot.wording.problems import Problem, problem_of
from bot.wording.sentences import say
from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.reading.parse import check_file
from pipelines.access import EVERYONE
from pipelines.types import DocumentType

if TYPE_CHECKING:
    from ingest.library.ingested import AttachedEnd, Ingested
    from ingest.library.ingestor import Ingestor, OnProgress


@dataclass
class Receiver:
    """Takes up the files of one command.

    `ingestor` opens the engine when the first good file needs it; `home` is the folder that is written to, `labels`
    who may read the files.
    """

    ingestor: "Callable[[], Ingestor]"
    home: Path
    limits: ParseLimits
    labels: Sequence[str] = (EVERYONE,)
    document_type: DocumentType | None = None
    _opened: "Ingestor | None" = field(default=None, init=False)
    _closed: Problem | None = field(default=None, init=False)
    _taken: dict[str, Path] = field(default_factory=dict, init=False)

    def take(self, path: Path, on_progress: "OnProgress | None" = None) -> FileReport:
        """The report on one file; an error costs this file only. A second file of a name is refused, not swapped in."""
        begun = time.perf_counter()
        name = path.name or str(path)
        earlier = self._taken.get(name)
        if earlier is not None and path.is_file() and not same_bytes(earlier, path):
            return _failed(name, begun, "same_name", say("same_name", folder=str(earlier.parent)))
        try:
            check_file(path, self.limits)
            if self._closed is not None:
                return _failed(name, begun, self._closed.code, self._closed.lines())
            ingested = self._open().ingest(path, self.labels, self.document_type, on_progress)
        except UnreadableFileError as error:
            return _failed(
                name, begun, error.code, folder_message(path) if error.code == "is_folder" else error.message
            )
        except Exception as error:
            problem = problem_of(error, self.home, stage="ingest")
            if self._opened is None:
                self._closed = problem  # the other files would only wait for the same
            return _failed(name, begun, problem.code, problem.lines())
        self._taken[name] = path
        return self._report(name, ingested, time.perf_counter() - begun)

    def _open(self) -> "Ingestor":
        if self._opened is None:
            self._opened = self.ingestor()
        return self._opened

    def _report(self, name: str, ingested: "Ingested", seconds: float) -> FileReport:
        warnings = [warning for warning in ingested.warnings if not warning.is_remark]
        reason, notes = "", []
        if ingested.known:
            key = "already_known_gained" if ingested.gained else "already_known"
            reason, notes = "already_known", [say(key, labels=list(ingested.gained))]
        elif ingested.replaced is not None:
            reason, notes = (
                "replaces",
                [say("replaces", date=ingested.replaced.astimezone().strftime("%Y-%m-%d %H:%M"))],
            )
        others = [label for label in ingested.readers if label not in self.labels]
        if others:
            notes.append(say("readers_kept", labels=others))
        return FileReport(
            file=name,
            status="ready_with_warning" if warnings else "ready",
            pages=ingested.pages,
            chunks=ingested.chunks,
            reason=warnings[0].code if warnings else reason,
            message=" ".join([*(warning.describe(ingested.unit) for warning in ingested.warnings), *notes]),
            seconds=seconds,
            within=tuple(map(self._report_within, ingested.within)),
            unit=ingested.unit,
        )

    def _report_within(self, end: "AttachedEnd") -> FileReport:
        """The report on a file within a file."""
        if isinstance(end.outcome, UnreadableFileError):
            return FileReport(
                end.name, "failed", reason=end.outcome.code, message=end.outcome.message, seconds=end.seconds
            )
        return replace(self._report(end.name, end.outcome, end.seconds), within=())


def folder_message(path: Path) -> str:
    """What to do instead of naming a folder."""
    return say("folder_given", path=str(path), files=f"{shlex.quote(str(path))}/*")


def _failed(name: str, begun: float, reason: str, message: str) -> FileReport:
    seconds = time.perf_counter() - begun
    return FileReport(name, "failed", reason=reason, message=" ".join(message.split()), seconds=seconds)


def same_bytes(one: Path, other: Path) -> bool:
    """Whether two files hold the same; False where one can't be read."""
    try:
        return one.samefile(other) or one.read_bytes() == other.read_bytes()
    except OSError:
        return False
