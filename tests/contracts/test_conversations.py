"""Where conversations can be reached is kept on SQLite and on a real PostgreSQL, sealed, while it is needed."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.records.conversations import KEPT, NOTED, Conversation, Conversations
from pipelines.records.chat_tables import KnownConversation
from pipelines.records.database import Database
from tests.bot.teams_ids import LONGEST_ID, TENANT

CHANNEL = Conversation("teams", TENANT, LONGEST_ID, "", {"service": "https://zanthrope.example/emea/", "bot": "28:x"})
WITH_ALICE = Conversation(
    "teams", TENANT, f"a:{'y' * 118}", f"29:{'z' * 117}", {"service": "https://zanthrope.example/"}
)
IN_SLACK = Conversation("slack", "T1", "D1", "U1")


@pytest.fixture
def conversations(database: Database) -> Conversations:
    conversations = Conversations(database)
    for each in (CHANNEL, WITH_ALICE, IN_SLACK):
        conversations.remember(each)
    return conversations


def age(database: Database, by: timedelta) -> None:
    """Makes what is known older."""
    with database.session() as session:
        for row in session.query(KnownConversation):
            row.seen_at -= by


def test_a_conversation_is_found_by_its_channel_and_by_its_one_person(conversations: Conversations) -> None:
    assert conversations.get("teams", TENANT, CHANNEL.channel) == CHANNEL
    assert conversations.direct("teams", TENANT, WITH_ALICE.person) == WITH_ALICE
    assert conversations.direct("slack", "T1", "U1") == IN_SLACK
    assert conversations.get("slack", TENANT, CHANNEL.channel) is None
    for surface, team, person in (("teams", TENANT, ""), ("teams", TENANT, "U1"), ("slack", "T2", "U1")):
        assert conversations.direct(surface, team, person) is None


def test_a_newer_address_replaces_the_one_before(conversations: Conversations) -> None:
    moved = Conversation("teams", TENANT, CHANNEL.channel, "", {"service": "https://zanthrope.example/amer/"})
    conversations.remember(moved)
    assert conversations.get("teams", TENANT, CHANNEL.channel) == moved


def test_of_several_with_one_person_the_newest_is_theirs(database: Database, conversations: Conversations) -> None:
    age(database, timedelta(hours=1))
    newer = Conversation("slack", "T1", "D2", "U1")
    conversations.remember(newer)
    assert conversations.direct("slack", "T1", "U1") == newer


def test_addresses_are_sealed(database: Database, conversations: Conversations) -> None:
    with database.engine.connect() as connection:
        raw = str(connection.execute(text("SELECT address FROM conversations")).all())
    assert "zanthrope" not in raw and "emea" not in raw


def test_nothing_is_written_where_nothing_is_new(database: Database, conversations: Conversations) -> None:
    def seen() -> list[object]:
        with database.reading() as session:
            return [row.seen_at for row in session.query(KnownConversation).order_by(KnownConversation.channel)]

    age(database, NOTED / 2)
    before = seen()
    for each in (CHANNEL, WITH_ALICE, IN_SLACK):
        conversations.remember(each)
    assert seen() == before
    age(database, NOTED)
    for each in (CHANNEL, WITH_ALICE, IN_SLACK):
        conversations.remember(each)
    assert all(now > then for now, then in zip(seen(), before, strict=True))


def test_what_is_gone_is_forgotten_and_nothing_else(conversations: Conversations) -> None:
    assert conversations.remove("teams", TENANT, CHANNEL.channel) == 1
    assert conversations.get("teams", TENANT, CHANNEL.channel) is None
    assert conversations.remove("teams", TENANT) == 1
    assert conversations.direct("teams", TENANT, WITH_ALICE.person) is None
    assert conversations.direct("slack", "T1", "U1") == IN_SLACK


def test_what_was_long_not_heard_of_is_forgotten(database: Database, conversations: Conversations) -> None:
    age(database, KEPT - timedelta(minutes=1))
    assert conversations.prune() == 0
    age(database, timedelta(minutes=2))
    assert conversations.prune() == 3
