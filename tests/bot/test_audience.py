"""Who may read what in a chat; what the chat can't say counts as no."""

import asyncio
from collections.abc import Collection
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.access.audience import Audience, ReplyScope
from bot.access.held_by_all import MOST_LOOKED_AT
from bot.access.labels_in_use import RememberedLabels
from bot.access.roles import AccountDisabledError
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, ChatKind, Person
from bot.chat.ports import MOST_MEMBERS, DirectoryUnavailableError
from bot.records.people import KnownPerson
from bot.records.shared_files import SharedRecord
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, WITH_ALICE, FakeDirectory, shared

MEMBERS = {
    "general": {"alice", "bob", "carol"},
    "sales": {"alice", "bob"},
    "deals": {"alice", "bob", "carol"},
    "people": {"bob"},
    "visited": {"alice", "gus"},
    "with-others": {"alice", "eve@T9"},
}
GUEST = Person("slack", "T1", "gus")
GENERAL_TOO = replace(GENERAL, channel="general")
VISITED = replace(SALES, channel="visited")
OF_ALL = {"everyone", "slack:T1", "everyone:HR", "slack:T1:collection:Legal"}
SHARED_BY_SALES = {"slack:T1:general", "slack:T1:deals"}


def granted() -> list[str]:
    """Labels that there are documents for."""
    channels = (f"slack:T1:{channel}" for channel in MEMBERS)
    collections = ("everyone:HR", "slack:T1:collection:Legal", "slack:T2:collection:Theirs")
    return ["everyone", "hr", "slack:T1", *channels, *collections, "slack:T1:user:bob"]


class LiveProgress(FakeDirectory):
    """A directory that can't tell some of what it is asked: `channels`, `guests`, `outsiders`, `members`."""

    def __init__(self, untold: Collection[str], **known: Any) -> None:
        super().__init__(known.get("members", MEMBERS), guests={"gus"}, shared={"with-others"})
        self.untold = untold
        self.read: list[str] = []

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        self._tells("channels")
        self.read.append(person.id)
        return await super().channels_of(person, among)

    async def is_guest(self, person: Person) -> bool:
        self._tells("guests")
        return await super().is_guest(person)

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        self._tells("outsiders")
        return await super().has_outsiders(channel, guests)

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        self._tells("members")
        self.read.append(f"#{channel}")
        found = await super().members_of(channel, guests)
        if len(found) > MOST_MEMBERS:
            raise DirectoryUnavailableError("chat_too_many_members")
        return found

    def _tells(self, what: str) -> None:
        if what in self.untold:
            raise DirectoryUnavailableError("chat_unreachable", chat="Slack")


def scope(
    chat: Chat,
    asker: Person = ALICE,
    only_asker: bool = False,
    untold: Collection[str] = (),
    rules: Audience | None = None,
    directory: FakeDirectory | None = None,
    **settings: Any,
) -> tuple[set[str], bool]:
    asking = (rules or Audience(granted)).scope_of(
        chat, asker, directory or LiveProgress(untold), ChannelSettings(**settings), only_asker
    )
    audible: ReplyScope = asyncio.run(asking)
    return set(audible.scope.labels), audible.reduced is not None


def accounts(**known: KnownPerson) -> Audience:
    """The rules, where these have accounts."""
    return Audience(granted, people=lambda people: {each: known[each.id] for each in people if each.id in known})


def test_a_reply_in_a_public_channel_uses_the_workspaces_documents_and_the_channels_own() -> None:
    assert scope(GENERAL_TOO) == (OF_ALL | {"slack:T1:general"}, False)


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.GROUP])
def test_a_private_conversation_uses_what_all_who_are_in_it_hold(kind: ChatKind) -> None:
    assert scope(replace(SALES, kind=kind)) == (OF_ALL | {"slack:T1:sales"} | SHARED_BY_SALES, False)
    assert scope(replace(SALES, kind=kind, channel="people"), BOB)[0] >= OF_ALL | SHARED_BY_SALES | {"slack:T1:sales"}
    alone_in_deals = scope(replace(SALES, kind=kind, channel="deals"))[0]
    assert alone_in_deals == OF_ALL | {"slack:T1:deals", "slack:T1:general"}


def test_who_asks_counts_as_a_reader_also_where_the_chat_does_not_list_them() -> None:
    assert scope(replace(SALES, channel="people"), CAROL)[0] == OF_ALL | {"slack:T1:people"} | SHARED_BY_SALES
    assert scope(SALES, GUEST) == ({"slack:T1:sales"}, False)


