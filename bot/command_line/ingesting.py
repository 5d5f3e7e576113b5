"""Files into a place, one after the other, with a progress bar where a person watches."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command_line.file_report import FileReport
from bot.command_line.receiving import Receiver
from bot.command_line.terminal import neutral, open_console, progress_bar
from bot.engine_parts import is_prepared, parse_limits
from bot.wiring import Engine
from bot.wording.sentences import say
from pipelines.access import EVERYONE
from pipelines.types import DocumentType

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


def ingest_files(
    engine: Engine,
    paths: Iterable[Path],
    labels: Sequence[str] = (EVERYONE,),
    document_type: DocumentType | None = None,
) -> Iterator[FileReport]:
    """One report a file, as soon as it is done; the engine is opened when the first good file needs it."""
    receiver = Receiver(
        lambda: engine.ingestor, engine.place.folder, parse_limits(engine.settings), labels, document_type
    )
    watched = open_console(sys.stderr)
    opening = say("starting" if is_prepared(engine.settings) else "preparing")
    for path in paths:
        # The bar is taken down before a line is printed: standard output may be the same screen, or a file.
        with progress_bar(watched) as bar:
            task = bar.add_task(opening, total=None)
            report = receiver.take(path, _Shown(bar, task, path.name))
        opening = say("starting")
        yield report
        yield from report.within


class _Shown:
    """Shows a file's progress: its pages while it is read, its chunks while they are indexed."""

    def __init__(self, bar: "Progress", task: "TaskID", name: str) -> None:
        self._bar, self._task, self._name = bar, task, neutral(name)
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        if stage != self._stage:
            self._stage = stage
            self._bar.reset(self._task, description=say(f"stage_{stage}", document=self._name), total=total)
        self._bar.update(self._task, completed=done, total=total)
