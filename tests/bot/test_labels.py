"""Labels of access tell their holders again, whatever a chat's ids look like."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access.labels import LONGEST_LABEL, Holders, Label, channel_label, own_label, person_label, team_label
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.joined_ids import join_ids, split_ids
from bot.wording.line import ChannelName, PersonName
from bot.wording.readers import Crowd
from tests.bot.teams_ids import CHANNEL_ID, LONGEST_ID, TENANT, USER_ID

patient = settings(deadline=None)

ids = st.text(st.characters(exclude_categories=("Cs",)) | st.sampled_from(":%3A25"), max_size=30)
some_ids = st.lists(ids, min_size=1, max_size=4)


@patient
@given(some_ids)
def test_joined_ids_are_split_into_the_same(several: list[str]) -> None:
    assert split_ids(join_ids(*several)) == several


@patient
@given(some_ids, some_ids)
def test_different_ids_are_joined_into_different_texts(one: list[str], other: list[str]) -> None:
    assert (join_ids(*one) == join_ids(*other)) == (one == other)


@patient
@given(st.lists(st.text("ABCUT0123456789.", min_size=1), min_size=1))
def test_ids_of_slack_stay_as_they_are(several: list[str]) -> None:
    assert join_ids(*several) == ":".join(several)


def test_labels_of_slack_read_as_they_always_did() -> None:
    alice = Person("slack", "T1", "U1")
    direct = Chat("slack", "T1", "D1", ChatKind.DIRECT)
    assert team_label("slack", "T1") == "slack:T1"
    assert channel_label("slack", "T1", "C1") == "slack:T1:C1"
    assert person_label(alice) == "slack:T1:user:U1"
    assert own_label(direct, Person("slack", "T2", "U9")) == "slack:T1:user:U9"
    assert Chat("slack", "T1", "C1", ChatKind.PUBLIC, "100.1").conversation == "slack:T1:C1:100.1"
    assert direct.conversation == "slack:T1:D1"


@patient
@given(ids, ids)
def test_a_label_tells_its_holders_again(team: str, one: str) -> None:
    parsed = [Label.parse(text, "teams") for text in (team_label("teams", team), channel_label("teams", team, one))]
    parsed.append(Label.parse(person_label(Person("teams", team, one)), "teams"))
    assert [(each.holders, each.team, each.id) for each in parsed] == [
        (Holders.TEAM, team, ""),
        (Holders.CHANNEL, team, one),
        (Holders.PERSON, team, one),
    ]
    assert [each.readers for each in parsed] == [Crowd.WORKSPACE, ChannelName(one), PersonName(one)]


@pytest.mark.parametrize("text", ["hr", "team:sales", "teams:T1", "slack:T1:a:b", "slack:T1:user:U1:more", ""])
def test_a_label_that_the_chat_did_not_make_is_a_name_of_its_own(text: str) -> None:
    label = Label.parse(text, "slack")
    assert (label.holders, label.readers) == (Holders.OTHER, text)


def test_the_label_of_everyone_is_the_same_in_every_chat() -> None:
    assert {Label.parse("everyone", surface).readers for surface in ("slack", "teams")} == {Crowd.EVERYONE}


def test_the_longest_ids_fit_and_longer_ones_are_refused_by_name() -> None:
    for user in (USER_ID, LONGEST_ID):
        assert len(person_label(Person("teams", TENANT, user))) <= LONGEST_LABEL
    for channel in (CHANNEL_ID, LONGEST_ID):
        assert len(channel_label("teams", TENANT, channel)) <= LONGEST_LABEL
    with pytest.raises(ValueError, match=r"The label teams:T:xxx.* has 308 characters; at most 255 are allowed\."):
        channel_label("teams", "T", "x" * 300)