def test_nobodys_own_documents_are_used_in_a_channel_even_where_they_are_its_only_member() -> None:
    labels, _ = scope(replace(SALES, channel="people"), BOB)
    assert not any(":user:" in label for label in labels)


@pytest.mark.parametrize("channels", [1, 30])
def test_what_all_hold_is_read_the_shorter_way(channels: int) -> None:
    people = {f"u{number}" for number in range(10)}
    members = {"sales": people, **{f"c{number}": people for number in range(channels)}}
    directory = LiveProgress((), members=members)
    rules = Audience(lambda: [f"slack:T1:{each}" for each in members])
    labels, _ = scope(SALES, Person("slack", "T1", "u0"), rules=rules, directory=directory)
    assert labels >= {f"slack:T1:{each}" for each in members}
    assert len(directory.read) == 2 + min(channels, len(people) - 1)


def test_of_too_many_members_or_channels_no_other_channel_is_used() -> None:
    many = {f"u{number}" for number in range(MOST_MEMBERS + 1)}
    crowd = {"sales": many, "general": many}
    asked = {"asker": Person("slack", "T1", "u0")}
    assert scope(SALES, directory=LiveProgress((), members=crowd), **asked)[0] == OF_ALL | {"slack:T1:sales"}
    some = {f"u{number}" for number in range(MOST_LOOKED_AT + 2)}
    members = {"sales": some, **{f"c{number}": some for number in range(MOST_LOOKED_AT + 2)}}
    rules = Audience(lambda: [f"slack:T1:{each}" for each in members])
    found = scope(SALES, rules=rules, directory=LiveProgress((), members=members), **asked)[0]
    assert found == {"everyone", "slack:T1", "slack:T1:sales"}


def test_a_direct_message_uses_those_of_all_channels_that_the_asker_is_in_now() -> None:
    own = {"slack:T1:user:alice", *(f"slack:T1:{each}" for each in ("general", "sales", "deals", "visited"))}
    assert scope(WITH_ALICE)[0] - {"slack:T1:with-others"} == OF_ALL | own
    assert scope(WITH_ALICE, CAROL) == (OF_ALL | {"slack:T1:user:carol"} | SHARED_BY_SALES, False)


def test_only_channels_of_the_workspace_that_have_documents_are_looked_up() -> None:
    class Asked(LiveProgress):
        async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
            looked_up.append(set(among))
            return await super().channels_of(person, among)

    looked_up: list[set[str]] = []
    labels = ["slack:T1:sales", "slack:T2:general", "teams:T1:general", "general", "slack:T1:user:general"]
    asking = Audience(lambda: labels).scope_of(WITH_ALICE, ALICE, Asked(()))
    assert asyncio.run(asking).scope.labels == {"everyone", "slack:T1", "slack:T1:user:alice", "slack:T1:sales"}
    assert looked_up == [{"sales"}]


def test_a_private_reply_in_a_channel_uses_what_a_direct_message_would() -> None:
    assert scope(SALES, only_asker=True) == scope(WITH_ALICE)
    assert "slack:T1:user:alice" not in scope(SALES)[0]


def test_channels_that_cannot_be_looked_up_are_left_out_and_that_is_said() -> None:
    assert scope(WITH_ALICE, untold={"channels"}) == (OF_ALL | {"slack:T1:user:alice"}, True)
    private = OF_ALL | {"slack:T1:sales", "slack:T1:user:alice"}
    assert scope(SALES, only_asker=True, untold={"channels"}) == (private, True)
    for untold in ("channels", "members"):
        assert scope(SALES, untold={untold}) == (OF_ALL | {"slack:T1:sales"}, False)


@pytest.mark.parametrize("untold", [{"guests"}, {"outsiders"}, {"guests", "outsiders", "channels"}])
def test_where_it_cannot_be_told_who_reads_along_what_was_shared_there_is_used(untold: set[str]) -> None:
    assert scope(SALES, untold=untold) == ({"slack:T1:sales"}, True)


