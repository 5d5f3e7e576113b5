"""What became of one file that somebody shared."""

from dataclasses import dataclass
from typing import Literal

from bot.wording.sentences import count_words, duration_words, say
from pipelines.types import Unit

FileStatus = Literal["ready", "ready_with_warning", "failed"]


@dataclass(frozen=True, slots=True)
class FileReport:
    """One file's end: `reason` is the code and `message` the sentence of a warning or failure.

    Where all is well both are empty, or tell of a file that was known (`already_known`) or replaces one (`replaces`).
    `file` is the name as it was shared; `seconds` counts from taking the file up to its last write; `within` are the
    reports on the files within it, which come as lines of their own.
    `pages` counts what people see of it, each of them a `unit`: pages, slides, sheets.
    """

    file: str
    status: FileStatus
    pages: int = 0
    chunks: int = 0
    reason: str = ""
    message: str = ""
    seconds: float = 0.0
    within: tuple["FileReport", ...] = ()
    unit: Unit = Unit.PAGE


def file_line(report: FileReport, locale: str = "en") -> str:
    """One line on a file: `Annual Report 2025.pdf · 252 pages · ready in 18 s`, or why it couldn't be read."""
    noted = report.status == "ready" and report.message
    return say(
        "ingest_ready_with_warning" if noted else f"ingest_{report.status}",
        locale,
        file=report.file,
        length=count_words(report.pages, report.unit, locale),
        duration=duration_words(report.seconds, locale),
        message=" ".join(report.message.split()),
    )
