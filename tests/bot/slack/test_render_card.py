"""The card of a file in each of its states: what is told, what can be pressed, and Slack's limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.blocks import SlackMessage
from bot.slack.render_card import card_message, card_refused
from ingest.errors import SENTENCES, WARNINGS
from ingest.job import JobState, JobView
from ingest.job_reasons import REASONS
from pipelines.types import Unit
from tests.bot.slack.limits import checked, said, things

BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
JOB = JobView(
    id="0" * 32, team="slack:T1", upload="u", parent_id=None, document_id="d", version_id="v",
    name="Annual Report 2025.pdf", bytes=9, state=JobState.RUNNING, stage="parsing", done=87, total=252, pages=0,
    unit=Unit.PAGE, attempts=1, cancel_requested=False, reason=None, details={}, warnings=(), late=False,
    waits_until=None, created_at=BEGUN, started_at=BEGUN, finished_at=None,
)  # fmt: skip
READY = replace(JOB, state=JobState.READY, pages=252, finished_at=BEGUN + timedelta(seconds=18))
DETAILS = {
    "limit": "2 minutes", "kind": "This is a program.", "reference": "7F3K-22", "stage": "parsing",
    "suffix": ".xls", "name": "Eicar-Test-Signature",
}  # fmt: skip


page_lists = st.lists(st.integers(1, 9999), max_size=40).map(tuple)


def card(job: JobView, channel: str = "C1") -> SlackMessage:
    return card_message(job, record_id="r" * 32, shared_by="U1", channel=channel, locale="en")


def pressable(message: SlackMessage) -> list[str]:
    return [str(each["action_id"]) for each in things(list(message.blocks)) if each.get("type") == "button"]


def test_a_file_that_is_read_tells_its_page_and_can_be_cancelled() -> None:
    shown = card(JOB)
    assert "Annual Report 2025.pdf · reading page 87 of 252" in said(shown.blocks)
    assert pressable(shown) == ["job_cancel"]
    assert pressable(card(replace(JOB, cancel_requested=True))) == []


def test_a_file_that_is_ready_tells_its_length_and_who_may_ask() -> None:
    shown = card(READY)
    assert "252 pages · ready in 18 s" in said(shown.blocks)
    assert "Everyone in this channel can ask about it." in said(shown.blocks)
    assert pressable(shown) == ["ask_about", "who_reads", "forget"]
    assert "Only you can ask about it." in said(card(READY, channel="D1").blocks)


def test_what_is_missing_of_a_file_is_told_by_its_own_names() -> None:
    warned = replace(READY, state=JobState.READY_WITH_WARNINGS, unit=Unit.SLIDE, warnings=(("hidden_slides", (2, 3)),))
    assert "Slides 2–3 are hidden and were left out." in said(card(warned).blocks)


@pytest.mark.parametrize("reason", [*REASONS, *SENTENCES])
def test_each_failure_tells_its_reason_and_can_be_tried_again(reason: str) -> None:
    shown = card(replace(JOB, state=JobState.FAILED, reason=reason, details=DETAILS, finished_at=BEGUN))
    checked(shown.blocks)
    assert "couldn't be read" in said(shown.blocks)
    assert pressable(shown) == ["job_retry"]


@settings(max_examples=200, deadline=None)
@given(
    st.text(max_size=400),
    st.sampled_from(list(JobState)),
    st.lists(st.tuples(st.sampled_from(sorted(WARNINGS)), page_lists), max_size=9),
    st.sampled_from(list(Unit)),
)  # fmt: skip
def test_every_card_keeps_slacks_limits(
    name: str, state: JobState, warnings: list[tuple[str, tuple[int, ...]]], unit: Unit
) -> None:
    shown = card(replace(READY, name=name, state=state, warnings=tuple(warnings), unit=unit))
    checked(shown.blocks)
    assert 1 <= len(shown.text) <= 4_000
    assert "<!" not in shown.text


@given(st.text(max_size=400), st.text(max_size=900))
def test_every_refusal_of_a_file_keeps_slacks_limits(name: str, sentence: str) -> None:
    checked(card_refused(name, sentence, "en").blocks)
