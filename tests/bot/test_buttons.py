"""Buttons: each does what it says, for who may, on questions and files of the chat that it stands in."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.chat.buttons import Button, ButtonPress, form_asked_by
from bot.chat.chat import ChatKind, Person
from bot.inbox.item_key import message_key
from bot.records.question_log import question_key
from bot.wording.sentences import say
from bot.wording.shown import DocumentPage, Lines, PassageList
from pipelines.records.chat_tables import Verdict
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, FakeAnswerer
from tests.bot.fake_surface import Talk, by, heard, talk

KEY = message_key("slack", "T1", "general", "m1")
QUESTION = question_key(KEY)


def press(
    button: Button | str,
    value: str = QUESTION,
    person: Person = ALICE,
    channel: str = "general",
    is_private: bool = False,
) -> ButtonPress:
    """Somebody presses a button below r1."""
    return ButtonPress(by(channel, person, "https://answer"), button, value, "r1", "m1", is_private)


async def ask_first(talk: Talk) -> None:
    """Alice asked, in #general, and was answered."""
    await talk.do("message", heard(), KEY)


def test_a_thumb_is_recorded_and_only_the_one_that_opens_no_form_is_thanked_for(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        for verdict, person in (("helpful", ALICE), ("unhelpful", BOB)):
            pressed = press(Button.FEEDBACK, f"{verdict}:{QUESTION}", person)
            assert (await talk.do("action", pressed)).outcome == "noted"
        assert form_asked_by(Button.FEEDBACK, f"unhelpful:{QUESTION}") == "feedback"
        assert form_asked_by(Button.FEEDBACK, f"helpful:{QUESTION}") == ""

    assert len(talk(service, act).lines()) == 1
    with service.holdings.database.reading() as session:
        assert sorted(row.is_helpful for row in session.scalars(select(Verdict))) == [False, True]


def test_a_thumb_that_the_chat_has_thanked_for_is_recorded_in_silence(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        await talk.do("action", replace(press(Button.FEEDBACK, f"helpful:{QUESTION}"), is_told=True))

    assert talk(service, act).lines() == []


def test_another_try_that_was_written_is_made_in_the_message_that_says_the_failure(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        written = replace(press(Button.TRY_AGAIN), message="")
        await talk.do("action", written, "slack:T1:one")
        talk.surface.stands[KEY] = {0: ["r7"]}
        told = await talk.do("action", written, "slack:T1:two")
        assert told.holder.notes["message"] == "r7"

    assert [how for _, _, how in talk(service, act).replies] == ["new", "new", "r7"]


def test_who_has_no_direct_chat_is_told_how_to_get_one(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        talk.surface.unreachable = {ALICE.id}
        assert (await talk.do("action", press(Button.ANSWER_PRIVATELY))).outcome == "refused"

    assert talk(service, act).lines() == [say("direct_not_open", chat="The chat")]


def test_more_passages_are_shown_to_who_pressed(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        assert (await talk.do("action", press(Button.MORE_PASSAGES, person=BOB))).outcome == "shown"

    ((chat, person, shown, _),) = talk(service, act).told
    assert (chat.channel, chat.thread, person) == ("general", "m1", BOB)
    assert shown == PassageList(FakeAnswerer().found, "en")


def test_a_button_that_nobody_knows_is_ignored(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("action", press("lottery"))).outcome == "ignored"

    assert talk(service, act).told == []


def test_what_could_not_be_done_is_said_to_who_pressed_where_the_chat_takes_answers(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("action", press(Button.SHARE_ANSWER), given_up=True)).outcome == "failed"

    surface = talk(service, act)
    assert "failed on my side" in surface.lines()[0]
    assert surface.told[0][3] == "https://answer"


def test_the_reading_of_a_file_is_stopped_and_begun_again_by_who_shared_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        assert (await talk.do("action", press(Button.CANCEL_JOB, record.id, BOB))).outcome == "cancelled"
        assert service.jobs.active([record.job_id])
        await talk.do("action", press(Button.CANCEL_JOB, record.id))
        assert not service.jobs.active([record.job_id])
        assert (await talk.do("action", press(Button.RETRY_JOB, record.id))).outcome == "queued"
        assert service.jobs.active([record.job_id])

    assert len(talk(service, act).lines()) == 3


def test_documents_are_listed_by_the_page_and_at_the_address_for_answers(service: ChatService) -> None:
    for n in range(16):
        service.hold(f"Report {n:02}.md")

    async def act(talk: Talk) -> None:
        await talk.do("action", press(Button.DOCUMENTS_AFTER, "1"))
        assert talk.surface.listed() == ["Report 15.md"]
        await talk.do("action", press(Button.DOCUMENTS, "first"))
        assert len(talk.surface.listed()) == 15

    assert {answer_to for _, _, _, answer_to in talk(service, act).told} == {"https://answer"}


def test_outside_of_conversations_a_press_is_between_the_person_and_the_bot(service: ChatService) -> None:
    service.hold("Handbook.md")

    async def act(talk: Talk) -> None:
        await talk.do("action", press(Button.DOCUMENTS, "0", channel=""))

    ((chat, _, shown, _),) = talk(service, act).told
    assert (chat.kind, chat.channel) == (ChatKind.DIRECT, "alice")
    assert isinstance(shown, DocumentPage)


def test_who_reads_a_file_is_told_of_that_file_and_of_none_that_is_gone(service: ChatService) -> None:
    service.hold("Other.md")

    async def act(talk: Talk) -> None:
        record = await talk.share()
        service.work()
        await talk.do("action", press(Button.WHO_READS, record.id))
        assert talk.surface.listed() == ["Handbook.md"]
        await talk.do("action", press(Button.WHO_READS, "unknown"))
        assert isinstance(talk.surface.told[-1][2], Lines)

    talk(service, act)


def test_the_name_of_a_file_is_said_in_the_channel_of_its_card_alone(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        record = await talk.share()
        await talk.do("action", press(Button.ASK_ABOUT, record.id))
        await talk.do("action", press(Button.ASK_ABOUT, record.id, channel="sales"))

    here, there = talk(service, act).lines()
    assert "Handbook.md" in here
    assert "Handbook.md" not in there


def test_another_try_is_made_in_the_message_of_the_button_and_stays_the_reply_to_its_question(
    service: ChatService,
) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        told = await talk.do("action", press(Button.TRY_AGAIN, person=BOB), "slack:T1:once")
        assert told.outcome == "answered"
        assert (told.holder.notes, told.holder.subjects) == ({"message": "r1"}, [QUESTION])

    asked, _, how = talk(service, act).replies[-1]
    assert (asked.key, asked.text, asked.asker, how) == (KEY, "How many days?", BOB, "r1")


def test_another_try_of_what_one_person_alone_saw_stays_theirs(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        told = await talk.do("action", press(Button.TRY_AGAIN, is_private=True), "slack:T1:once")
        assert told.holder.subjects == []

    asked, _, how = talk(service, act).replies[-1]
    assert (asked.only_asker, asked.key, how) == (True, "slack:T1:once", "alone at https://answer")


def test_an_answer_for_oneself_goes_into_the_direct_chat_and_one_for_all_into_the_channel(
    service: ChatService,
) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        await talk.do("action", press(Button.ANSWER_PRIVATELY), "slack:T1:one")
        await talk.do("action", press(Button.SHARE_ANSWER), "slack:T1:two")

    _, alone, shared = talk(service, act).replies
    assert (alone[0].chat.channel, alone[0].message, alone[0].key) == ("D-alice", "", "slack:T1:one")
    assert (shared[0].chat.channel, shared[0].message, shared[0].only_asker) == ("general", "", False)


@pytest.mark.parametrize("button", [Button.TRY_AGAIN, Button.ANSWER_PRIVATELY, Button.SHARE_ANSWER])
@pytest.mark.parametrize(("value", "channel"), [("unknown", "general"), (QUESTION, "sales")])
def test_a_question_of_another_chat_or_none_is_unknown(
    button: Button, value: str, channel: str, service: ChatService
) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        assert (await talk.do("action", press(button, value, channel=channel))).outcome == "unknown"

    surface = talk(service, act)
    assert len(surface.replies) == 1
    assert len(surface.lines()) == 1
