"""From a command or a button to the dialog, or to the words that say why there is none: one of both, always, soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.wording.sentences import say
from tests.contracts.slack_bot import SlackBot, with_slack_bot
from tests.servers.slack_web_api import SlackWebApi

HANGING = 30.0
"""Seconds of a Slack that doesn't answer."""
SOON = 8.0
"""Seconds in which somebody knows, on a busy machine; the deadline itself is two."""

Ask = Callable[[SlackBot], Awaitable[None]]


async def upload(bot: SlackBot) -> None:
    await bot.command("/upload")


async def settings(bot: SlackBot) -> None:
    await bot.command("/tcbot", "settings")


async def thumb_down(bot: SlackBot) -> None:
    await bot.press("feedback", "unhelpful:q1", bot.api.say("an answer", "UB"))


async def forget(bot: SlackBot) -> None:
    await bot.press("forget", "no such record", bot.api.say("a card", "UB"))


async def lose_records(bot: SlackBot) -> None:
    with bot.service.holdings.database.session() as session:
        session.execute(text("DROP TABLE shared_files"))
        session.execute(text("DROP TABLE channel_settings"))


def told(folder: Path, ask: Ask, before: Ask | None = None) -> tuple[list[str], SlackWebApi]:
    """What the person alone was told after they asked for a dialog, and Slack."""

    async def act(bot: SlackBot) -> None:
        bot.api.infos["C1"] = {"creator": "U1"}
        if before is not None:
            await before(bot)
        begun = time.monotonic()
        await ask(bot)
        await bot.until(lambda: bot.api.whispers or bot.api.views)
        assert time.monotonic() - begun < SOON

    api = with_slack_bot(folder, act)
    return api.shown_to("U1"), api


@pytest.mark.parametrize("ask", [upload, settings, thumb_down])
def test_a_dialog_opens_and_nothing_is_said(tmp_path: Path, ask: Ask) -> None:
    said, api = told(tmp_path, ask)
    assert (said, len(api.views)) == ([], 1)


@pytest.mark.parametrize("ask", [upload, settings, thumb_down, forget])
@pytest.mark.parametrize("method", ["users.info", "conversations.info", "views.open"])
def test_a_slack_that_hangs_is_told_of_before_it_answers(tmp_path: Path, ask: Ask, method: str) -> None:
    async def hang(bot: SlackBot) -> None:
        bot.api.fault(method, seconds=HANGING, times=5)

    said, api = told(tmp_path, ask, hang)
    if said:
        (line,) = said
        assert "couldn't open the dialog" in line or say("file_unknown") in line
    else:  # nothing that hangs was needed for it
        assert len(api.views) == 1
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
def test_what_slack_refuses_is_said_with_its_reason(tmp_path: Path, code: str, why: str) -> None:
    async def refuse(bot: SlackBot) -> None:
        bot.api.fault("views.open", code=code, times=5)

    said, _ = told(tmp_path, upload, refuse)
    assert len(said) == 1
    assert why in said[0]


@pytest.mark.parametrize("ask", [settings, forget])
def test_records_that_are_away_are_said_to_be(tmp_path: Path, ask: Ask) -> None:
    said, _ = told(tmp_path, ask, lose_records)
    assert len(said) == 1
    assert say("records_away") in said[0]


def test_a_document_that_is_gone_is_said_to_be(tmp_path: Path) -> None:
    said, api = told(tmp_path, forget)
    assert (len(said), api.views) == (1, [])
    assert say("file_unknown") in said[0]


def test_settings_are_refused_in_words_to_who_may_not_change_them(tmp_path: Path) -> None:
    async def somebody_elses(bot: SlackBot) -> None:
        bot.api.infos["C1"] = {"creator": "U2"}

    said, api = told(tmp_path, settings, somebody_elses)
    assert (len(said), api.views) == (1, [])
    assert say("settings_not_yours") in said[0]


def test_a_click_that_slack_sends_twice_opens_one_dialog_and_says_nothing(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        await upload(bot)
        await bot.until(lambda: bot.api.views)
        bot.api.fault("views.open", code="exchanged_trigger_id")
        await upload(bot)
        await bot.until(lambda: len(bot.api.calls("views.open")) == 2)
        await asyncio.sleep(0.2)
        assert bot.api.whispers == []

    with_slack_bot(tmp_path, act)


def test_where_the_answers_address_and_the_channel_are_closed_the_person_is_told_directly(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        bot.api.fault("views.open", code="internal_error")
        bot.api.fault("chat.postEphemeral", code="internal_error")
        bot.api.fault("chat.postEphemeral", code="user_not_in_channel")
        said = {"command": "/upload", "team_id": "T1", "user_id": "U1", "channel_id": "C1", "trigger_id": "t"}
        await bot.deliver(said)
        await bot.until(lambda: bot.api.ours("U1"))

    with_slack_bot(tmp_path, act)


def test_a_thumb_down_counts_though_its_dialog_did_not_open(tmp_path: Path) -> None:
    async def act(bot: SlackBot) -> None:
        await bot.ask("How many days?")
        (answer,) = bot.api.ours()
        value = next(
            each["negative_button"]["value"]
            for block in answer["blocks"]
            for each in block.get("elements", [])
            if "negative_button" in each
        )
        bot.api.fault("views.open", seconds=HANGING)
        await bot.press("feedback", value, answer)
        await bot.settle()
        await bot.until(lambda: bot.api.shown_to("U1"))
        with bot.service.holdings.database.reading() as session:
            assert session.execute(text("SELECT count(*) FROM verdicts")).scalar() == 1

    with_slack_bot(tmp_path, act)
