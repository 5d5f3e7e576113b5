"""Who may read what in a chat; what the chat can't say counts as no."""

import asyncio
from collections.abc import Collection
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access.audience import Audience, ReplyScope
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.ports import DirectoryUnavailableError
from bot.records.shared_files import SharedRecord
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, WITH_ALICE, FakeDirectory, shared

MEMBERS = {"general": {"alice", "bob"}, "sales": {"alice", "gus"}, "people": {"bob"}}
GUEST = Person("slack", "T1", "gus")
OF_ALL = {"everyone", "slack:T1"}


def granted() -> list[str]:
    """Labels that there are documents for."""
    return ["everyone", "hr", "slack:T1", *(f"slack:T1:{channel}" for channel in MEMBERS), "slack:T1:user:bob"]


class LiveProgress(FakeDirectory):
    """A directory that can't tell some of what it is asked: `channels`, `guests`, `outsiders`."""

    def __init__(self, untold: Collection[str]) -> None:
        super().__init__(MEMBERS, guests={"gus"}, shared={"with-others"})
        self.untold = untold

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        self._tells("channels")
        return await super().channels_of(person, among)

    async def is_guest(self, person: Person) -> bool:
        self._tells("guests")
        return await super().is_guest(person)

    async def has_outsiders(self, channel: str) -> bool:
        self._tells("outsiders")
        return await super().has_outsiders(channel)

    def _tells(self, what: str) -> None:
        if what in self.untold:
            raise DirectoryUnavailableError("chat_unreachable", chat="Slack")


def scope(
    chat: Chat,
    asker: Person = ALICE,
    only_asker: bool = False,
    untold: Collection[str] = (),
    rules: Audience | None = None,
    **settings: str,
) -> tuple[set[str], bool]:
    chosen = ChannelSettings(**settings)  # type: ignore[arg-type]
    asking = (rules or Audience(granted)).scope_of(chat, asker, LiveProgress(untold), chosen, only_asker)
    audible: ReplyScope = asyncio.run(asking)
    return set(audible.scope.labels), audible.reduced is not None


@pytest.mark.parametrize("kind", [ChatKind.PUBLIC, ChatKind.PRIVATE, ChatKind.GROUP])
def test_a_reply_that_a_channel_reads_uses_the_workspaces_documents_and_its_own(kind: ChatKind) -> None:
    assert scope(replace(SALES, kind=kind)) == (OF_ALL | {"slack:T1:sales"}, False)


def test_a_direct_message_uses_those_of_all_channels_that_the_asker_is_in_now() -> None:
    assert scope(WITH_ALICE) == (OF_ALL | {"slack:T1:user:alice", "slack:T1:general", "slack:T1:sales"}, False)
    assert scope(WITH_ALICE, CAROL) == (OF_ALL | {"slack:T1:user:carol"}, False)


def test_only_channels_of_the_workspace_that_have_documents_are_looked_up() -> None:
    class Asked(LiveProgress):
        async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
            looked_up.append(set(among))
            return await super().channels_of(person, among)

    looked_up: list[set[str]] = []
    labels = ["slack:T1:sales", "slack:T2:general", "teams:T1:general", "general", "slack:T1:user:general"]
    asking = Audience(lambda: labels).scope_of(WITH_ALICE, ALICE, Asked(()))
    assert asyncio.run(asking).scope.labels == OF_ALL | {"slack:T1:user:alice", "slack:T1:sales"}
    assert looked_up == [{"sales"}]


def test_a_private_reply_in_a_channel_uses_what_a_direct_message_would() -> None:
    assert scope(SALES, only_asker=True) == scope(WITH_ALICE)
    assert "slack:T1:user:alice" not in scope(SALES)[0]


def test_channels_that_cannot_be_looked_up_are_left_out_and_that_is_said() -> None:
    assert scope(WITH_ALICE, untold={"channels"}) == (OF_ALL | {"slack:T1:user:alice"}, True)
    assert scope(SALES, only_asker=True, untold={"channels"}) == (OF_ALL | {"slack:T1:sales"}, True)
    assert scope(SALES, untold={"channels"}) == (OF_ALL | {"slack:T1:sales"}, False)


@pytest.mark.parametrize("untold", [{"guests"}, {"outsiders"}, {"guests", "outsiders", "channels"}])
def test_where_it_cannot_be_told_who_reads_along_what_was_shared_there_is_used(untold: set[str]) -> None:
    assert scope(SALES, untold=untold) == ({"slack:T1:sales"}, True)


@pytest.mark.parametrize("asker", [ALICE, CAROL])
def test_where_people_of_other_workspaces_read_along_what_was_shared_there_is_used_whoever_asks(asker: Person) -> None:
    shared_one = replace(SALES, channel="with-others")
    assert scope(shared_one, asker) == ({"slack:T1:with-others"}, False)
    assert scope(replace(SALES, kind=ChatKind.SHARED), asker) == ({"slack:T1:sales"}, False)
    assert scope(shared_one, asker, only_asker=True)[0] > OF_ALL


