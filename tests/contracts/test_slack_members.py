"""Who is in a channel of Slack, told over a real connection: guests, apps, those who left, and what that costs."""

from typing import Any

import pytest

from bot.chat.chat import Person
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SlackDirectory
from bot.slack.directory.slack_members import FEW, MOST_PAGES
from tests.contracts.test_slack_api import TEAM, SlackApi, with_slack

PEOPLE: dict[str, dict[str, Any]] = {
    "U1": {},
    "U2": {},
    "UGUEST": {"is_restricted": True},
    "USINGLE": {"is_ultra_restricted": True},
    "UAPP": {"is_bot": True},
    "USLACKBOT": {},
    "ULEFT": {"deleted": True, "is_restricted": True},
    "UOTHER": {"team_id": "T9", "is_stranger": True},
}


def told(user: str) -> dict[str, Any]:
    return {"id": user, "team_id": TEAM} | PEOPLE.get(user, {})


def world(api: SlackApi, *members: str, **channel: Any) -> None:
    """A channel with these members."""
    api.says("auth.test", {"ok": True, "team_id": TEAM, "user_id": "UBOT"})
    api.says("conversations.info", {"ok": True, "channel": {"is_private": False} | channel})
    api.says("conversations.members", {"ok": True, "members": ["UBOT", *members]})
    api.says("users.info", lambda asked: {"ok": True, "user": told(asked["user"])})
    api.says("users.list", {"ok": True, "members": [told(each) for each in (*PEOPLE, *members) if each != "UOTHER"]})


def calls(api: SlackApi, method: str) -> int:
    return sum(name == method for name, *_ in api.asked)


@pytest.mark.parametrize("crowd", [0, FEW])
@pytest.mark.parametrize(
    ("members", "has_outsiders", "with_foreign"),
    [
        (("U1", "U2"), False, False),
        (("U1", "UAPP", "USLACKBOT", "ULEFT"), False, False),
        (("U1", "UGUEST"), True, False),
        (("U1", "USINGLE"), True, False),
        (("U1", "UOTHER"), True, True),
        (("U1", "UNHEARD-OF"), False, False),
    ],
)
def test_guests_and_strangers_are_outsiders_apps_and_those_who_left_are_nobody(
    members: tuple[str, ...], has_outsiders: bool, with_foreign: bool, crowd: int
) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        world(api, *members, *(f"UC{number}" for number in range(crowd)))
        directory = SlackDirectory(clients, TEAM)
        assert await directory.has_outsiders("C1") is has_outsiders
        assert await directory.has_outsiders("C1", guests=False) is False  # nobody of another workspace without a word
        people = await directory.members_of("C1")
        real = {each for each in members if each not in {"UAPP", "USLACKBOT", "ULEFT"}}
        assert {each.id for each in people} == real | {f"UC{number}" for number in range(crowd)}
        assert any(each.team != TEAM for each in people) is with_foreign
        guests = {"UGUEST", "USINGLE"}
        assert {each.id for each in await directory.members_of("C1", guests=False)} == {
            each.id for each in people
        } - guests

    with_slack(use)


def test_few_people_are_asked_for_one_by_one_and_many_by_one_list_all_remembered() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        for count, singles, lists in ((FEW, FEW, 0), (FEW + 1, 0, 1), (400, 0, 1)):
            api.asked.clear()
            world(api, *(f"U{number}" for number in range(count)))
            directory = SlackDirectory(clients, TEAM)
            for _ in range(3):
                assert await directory.has_outsiders("C1") is False
                assert len(await directory.members_of("C1")) == count
            assert (calls(api, "users.info"), calls(api, "users.list")) == (singles, lists)
            assert calls(api, "conversations.members") == 1
            directory.drop("C1")
            await directory.has_outsiders("C1")
            assert calls(api, "conversations.members") == 2

    with_slack(use)


def test_somebody_whom_the_list_of_people_lacks_is_a_stranger() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        world(api, *(f"U{number}" for number in range(FEW + 5)))
        api.says("users.list", {"ok": True, "members": [told(f"U{number}") for number in range(FEW + 4)]})
        directory = SlackDirectory(clients, TEAM)
        assert await directory.has_outsiders("C1") is True
        assert Person("slack", "unknown", f"U{FEW + 4}") in await directory.members_of("C1")

    with_slack(use)


@pytest.mark.parametrize("answer", [{"ok": True}, {"ok": True, "members": "U1"}, {"ok": False, "error": "fatal_error"}])
def test_who_is_there_that_cannot_be_told_is_not_nobody(answer: dict[str, Any]) -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        world(api, "U1")
        api.says("conversations.members", answer)
        directory = SlackDirectory(clients, TEAM)
        for asked in (directory.has_outsiders("C1"), directory.members_of("C1")):
            with pytest.raises(DirectoryUnavailableError):
                await asked
        assert await directory.has_outsiders("C1", guests=False) is False

    with_slack(use)


def test_too_many_members_are_told_of_as_such_and_read_to_an_end() -> None:
    async def use(api: SlackApi, clients: SlackClients) -> None:
        many = [f"U{number}" for number in range(MOST_MEMBERS + 1)]
        world(api, *many)
        directory = SlackDirectory(clients, TEAM)
        assert await directory.has_outsiders("C1") is False
        with pytest.raises(DirectoryUnavailableError, match="more people than I can look through"):
            await directory.members_of("C1")
        endless = {"ok": True, "members": ["U1"], "response_metadata": {"next_cursor": "more"}}
        api.says("conversations.members", endless)
        api.asked.clear()
        with pytest.raises(DirectoryUnavailableError):
            await directory.has_outsiders("C2")
        assert calls(api, "conversations.members") == MOST_PAGES

    with_slack(use)
