"""Keys of the API on both kinds of records."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.chat.role import Role
from bot.records.api_keys import PREFIX, ApiKeys, NewKey, has_form, new_key
from bot.records.people import People
from pipelines.records.database import Database
from pipelines.records.people_tables import ApiKey
from pipelines.records.tables import AuditEntry, now

READER = NewKey("reports", Role.VIEWER, frozenset({"ask", "read"}), frozenset({"everyone"}), 30)


@pytest.fixture
def keys(database: Database) -> ApiKeys:
    return ApiKeys(database)


def test_a_key_lets_in_until_it_is_revoked_in_whichever_process(keys: ApiKeys, database: Database) -> None:
    key, held = keys.create(READER, "slack:T1:user:U1")
    found = keys.find(key)
    assert found is not None
    assert (found.id, found.role, found.labels) == (held.id, Role.VIEWER, {"everyone"})
    assert ApiKeys(database).revoke(held.id, "slack:T1:user:U1")
    assert keys.find(key) is None
    assert keys.get(held.id) is None
    assert People(database).role_of_key(held.id) is None
    assert not keys.revoke(held.id, "slack:T1:user:U1")


def test_of_a_key_nothing_is_kept_but_a_keyed_hash(keys: ApiKeys, database: Database) -> None:
    key, held = keys.create(READER, "test")
    with database.reading() as session:
        row = session.get_one(ApiKey, held.id)
        told = session.scalars(select(AuditEntry).where(AuditEntry.action == "key")).all()
    assert key not in str(vars(row))
    assert key[len(PREFIX) :] not in str([each.details for each in told])
    assert len(told) == 1
    assert key not in repr(held)


def test_a_key_is_over_when_its_time_is(keys: ApiKeys, database: Database) -> None:
    key, held = keys.create(READER, "test")
    with database.session() as session:
        session.get_one(ApiKey, held.id).expires_at = now() - timedelta(seconds=1)
    assert keys.find(key) is None
    endless, _ = keys.create(NewKey("ever", Role.ADMIN, frozenset({"admin"}), frozenset({"everyone"}), None), "test")
    assert keys.find(endless) is not None


@pytest.mark.parametrize("wrong", ["", "tcb_", "tcb_" + "a" * 46, "Bearer", "tcb_" + "é" * 46, "tcb_" + "a" * 100_000])
def test_what_is_no_key_is_none(keys: ApiKeys, wrong: str) -> None:
    assert keys.find(wrong) is None


def test_a_key_with_a_typing_error_shows_without_a_look_into_the_records() -> None:
    key = new_key()
    assert has_form(key)
    other = "a" if key[10] != "a" else "b"
    assert not has_form(key[:10] + other + key[11:])
    assert len({new_key() for _ in range(100)}) == 100


def test_use_is_noted_once_a_minute(keys: ApiKeys, database: Database) -> None:
    key, held = keys.create(READER, "test")
    assert held.used_at is None
    keys.find(key)
    first = keys.get(held.id)
    keys.find(key)
    second = keys.get(held.id)
    assert first is not None
    assert second is not None
    assert first.used_at == second.used_at is not None
    with database.session() as session:
        session.get_one(ApiKey, held.id).used_at = first.used_at - timedelta(seconds=61)
    keys.find(key)
    third = keys.get(held.id)
    assert third is not None
    assert third.used_at is not None
    assert third.used_at >= first.used_at
