"""From a command or a button to the dialog, or to the words that say why there is none: one of both, always, soon."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.wording.sentences import say
from tests.adapters.questions import QUESTION
from tests.adapters.seen import Place, Shown, Somebody
from tests.adapters.slack.slack_chat import SlackChat

SOON = 8.0
"""Seconds in which somebody knows, on a busy machine; the deadline itself is two."""

Ask = Callable[[SlackChat, Somebody, Place, Shown], None]


def upload(slack: SlackChat, person: Somebody, place: Place, _answer: Shown) -> None:
    slack.command(person, place, "upload")


def settings(slack: SlackChat, person: Somebody, place: Place, _answer: Shown) -> None:
    slack.command(person, place, "settings")


def thumb_down(slack: SlackChat, person: Somebody, _place: Place, answer: Shown) -> None:
    slack.judge(person, answer, is_helpful=False)


def forget(slack: SlackChat, person: Somebody, place: Place, answer: Shown) -> None:
    """The button of a card whose file nobody knows any more."""
    button = {
        "type": "button",
        "action_id": "forget",
        "value": "none",
        "text": {"type": "plain_text", "text": "Forget"},
    }
    blocks = [{"type": "actions", "elements": [button]}]
    slack.press(person, replace(answer, place=place, raw=answer.raw | {"blocks": blocks}), "Forget")


def told(slack: SlackChat, ask: Ask, by: str = "itself", before: Callable[[], None] = lambda: None) -> list[str]:
    """What the person alone was told after they asked for a dialog; nothing where it opened."""
    ann = slack.person()
    place = slack.channel(ann, by=ann if by == "itself" else None)
    answer = slack.ask(ann, place, QUESTION)
    slack.bot.time_passes(61)  # nothing is remembered of anybody
    before()
    begun = time.perf_counter()
    ask(slack, ann, place, answer)
    slack.seen(lambda: slack.alone(ann) or slack.space.views)
    assert time.perf_counter() - begun < SOON
    return [each.text for each in slack.alone(ann)]


@pytest.mark.parametrize("ask", [upload, settings, thumb_down])
def test_a_dialog_opens_and_nothing_is_said(slack: SlackChat, ask: Ask) -> None:
    assert (told(slack, ask), len(slack.space.views)) == ([], 1)


@pytest.mark.parametrize("ask", [upload, settings, thumb_down, forget])
@pytest.mark.parametrize("method", ["users.info", "conversations.info", "views.open"])
def test_a_slack_that_hangs_is_told_of_before_it_answers(slack: SlackChat, ask: Ask, method: str) -> None:
    said = told(slack, ask, before=lambda: slack.site.now(slack.site.server.fault, method, 5, seconds=60.0))
    if said:
        (line,) = said
        assert "couldn't open the dialog" in line or say("file_unknown") in line
    else:  # nothing that hangs was needed for it
        assert len(slack.space.views) == 1
        assert method == "conversations.info"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("expired_trigger_id", "three seconds"),
        ("internal_error", "internal_error"),
        ("missing_scope", "lacks the permission"),
        ("ratelimited", "ratelimited"),
    ],
)
def test_what_slack_refuses_is_said_with_its_reason(slack: SlackChat, code: str, why: str) -> None:
    (said,) = told(slack, upload, before=lambda: slack.fail("open a form", times=5, refused=code))
    assert why in said


@pytest.mark.parametrize("ask", [settings, forget])
def test_records_that_are_away_are_said_to_be(slack: SlackChat, ask: Ask) -> None:
    def lose() -> None:
        with slack.bot.database.session() as session:
            session.execute(text("DROP TABLE shared_files"))
            session.execute(text("DROP TABLE channel_settings"))

    (said,) = told(slack, ask, before=lose)
    assert say("records_away") in said


def test_a_document_that_is_gone_is_said_to_be(slack: SlackChat) -> None:
    assert told(slack, forget) == [say("file_unknown")]
    assert slack.space.views == []


def test_a_click_that_slack_sends_twice_opens_one_dialog_and_says_nothing(slack: SlackChat) -> None:
    assert told(slack, upload) == []
    slack.deliver_again()
    slack.seen(lambda: len(slack.site.server.calls("views.open")) == 2)
    slack.bot.stop()  # which waits for dialogs
    assert (len(slack.space.views), slack.space.whispers) == (1, [])


def test_where_the_answers_address_and_the_channel_are_closed_the_person_is_told_directly(slack: SlackChat) -> None:
    ann = slack.person()
    place = slack.channel(ann)
    slack.fail("open a form", refused=True)
    slack.fail("answer", times=9, refused=True)
    slack.fail("tell alone", refused=True)
    slack.fail("tell alone", refused="user_not_in_channel")
    slack.command(ann, place, "upload")
    slack.seen(lambda: slack.everyone(slack.direct(ann)))
