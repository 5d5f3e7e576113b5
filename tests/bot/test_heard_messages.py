"""What people write: what is meant for the bot is answered, files are taken up, a reply follows its question."""

from dataclasses import replace

import pytest

from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import ChatKind
from bot.chat.heard import Deleted, Heard, NamedFile
from bot.inbox.item_key import message_key
from bot.inbox.items import WITHDRAWN, KnownItem
from bot.service.handling.files_beside_words import UnconfirmedChatError
from bot.wording.shown import Greeting
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, GENERAL, WITH_ALICE
from tests.bot.fake_surface import Talk, heard, talk
from tests.ingest.holdings import VACATION

KEY = message_key("slack", "T1", "general", "m1")
FILE = NamedFile("F1", "Handbook.md", len(VACATION), "text/markdown")
IN_THREAD = heard("And for contractors?", message="m2", thread="m1", calls_bot=False)


async def ask_first(talk: Talk) -> None:
    """The bot answers in the thread of m1."""
    await talk.do("message", heard(), KEY)


def test_who_calls_the_bot_is_answered_once_under_the_key_of_the_message(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("message", heard(), "slack:T1:other")).outcome == "answered"

    ((asked, _, how),) = talk(service, act).replies
    assert (asked.key, asked.request, asked.message, how) == (KEY, "slack:T1:other", "m1", "new")
    assert (asked.chat, asked.asker) == (replace(GENERAL, thread="m1"), ALICE)


