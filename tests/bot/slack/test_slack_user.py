"""Of which workspace somebody is: of the bot's own only where Slack and the payload agree."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.directory.slack_user import NOBODY, UNKNOWN_TEAM, SlackUser

OF_GRID = {"team_id": "T5", "enterprise_user": {"enterprise_id": "E1", "teams": ["T1", "T5"]}}


@pytest.mark.parametrize(
    ("info", "named", "team"),
    [
        ({"team_id": "T1"}, "T1", "T1"),
        ({"team_id": "T1"}, "", "T1"),
        ({"team_id": "T1"}, "T9", "T9"),
        ({"team_id": "T9"}, "T1", "T9"),
        ({"team_id": "T9"}, "", "T9"),
        ({"team_id": "T1", "is_stranger": True}, "T1", UNKNOWN_TEAM),
        ({"team_id": "T9", "enterprise_user": {"enterprise_id": "E9", "teams": ["T9"]}}, "E9", "E9"),
        ({}, "T1", UNKNOWN_TEAM),
        ({}, "", UNKNOWN_TEAM),
        (OF_GRID, "T1", "T1"),
        (OF_GRID, "T5", "T1"),
        (OF_GRID, "E1", "T1"),
        (OF_GRID, "E2", "E2"),
    ],
)
def test_the_workspace_follows_from_slacks_word_and_the_payloads(info: dict[str, Any], named: str, team: str) -> None:
    assert SlackUser.of(info).team_for("T1", named) == team


CONFIRMED = {"team_id": "T1", "is_email_confirmed": True, "profile": {"email": "Ana@acme.com"}}


@pytest.mark.parametrize(
    "spoiled",
    [
        {"is_email_confirmed": False},
        {"is_email_confirmed": None},
        {"is_email_confirmed": "true"},
        {"profile": {}},
        {"profile": "ana@acme.com"},
        {"profile": {"email": "bob@acme.com"}},
        {"profile": {"email": ""}},
        {"deleted": True},
        {"is_bot": True},
        {"is_restricted": True},
        {"is_ultra_restricted": True},
        {"is_stranger": True},
        {"team_id": "T2"},
    ],
)
def test_an_address_is_that_of_a_member_whose_account_is_in_use_where_it_was_confirmed(spoiled: dict[str, Any]) -> None:
    assert SlackUser.of(CONFIRMED).has_address(" ana@ACME.com", "T1")
    assert not SlackUser.of(CONFIRMED | spoiled).has_address("ana@acme.com", "T1")
    assert not SlackUser.of(CONFIRMED | spoiled).has_address("", "T1")
    assert "acme" not in repr(SlackUser.of(CONFIRMED))


teams = st.sampled_from(("", "T1", "T2", "T3", "E1"))


@given(home=teams, grid=st.lists(teams, max_size=3), named=teams, is_stranger=st.booleans())
def test_nobody_is_of_the_bots_workspace_without_slacks_word(
    home: str, grid: list[str], named: str, is_stranger: bool
) -> None:
    info = {"team_id": home, "is_stranger": is_stranger, "enterprise_user": {"teams": grid}}
    team = SlackUser.of(info).team_for("T1", named)
    assert team
    if team == "T1":
        assert not is_stranger and "T1" in {home, *grid} and named in {"", home, *grid}
    assert NOBODY.team_for("T1", named) != "T1"


@pytest.mark.parametrize("flag", ["is_restricted", "is_ultra_restricted"])
def test_guests_of_one_channel_and_of_several_are_guests(flag: str) -> None:
    assert SlackUser.of({"team_id": "T1", flag: True}).is_guest
    assert not SlackUser.of({"team_id": "T1", flag: False}).is_guest
