"""What people who signed in and programs hold, on both kinds of records."""

import asyncio

import pytest

from bot.access.audience import ReplyScope
from bot.access.roles import AccountDisabledError
from bot.access.web_scope import HeldLabels, WebScope
from bot.chat.chat import Person
from bot.chat.notes import Note
from bot.chat.role import Role
from bot.records.api_keys import ApiKeys, NewKey
from bot.records.people import KEY, SSO, WEB, WEB_TEAM, People
from pipelines.access import Scope
from pipelines.records.database import Database

ANA = Person("slack", "T1", "U1")
GRANTED = ["everyone", "everyone:HR", "everyone%3AHR", "slack:T1", "slack:T1:C1"]
IN_SLACK = ReplyScope(Scope.of("slack:T1", "slack:T1:C1", "slack:T1:user:U1"))


def held(database: Database, person: Person, there: ReplyScope | None = IN_SLACK) -> HeldLabels:
    async def direct(of: Person) -> ReplyScope | None:
        assert of == ANA
        return there

    scope = WebScope(People(database), ApiKeys(database), lambda: GRANTED, direct)
    return asyncio.run(scope.labels_of(person))


def account(database: Database, *, signed_in: bool = True) -> Person:
    people = People(database)
    first = Person(SSO, "https://issuer", "ana") if signed_in else ANA
    return Person(WEB, WEB_TEAM, people.ensure(first, "test"))


def test_who_signed_in_holds_what_is_for_everyone_and_what_chats_and_groups_give(database: Database) -> None:
    ana = account(database)
    People(database).link(ana.id, ANA, "email", "test")
    People(database).set_groups(ana.id, ["group:legal"], "https://issuer")
    own = {"everyone", "everyone:HR", f"web:main:user:{ana.id}", "group:legal"}
    assert held(database, ana) == HeldLabels(frozenset(own | IN_SLACK.scope.labels))


def test_a_chat_that_cannot_say_makes_it_less_and_says_so(database: Database) -> None:
    ana = account(database)
    People(database).link(ana.id, ANA, "email", "test")
    told = held(database, ana, ReplyScope(Scope.of("slack:T1:user:U1"), Note.SCOPE_HERE))
    assert told.is_reduced
    assert "slack:T1" not in told.labels
    assert not held(database, ana, None).is_reduced


def test_who_never_signed_in_holds_nothing_that_is_for_everyone(database: Database) -> None:
    ana = account(database, signed_in=False)
    assert held(database, ana, None).labels == {f"web:main:user:{ana.id}"}


def test_who_is_shut_out_or_unknown_holds_nothing(database: Database) -> None:
    ana = account(database)
    People(database).disable(ana.id, is_disabled=True, by="test")
    for person in (ana, Person(WEB, WEB_TEAM, "nobody"), Person("slack", "T1", "U1"), Person(KEY, "main", "none")):
        with pytest.raises(AccountDisabledError):
            held(database, person)


def test_a_key_holds_what_it_says_and_what_it_shared_until_it_is_revoked(database: Database) -> None:
    keys = ApiKeys(database)
    _, key = keys.create(NewKey("k", Role.VIEWER, frozenset({"ask"}), frozenset({"everyone:HR"}), 1), "test")
    program = Person(KEY, "main", key.id)
    assert held(database, program).labels == {"everyone:HR", f"key:main:user:{key.id}"}
    keys.revoke(key.id, "test")
    with pytest.raises(AccountDisabledError):
        held(database, program)
