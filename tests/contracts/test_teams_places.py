"""Where Teams can be written to is kept on SQLite and on a real PostgreSQL, a channel with what its team told."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import TypeVar

import pytest

from bot.records.conversations import Conversations
from bot.teams.directory.teams_place import CHANNEL, PERSONAL, TeamsPlace, TeamsPlaces
from pipelines.records.database import Database
from tests.bot.teams_ids import CHANNEL_ID, PERSON, TENANT

URL = "https://smba.example/emea/"
FIRST, TAX = CHANNEL_ID, "19:tax@thread.tacv2"
NAMES = {"group": "g", "team_name": "Finance", "installer": "i"}
TEAM = TeamsPlace(URL, TENANT, FIRST, CHANNEL, "28:bot", team_thread=FIRST, **NAMES)
IN_TAX = TeamsPlace(URL, TENANT, TAX, CHANNEL, "28:bot", channel_type="private", team_thread=FIRST)
WITH_HER = TeamsPlace(URL, TENANT, "a:1", PERSONAL, "28:bot", "29:1", PERSON.id)
_Known = TypeVar("_Known")


@pytest.fixture
def places(database: Database) -> TeamsPlaces:
    places = TeamsPlaces(Conversations(database))
    for each in (TEAM, IN_TAX, WITH_HER):
        now(places.remember(each))
    return places


def now(work: Awaitable[_Known]) -> _Known:
    async def done() -> _Known:
        return await work

    return asyncio.run(done())


def test_a_place_comes_back_and_a_channel_has_what_its_team_told(places: TeamsPlaces) -> None:
    assert now(places.get(TENANT, FIRST)) == TEAM
    assert now(places.direct(TENANT, PERSON.id)) == WITH_HER
    assert now(places.get(TENANT, TAX)) == replace(IN_TAX, **NAMES)
    assert now(places.get(TENANT, "19:unknown@thread.tacv2")) is None
    assert now(places.get("another tenant", FIRST)) is None


def test_newer_news_keep_what_they_do_not_tell(places: TeamsPlaces) -> None:
    now(places.remember(TeamsPlace("https://smba.example/amer/", TENANT, TAX, CHANNEL, "28:bot", hears_all=True)))
    moved = now(places.get(TENANT, TAX))
    assert moved is not None
    assert (moved.service_url, moved.channel_type, moved.hears_all) == ("https://smba.example/amer/", "private", True)


def test_a_team_is_forgotten_with_all_its_channels_and_a_tenant_with_all_it_has(places: TeamsPlaces) -> None:
    now(places.forget_team(TENANT, FIRST))
    assert now(places.get(TENANT, FIRST)) is None and now(places.get(TENANT, TAX)) is None
    assert now(places.newest(TENANT)) == WITH_HER
    now(places.forget(TENANT))
    assert now(places.newest(TENANT)) is None


def test_a_team_s_own_conversation_stands_for_all_its_channels_and_another_for_itself(places: TeamsPlaces) -> None:
    assert set(now(places.of_team(TENANT, FIRST))) == {FIRST, TAX}
    for channel in (TAX, WITH_HER.channel):
        assert now(places.of_team(TENANT, channel)) == [channel]
    assert now(places.of_team("another tenant", FIRST)) == [FIRST]


def test_a_thread_is_named_in_channels_alone() -> None:
    assert TEAM.conversation("177") == f"{FIRST};messageid=177"
    assert TEAM.conversation() == FIRST
    assert WITH_HER.conversation("177") == "a:1"
