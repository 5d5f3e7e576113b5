"""From a shared file to its card: one message, whole at last, whatever Slack refused meanwhile."""

import asyncio
from pathlib import Path

import pytest

from bot.wording.sentences import say
from tests.contracts.slack_bot import SlackBot, with_slack_bot
from tests.ingest.holdings import TRAVEL, VACATION
from tests.servers.slack_web_api import words


@pytest.mark.parametrize("times", [1, 3, 5])
def test_a_card_that_slack_did_not_take_is_posted_once_it_does_and_then_followed(tmp_path: Path, times: int) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("chat.postMessage", code="internal_error", times=times)
        async with bot.following():
            await bot.share("Handbook.md", VACATION)
            await bot.settle()
            await asyncio.to_thread(bot.service.work)
            await bot.until(lambda: any("ready in" in words(each) for each in bot.api.ours()))
        (card,) = bot.api.ours()
        assert say("unexpected") not in words(card)

    with_slack_bot(tmp_path, act)


def test_a_file_that_was_never_taken_up_says_so_in_the_place_of_its_card(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        await bot.share("Handbook.md", VACATION)
        bot.api.files.clear()
        await bot.settle()
        (card,) = bot.api.ours()
        assert "Handbook.md" in words(card)

    with_slack_bot(tmp_path, act)


def test_a_newer_file_says_what_it_replaces_though_slack_was_away_and_its_process_ended(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        async with bot.following():
            await bot.share("Handbook.md", VACATION)
            await bot.until(lambda: bot.api.ours())
            await asyncio.to_thread(bot.service.work)
            await bot.until(lambda: any("ready in" in words(each) for each in bot.api.ours()))
        await bot.share("Handbook.md", TRAVEL, "F2")
        await bot.settle()
        await asyncio.to_thread(bot.service.work)
        bot.api.fault("chat.update", code="internal_error", times=2, saying="Replaces the version of")
        async with bot.following("two"):
            await bot.until(lambda: not bot.api.has_faults("chat.update"))
        async with bot.following("three"):
            await bot.until(lambda: "Replaces the version of" in words(bot.api.ours()[-1]))
        assert len(bot.api.ours()) == 2

    with_slack_bot(tmp_path, act)


def test_a_card_that_arrived_though_its_answer_was_lost_is_there_once(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("chat.postMessage", is_lost=True)
        await bot.share("Handbook.md", VACATION)
        await bot.settle()
        assert len(bot.api.ours()) == 1

    with_slack_bot(tmp_path, act)
