"""Ids of other chats fit into the records of both databases, and a document's shelf has a column of its own."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from bot.access.labels import own_label
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person, SharedFile
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.installations import Installation, Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedFiles
from ingest.jobs.job_records import JobRecords
from ingest.library.held_documents import NewVersion
from ingest.library.library import Library, version_key
from pipelines.access import Scope
from pipelines.keys.key_ring import KeyRing
from pipelines.records.database import Database, migrations_config
from pipelines.records.tables import Document
from pipelines.types import DocumentType
from tests.bot.teams_ids import CHANNEL, DIRECT, LONGEST_CHANNEL, LONGEST_ID, OTHER, PERSON, TENANT
from tests.contracts.chats import answered, question
from tests.contracts.jobs import shared

SHELF = f"teams:{TENANT}:{'a' * 20}"


def hold(database: Database, name: str = "plan.pdf", shelf: str = SHELF, labels: tuple[str, ...] = ("hr",)) -> str:
    """A document on a shelf."""
    library = Library(database, shelf)
    held, sha256 = library.document_id(name), "a" * 64
    new = NewVersion(held, version_key(held, sha256), name, name, sha256, "text/plain", DocumentType.GENERAL, 1, 9)
    library.begin(new)
    library.finish(new, 1, labels, by="x" * 255, place="y" * 255)
    return held


@pytest.mark.parametrize("chat", [CHANNEL, LONGEST_CHANNEL, DIRECT], ids=["channel", "longest", "direct"])
@pytest.mark.parametrize("sharer", [PERSON, OTHER], ids=["person", "longest"])
def test_a_shared_file_keeps_its_ids(database: Database, chat: Chat, sharer: Person) -> None:
    files, label = SharedFiles(database), own_label(chat, sharer)
    job = JobRecords(database).add(SHELF, shared("plan.pdf", "one", SHELF, labels=(label,)), f"teams:{TENANT}")
    file = SharedFile(chat, sharer, "1772539200123", "b" * 255, "plan.pdf", 9, "application/pdf")
    record = files.add(file, label, job)
    assert files.get(record.id) == record
    assert (record.file, record.label) == (file, label)
    assert files.of_person(sharer) == [record]
    assert hold(database, labels=(label,))
    assert [each.name for each in Library(database).readable(Scope.of(label))] == ["plan.pdf"]


def test_questions_settings_changes_and_installations_keep_theirs(database: Database) -> None:
    log = QuestionLog(database)
    asked = question("teams:q1", asker=OTHER, chat=LONGEST_CHANNEL, message=LONGEST_ID)
    log.record(asked, Scope.of(own_label(LONGEST_CHANNEL, OTHER)), answered())
    logged = log.asked_in(log.recent(OTHER)[0].id, LONGEST_CHANNEL, PERSON)
    assert logged is not None and logged.message == LONGEST_ID
    assert log.asked_in(logged.id, CHANNEL, OTHER) is None
    assert log.is_in(LONGEST_CHANNEL.conversation)
    settings = ChannelSettingsStore(database)
    settings.set("teams", TENANT, LONGEST_ID, ChannelSettings(replies="private"), OTHER)
    assert settings.get("teams", TENANT, LONGEST_ID).replies == "private"
    changes = MembershipChanges(database)
    changes.note("teams", TENANT, (LONGEST_ID, OTHER.id))
    assert changes.stamps("teams", TENANT, (LONGEST_ID,)).keys() == {LONGEST_ID}
    here = Installation("teams", TENANT, "", "Contoso", LONGEST_ID, LONGEST_ID, "secret", (), OTHER.id)
    Installations(database).save(here)
    assert Installations(database).find("teams", TENANT) == here


def moved(database: Database, folder: Path, to: str) -> None:
    """Brings the tables to a version."""
    with database.engine.begin() as connection:
        config = migrations_config(connection, KeyRing.in_folder(folder))
        (command.upgrade if to == "0012" else command.downgrade)(config, to)


def test_shelves_from_before_are_where_they_are_looked_for_and_can_be_taken_back(
    database: Database, tmp_path: Path
) -> None:
    held = hold(database)
    moved(database, tmp_path, "0011")
    with database.engine.connect() as connection:
        assert connection.execute(text("SELECT team FROM documents")).scalars().all() == [SHELF]
    moved(database, tmp_path, "0012")
    with database.reading() as session:
        assert session.get_one(Document, held).shelf == SHELF
    assert Library(database, SHELF).held(held) is not None


def test_processes_of_the_version_before_write_and_read_beside_this_one(database: Database) -> None:
    theirs, ours = hold(database, "theirs.pdf"), hold(database, "ours.pdf")
    with database.engine.begin() as connection:  # as they write a row
        connection.execute(text("UPDATE documents SET shelf = NULL WHERE id = :id"), {"id": theirs})
    library = Library(database, SHELF)
    assert [each.name for each in library.documents()] == ["ours.pdf", "theirs.pdf"]
    assert Library(database, f"teams:{TENANT}").documents() == []
    restored = JobRecords(database).restore(library.documents()[1])
    assert restored is not None and restored.team == SHELF
    with database.engine.connect() as connection:  # as they look for one
        found = connection.execute(text("SELECT id FROM documents WHERE team = :team"), {"team": SHELF}).scalars()
        assert set(found) == {theirs, ours}


def test_a_file_within_another_is_on_its_shelf(database: Database) -> None:
    library = Library(database, SHELF)
    held = hold(database, "offer.eml")
    inner = replace(shared("offer.eml › a.md", "one", SHELF), around_id=held)
    JobRecords(database).add(SHELF, inner, "u1")
    library.forget(held)
    with database.reading() as session:
        assert {(row.id, row.shelf, row.team) for row in session.query(Document)} == {
            (held, SHELF, SHELF),
            (inner.document_id, SHELF, SHELF),
        }
