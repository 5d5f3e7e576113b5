"""Accounts on both kinds of records."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM, Role
from bot.records.people import WEB, WEB_TEAM, People
from pipelines.records.database import Database
from pipelines.records.people_tables import Account
from pipelines.records.tables import AuditEntry

ANA = Person("slack", "T1", "U1", "de")
ANA_IN_TEAMS = Person("teams", "tenant-1", "29:one")


@pytest.fixture
def people(database: Database) -> People:
    return People(database)


def test_somebody_met_twice_has_one_account(people: People) -> None:
    first = people.ensure(ANA, "test")
    assert people.ensure(ANA, "test") == first
    known = people.known([ANA, ANA_IN_TEAMS])
    assert set(known) == {ANA}
    assert known[ANA].identities == {Person("slack", "T1", "U1"), Person(WEB, WEB_TEAM, first)}


def test_identities_meet_by_a_verified_address_in_any_case(people: People, database: Database) -> None:
    first = people.ensure(ANA, "test", "email", email="Ana@acme.com")
    assert people.ensure(ANA_IN_TEAMS, "test", "email", email="ana@ACME.com ") == first
    assert people.by_email("ANA@acme.com") == first
    with database.reading() as session:
        account = session.get_one(Account, first)
    assert account.email == "Ana@acme.com"
    assert account.email_hash not in {None, "", "ana@acme.com"}


def test_an_identity_of_another_account_moves_when_it_is_linked(people: People) -> None:
    first, second = people.ensure(ANA, "test"), people.ensure(ANA_IN_TEAMS, "test")
    people.link(first, ANA_IN_TEAMS, "admin", "test")
    assert people.known([ANA_IN_TEAMS])[ANA_IN_TEAMS].account_id == first
    assert people.get(second) is not None
    assert people.unlink(ANA_IN_TEAMS, "test")
    assert not people.unlink(ANA_IN_TEAMS, "test")
    assert people.known([ANA_IN_TEAMS]) == {}


def test_roles_are_of_a_team_or_of_all(people: People, database: Database) -> None:
    account = people.ensure(ANA, "test")
    people.grant(account, "slack:T1", Role.UPLOADER, "root")
    people.grant(account, EVERY_TEAM, Role.VIEWER, "root")
    known = people.known([ANA])[ANA]
    assert known.role_in("slack:T1") is Role.UPLOADER
    assert known.role_in("slack:T2") is Role.VIEWER
    assert people.revoke(account, EVERY_TEAM, "root")
    assert not people.revoke(account, EVERY_TEAM, "root")
    again = people.get(account)
    assert again is not None and again.role_in("slack:T2") is None
    with database.reading() as session:
        told = [row.details["role"] for row in session.query(AuditEntry).filter_by(action="role").order_by("number")]
    assert told == ["uploader", "viewer", None]


def test_groups_are_what_their_source_said_last(people: People) -> None:
    account = people.ensure(ANA, "test")
    people.set_groups(account, ["group:hr", "group:legal"], "issuer")
    people.set_groups(account, ["group:board"], "admin")
    people.set_groups(account, ["group:legal"], "issuer")
    assert people.known([ANA])[ANA].groups == {"group:legal", "group:board"}


def test_a_disabled_account_is_known_as_that_by_every_identity(people: People) -> None:
    account = people.ensure(ANA, "test")
    people.link(account, ANA_IN_TEAMS, "admin", "test")
    assert people.disable(account, True, "root")
    assert all(each.is_disabled for each in people.known([ANA, ANA_IN_TEAMS, Person(WEB, WEB_TEAM, account)]).values())
    assert people.disable(account, False, "root")
    assert not people.known([ANA])[ANA].is_disabled
    assert not people.disable("nobody", True, "root")


def test_somebody_who_comes_twice_at_once_has_one_account(people: People) -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: people.ensure(ANA, "test", "email", email="ana@acme.com"), range(16)))
    assert len(set(made)) == 1
    assert people.count() == 1


def test_an_address_stays_with_the_account_that_has_it(people: People) -> None:
    first = people.ensure(ANA, "test", "email", email="ana@acme.com")
    second = people.ensure(ANA_IN_TEAMS, "test")
    assert people.ensure(ANA_IN_TEAMS, "test", "email", email="ana@acme.com") == second
    assert people.by_email("ana@acme.com") == first
