"""Buttons, commands and edits count: who does too much is told when to go on, and no more is searched for them."""

from pathlib import Path

from bot.records.question_log import question_key
from bot.service.throttle import MemoryThrottle, Rate
from bot.slack.inbound.payloads import item_key
from tests.bot.chat_service import ChatService
from tests.contracts.slack_bot import SlackBot, with_slack_bot
from tests.servers.slack_web_api import TEAM


def few(service: ChatService) -> None:
    rates = {"question": Rate(2, 60.0), "file": Rate(2, 60.0), "press": Rate(2, 60.0)}
    service.throttle = MemoryThrottle(rates, rates)


def test_who_presses_and_commands_too_often_is_told_when_to_go_on(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        question = await bot.ask("What are the rules?")
        (reply,) = bot.api.ours()
        searched = len(bot.service.answerer.asked)
        for _ in range(4):
            await bot.press("more_passages", question_key(item_key(TEAM, "C1", question["ts"])), reply)
        await bot.command("/tcbot", "documents")
        await bot.settle()
        told = [each for each in bot.api.shown_to("U1") if "more than I take at once" in each]
        assert len(told) == 3
        assert len(bot.service.answerer.asked) == searched + 2

    with_slack_bot(tmp_path, act, few)


def test_each_edit_of_a_question_counts_and_the_last_reply_says_when_to_go_on(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        question = await bot.ask("What are the rules?")
        for n in range(3):
            await bot.edit(question, f"<@UB> What are the rules of {n}?")
            await bot.settle()
        (reply,) = bot.api.ours()
        assert "more questions than I take at once" in str(reply)

    with_slack_bot(tmp_path, act, few)
