"""E9. How content somebody is: asked alone, seldom, in a quiet moment, and not again who doesn't want that."""

import time

import pytest
from sqlalchemy import select

from bot.records.surveys import FEWEST_ANSWERS
from bot.service.handling.surveys import KIND
from pipelines.records.chat_tables import InboxEntry, Survey
from tests.adapters.chat import Chat
from tests.adapters.questions import QUESTION, REFUSED
from tests.adapters.seen import Place, Shown, Somebody

ASKED = "How content are you with my answers?"
SOON, QUIET = 200.0, 400.0


def surveys(chat: Chat) -> list[tuple[int | None, str, bool]]:
    with chat.bot.engine.database.reading() as session:
        rows = session.scalars(select(Survey).order_by(Survey.asked_at))
        return [(each.score, each.words, each.declined) for each in rows]


def asked_often(chat: Chat, times: int = FEWEST_ANSWERS) -> tuple[Somebody, Place]:
    """Somebody new, and where they are alone with the bot, after so many answers."""
    person = chat.person()
    place = chat.direct(person)
    for _ in range(times):
        chat.ask(person, place, QUESTION)
    chat.seen(lambda: waits(chat))
    return person, place


def waits(chat: Chat) -> bool:
    """Whether a survey was planned, looked at and put off."""
    waiting = (InboxEntry.kind == KIND, InboxEntry.ended_at.is_(None), InboxEntry.owner.is_(None))
    with chat.bot.engine.database.reading() as session:
        return session.scalar(select(InboxEntry.key).where(*waiting, InboxEntry.token > 0).limit(1)) is not None


def question_in(chat: Chat, place: Place) -> Shown:
    found: list[Shown] = chat.seen(lambda: [each for each in chat.everyone(place) if ASKED in each.text])
    return found[-1]


def never_asks(chat: Chat, place: Place) -> bool:
    """Whether nothing is asked in a while."""
    for _ in range(10):
        if any(ASKED in each.text for each in chat.everyone(place)):
            return False
        time.sleep(0.05)
    return True


class TestSurveys:
    """The engine says what it is told."""

    def test_e9_the_survey_comes_once_it_is_quiet_and_gives_way_to_thanks(self, chat: Chat) -> None:
        person, place = asked_often(chat)
        chat.bot.time_passes(SOON)
        assert never_asks(chat, place), "in the middle"
        chat.bot.time_passes(SOON)
        survey = question_in(chat, place)
        assert survey.buttons == ("1 · not at all", "2", "3", "4", "5 · very", "Don't ask me again")
        chat.press(person, survey, "4")
        chat.bot.settle()
        thanks = chat.seen(lambda: [each for each in chat.everyone(place) if "noted: 4" in each.text])[-1]
        assert never_asks(chat, place), "the question gives way"
        chat.press(person, thanks, "Say why")
        chat.submit(person, chat.form(person), {"What is good, what is missing?": "Fast, but <b>short</b>."})
        chat.bot.settle()
        assert surveys(chat)[-1] == (4, "Fast, but <b>short</b>.", False)

    def test_e9_who_asks_again_meanwhile_is_left_alone_until_they_have_finished(self, chat: Chat) -> None:
        person, place = asked_often(chat)
        chat.bot.time_passes(SOON)
        chat.ask(person, place, QUESTION)
        chat.bot.time_passes(SOON)
        assert never_asks(chat, place)
        chat.bot.time_passes(SOON)
        question_in(chat, place)

    def test_e9_who_doesnt_want_it_is_never_asked_again(self, chat: Chat) -> None:
        person, place = asked_often(chat)
        chat.bot.time_passes(QUIET)
        chat.press(person, question_in(chat, place), "Don't ask me again")
        chat.bot.settle()
        chat.seen(lambda: [each for each in chat.everyone(place) if "I won't ask again." in each.text])
        assert surveys(chat)[-1] == (None, "", True)
        for _ in range(2):
            chat.bot.time_passes(40 * 86_400)
            for _ in range(FEWEST_ANSWERS):
                chat.ask(person, place, QUESTION)
            chat.bot.time_passes(QUIET)
            assert never_asks(chat, place)

    def test_e9_nobody_is_asked_twice_in_a_month(self, chat: Chat) -> None:
        person, place = asked_often(chat)
        chat.bot.time_passes(QUIET)
        chat.press(person, question_in(chat, place), "5 · very")
        chat.bot.settle()
        before = len(surveys(chat))
        chat.bot.time_passes(10 * 86_400)
        for _ in range(FEWEST_ANSWERS):
            chat.ask(person, place, QUESTION)
        chat.bot.time_passes(QUIET)
        assert never_asks(chat, place)
        assert len(surveys(chat)) == before

    @pytest.mark.parametrize("why", ["too few", "no answers", "in a channel"])
    def test_e9_nobody_is_asked_who_has_nothing_to_say_or_isnt_alone(self, chat: Chat, why: str) -> None:
        before = len(surveys(chat))
        person = chat.person()
        place = chat.channel(person) if why == "in a channel" else chat.direct(person)
        if why == "no answers":
            chat.answers.answer_given, chat.answers.sentences = REFUSED, ()
        for _ in range(FEWEST_ANSWERS - (why == "too few")):
            chat.ask(person, place, QUESTION)
        chat.bot.time_passes(QUIET)
        assert never_asks(chat, place) and never_asks(chat, chat.direct(person))
        assert len(surveys(chat)) == before

    def test_e9_a_score_of_somebody_who_wasnt_asked_counts_for_nothing(self, chat: Chat) -> None:
        _, place = asked_often(chat)
        chat.bot.time_passes(QUIET)
        survey = question_in(chat, place)
        stranger = chat.person("Bob")
        chat.press(stranger, survey, "1 · not at all")
        chat.bot.settle()
        assert surveys(chat)[-1] == (None, "", False)
