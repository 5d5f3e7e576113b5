"""When the bot answers unasked: follow-ups are answered, people who talk to each other are left alone."""

import pytest

from bot.chat.channel_settings import ChannelSettings
from bot.service.questions.unasked_replies import wants_reply

QUIET, OPEN = ChannelSettings(), ChannelSettings(answers_to="questions")


def replies(
    text: str,
    *,
    direct: bool = False,
    mentioned: bool = False,
    own: bool = False,
    others: int = 0,
    mentions: bool = False,
    is_open: bool = False,
) -> bool:
    return wants_reply(
        text,
        OPEN if is_open else QUIET,
        is_direct=direct,
        is_mentioned=mentioned,
        mentions_others=mentions,
        in_own_thread=own,
        others_in_thread=others,
    )


@pytest.mark.parametrize("text", ["How many days?", "thanks", "ok", ""])
def test_who_calls_it_or_is_alone_with_it_gets_a_reply(text: str) -> None:
    assert replies(text, direct=True)
    assert replies(text, mentioned=True)


FOLLOW_UPS = [
    "And for contractors?",
    "What about part-time employees?",
    "How many days can we carry over?",
    "Do we get paid for those?",
    "ok, and when do they expire?",
    "Can you show me the passage?",
    "Tell me more about the exceptions",
    "Und wie ist es bei Teilzeit?",
    "Wie viele Tage sind es?",
    "Et pour les stagiaires ?",
    "Is that also true for interns?",
]
AMONG_PEOPLE = [
    "Bob, can you check this?",
    "Can you take this over?",
    "What do you think?",
    "Should we meet tomorrow?",
    "Are we still on for lunch?",
    "Let's discuss this on Monday",
    "@bob how many are left?",
    "I think that is wrong",
    "Kannst du das prüfen?",
    "Wollen wir das morgen besprechen?",
    "@here who knows this?",
]
ACKNOWLEDGED = ["thanks", "Thank you so much!", "ok great, thanks", "👍", "Perfect.", "danke dir", "lol", "…", "got it"]


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_a_follow_up_in_its_thread_is_answered_without_a_mention_whoever_is_there(text: str) -> None:
    assert replies(text, own=True)
    assert replies(text, own=True, others=2)


@pytest.mark.parametrize("text", AMONG_PEOPLE)
def test_people_who_talk_to_each_other_are_left_alone(text: str) -> None:
    assert not replies(text, own=True, others=1)
    assert not replies(text, is_open=True)


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_who_mentions_somebody_else_is_left_to_them(text: str) -> None:
    assert not replies(text, own=True, mentions=True)
    assert not replies(text, is_open=True, mentions=True)


@pytest.mark.parametrize("text", ACKNOWLEDGED)
def test_thanks_need_no_answer(text: str) -> None:
    assert not replies(text, own=True)
    assert not replies(text, own=True, others=1)
    assert not replies(text, is_open=True)


def test_who_is_alone_with_it_in_a_thread_need_not_ask_like_a_question() -> None:
    assert replies("the parental leave part", own=True)
    assert not replies("the parental leave part", own=True, others=1)


@pytest.mark.parametrize("text", FOLLOW_UPS)
def test_a_channel_is_answered_unasked_only_where_its_managers_want_that(text: str) -> None:
    assert not replies(text)
    assert replies(text, is_open=True)


@pytest.mark.parametrize(
    "text", ["ok" + "!" * 39_997 + "x", "\n" * 39_990 + "hi!", "what " * 8_000 + "?", "<@" * 20_000]
)
def test_a_message_longer_than_any_question_waits_for_no_answer(text: str) -> None:
    assert not replies(text, own=True)
    assert not replies(text, is_open=True)


def test_a_long_message_is_told_by_its_start_and_its_end() -> None:
    long = "what does the contract say about " + "the delivery of goods " * 40
    assert replies(f"{long}?", is_open=True)
    assert not replies(f"{long}.", is_open=True)