def test_guests_read_what_was_shared_in_their_channels_unless_they_are_to_read_as_members_do() -> None:
    assert scope(SALES, GUEST) == ({"slack:T1:sales"}, False)
    assert scope(WITH_ALICE, GUEST) == ({"slack:T1:user:gus", "slack:T1:sales"}, False)
    assert scope(SALES, GUEST, rules=Audience(granted, guests_read_all=True)) == scope(SALES)


def test_what_is_for_everyone_is_for_the_workspaces_that_are_named() -> None:
    assert scope(SALES, rules=Audience(granted, everyone_in=["T2", "T3"])) == ({"slack:T1", "slack:T1:sales"}, False)
    assert scope(SALES, rules=Audience(granted, everyone_in=["T1"])) == scope(SALES)


places = st.sampled_from(("general", "with-others"))
people = st.builds(Person, st.just("slack"), st.sampled_from(("T1", "T2", "unknown")), st.sampled_from(("bob", "gus")))


@given(
    chat=st.builds(Chat, st.just("slack"), st.just("T1"), places, st.sampled_from(ChatKind)),
    person=people,
    only_asker=st.booleans(),
    untold=st.sets(st.sampled_from(("channels", "guests", "outsiders"))),
)
@settings(deadline=None)
def test_only_members_among_members_get_more_than_was_shared_there(
    chat: Chat, person: Person, only_asker: bool, untold: set[str]
) -> None:
    labels, _ = scope(chat, person, only_asker, untold=untold)
    is_alone = only_asker or chat.kind is ChatKind.DIRECT
    is_member = person.team == "T1" and person.id != "gus" and "guests" not in untold
    is_shared = chat.kind is ChatKind.SHARED or chat.channel == "with-others" or "outsiders" in untold
    assert (labels >= OF_ALL) is (is_member and (is_alone or not is_shared))
    assert bool(labels & OF_ALL) is (labels >= OF_ALL)


@pytest.mark.parametrize("only_asker", [False, True])
def test_a_channel_of_its_own_documents_uses_no_others(only_asker: bool) -> None:
    assert scope(SALES, only_asker=only_asker, documents="channel") == ({"slack:T1:sales"}, False)
    assert scope(WITH_ALICE, documents="channel")[0] > OF_ALL


def test_somebody_of_another_company_reads_what_was_shared_right_there() -> None:
    outsider = Person("slack", "T2", "mallory")
    assert scope(GENERAL, outsider) == ({"slack:T1:general"}, True)
    assert scope(WITH_ALICE, outsider) == ({"slack:T1:user:mallory"}, True)


def test_a_file_belongs_to_its_channel_or_to_who_sent_it_in_a_direct_message() -> None:
    assert Audience(granted).label_of(GENERAL, ALICE) == "slack:T1:general"
    assert Audience(granted).label_of(WITH_ALICE, ALICE) == "slack:T1:user:alice"
    assert Audience(granted).widest("slack", "T1") == "slack:T1"


@pytest.mark.parametrize(
    ("chat", "person", "may"),
    [(GENERAL, BOB, False), (WITH_ALICE, ALICE, False), (SALES, ALICE, False), (SALES, CAROL, True)],
)
def test_files_of_a_channel_are_opened_to_all_by_who_manages_it(chat: Chat, person: Person, may: bool) -> None:
    directory = FakeDirectory(managers={"sales": {"carol"}})
    assert asyncio.run(Audience(granted).may_widen(person, chat, directory)) is may
    assert not asyncio.run(Audience(granted).may_widen(replace(person, team="T2"), chat, directory))


def record(label: str = "slack:T1:general") -> SharedRecord:
    return SharedRecord("r1", shared(sharer=ALICE), label, "d1", "j1")


@pytest.mark.parametrize(("person", "may"), [(ALICE, True), (BOB, False), (CAROL, True)])
def test_a_file_is_forgotten_by_who_shared_it_and_who_manages_its_channel(person: Person, may: bool) -> None:
    directory = FakeDirectory(managers={"general": {"carol"}})
    assert asyncio.run(Audience(granted).may_forget(person, record(), directory)) is may


def test_nobody_manages_a_channel_that_cannot_be_looked_up_and_nobody_one_of_others() -> None:
    away = FakeDirectory(managers={"general": {"carol"}}, is_away=True)
    assert not asyncio.run(Audience(granted).may_forget(CAROL, record(), away))
    assert asyncio.run(Audience(granted).may_forget(ALICE, record(), away))
    assert not asyncio.run(Audience(granted).may_forget(ALICE, record(), LiveProgress({"guests"})))
    there = FakeDirectory(managers={"general": {"carol"}})
    assert not asyncio.run(Audience(granted).may_forget(replace(CAROL, team="T2"), record(), there))
    assert not asyncio.run(Audience(granted).may_forget(ALICE, record(), replace(there, guests={"alice"})))
