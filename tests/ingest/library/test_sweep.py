"""The sweep repairs what differs between records, index and vault, and touches nothing else."""

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from ingest.library.sweep import READ_EVERY, SweepReport
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.records.tables import AuditEntry
from tests.ingest.holdings import TRAVEL, VACATION, Holdings, put_row

NOW = datetime.now(UTC)


def days(count: float) -> datetime:
    return NOW + timedelta(days=count)


@pytest.fixture
def held(tmp_path: Path) -> Iterator[Holdings]:
    opened = Holdings(tmp_path)
    yield opened
    opened.close()


def test_where_all_is_as_it_should_be_nothing_happens(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    held.ingest("leave.md", VACATION + " Then they expire.")
    held.forgetter.forget(held.ingest("travel.md", TRAVEL).document_id)
    for moment in (NOW, days(3)):
        assert held.sweeper().sweep(moment) == SweepReport()
    assert held.found("vacation") == ["leave.md"]
    with held.database.reading() as session:
        assert session.scalars(select(AuditEntry).where(AuditEntry.action == "sweep")).all() == []


def test_a_document_that_the_index_alone_has_is_removed_from_it(held: Holdings) -> None:
    put_row(held.rows, "orphan")
    assert held.sweeper().sweep() == SweepReport(purged=1)
    assert held.rows.inventory() == []


@pytest.mark.parametrize("harm", ["all of it", "another version", "some chunks"])
def test_a_document_that_the_index_lost_is_indexed_again_from_its_original(held: Holdings, harm: str) -> None:
    leave = held.ingest("leave.md", VACATION, "hr")
    if harm == "all of it":
        held.rows.forget(leave.document_id)
    elif harm == "another version":
        put_row(held.rows, leave.document_id)
    else:
        with held.database.session() as session:
            session.execute(text("UPDATE versions SET chunks = 2"))
    assert held.sweeper().sweep() == SweepReport(reindexed=1)
    assert held.found("vacation", "hr") == ["leave.md"]
    assert held.sweeper().sweep() == SweepReport()


def test_readers_are_those_that_the_records_know(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION, "hr")
    held.rows.set_labels(leave.document_id, ["everyone"])
    assert held.sweeper().sweep() == SweepReport(relabelled=1)
    assert (held.found("vacation"), held.found("vacation", "hr")) == ([], ["leave.md"])


def test_a_document_without_index_and_without_original_is_told_of_and_kept(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    held.rows.forget(leave.document_id)
    held.vault.delete(next(held.vault.keys()))
    assert held.sweeper().sweep() == SweepReport(missing=1, failed=1)
    assert [each.name for each in held.library.documents()] == ["leave.md"]


def test_originals_that_no_record_names_go_after_a_day(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    held.vault.put("a" * 32, io.BytesIO(b"of a job that never came"))
    assert held.sweeper().sweep() == SweepReport()
    assert held.sweeper().sweep(days(1.1)) == SweepReport(deleted=1)
    assert len(list(held.vault.keys())) == 1


def test_an_original_that_was_changed_is_found_within_a_month(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    (body,) = (path for path in Path(held.vault.address).iterdir() if path.suffix != ".key")
    sealed = bytearray(body.read_bytes())
    sealed[7] ^= 1
    body.write_bytes(sealed)
    reports = [held.sweeper().sweep(days(n)) for n in range(READ_EVERY)]
    assert sum(report.damaged for report in reports) == 1


def test_files_of_crashed_writes_and_of_caches_go(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    held.cache.folder.mkdir()
    (held.cache.folder / f"{'b' * 32}.pages").write_bytes(b"of nobody")
    (held.cache.folder / f"{next(held.vault.keys())}.pages").write_bytes(b"of a document that is here")
    half = Path(held.vault.address) / f"{'c' * 32}.{'0' * 16}"
    half.write_bytes(b"half")
    assert held.sweeper().sweep() == SweepReport(leftovers=1)
    os.utime(half, (days(-2).timestamp(),) * 2)
    assert held.sweeper().sweep() == SweepReport(leftovers=1)
    assert len(list(held.cache.folder.iterdir())) == 1


# Retention


def test_documents_are_forgotten_when_their_time_is_over(held: Holdings) -> None:
    leave = held.ingest("leave.md", VACATION)
    assert held.sweeper().sweep(days(5000)) == SweepReport()
    assert held.sweeper(30).sweep(days(29)) == SweepReport()
    assert held.sweeper(30).sweep(days(31)) == SweepReport(expired=1)
    assert (held.found("vacation"), held.forgetter.traces(leave.document_id)) == ([], [])


def test_a_teams_own_retention_goes_before_the_settings(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    held.library.set_retention(100)
    assert held.sweeper(30).sweep(days(31)) == SweepReport()
    assert held.sweeper().sweep(days(101)) == SweepReport(expired=1)
    held.library.set_retention(None)
    held.ingest("leave.md", VACATION)
    assert held.sweeper().sweep(days(101)) == SweepReport()
    with pytest.raises(ValueError, match="1 day or more"):
        held.library.set_retention(0)


def test_a_new_version_lives_anew(held: Holdings) -> None:
    held.ingest("leave.md", VACATION)
    with held.database.session() as session:
        session.execute(text("UPDATE versions SET live_at = '2020-01-01 00:00:00'"))
    held.ingest("leave.md", TRAVEL)
    assert held.sweeper(30).sweep() == SweepReport()


# Crashes of ingestion

KILLED = """
import os, signal
from pathlib import Path
from pipelines.embedded_index.index import EmbeddedIndex
from tests.ingest.holdings import Holdings

class DiesWriting(EmbeddedIndex):
    def put(self, source, pages, chunks):
        if {step!r} == "after":
            super().put(source, pages, chunks)
        os.kill(os.getpid(), signal.SIGKILL)

Holdings(Path({folder!r}), DiesWriting).ingest("leave.md", {content!r})
"""


@pytest.mark.parametrize("step", ["before", "after"])
@pytest.mark.parametrize("earlier", [True, False])
def test_an_ingestion_that_was_killed_is_cleared_up_a_day_later(
    held: Holdings, tmp_path: Path, step: str, earlier: bool
) -> None:
    if earlier:
        held.ingest("leave.md", TRAVEL)
    script = KILLED.format(step=step, folder=str(tmp_path), content=VACATION)
    root = Path(__file__).parents[3]
    killed = subprocess.run([sys.executable, "-c", script], cwd=root, check=False, capture_output=True)
    assert killed.returncode == -9, killed.stderr
    held.sweeper().sweep()
    assert held.sweeper().sweep(days(1.1)).abandoned == 1
    held.sweeper().sweep(days(1.1))
    assert held.sweeper().sweep(days(1.1)) == SweepReport()
    assert (held.found("vacation"), held.found("flight")) == ((["leave.md"],) * 2 if earlier else ([], []))
    assert len(list(held.vault.keys())) == earlier
    texts = [hit.text for hit in held.rows.search_chunks("flight vacation", scope_filter(Scope.of(EVERYONE)), 5)]
    assert texts == ([TRAVEL] if earlier else [])
