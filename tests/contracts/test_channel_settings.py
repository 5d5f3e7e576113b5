"""What is chosen for a channel holds there alone, on SQLite and on a real PostgreSQL."""

import pytest
from sqlalchemy import select

from bot.chat.channel_settings import ChannelSettings
from bot.records.channel_settings import ChannelSettingsStore
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry
from tests.contracts.chats import ALICE, BOB

CHOSEN = ChannelSettings("questions", "channel", "private")


def test_a_channel_has_the_defaults_until_somebody_chooses(database: Database) -> None:
    store = ChannelSettingsStore(database)
    store.set("slack", "T1", "C1", CHOSEN, ALICE)
    assert store.get("slack", "T1", "C1") == CHOSEN
    others = [store.get(*place) for place in (("slack", "T1", "C2"), ("slack", "T2", "C1"), ("teams", "T1", "C1"))]
    assert set(others) == {ChannelSettings()}
    store.set("slack", "T1", "C1", ChannelSettings(), BOB)
    assert store.get("slack", "T1", "C1") == ChannelSettings()


def test_the_audit_says_who_chose_what(database: Database) -> None:
    ChannelSettingsStore(database).set("slack", "T1", "C1", CHOSEN, ALICE)
    with database.reading() as session:
        entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor, entry.action, entry.target) == ("slack:T1:U1", "channel-settings", "slack:T1:C1")
    chosen = {"answers_to": "questions", "documents": "channel", "replies": "private"}
    assert entry.details == chosen | {"collections": [], "outsiders": "here"}


def test_a_choice_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(ValueError, match="answers_to can't be 'everything': choose one of mentions, questions"):
        ChannelSettings("everything")  # type: ignore[arg-type]
