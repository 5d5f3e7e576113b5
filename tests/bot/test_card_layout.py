"""What the card of a shared file consists of, whichever chat shows it."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.buttons import Button
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.wording.card_layout import LONGEST_NAME, CardLayout, FileShared, card_layout, refused_layout
from bot.wording.line import ChannelName, Day, Emphasis, PersonName, TimeOfDay
from bot.wording.readers import Crowd, Readers
from bot.wording.sentences import say
from ingest.job import ACTIVE, JobState, JobView
from tests.bot.slack.makers import LOCALES, NOON, job, jobs

patient = settings(deadline=None)

NAME = Emphasis("Annual Report 2025.pdf")
IN_CHANNEL = FileShared("U1", "C1", readers=ChannelName("C1"))
DIRECT = FileShared("U1", "D1", is_direct=True, readers=PersonName("U1"))


def card(view: JobView, shared: FileShared = IN_CHANNEL, earlier: CardHistory = NO_HISTORY) -> CardLayout:
    return card_layout(view, "r1", shared, earlier, "en")


def names(layout: CardLayout) -> list[str]:
    return [button.name for button in layout.buttons]


def test_a_file_on_its_way_says_who_shared_it_where_and_how_far_it_is() -> None:
    layout = card(job())
    assert layout.head == ("📄 ", NAME, " · shared by ", PersonName("U1"), " in ", ChannelName("C1"))
    assert (layout.lines, names(layout)) == ((("Reading page 87 of 252 …",),), ["job_cancel"])
    assert layout.notice == "Annual Report 2025.pdf · Reading page 87 of 252 …"
    assert card(job(), DIRECT).head == card(job(), FileShared("", "C1")).head == ("📄 ", NAME)


def test_a_file_that_waits_says_why_and_until_when() -> None:
    waiting = job(state=JobState.QUEUED, reason="search_away", waits_until=NOON)
    (first, second) = card(waiting).lines
    assert first == ("Waiting for its turn …",)
    assert second[1:] == (TimeOfDay(NOON), ".")
    stopping = card(job(state=JobState.QUEUED, waits_until=NOON, cancel_requested=True))
    assert (stopping.lines, names(stopping)) == ((("Stopping …",),), [])


@pytest.mark.parametrize(
    ("readers", "is_direct", "line"),
    [
        (Crowd.EVERYONE, False, ("Everyone in this workspace can ask about it.",)),
        (Crowd.WORKSPACE, True, ("Everyone in this workspace can ask about it.",)),
        (ChannelName("C9"), True, ("Everyone in ", ChannelName("C9"), " can ask about it.")),
        (PersonName("U1"), True, ("Only you can ask about it.",)),
        (PersonName("U1"), False, ("Only ", PersonName("U1"), " can ask about it.")),
        (None, True, ("Only you can ask about it.",)),
        (None, False, ("Everyone in ", ChannelName("C1"), " can ask about it.")),
        ("hr", False, ("Everyone in ", ChannelName("C1"), " can ask about it.")),
    ],
)
def test_who_can_ask_follows_from_the_readers(readers: Readers | None, is_direct: bool, line: tuple[object]) -> None:
    layout = card(job(state=JobState.READY), FileShared("U1", "C1", is_direct, readers))
    assert (layout.lines, names(layout)) == ((line,), ["ask_about", "who_reads", "forget"])


def test_a_ready_file_says_how_long_it_took_what_is_missing_and_what_it_replaces() -> None:
    ready = job(
        state=JobState.READY_WITH_WARNINGS,
        finished_at=NOON + timedelta(seconds=18),
        warnings=(("recognised_images", (14, 15)),),
    )
    layout = card(ready, earlier=CardHistory(NOON, known=True, stays=True))
    assert layout.head == ("📄 ", NAME, " · 252 pages · ready in 18 s")
    assert layout.lines[0][-1] == " can ask about it. Pages 14–15 hold only images: read by text recognition."
    assert layout.lines[1] == ("Replaces the version of ", Day(NOON), ". Answers use this one from now on.")
    assert layout.lines[2] == (say("card_stays"),)
    known = card(job(state=JobState.READY), earlier=CardHistory(known=True))
    assert known.lines[1:] == ((say("card_known"),),)


@pytest.mark.parametrize(
    ("state", "reason", "buttons"),
    [
        (JobState.FAILED, "password_protected", []),
        (JobState.FAILED, "worker_died", ["job_retry"]),
        (JobState.QUARANTINED, "worker_died", ["job_retry"]),
        (JobState.CANCELLED, None, ["job_retry"]),
    ],
)
def test_what_may_go_better_next_time_can_be_tried_again(
    state: JobState, reason: str | None, buttons: list[str]
) -> None:
    assert names(card(job(state=state, reason=reason))) == buttons


@patient
@given(
    jobs,
    st.sampled_from((IN_CHANNEL, DIRECT)),
    st.builds(CardHistory, st.sampled_from((None, NOON)), st.booleans(), st.booleans()),
    st.sampled_from(LOCALES),
)
def test_every_state_has_a_head_with_the_name_and_a_way_on(
    view: JobView, shared: FileShared, earlier: CardHistory, locale: str
) -> None:
    layout = card_layout(view, "r1", shared, earlier, locale)
    assert next(type(part) for part in layout.head if not isinstance(part, str)) is Emphasis
    assert len(layout.notice) > 3
    assert (names(layout) == ["job_cancel"]) == (view.state in ACTIVE and not view.cancel_requested)
    assert all(line and "" not in line for line in layout.lines)
    assert {(button.name in set(Button), button.value) for button in layout.buttons} <= {(True, "r1")}


@patient
@given(st.text(), st.text(min_size=1), st.sampled_from(LOCALES))
def test_a_file_that_is_not_taken_up_says_why_and_offers_nothing(name: str, sentence: str, locale: str) -> None:
    layout = refused_layout(name, sentence, locale)
    assert (layout.lines, layout.buttons) == (((sentence,),), ())
    (shown,) = [part for part in layout.head if isinstance(part, Emphasis)]
    assert len(shown.text) <= LONGEST_NAME
