"""Who may read what in a chat; what the chat can't say counts as no."""

import asyncio
from dataclasses import replace

import pytest

from bot.audience import Audible, Audience, labels_by
from bot.channel_settings import ChannelSettings
from bot.chat import Chat, ChatKind, Person
from bot.shared_files import SharedRecord
from tests.bot.fake_chat import ALICE, BOB, CAROL, GENERAL, SALES, WITH_ALICE, FakeDirectory, shared

MEMBERS = {"general": {"alice", "bob"}, "sales": {"alice"}, "people": {"bob"}}
OF_ALL = {"everyone", "slack:T1"}


def scope(
    chat: Chat, asker: Person = ALICE, only_asker: bool = False, away: bool = False, **settings: str
) -> tuple[set[str], bool]:
    directory = FakeDirectory(MEMBERS, is_away=away)
    chosen = ChannelSettings(**settings)  # type: ignore[arg-type]
    audible: Audible = asyncio.run(Audience().scope_of(chat, asker, directory, chosen, only_asker))
    return set(audible.scope.labels), audible.is_reduced


@pytest.mark.parametrize("kind", [ChatKind.PUBLIC, ChatKind.PRIVATE, ChatKind.GROUP])
def test_a_reply_that_a_channel_reads_uses_the_workspaces_documents_and_its_own(kind: ChatKind) -> None:
    assert scope(replace(SALES, kind=kind)) == (OF_ALL | {"slack:T1:sales"}, False)


def test_a_direct_message_uses_those_of_all_channels_that_the_asker_is_in_now() -> None:
    assert scope(WITH_ALICE) == (OF_ALL | {"slack:T1:user:alice", "slack:T1:general", "slack:T1:sales"}, False)
    assert scope(WITH_ALICE, CAROL) == (OF_ALL | {"slack:T1:user:carol"}, False)


def test_a_private_reply_in_a_channel_uses_what_a_direct_message_would() -> None:
    assert scope(SALES, only_asker=True) == scope(WITH_ALICE)
    assert "slack:T1:user:alice" not in scope(SALES)[0]


def test_channels_that_cannot_be_looked_up_are_left_out_and_that_is_said() -> None:
    assert scope(WITH_ALICE, away=True) == (OF_ALL | {"slack:T1:user:alice"}, True)
    assert scope(SALES, only_asker=True, away=True) == (OF_ALL | {"slack:T1:sales"}, True)
    assert scope(SALES, away=True) == (OF_ALL | {"slack:T1:sales"}, False)


@pytest.mark.parametrize("only_asker", [False, True])
def test_a_channel_of_its_own_documents_uses_no_others(only_asker: bool) -> None:
    assert scope(SALES, only_asker=only_asker, documents="channel") == ({"slack:T1:sales"}, False)
    assert scope(WITH_ALICE, documents="channel")[0] > OF_ALL


def test_somebody_of_another_company_reads_what_was_shared_right_there() -> None:
    outsider = Person("slack", "T2", "mallory")
    assert scope(GENERAL, outsider) == ({"slack:T1:general"}, True)
    assert scope(WITH_ALICE, outsider) == ({"slack:T2:user:mallory"}, True)


def test_a_file_belongs_to_its_channel_or_to_who_sent_it_in_a_direct_message() -> None:
    assert Audience().label_of(GENERAL, ALICE) == "slack:T1:general"
    assert Audience().label_of(WITH_ALICE, ALICE) == "slack:T1:user:alice"
    assert Audience().widest("T1") == "slack:T1"


def test_a_file_that_was_widened_keeps_the_label_of_its_chat() -> None:
    assert labels_by(record("slack:T1")) == ("slack:T1:general", "slack:T1")
    assert labels_by(record()) == ("slack:T1:general",)


@pytest.mark.parametrize(
    ("chat", "person", "may"),
    [(GENERAL, BOB, True), (WITH_ALICE, ALICE, True), (SALES, ALICE, False), (SALES, CAROL, True)],
)
def test_files_of_private_channels_are_opened_to_all_by_their_managers(chat: Chat, person: Person, may: bool) -> None:
    directory = FakeDirectory(managers={"sales": {"carol"}})
    assert asyncio.run(Audience().may_widen(person, chat, directory)) is may
    assert not asyncio.run(Audience().may_widen(replace(person, team="T2"), chat, directory))


def record(label: str = "slack:T1:general") -> SharedRecord:
    return SharedRecord("r1", shared(sharer=ALICE), label, "d1", "j1")


@pytest.mark.parametrize(("person", "may"), [(ALICE, True), (BOB, False), (CAROL, True)])
def test_a_file_is_forgotten_by_who_shared_it_and_who_manages_its_channel(person: Person, may: bool) -> None:
    directory = FakeDirectory(managers={"general": {"carol"}})
    assert asyncio.run(Audience().may_forget(person, record(), directory)) is may


def test_nobody_manages_a_channel_that_cannot_be_looked_up_and_nobody_one_of_others() -> None:
    away = FakeDirectory(managers={"general": {"carol"}}, is_away=True)
    assert not asyncio.run(Audience().may_forget(CAROL, record(), away))
    assert asyncio.run(Audience().may_forget(ALICE, record(), away))
    there = FakeDirectory(managers={"general": {"carol"}})
    assert not asyncio.run(Audience().may_forget(replace(CAROL, team="T2"), record(), there))
