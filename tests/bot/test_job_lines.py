"""Jobs in words: each state and stage has its own, and says what can be done."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.command_line.json_shapes import job_json, json_text, queued_json
from bot.command_line.queueing import QueuedFile
from bot.wording.job_lines import job_line, job_lines, job_message, job_progress
from ingest.formats.errors import SENTENCES
from ingest.job import ACTIVE, RETRIABLE, JobState, JobView, Stage
from ingest.jobs.job_reasons import REASONS
from pipelines.types import Unit

BEGUN = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
JOB = JobView(
    unit=Unit.PAGE,
    id="0123456789abcdef0123456789abcdef",
    team="local",
    upload="u1",
    parent_id=None,
    document_id="d1",
    version_id="v1",
    name="Annual Report.pdf",
    bytes=1000,
    state=JobState.RUNNING,
    stage="parsing",
    done=14,
    total=52,
    pages=0,
    attempts=1,
    cancel_requested=False,
    reason=None,
    details={},
    warnings=(),
    late=False,
    waits_until=None,
    created_at=BEGUN,
    started_at=BEGUN,
    finished_at=BEGUN + timedelta(seconds=18),
)


def test_a_running_job_says_how_far_it_is() -> None:
    assert job_line(JOB) == "Annual Report.pdf · reading page 14 of 52 · 18 s · 01234567"
    assert job_progress(replace(JOB, stage="embedding")) == "indexing passage 14 of 52"
    assert job_progress(replace(JOB, stage="parsing", total=0)) == "reading"
    assert job_progress(replace(JOB, cancel_requested=True)) == "is being cancelled"
    assert job_progress(replace(JOB, late=True)).startswith("its worker gives no sign of life")


@pytest.mark.parametrize("stage", Stage)
def test_every_stage_has_words(stage: Stage) -> None:
    assert job_progress(replace(JOB, stage=stage.value))


@pytest.mark.parametrize("state", JobState)
def test_every_state_has_words_and_says_what_can_be_done(state: JobState) -> None:
    lines = job_lines(replace(JOB, state=state))
    assert any("jobs cancel 01234567" in line for line in lines) == (state in ACTIVE)
    assert any("jobs retry 01234567" in line for line in lines) == (state in RETRIABLE)


@pytest.mark.parametrize("reason", [*REASONS, *SENTENCES])
def test_every_reason_has_a_sentence(reason: str) -> None:
    details = {"limit": "2 minutes", "kind": "This is a picture.", "reference": "7F3K-22", "stage": "parsing"}
    details |= {"suffix": ".xls", "name": "Eicar-Test-Signature", "found": "2 IBANs"}
    assert job_message(replace(JOB, reason=reason, details=details)).endswith((".", "22"))


def test_warnings_follow_the_reason() -> None:
    told = job_message(replace(JOB, warnings=(("pages_without_text", (3,)),)))
    assert told == "Page 3 holds no text, only images or nothing."


def test_programs_get_every_key_of_a_job() -> None:
    shape = job_json(JOB)
    assert (shape["job"], shape["state"], shape["done"], shape["total"]) == (JOB.id, "running", 14, 52)
    assert (shape["created"], shape["waits_until"]) == ("2026-03-01T12:00:00+00:00", None)
    assert json_text(shape)


def test_programs_get_the_same_keys_for_a_file_that_waits_and_one_that_cannot() -> None:
    waits, cannot = QueuedFile("a.pdf", job="j1"), QueuedFile("b", reason="is_folder", message="This is a folder.")
    assert queued_json(waits).keys() == queued_json(cannot).keys()
    assert (queued_json(waits)["status"], queued_json(cannot)["status"]) == ("queued", "failed")
