"""Each workspace has its own token, which nobody reads in the database, on SQLite and on a real PostgreSQL."""

from dataclasses import replace

import pytest
from sqlalchemy import select, text

from bot.records.installations import Installation, Installations
from pipelines.records.database import Database
from pipelines.records.tables import AuditEntry

ONE = Installation("slack", "T1", "", "Quillmark", "B1", "UB1", "xoxb-change-me-1", ("chat:write", "files:read"), "U1")
TWO = replace(ONE, team="T2", enterprise="E1", name="Zanthrope", bot_token="xoxb-change-me-2")
ALL = replace(ONE, team="", enterprise="E1", name="Everywhere", bot_token="xoxb-change-me-3")


@pytest.fixture
def installations(database: Database) -> Installations:
    opened = Installations(database)
    for each in (ONE, TWO, ALL):
        opened.save(each)
    return opened


def test_a_workspace_has_its_own_installation_or_that_of_its_enterprise(installations: Installations) -> None:
    assert installations.find("slack", "T1") == ONE
    assert installations.find("slack", "T2", "E1") == TWO
    assert installations.find("slack", "T3", "E1") == installations.find("slack", "", "E1") == ALL
    assert installations.find("slack", "T3") is installations.find("slack", "") is None
    assert installations.find("teams", "T1") is None
    assert installations.all("slack") == [ALL, ONE, TWO]


def test_installing_again_replaces_and_removing_leaves_the_others(installations: Installations) -> None:
    again = replace(ONE, bot_token="xoxb-change-me-4", scopes=("chat:write",))
    installations.save(again)
    assert installations.find("slack", "T1") == again
    for place in ("T2", "E1", "E1"):
        installations.remove("slack", place)
    assert installations.all("slack") == [again]


def test_the_first_that_installed_it_stays_the_first_though_it_installs_again(installations: Installations) -> None:
    assert installations.first("slack") == "T1"
    installations.save(replace(ONE, bot_token="xoxb-change-me-5"))
    assert installations.first("slack") == "T1"
    installations.remove("slack", "T1")
    assert installations.first("slack") == "T2"
    assert installations.first("teams") == ""


def test_an_installation_of_nowhere_is_refused(installations: Installations) -> None:
    with pytest.raises(ValueError, match="id of its team, or of its enterprise"):
        installations.save(replace(ONE, team=""))


def test_tokens_are_sealed_and_never_printed(database: Database, installations: Installations) -> None:
    with database.reading() as session:
        rows = str(session.execute(text("SELECT * FROM installations")).all())
        audit = str([(e.actor, e.action, e.target, e.details) for e in session.scalars(select(AuditEntry))])
    assert "change-me" not in rows + audit + repr(ONE)
    assert "Quillmark" not in rows


def test_the_audit_says_who_installed_and_what_was_removed(database: Database, installations: Installations) -> None:
    installations.remove("slack", "T1")
    with database.reading() as session:
        entries = session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()
    assert [(entry.actor, entry.action, entry.target) for entry in (entries[0], entries[-1])] == [
        ("slack:T1:U1", "install", "slack:T1"),
        ("slack:T1", "uninstall", "slack:T1"),
    ]
