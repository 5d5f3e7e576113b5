"""From what people do with a question to the messages that stand in the channel afterwards."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.chat.chat import Person
from bot.inbox.inbox import Inbox, InboxItem
from bot.records.channel_settings import ChannelSettings
from bot.slack.reply.posting import Spot
from pipelines.types import Answer, Outcome
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ANSWERED, CITED, SEARCH_AWAY
from tests.contracts.slack_bot import SlackBot, with_slack_bot
from tests.servers.slack_web_api import BOT, TEAM, words

LONG = Answer(Outcome.ANSWERED, "\n\n".join(f"Rule {n} is long. " * 40 for n in range(60)), 0.9, (CITED,), searched=2)


class ChangeService:
    """Has the engine give this answer."""

    def __init__(self, answer: Answer, seconds: float = 0.0, error: Exception | None = None) -> None:
        self.answer, self.seconds, self.error = answer, seconds, error

    def __call__(self, service: ChatService) -> None:
        service.answerer.answer_given = self.answer
        service.answerer.seconds, service.answerer.error = self.seconds, self.error


def test_a_long_reply_goes_whole_with_its_question_however_slack_tells_of_it(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        for number, is_tombstone in enumerate((False, True)):
            question = await bot.ask(f"What are the rules, take {number}?")
            assert len(bot.api.ours()) > 2
            await bot.delete(question, is_tombstone=is_tombstone)
            await bot.settle()
            assert bot.api.ours() == []

    with_slack_bot(tmp_path, act, ChangeService(LONG))


def test_an_edit_shrinks_the_reply_to_what_it_says_now(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        question = await bot.ask("What are the rules?")
        first, *more = bot.api.ours()
        assert more
        bot.service.answerer.answer_given = ANSWERED
        await bot.edit(question, f"<@{BOT}> How many days?")
        await bot.settle()
        (left,) = bot.api.ours()
        assert (left["ts"], "Five days" in words(left), "Rule" in words(left)) == (first["ts"], True, False)
        bot.service.answerer.answer_given = LONG
        await bot.edit(question, f"<@{BOT}> What are the rules after all?")
        await bot.settle()
        assert len(bot.api.ours()) == 1 + len(more)
        await bot.delete(question)
        await bot.settle()
        assert bot.api.ours() == []

    with_slack_bot(tmp_path, act, ChangeService(LONG))


def test_what_a_killed_process_had_shown_goes_with_the_question_and_nothing_else_does(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        other = await bot.ask("How many days?")
        question = bot.api.say(f"<@{BOT}> What are the rules?", "U1", thread=other["ts"])
        key = f"slack:{TEAM}:C1:{question['ts']}"
        dead = Inbox(bot.service.holdings.database, "dead", lease_seconds=600.0)
        dead.receive(InboxItem(key, "slack", TEAM, "message", {"text": "What are the rules?"}))
        taken = dead.take({"slack": ["message"]})
        assert taken is not None
        ours = {"user": BOT, "thread_ts": other["ts"], "text": "of the dead"}
        for part in (0, 1, 1, 2):  # one of them twice
            bot.api._add("C1", ours | {"metadata": Spot("C1", other["ts"], key, part).mark()})
        streaming = bot.api._add("C1", dict(ours))
        dead.note(taken, message=streaming["ts"], streaming=True)
        await bot.delete(question)
        await bot.until(lambda: not any(each["text"] == "of the dead" for each in bot.api.ours()))
        assert len(bot.api.ours()) == 1
        dead.done(taken, "dead")

    with_slack_bot(tmp_path, act)


def test_the_reply_in_a_thread_of_any_length_is_found_from_its_question_on(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.page = 20
        root = bot.api.say("Let us talk.", "U2")
        for number in range(600):
            bot.api.say(f"talk {number}", "U2", thread=root["ts"])
        question = await bot.ask("How many days?", thread=root["ts"])
        (before,) = bot.api.ours()
        for number in range(50):
            bot.api.say(f"more talk {number}", "U2", thread=root["ts"])
        await bot.edit(question, f"<@{BOT}> How many days exactly?")
        await bot.settle()
        assert [each["ts"] for each in bot.api.ours()] == [before["ts"]]
        await bot.delete(question)
        await bot.settle()
        assert bot.api.ours() == []

    with_slack_bot(tmp_path, act)


def test_the_reply_in_a_direct_message_goes_with_its_question(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        question = await bot.ask("What are the rules?", channel="DU1")
        assert len(bot.api.ours("DU1")) > 2
        await bot.delete(question, channel="DU1")
        await bot.settle()
        assert bot.api.ours("DU1") == []

    with_slack_bot(tmp_path, act, ChangeService(LONG))


def test_what_people_say_to_each_other_may_change_and_go_without_a_call_to_slack(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        overheard = bot.api.say("Lunch at noon.", "U2")
        await bot.event(**overheard, channel="C1")
        await bot.settle()
        bot.api.asked.clear()
        await bot.edit(overheard, "Lunch at one.")
        await bot.delete(overheard)
        await bot.settle()
        assert bot.api.asked == []

    with_slack_bot(tmp_path, act)


def test_a_message_that_arrived_though_its_answer_was_lost_is_there_once(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("chat.postMessage", is_lost=True, times=2)
        await bot.ask("What are the rules?")
        parts = [each["metadata"]["event_payload"]["part"] for each in bot.api.ours()]
        assert parts == sorted(set(parts))
        assert len(parts) > 2

    with_slack_bot(tmp_path, act, ChangeService(LONG))


def test_a_stream_that_began_though_its_answer_was_lost_becomes_the_one_reply(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("chat.startStream", is_lost=True)
        await bot.ask("How many days?")
        (reply,) = bot.api.ours()
        assert "Five days" in words(reply)

    with_slack_bot(tmp_path, act)


def test_an_answer_that_is_stopped_while_it_streams_leaves_nothing_or_one_reply(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        for is_edited in (False, True):
            question = await bot.call("How many days?")
            await bot.until(lambda: any("Until March" in str(each["text"]) for each in bot.api.ours()))
            bot.service.answerer.seconds = 0.0
            if is_edited:
                await bot.edit(question, f"<@{BOT}> How many days exactly?")
            else:
                await bot.delete(question)
            await bot.settle()
            assert len(bot.api.ours()) == is_edited
            assert bot.api.calls("chat.startStream")
            bot.service.answerer.seconds = 600.0

    with_slack_bot(tmp_path, act, ChangeService(ANSWERED, seconds=600.0))


def test_a_reply_that_was_tried_again_by_its_button_still_belongs_to_its_question(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        question = await bot.ask("How many days?")
        (failed,) = bot.api.ours()
        bot.service.answerer.error = None
        (button,) = [
            each for block in failed["blocks"] for each in block.get("elements", []) if "retry" in each["action_id"]
        ]
        await bot.press("retry_question", button["value"], failed, user="U2")
        await bot.settle()
        (answered,) = bot.api.ours()
        assert (answered["ts"], "Five days" in words(answered)) == (failed["ts"], True)
        await bot.delete(question)
        await bot.settle()
        assert bot.api.ours() == []

    with_slack_bot(tmp_path, act, ChangeService(ANSWERED, error=RuntimeError("broken")))


def test_a_private_answer_that_failed_is_tried_again_in_its_place_for_its_reader_alone(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        await bot.command("/tcbot", "ask How many days?")
        await bot.settle()
        (failed,) = bot.api.whispers
        bot.service.answerer.error = None
        value = next(
            each["value"]
            for block in failed["blocks"]
            for each in block.get("elements", [])
            if each.get("action_id") == "retry_question"
        )
        await bot.press("retry_question", value, {"ts": failed["address"]}, is_ephemeral=True)
        await bot.settle()
        (shown,) = bot.api.whispers
        assert "Five days" in words(shown)
        assert bot.api.ours() == []

    with_slack_bot(tmp_path, act, ChangeService(ANSWERED, error=RuntimeError("broken")))


def test_a_private_answer_is_put_off_at_its_address_while_the_search_is_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.service.handling.answer_delivery.RETRY_PAUSE", 0.05)

    async def act(bot: SlackBot) -> None:
        await bot.command("/tcbot", "ask How many days?")
        await bot.until(lambda: "by myself until" in str(bot.api.whispers))
        told = words(bot.api.whispers[0])
        await bot.until(lambda: len(bot.service.answerer.asked) > 2)
        assert [words(each) for each in bot.api.whispers] == [told]
        bot.service.answerer.error = None
        await bot.settle()
        (shown,) = bot.api.whispers
        assert "Five days" in words(shown)

    with_slack_bot(tmp_path, act, ChangeService(ANSWERED, error=SEARCH_AWAY))


def test_a_private_answer_that_can_not_be_changed_later_is_not_put_off(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        settings, person = ChannelSettings(replies="private"), Person("slack", TEAM, "U1")
        await asyncio.to_thread(bot.service.channel_settings.set, "slack", TEAM, "C1", settings, person)
        await bot.ask("How many days?")
        assert "retry_question" in words(bot.api.whispers[-1])
        assert "by myself until" not in str(bot.api.whispers)

    with_slack_bot(tmp_path, act, ChangeService(ANSWERED, error=SEARCH_AWAY))


def test_a_bare_mention_takes_its_greeting_with_it_and_a_question_takes_the_greetings_place(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        called = await bot.ask("")
        (greeting,) = bot.api.ours()
        await bot.edit(called, f"<@{BOT}> How many days?")
        await bot.settle()
        (answered,) = bot.api.ours()
        assert (answered["ts"], "Five days" in words(answered)) == (greeting["ts"], True)
        await bot.delete(called)
        await bot.settle()
        assert bot.api.ours() == []

    with_slack_bot(tmp_path, act)


def test_a_name_of_a_document_is_no_mention_and_no_format_in_what_has_no_blocks(tmp_path: Path) -> None:
    def change(service: ChatService) -> None:
        service.hold("<!channel> *now*.md")
        service.answerer.reading, service.answerer.sentences = ("<!channel> *now*.md",), ()

    async def act(bot: SlackBot) -> None:
        await bot.ask("How many days?")
        await bot.event(type="app_home_opened", user="U1", tab="messages", channel="DU1")
        await bot.command("/tcbot", "forget <!channel> *now*.md")
        await bot.settle()

    api = with_slack_bot(tmp_path, act, change)
    assert any("now" in each["status"] for each in api.calls("assistant.threads.setStatus"))
    shown = [*api.calls("assistant.threads.setStatus"), *api.calls("assistant.threads.setSuggestedPrompts")]
    assert api.calls("assistant.threads.setSuggestedPrompts")
    assert "<!" not in str(shown)
    assert all(each["blocks"] for each in api.whispers)
    assert "<!" not in str(api.whispers)


def test_blocks_that_slack_refuses_are_left_out_and_the_words_stay_words(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("chat.postMessage", code="invalid_blocks")
        bot.api.fault("chat.startStream", code="channel_type_not_supported")
        await bot.ask("How many days?")

    answer = replace(ANSWERED, text="See *this* at https://evil.example/x [1].")
    api = with_slack_bot(tmp_path, act, ChangeService(answer))
    bare = [each for each in api.calls("chat.postMessage") if not each.get("blocks")]
    assert [each["parse"] for each in bare] == ["none"]
    assert "*this*" not in bare[0]["text"]
