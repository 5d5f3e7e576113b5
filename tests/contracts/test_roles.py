"""What somebody may do, by account, settings and the chat's word, on both kinds of records."""

import asyncio
from dataclasses import replace

import pytest

from bot.access.admins import Admins
from bot.access.roles import AccountDisabledError, Roles
from bot.chat.chat import Person
from bot.chat.ports import DirectoryUnavailableError
from bot.chat.role import EVERY_TEAM, Role
from bot.records.people import KEY, WEB, WEB_TEAM, People
from pipelines.records.database import Database
from tests.bot.fake_chat import FakeDirectory

ALICE = Person("slack", "T1", "alice", "de")
CAROL = Person("slack", "T2", "carol")
HERE = FakeDirectory(guests={"greg"})
GREG = Person("slack", "T1", "greg")


class NotTelling(FakeDirectory):
    """A chat that can't say who is a guest."""

    async def is_guest(self, person: Person) -> bool:
        """Nobody knows."""
        raise DirectoryUnavailableError("slack_scope_missing", scope="users:read")


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


def role(roles: Roles, person: Person, team: str = "slack:T1", directory: FakeDirectory | None = HERE) -> Role:
    return asyncio.run(roles.role_of(person, team, directory))


def test_members_share_and_guests_and_foreign_people_only_ask(people: People) -> None:
    roles = Roles(people)
    assert role(roles, ALICE) is Role.UPLOADER
    assert role(roles, GREG) is Role.VIEWER
    assert role(roles, CAROL) is Role.VIEWER
    assert role(Roles(people, guests_are_members=True), GREG) is Role.UPLOADER
    assert role(Roles(people, default=Role.VIEWER), ALICE) is Role.VIEWER


def test_what_was_granted_holds_until_it_is_taken_back(people: People) -> None:
    roles, account = Roles(people), people.ensure(GREG, "test")
    people.grant(account, "slack:T1", Role.UPLOADER, "root")
    assert role(roles, GREG) is Role.UPLOADER
    assert role(roles, GREG, "slack:T9") is Role.VIEWER
    people.grant(account, EVERY_TEAM, Role.ADMIN, "root")
    assert role(roles, GREG) is role(roles, GREG, "slack:T9") is Role.ADMIN
    people.revoke(account, EVERY_TEAM, "root")
    people.revoke(account, "slack:T1", "root")
    assert role(roles, GREG) is Role.VIEWER


def test_a_role_in_one_team_is_none_in_another(people: People) -> None:
    account = people.ensure(CAROL, "test")
    people.grant(account, "slack:T2", Role.ADMIN, "root")
    assert role(Roles(people), CAROL) is Role.VIEWER


@pytest.mark.parametrize(
    "named", ["slack:T1:alice", "teams:tenant:29%3Aa", "ALICE@acme.com", "x@acme.com, slack:T1:alice"]
)
def test_who_is_named_in_the_settings_is_an_admin_by_every_identity(people: People, named: str) -> None:
    account = people.ensure(ALICE, "test", "email", email="alice@acme.com")
    people.link(account, Person("teams", "tenant", "29:a"), "email", "test")
    roles = Roles(people, Admins.parse(named))
    assert role(roles, ALICE) is role(roles, Person("teams", "tenant", "29:a"), "teams:tenant") is Role.ADMIN
    assert role(roles, replace(ALICE, id="bob")) is Role.UPLOADER
    assert role(roles, replace(ALICE, team="T2")) is Role.VIEWER


def test_who_is_in_the_admins_group_is_one_as_long_as_they_are_in_it(people: People) -> None:
    account = people.ensure(ALICE, "test")
    roles = Roles(people, Admins.parse("", ["group:it"]))
    people.set_groups(account, ["group:it"], "issuer")
    assert role(roles, ALICE) is Role.ADMIN
    people.set_groups(account, [], "issuer")
    assert role(roles, ALICE) is Role.UPLOADER


def test_an_identity_of_the_settings_needs_no_account(people: People) -> None:
    assert role(Roles(people, Admins.parse("slack:T1:greg")), GREG) is Role.ADMIN


@pytest.mark.parametrize("wrong", ["alice", "slack:T1", "slack:T1:a b", "a@b@c", "slack:T1:U1:x", ":T1:U1"])
def test_an_admin_who_is_neither_identity_nor_address_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="slack:TEAM:USER"):
        Admins.parse(wrong)


def test_who_is_shut_out_has_no_role_by_any_identity(people: People) -> None:
    roles, account = Roles(people, Admins.parse("slack:T1:alice")), people.ensure(ALICE, "test")
    people.link(account, CAROL, "email", "test")
    people.disable(account, True, "root")
    for person in (ALICE, CAROL, Person(WEB, WEB_TEAM, account)):
        assert asyncio.run(roles.is_disabled(person))
        with pytest.raises(AccountDisabledError, match="shut out"):
            role(roles, person)
    people.disable(account, False, "root")
    assert role(roles, ALICE) is Role.ADMIN


def test_who_may_be_a_guest_is_told_apart_or_it_is_said_why_not(people: People) -> None:
    with pytest.raises(DirectoryUnavailableError, match="users:read"):
        role(Roles(people), ALICE, directory=NotTelling())
    assert role(Roles(people, default=Role.VIEWER), ALICE, directory=NotTelling()) is Role.VIEWER
    assert role(Roles(people), ALICE, directory=None) is Role.VIEWER


def test_who_signs_in_is_a_member_once_they_have_an_account(people: People) -> None:
    account = people.ensure(ALICE, "test")
    assert role(Roles(people), Person(WEB, WEB_TEAM, account), "web:main", None) is Role.UPLOADER
    assert role(Roles(people), Person(WEB, WEB_TEAM, "nobody"), "web:main", None) is Role.VIEWER


def test_a_key_that_is_unknown_counts_as_shut_out(people: People) -> None:
    assert asyncio.run(Roles(people).is_disabled(Person(KEY, "main", "k1")))