@pytest.mark.parametrize("asker", [ALICE, CAROL])
def test_where_people_from_outside_read_along_what_was_shared_there_is_used_whoever_asks(asker: Person) -> None:
    shared_one = replace(SALES, channel="with-others")
    assert scope(shared_one, asker) == ({"slack:T1:with-others"}, False)
    assert scope(replace(SALES, kind=ChatKind.SHARED), asker) == ({"slack:T1:sales"}, False)
    assert scope(shared_one, asker, only_asker=True)[0] > OF_ALL
    for kind in (ChatKind.PUBLIC, ChatKind.PRIVATE, ChatKind.GROUP):
        assert scope(replace(VISITED, kind=kind), asker) == ({"slack:T1:visited"}, False)


@pytest.mark.parametrize("kind", [ChatKind.PRIVATE, ChatKind.GROUP])
@pytest.mark.parametrize("collections", [(), ("HR",)])
def test_where_outsiders_alone_are_left_nothing_else_is_used_whatever_an_admin_allowed(
    kind: ChatKind, collections: tuple[str, ...]
) -> None:
    left = LiveProgress((), members={"left": {"gus"}, "general": {"gus", "alice"}}, guests={"gus"})
    chat = replace(SALES, channel="left", kind=kind)
    for asker in (GUEST, ALICE):  # who presses from elsewhere isn't there
        found = scope(chat, asker, directory=left, outsiders="workspace", collections=collections)
        assert found == ({"slack:T1:left"}, False)


def test_an_admin_can_allow_a_channel_with_outsiders_what_its_kind_says() -> None:
    for kind in (ChatKind.PUBLIC, ChatKind.SHARED):
        assert scope(replace(VISITED, kind=kind), outsiders="workspace")[0] == OF_ALL | {"slack:T1:visited"}
    labels, _ = scope(VISITED, GUEST, outsiders="workspace")  # who is from outside doesn't narrow what the others hold
    assert labels >= OF_ALL | {"slack:T1:visited", "slack:T1:sales"}
    assert not any(":user:" in label for label in labels)
    with_foreign = replace(SALES, channel="with-others")
    assert scope(with_foreign, outsiders="workspace")[0] >= OF_ALL | {"slack:T1:general", "slack:T1:visited"}
    foreign = Person("slack", "T9", "eve")
    assert scope(VISITED, foreign, outsiders="workspace") == ({"slack:T1:visited"}, True)
    assert scope(VISITED, outsiders="workspace", documents="channel") == ({"slack:T1:visited"}, False)


def test_guests_read_what_was_shared_in_their_channels_unless_they_are_to_read_as_members_do() -> None:
    assert scope(VISITED, GUEST) == ({"slack:T1:visited"}, False)
    assert scope(WITH_ALICE, GUEST) == ({"slack:T1:user:gus", "slack:T1:visited"}, False)
    trusting = Audience(granted, guests_read_all=True)
    assert scope(VISITED, GUEST, rules=trusting) == (OF_ALL | {"slack:T1:visited"}, False)
    assert scope(WITH_ALICE, GUEST, rules=trusting)[0] == OF_ALL | {"slack:T1:user:gus", "slack:T1:visited"}


def test_what_is_for_everyone_is_for_the_workspaces_that_are_named() -> None:
    own = {"slack:T1", "slack:T1:collection:Legal", "slack:T1:general"}
    elsewhere = Audience(granted, everyone_in=["T2", "T3"])
    assert scope(GENERAL_TOO, rules=elsewhere) == (own, False)
    assert scope(GENERAL_TOO, rules=elsewhere, collections=("HR", "Legal"))[0] == own - {"slack:T1"} | {
        "slack:T1:collection:HR"
    }
    assert scope(SALES, rules=Audience(granted, everyone_in=["T1"])) == scope(SALES)


@pytest.mark.parametrize("chat", [GENERAL_TOO, SALES])
@pytest.mark.parametrize("only_asker", [False, True])
def test_a_channel_of_chosen_collections_uses_these_and_its_own(chat: Chat, only_asker: bool) -> None:
    own = {f"slack:T1:{chat.channel}"}
    of_hr = {"everyone:HR", "slack:T1:collection:HR"}
    assert scope(chat, only_asker=only_asker, collections=("HR",)) == (own | of_hr, False)
    assert scope(chat, GUEST, only_asker=only_asker, collections=("HR",))[0] == own
    assert scope(WITH_ALICE, collections=("HR",))[0] > OF_ALL


