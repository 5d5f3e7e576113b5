"""Who acts decides what is used and shown, by every way in: from the payload to the scope and to Slack's calls."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.slack.directory.clients import SlackClients
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import QUOTED
from tests.contracts import slack_payloads as payloads
from tests.contracts.slack_world import (
    ADMIN,
    BETWEEN_PEOPLE,
    BOT,
    GENERAL,
    GUEST,
    MEMBER,
    NOT_MEMBERS,
    NOWHERE,
    OUTSIDER,
    WITH_OTHERS,
    SlackWorld,
    slack_world,
)
from tests.contracts.test_slack_api import SlackApi, with_slack

Use = Callable[[SlackWorld], Awaitable[None]]
Way = Callable[[SlackWorld, str], dict[str, Any]]

WAYS: dict[str, Way] = {
    "mention": lambda world, user: payloads.mention(user),
    "message": lambda world, user: payloads.event("message", **payloads.written(user, text=f"<@{BOT}> how?")),
    "greeting": lambda world, user: payloads.event("message", **payloads.written(user, text=f"<@{BOT}>")),
    "edit": lambda world, user: payloads.edit(user),
    "direct message": lambda world, user: payloads.direct(user),
    "more passages": lambda world, user: payloads.press("more_passages", world.asked_before(), user),
    "documents": lambda world, user: payloads.press("show_documents", "0", user),
    "further documents": lambda world, user: payloads.press("show_documents_after", "0", user),
    "another try": lambda world, user: payloads.press("retry_question", world.asked_before(), user),
    "answer in private": lambda world, user: payloads.press("answer_privately", world.asked_before(), user),
    "answer for all": lambda world, user: payloads.press("share_answer", world.asked_before(), user),
    "command ask": lambda world, user: payloads.command(user, "ask how many days?"),
    "command documents": lambda world, user: payloads.command(user, "documents"),
    "agent's pane": lambda world, user: payloads.assistant(user),
    "home, messages": lambda world, user: payloads.home(user, "messages"),
}


def within(folder: Path, use: Use) -> None:
    """Runs something in a world of its own."""
    service = ChatService(folder)

    async def run(api: SlackApi, clients: SlackClients) -> None:
        with service.assistant() as assistant:
            await use(slack_world(api, clients, service, assistant))

    try:
        with_slack(run)
    finally:
        service.close()


@pytest.mark.parametrize("way", WAYS)
def test_by_no_way_does_anybody_but_members_get_the_workspaces_documents(way: str, tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        for user in NOT_MEMBERS:
            await world.tell(WAYS[way](world, user))
            assert not world.is_wide(), (user, world.scopes, world.shown)
        await world.tell(WAYS[way](world, MEMBER))
        assert world.is_wide()

    within(tmp_path, use)


@pytest.mark.parametrize(
    "fields",
    [
        {"user_team": None, "team": "T9"},
        {"user_team": None, "source_team": "T9", "team": "T1"},
        {"user_team": "T9", "team": "T1"},
    ],
)
def test_a_message_is_of_the_workspace_that_it_names_even_where_slack_knows_its_writer_here(
    fields: dict[str, Any], tmp_path: Path
) -> None:
    async def use(world: SlackWorld) -> None:
        await world.tell(payloads.mention(MEMBER, **fields))
        assert not world.is_wide()

    within(tmp_path, use)


def test_a_reply_that_people_of_another_workspace_read_uses_what_was_shared_right_there(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        for user in (MEMBER, ADMIN, OUTSIDER):
            await world.tell(payloads.mention(user, WITH_OTHERS))
            assert world.scopes == [{"slack:T1:CX"}]
        await world.tell(payloads.mention(MEMBER, GENERAL, is_shared=True))  # by the event alone
        assert world.scopes == [{"slack:T1:C1"}]
        await world.tell(payloads.command(MEMBER, "ask how many days?", WITH_OTHERS))
        assert world.is_wide()

    within(tmp_path, use)


def test_a_channel_that_becomes_shared_counts_as_such_from_its_event_on(tmp_path: Path) -> None:
    flags: dict[str, Any] = {}

    async def use(world: SlackWorld) -> None:
        world.api.says("conversations.info", lambda asked: {"ok": True, "channel": {"is_private": False, **flags}})
        await world.tell(payloads.mention(MEMBER))
        assert world.is_wide()
        for kind, now, is_wide in (
            ("channel_shared", {"is_ext_shared": True}, False),
            ("channel_unshared", {}, True),
            ("channel_shared", {"is_pending_ext_shared": True}, False),
            ("channel_unshared", {}, True),
            ("channel_shared", {"is_org_shared": True}, False),
        ):
            flags.clear()
            flags.update(now)
            await world.tell(payloads.event(kind, channel=GENERAL))
            await world.tell(payloads.mention(MEMBER))
            assert world.is_wide() is is_wide, now

    within(tmp_path, use)


def test_what_slack_cannot_say_counts_as_foreign_and_as_shared(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        for method, channel in (("users.info", "C7"), ("conversations.info", "C8")):
            before = world.api.answers[method]
            world.api.says(method, {"ok": False, "error": "internal_error"})
            await world.tell(payloads.mention(ADMIN, channel))
            assert world.scopes == [{f"slack:T1:{channel}"}]
            assert "I used only what was shared right here" in world.shown
            world.api.says(method, *before)

    within(tmp_path, use)


def test_a_private_question_between_two_people_is_nobodys_context(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        world.answerer.answer_given = replace(QUOTED, citations=())
        for user in (MEMBER, ADMIN, MEMBER):
            await world.tell(payloads.command(user, "ask and how much is that?", BETWEEN_PEOPLE))
            assert [history for _, _, history in world.answerer.asked] == [()]
        await world.tell(payloads.press("more_passages", world.asked_before(BETWEEN_PEOPLE, MEMBER, True), ADMIN))
        assert world.scopes == []

    within(tmp_path, use)


def test_alone_with_the_bot_is_who_slack_says_and_nobody_else(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        await world.tell(payloads.direct(MEMBER))
        assert "slack:T1:user:U1" in world.scopes[0]
        foreign = payloads.written(ADMIN, f"D-{MEMBER}", channel_type="im")
        await world.tell(payloads.event("message", **foreign))
        assert "slack:T1:user:U1" not in world.scopes[0]
        assert "slack:T1:user:UADM" not in world.scopes[0]  # others may read along

    within(tmp_path, use)


@pytest.mark.parametrize("action", ["share_answer", "answer_privately", "retry_question", "more_passages"])
def test_a_button_works_on_questions_of_its_own_chat_or_ones_own(action: str, tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        foreign = (world.asked_before("C2"), world.asked_before("D-U1"), world.asked_before(only_asker=True))
        for question_id in foreign:
            await world.tell(payloads.press(action, question_id, ADMIN))
            assert world.scopes == []
        await world.tell(payloads.press(action, world.asked_before(only_asker=True), MEMBER))
        assert len(world.scopes) == 1

    within(tmp_path, use)


def test_widening_settings_and_forgetting_are_for_those_who_manage_and_never_for_others(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        settings = {"answers_to": "questions", "documents": "workspace", "replies": "thread"}
        for user in (*NOT_MEMBERS, MEMBER, ADMIN):
            may = user in {MEMBER, ADMIN}  # U1 created the channel
            await world.tell(payloads.command(user, "", name="/upload"))
            assert ("readers" in world.shown) is may, (user, world.shown)
            await world.tell(payloads.command(user, "settings"))
            assert ("views.open" in world.called) is may
            saved = await world.tell(payloads.submitted(user, "settings", {"channel": GENERAL}, **settings))
            assert saved == ("saved" if may else "refused")
        for user in (OUTSIDER, GUEST, MEMBER):  # the outsider created this one
            assert await world.tell(payloads.submitted(user, "settings", {"channel": WITH_OTHERS})) == "refused"

    within(tmp_path, use)


def file_info(api: SlackApi, user: str, **places: Any) -> dict[str, Any]:
    file = {"id": "F1", "size": 20, "mimetype": "text/markdown", "filetype": "md", "user": user, **places}
    return {"ok": True, "file": file | {"url_private_download": f"{api.url}/files/plan.md"}}


def upload(user: str, readers: str = "here", channel: str = "") -> dict[str, Any]:
    files = {"files": [{"id": "F1", "name": "Plan.md", "size": 20, "mimetype": "text/markdown"}]}
    meta = {"channel": channel, "thread": ""}
    return payloads.submitted(user, "upload", meta, files=files, readers=readers)


@pytest.mark.parametrize(
    ("owner", "places", "is_taken"),
    [
        (MEMBER, {}, True),
        (ADMIN, {}, False),
        (ADMIN, {"channels": ["C2"], "shares": {"private": {"G9": []}}}, False),
        (ADMIN, {"channels": ["C1"]}, True),
        (ADMIN, {"shares": {"public": {"C1": []}}}, True),
    ],
)
def test_a_file_is_taken_from_its_owner_or_where_it_was_shared(
    owner: str, places: dict[str, Any], is_taken: bool, tmp_path: Path
) -> None:
    async def use(world: SlackWorld) -> None:
        world.api.file = (200, b"# Plan\n\nThe plan is.", "text/markdown")
        world.api.says("files.info", file_info(world.api, owner, **places))
        await world.tell(upload(MEMBER, channel=GENERAL))
        assert bool(world.service.shared_files.of_file("slack", "T1", "F1")) is is_taken
        assert ("download" in [method for method, _, _ in world.api.asked]) is is_taken

    within(tmp_path, use)


def test_what_others_than_members_share_is_for_the_channel_and_never_for_the_workspace(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        world.api.file = (200, b"# Plan\n\nThe plan is.", "text/markdown")
        for user in (OUTSIDER, GUEST, NOWHERE):
            world.api.says("files.info", file_info(world.api, user, channels=[WITH_OTHERS]))
            await world.tell(upload(user, "all", WITH_OTHERS))
            assert world.service.shared_files.of_file("slack", "T1", "F1") == []
        await world.tell(payloads.shortcut(OUTSIDER, WITH_OTHERS, "F1"))
        (record,) = world.service.shared_files.of_file("slack", "T1", "F1")
        assert record.label == "slack:T1:CX"
        # Neither they nor guests have it forgotten, though they shared it.
        for user in (OUTSIDER, GUEST):
            await world.tell(payloads.submitted(user, "forget", {"record": record.id}))
            assert world.service.shared_files.get(record.id) is not None

    within(tmp_path, use)


def test_one_reading_serves_all_who_wait_for_it(tmp_path: Path) -> None:
    async def use(world: SlackWorld) -> None:
        await asyncio.gather(*(world.surface.person("T1", MEMBER, "") for _ in range(100)))
        directory = world.surface.directories.of("T1")
        person = await world.surface.person("T1", MEMBER, "")
        await asyncio.gather(*(directory.channels_of(person) for _ in range(100)))
        methods = [method for method, _, _ in world.api.asked]
        assert (methods.count("users.info"), methods.count("users.conversations")) == (1, 1)

    within(tmp_path, use)
