"""Where our messages stand is kept on SQLite and on a real PostgreSQL, for chats that can't be asked."""

from datetime import timedelta

import pytest

from bot.records.shown_messages import KEPT, ShownMessages
from pipelines.records.chat_tables import ShownMessage
from pipelines.records.database import Database
from tests.bot.teams_ids import CHANNEL_ID, TENANT

KEY = f"teams:{TENANT}:{CHANNEL_ID}:1772539200123"


@pytest.fixture
def shown(database: Database) -> ShownMessages:
    shown = ShownMessages(database, "teams")
    for part, message in ((0, "1772539201000"), (1, "1772539202000"), (1, "1772539203000")):
        shown.note(TENANT, CHANNEL_ID, KEY, part, message)
    return shown


def test_what_stands_for_a_key_is_known_by_part_with_what_doubled(shown: ShownMessages) -> None:
    assert shown.of(TENANT, CHANNEL_ID, KEY) == {0: ["1772539201000"], 1: ["1772539202000", "1772539203000"]}
    assert shown.of(TENANT, "elsewhere", KEY) == {}
    assert shown.of("another tenant", CHANNEL_ID, KEY) == {}


def test_a_message_tells_what_it_was_shown_for(shown: ShownMessages) -> None:
    assert shown.key_of(TENANT, CHANNEL_ID, "1772539202000") == KEY
    assert shown.key_of(TENANT, CHANNEL_ID, "1772539209999") == ""
    assert shown.key_of(TENANT, "elsewhere", "1772539202000") == ""


def test_noting_a_message_again_changes_what_it_is_for(shown: ShownMessages) -> None:
    shown.note(TENANT, CHANNEL_ID, "another", 0, "1772539203000")
    assert shown.of(TENANT, CHANNEL_ID, KEY) == {0: ["1772539201000"], 1: ["1772539202000"]}
    assert shown.of(TENANT, CHANNEL_ID, "another") == {0: ["1772539203000"]}


def test_messages_that_are_gone_are_forgotten(shown: ShownMessages) -> None:
    shown.remove(TENANT, CHANNEL_ID, ["1772539201000", "1772539202000", "unknown"])
    assert shown.of(TENANT, CHANNEL_ID, KEY) == {1: ["1772539203000"]}


def test_messages_of_another_chat_are_not_found(database: Database, shown: ShownMessages) -> None:
    other = ShownMessages(database, "slack")
    assert other.of(TENANT, CHANNEL_ID, KEY) == {}
    other.remove(TENANT, CHANNEL_ID, ["1772539201000"])
    assert shown.key_of(TENANT, CHANNEL_ID, "1772539201000") == KEY


def test_after_a_year_it_is_forgotten(database: Database, shown: ShownMessages) -> None:
    assert shown.prune() == 0
    with database.session() as session:
        row = session.get_one(ShownMessage, ("teams", TENANT, CHANNEL_ID, "1772539201000"))
        row.shown_at -= KEPT + timedelta(minutes=1)
    assert shown.prune() == 1
    assert shown.of(TENANT, CHANNEL_ID, KEY) == {1: ["1772539202000", "1772539203000"]}