@pytest.mark.parametrize("collections", [(), ("HR",), ("Legal", "Theirs"), ("nothing",)])
@pytest.mark.parametrize("chat", [GENERAL_TOO, SALES, VISITED, replace(SALES, kind=ChatKind.SHARED)])
def test_choosing_never_widens(chat: Chat, collections: tuple[str, ...]) -> None:
    of_all = [f"{of}:{each}" for each in ("HR", "Legal", *collections) for of in ("everyone", "slack:T1:collection")]
    rules = Audience(lambda: [*granted(), *of_all])
    assert scope(chat, rules=rules, collections=collections)[0] <= scope(chat, rules=rules)[0]


def test_alone_somebody_holds_their_groups_and_what_they_are_known_as_elsewhere() -> None:
    in_teams = Person("teams", "tenant", "alice-there")
    known = KnownPerson("a1", frozenset({ALICE, in_teams, Person("web", "main", "a1")}), frozenset({"group:Legal"}))
    guest = KnownPerson("a2", frozenset({in_teams}), frozenset({"group:Legal"}))
    rules = accounts(alice=known, gus=guest)
    more = {"group:Legal", "teams:tenant:user:alice-there", "web:main:user:a1"}
    assert scope(WITH_ALICE, rules=rules)[0] == scope(WITH_ALICE)[0] | more
    assert scope(SALES, only_asker=True, rules=rules)[0] == scope(WITH_ALICE)[0] | more
    assert scope(WITH_ALICE, GUEST, rules=rules) == scope(WITH_ALICE, GUEST)
    assert scope(GENERAL_TOO, rules=rules) == scope(GENERAL_TOO)


def test_a_private_channel_uses_the_documents_of_groups_that_all_of_it_are_in() -> None:
    alice = KnownPerson("a1", groups=frozenset({"group:Legal", "group:Sales"}))
    bob = KnownPerson("a2", groups=frozenset({"group:Sales"}))
    assert scope(SALES, rules=accounts(alice=alice, bob=bob))[0] == scope(SALES)[0] | {"group:Sales"}
    assert scope(SALES, rules=accounts(alice=alice))[0] == scope(SALES)[0]
    assert scope(SALES, rules=accounts(alice=alice, bob=bob), untold={"members"})[0] == OF_ALL | {"slack:T1:sales"}


def test_whose_account_was_shut_out_holds_nothing() -> None:
    rules = accounts(bob=KnownPerson("a1", is_disabled=True))
    for chat in (GENERAL_TOO, SALES, WITH_ALICE):
        with pytest.raises(AccountDisabledError):
            scope(chat, BOB, rules=rules)
    assert scope(SALES, rules=rules) == ({"slack:T1:sales"}, False)
    assert scope(GENERAL_TOO, rules=rules) == scope(GENERAL_TOO)


def test_what_is_told_of_labels_is_told_anew_once_one_was_granted() -> None:
    labels, newest, readings = [*granted()], [0], []

    def read() -> list[str]:
        readings.append(1)
        return list(labels)

    rules = Audience(RememberedLabels(read, lambda: newest[0]).all_labels)
    before = scope(GENERAL_TOO, rules=rules)
    assert scope(GENERAL_TOO, rules=rules) == before
    assert len(readings) == 1
    labels.append("everyone:New")
    newest[0] += 1
    assert scope(GENERAL_TOO, rules=rules)[0] == before[0] | {"everyone:New"}


places = st.sampled_from(("general", "with-others", "visited"))
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
    has_outsider = chat.channel in {"with-others", "visited"}
    is_shared = chat.kind is ChatKind.SHARED or has_outsider or "outsiders" in untold
    assert (labels >= OF_ALL) is (is_member and (is_alone or not is_shared))
    assert bool(labels & OF_ALL) is (labels >= OF_ALL)
    assert is_alone or not any(":user:" in label for label in labels)


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


def test_only_newer_labels_are_read_where_that_can_be_asked_and_nothing_is_told_apart_twice() -> None:
    labels, read, asked = {"everyone", "slack:T1:C1"}, [], []

    def all_labels() -> list[str]:
        read.append(1)
        return sorted(labels)

    def after(newest: object) -> set[str]:
        asked.append(newest)
        return labels

    remembered = RememberedLabels(all_labels, lambda: len(labels), after)
    first = remembered.all_labels()
    assert remembered.all_labels() is first
    labels.add("slack:T1:C2")
    assert remembered.all_labels() == labels
    assert remembered.all_labels() is remembered.all_labels()
    assert (len(read), asked) == (1, [2])
