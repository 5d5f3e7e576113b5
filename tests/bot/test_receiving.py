"""Files that somebody names: one report each, whatever happens to one of them."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.command_line.receiving import Receiver
from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.library.ingested import AttachedEnd, Ingested
from ingest.library.ingestor import Ingestor, OnProgress
from ingest.reading.parsed import ParseWarning
from ingest.reading.virus_scan import ScannerUnavailableError
from pipelines.ports import IndexUnavailableError
from pipelines.types import DocumentType, Unit


class Prepared(Ingestor):
    """An ingestor that gives what it was prepared with, and counts."""

    def __init__(self, *results: Ingested | Exception) -> None:
        self.results = list(results)

    def ingest(
        self,
        path: Path,
        labels: Sequence[str],
        document_type: DocumentType | None = None,
        on_progress: OnProgress | None = None,
    ) -> Ingested:
        result = self.results.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


def receiver(ingestor: Callable[[], Ingestor], home: Path, *labels: str) -> Receiver:
    return Receiver(ingestor, home, ParseLimits(), labels or ("everyone",))


def file(folder: Path, name: str, content: str = "Words.") -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def ingested(**more: object) -> Ingested:
    known = {"document_id": "d", "name": "a.md", "pages": 3, "chunks": 9, "readers": ("everyone",)}
    return Ingested(**known | more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "status", "reason", "message"),
    [
        (ingested(), "ready", "", ""),
        (ingested(known=True), "ready", "already_known", "I already know this one."),
        (
            ingested(known=True, gained=("hr", "sales")),
            "ready",
            "already_known",
            "I already know this one; now hr, sales can ask about it too.",
        ),
        (
            ingested(warnings=(ParseWarning("pages_without_text", (2,)),)),
            "ready_with_warning",
            "pages_without_text",
            "Page 2 holds no text, only images or nothing.",
        ),
        (ingested(readers=("everyone", "hr")), "ready", "", "It can still be read by hr, too."),
    ],
)
def test_a_report_says_what_became_of_a_file(
    tmp_path: Path, result: Ingested, status: str, reason: str, message: str
) -> None:
    report = receiver(lambda: Prepared(result), tmp_path).take(file(tmp_path, "a.md"))
    assert (report.file, report.status, report.reason, report.message) == ("a.md", status, reason, message)
    assert (report.pages, report.chunks) == (3, 9)


def test_a_version_that_takes_an_earlier_ones_place_says_so(tmp_path: Path) -> None:
    result = ingested(replaced=datetime(2026, 3, 3, 12, tzinfo=UTC))
    report = receiver(lambda: Prepared(result), tmp_path).take(file(tmp_path, "a.md"))
    assert report.reason == "replaces"
    assert report.message.startswith("Replaces the version of 2026-03-03")


def test_an_error_costs_its_own_file_only(tmp_path: Path) -> None:
    receives = receiver(lambda: engine, tmp_path)
    engine = Prepared(IndexUnavailableError("The index is away. Start it."), ingested())
    assert receives.take(file(tmp_path, "a.md")).message == "The index is away. Start it."
    assert receives.take(file(tmp_path, "b.md")).status == "ready"


def test_an_engine_that_cannot_be_opened_is_not_tried_for_every_file(tmp_path: Path) -> None:
    tried = []

    def closed() -> Ingestor:
        tried.append(1)
        raise IndexUnavailableError("The index is away. Start it.")

    receives = receiver(closed, tmp_path)
    told = [receives.take(file(tmp_path, f"{n}.md")) for n in range(3)]
    assert [(report.reason, report.message) for report in told] == [("search_away", "The index is away. Start it.")] * 3
    assert len(tried) == 1


def test_a_second_file_of_a_name_does_not_take_the_firsts_place(tmp_path: Path) -> None:
    receives = receiver(lambda: engine, tmp_path)
    engine = Prepared(ingested(), ingested(known=True))
    receives.take(file(tmp_path / "one", "a.md", "One."))
    other = receives.take(file(tmp_path / "two", "a.md", "Other."))
    assert (other.status, other.reason) == ("failed", "same_name")
    assert f"from {tmp_path / 'one'}. Rename one of them" in other.message
    assert receives.take(file(tmp_path / "three", "a.md", "One.")).reason == "already_known"


def test_files_within_a_file_have_reports_of_their_own(tmp_path: Path) -> None:
    within = (
        AttachedEnd("a.eml › b.md", 0.5, ingested(name="a.eml › b.md", pages=2)),
        AttachedEnd("a.eml › c.bin", 0.1, UnreadableFileError("damaged")),
    )
    taken = receiver(lambda: Prepared(ingested(within=within)), tmp_path).take(file(tmp_path, "a.eml"))
    assert (taken.file, taken.status) == ("a.eml", "ready")
    assert [(each.file, each.status, each.pages, each.reason, each.seconds) for each in taken.within] == [
        ("a.eml › b.md", "ready", 2, "", 0.5),
        ("a.eml › c.bin", "failed", 0, "damaged", 0.1),
    ]


def test_without_the_virus_scanner_the_file_says_so(tmp_path: Path) -> None:
    away = ScannerUnavailableError("The virus scanner at unix:///x can't be reached, so I took nothing up. Start it.")
    report = receiver(lambda: Prepared(away), tmp_path).take(file(tmp_path, "a.md"))
    assert (report.status, report.reason, report.message) == ("failed", "scanner_away", str(away))


def test_what_the_author_hid_is_told_of_a_file_that_is_ready(tmp_path: Path) -> None:
    remark = ParseWarning("hidden_slides", (2, 3))
    report = receiver(lambda: Prepared(ingested(unit=Unit.SLIDE, warnings=(remark,))), tmp_path).take(
        file(tmp_path, "a.md")
    )
    assert (report.status, report.unit, report.reason) == ("ready", Unit.SLIDE, "")
    assert report.message == "Slides 2\u20133 are hidden and were left out."