def test_alone_with_the_bot_nobody_has_to_call_it_and_a_first_thread_is_named(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        talk.surface.kinds["D-alice"] = ChatKind.DIRECT
        said = heard(chat=replace(WITH_ALICE, thread="m0"), thread="m0", calls_bot=False)
        await talk.do("message", said)
        await talk.do("message", replace(said, message="m2", text="And for how long?"))

    surface = talk(service, act)
    assert [where for _, where, _ in surface.asked()] == ["D-alice"] * 2
    assert surface.named == ["How many days?"]


def test_what_the_bot_itself_wrote_and_what_is_empty_is_ignored(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("message", None)).outcome == "ignored"
        assert (await talk.do("edited", None)).outcome == "ignored"
        assert (await talk.do("message", heard("", calls_bot=False))).outcome == "ignored"

    assert talk(service, act).replies == []


def test_who_calls_without_a_question_is_greeted_once_for_that_message(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.hold("Handbook.md")
        for _ in range(2):
            assert (await talk.do("message", heard(""))).outcome == "greeted"

    ((chat, shown),) = talk(service, act).posted.values()
    assert chat.thread == "m1"
    assert isinstance(shown, Greeting)
    assert "What does Handbook" in shown.lines[-1]


@pytest.mark.parametrize(
    ("said", "is_answered"),
    [
        (IN_THREAD, True),
        (replace(IN_THREAD, mentions_others=True), False),
        (replace(IN_THREAD, text="thanks"), False),
        (heard("How many days?", calls_bot=False), False),
    ],
)
def test_unasked_the_bot_answers_follow_ups_in_its_threads(
    said: Heard, is_answered: bool, service: ChatService
) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        outcome = (await talk.do("message", said, "slack:T1:two")).outcome
        assert (outcome != "ignored") is is_answered

    assert len(talk(service, act).replies) == 1 + is_answered


def test_people_who_talk_in_the_bots_thread_are_left_alone(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        said = replace(IN_THREAD, text="the parental leave part")
        service.directory.writers["m1"] = {"alice", "bob"}
        assert (await talk.do("message", said)).outcome == "ignored"
        service.directory.writers["m1"] = {"alice"}
        assert (await talk.do("message", said)).outcome == "answered"

    talk(service, act)


def test_the_channels_managers_say_what_is_answered_and_who_sees_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        chosen = ChannelSettings(answers_to="questions", replies="private")
        service.channel_settings.set("slack", "T1", "general", chosen, ALICE)
        assert (await talk.do("message", heard(calls_bot=False))).outcome == "answered"

    ((asked, _, how),) = talk(service, act).replies
    assert (asked.only_asker, how) == (True, "alone at ")


def test_files_beside_a_mention_are_taken_up_and_keep_no_conversation_waiting(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        service.directory.files["F1"] = VACATION.encode()
        told = await talk.do("message", heard("the handbook", files=(FILE,)))
        assert (told.outcome, told.holder.is_in_lane) == ("received", False)

    surface = talk(service, act)
    (record,) = service.shared_files.of_file("slack", "T1", "F1")
    assert (record.file.note, record.file.message, record.file.chat.thread) == ("the handbook", "m1", "m1")
    assert surface.cards[0].states() == ["queued"]
    assert surface.replies == []


def test_files_that_nobody_gave_the_bot_are_left_alone(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("message", heard("look", files=(FILE,), calls_bot=False))).outcome == "ignored"

    talk(service, act)
    assert service.shared_files.of_file("slack", "T1", "F1") == []


def test_files_are_nobodys_where_being_alone_with_the_bot_is_not_confirmed(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        talk.surface.kinds["D-alice"] = ChatKind.PRIVATE
        with pytest.raises(UnconfirmedChatError):
            await talk.do("message", heard(chat=WITH_ALICE, files=(FILE,)))

    talk(service, act)
    assert service.shared_files.of_file("slack", "T1", "F1") == []


def test_files_that_could_not_be_taken_up_end_in_words_on_their_cards(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("message", heard("the handbook", files=(FILE,)), given_up=True)).outcome == "received"

    (card,) = talk(service, act).cards
    assert len(card.refused) == 1
    assert "failed on my side" in card.refused[0]


def test_an_edited_question_is_answered_in_the_message_that_stands(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        talk.surface.stands[KEY] = {0: ["r1"], 1: ["r2"]}
        told = await talk.do("edited", heard("How many weeks?"), known={KEY: KnownItem("answered", {})})
        assert (told.outcome, told.holder.notes["message"]) == ("answered", "r1")

    assert [how for _, _, how in talk(service, act).replies] == ["new", "r1"]


def test_an_edit_that_changes_no_words_does_nothing_but_where_the_answer_was_stopped(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        ended = {KEY: KnownItem("answered", {})}
        talk.surface.stands[KEY] = {0: ["r1"]}
        assert (await talk.do("edited", heard(), known=ended)).outcome == "ignored"
        assert (await talk.do("edited", heard(), known=ended, attempts=2)).outcome == "answered"  # shown by half
        stopped = {KEY: KnownItem(WITHDRAWN, {"message": "r1"})}
        assert (await talk.do("edited", heard(), known=stopped, is_withdrawn=True)).outcome == "answered"

    assert [how for _, _, how in talk(service, act).replies] == ["new", "r1", "r1"]


def test_an_edit_goes_on_with_the_message_in_which_an_answer_was_in_the_making(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        known = {KEY: KnownItem(WITHDRAWN, {"message": "r9"})}
        await talk.do("edited", heard("How many weeks?"), known=known, is_withdrawn=True)

    assert [how for _, _, how in talk(service, act).replies] == ["r9"]


@pytest.mark.parametrize("text", ["How many weeks?", ""])
def test_an_edit_of_what_was_only_overheard_is_ignored(text: str, service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        known = {KEY: KnownItem("ignored", {})}
        assert (await talk.do("edited", heard(text, calls_bot=False), known=known)).outcome == "ignored"
        assert (await talk.do("edited", heard(text, calls_bot=False))).outcome == "ignored"

    assert talk(service, act).replies == []


def test_an_edit_that_calls_the_bot_is_a_question(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        assert (await talk.do("edited", heard(), known={KEY: KnownItem("ignored", {})})).outcome == "answered"

    assert [how for _, _, how in talk(service, act).replies] == ["new"]


def test_a_deleted_question_takes_all_messages_of_its_reply_with_it(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        talk.surface.stands[KEY] = {0: ["r1"], 1: ["r2", "r3"]}
        gone = Deleted(replace(GENERAL, thread="m1"), "m1")
        assert (await talk.do("deleted", gone)).outcome == "ignored"  # nobody asked it
        known = {KEY: KnownItem("", {"message": "r0"})}
        assert (await talk.do("deleted", gone, known=known)).outcome == WITHDRAWN

    assert talk(service, act).taken_away == ["r0", "r1", "r2", "r3"]


def test_a_question_that_was_recorded_counts_as_asked_when_its_item_is_long_gone(service: ChatService) -> None:
    async def act(talk: Talk) -> None:
        await ask_first(talk)
        talk.surface.stands[KEY] = {0: ["r1"]}
        assert (await talk.do("deleted", Deleted(GENERAL, "m1"))).outcome == WITHDRAWN

    assert talk(service, act).taken_away == ["r1"]
