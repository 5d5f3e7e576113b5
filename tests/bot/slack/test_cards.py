"""The card of a shared file: every state says what is going on, why, and what can be done."""

from datetime import timedelta

import pytest

from bot.slack.render.blocks import SlackMessage
from bot.slack.render.render_card import card_message, card_refused
from bot.wording.file_words import reason_words, warning_words
from ingest.formats.errors import SENTENCES, WARNINGS
from ingest.job import JobState, JobView, Stage
from ingest.jobs.job_reasons import REASONS
from pipelines.types import Unit
from tests.bot.slack.limits import shown
from tests.bot.slack.makers import DETAILS, LOCALES, NOON, job


def card(view: JobView, channel: str = "C0FINANCE", locale: str = "en", **options: str) -> SlackMessage:
    return card_message(view, record_id="r1", shared_by="U0SHARER1", channel=channel, locale=locale, **options)


def actions(message: SlackMessage) -> list[str]:
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [each["action_id"] for row in rows for each in row]


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"state": JobState.QUEUED}, "Waiting for its turn …"),
        ({"stage": Stage.FETCHING.value}, "Fetching the file …"),
        ({}, "Reading page 87 of 252 …"),
        ({"unit": Unit.SLIDE}, "Reading 87 of 252 slides …"),
        ({"total": 0}, "Reading …"),
        ({"stage": Stage.EMBEDDING.value}, "Indexing passage 87 of 252 …"),
        ({"stage": Stage.INDEXING.value}, "Making it searchable …"),
        ({"late": True}, "Whoever was reading it gives no sign of life. Another one takes over soon."),
    ],
)
def test_a_file_on_its_way_says_how_far_it_is_and_can_be_stopped(changes: dict[str, object], line: str) -> None:
    message = card(job(**changes))
    assert shown(message).split("\n") == [
        "📄 *Annual Report 2025.pdf* · shared by <@U0SHARER1> in <#C0FINANCE>",
        line,
        "Cancel",
    ]
    assert actions(message) == ["job_cancel"]


def test_a_file_that_waits_says_why_and_until_when() -> None:
    waiting = job(state=JobState.QUEUED, reason="search_away", waits_until=NOON)
    assert "nothing was lost. I try again at <!date^1772539200^{time}|12:00 UTC>." in shown(card(waiting))


def test_a_file_that_is_being_stopped_can_not_be_stopped_again() -> None:
    message = card(job(cancel_requested=True))
    assert "Stopping …" in shown(message)
    assert actions(message) == []


def test_a_ready_file_says_who_can_ask_about_it_and_what_of_it_is_missing() -> None:
    ready = job(
        state=JobState.READY_WITH_WARNINGS,
        finished_at=NOON + timedelta(seconds=18),
        warnings=(("recognised_images", (14, 15, 201)),),
    )
    message = card(ready)
    assert shown(message).split("\n")[:2] == [
        "📄 *Annual Report 2025.pdf* · 252 pages · ready in 18 s",
        "Everyone in <#C0FINANCE> can ask about it. Pages 14–15 and 201 hold only images: read by text recognition.",
    ]
    assert actions(message) == ["ask_about", "who_reads", "forget"]


@pytest.mark.parametrize(
    ("channel", "label", "words"),
    [
        ("D0DIRECT1", "", "Only you can ask about it."),
        ("D0DIRECT1", "slack:T1:user:U0SHARER1", "Only you can ask about it."),
        ("C0FINANCE", "slack:T1:user:U0SHARER1", "Only <@U0SHARER1> can ask about it."),
        ("C0FINANCE", "slack:T1", "Everyone in this workspace can ask about it."),
        ("D0DIRECT1", "slack:T1:C0FINANCE", "Everyone in <#C0FINANCE> can ask about it."),
    ],
)
def test_who_can_ask_follows_from_how_it_was_shared(channel: str, label: str, words: str) -> None:
    assert words in shown(card(job(state=JobState.READY), channel, label=label))


def test_a_file_that_is_at_fault_itself_says_what_to_do_and_is_not_tried_again() -> None:
    message = card(job(state=JobState.FAILED, reason="password_protected"))
    assert shown(message).split("\n") == [
        "📄 *Annual Report 2025.pdf* · couldn't be read",
        "It is protected by a password. Remove the password and share it again.",
    ]


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.CANCELLED, JobState.QUARANTINED])
def test_what_may_go_better_next_time_can_be_tried_again(state: JobState) -> None:
    assert actions(card(job(state=state, reason="worker_died"))) == ["job_retry"]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("state", JobState)
def test_every_state_has_its_words(state: JobState, locale: str) -> None:
    message = card(job(state=state), locale=locale)
    assert "Annual Report 2025.pdf" in shown(message)
    assert message.text.startswith("Annual Report 2025.pdf · ")


def test_a_card_in_a_direct_chat_does_not_name_who_shared_it() -> None:
    assert "U0SHARER1" not in shown(card(job(), "D0DIRECT1"))


def test_a_file_that_is_not_taken_up_says_why() -> None:
    message = card_refused("<!here>.exe", "This is a program.", "en")
    assert shown(message) == "📄 *&lt;!here&gt;.exe* · not taken up\nThis is a program."


@pytest.mark.parametrize("reason", [*REASONS, *SENTENCES])
def test_every_reason_is_said_in_german_too(reason: str) -> None:
    german = reason_words(reason, DETAILS, "de")
    assert german != reason_words(reason, DETAILS, "en")
    assert not set("{}!") & set(german)


@pytest.mark.parametrize("code", WARNINGS)
@pytest.mark.parametrize("pages", [(), (3,), (1, 2, 9), tuple(range(1, 40))])
def test_every_warning_is_said_in_german_too(code: str, pages: tuple[int, ...]) -> None:
    german = warning_words(code, pages, Unit.SHEET, "de_DE")
    assert german != warning_words(code, pages, Unit.SHEET, "en")
    assert not set("{}!") & set(german)
