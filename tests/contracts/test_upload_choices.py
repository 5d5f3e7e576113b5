"""What people chose for files that are still to come is kept on SQLite and on a real PostgreSQL, once and briefly."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.records.upload_choices import KEPT, UploadChoice, UploadChoices
from pipelines.records.chat_tables import UploadChosen
from pipelines.records.database import Database
from pipelines.types import DocumentType
from tests.bot.teams_ids import CHANNEL_ID, OTHER, PERSON, TENANT

CHOICE = UploadChoice(CHANNEL_ID, "1772539200123", DocumentType.LEGAL, True, "about zanthrope")


@pytest.fixture
def choices(database: Database) -> UploadChoices:
    choices = UploadChoices(database)
    choices.keep("teams", TENANT, PERSON.id, CHOICE)
    return choices


def test_a_choice_is_taken_once_and_by_its_person_alone(choices: UploadChoices) -> None:
    assert choices.take("teams", TENANT, OTHER.id) is None
    assert choices.take("slack", TENANT, PERSON.id) is None
    assert choices.take("teams", TENANT, PERSON.id) == CHOICE
    assert choices.take("teams", TENANT, PERSON.id) is None


def test_a_newer_choice_replaces_the_one_before(choices: UploadChoices) -> None:
    newer = replace(CHOICE, document_type=None, channel="", thread="", for_all=False)
    choices.keep("teams", TENANT, PERSON.id, newer)
    assert choices.take("teams", TENANT, PERSON.id) == newer


def test_after_ten_minutes_it_holds_no_more(database: Database, choices: UploadChoices) -> None:
    choices.keep("teams", TENANT, OTHER.id, CHOICE)
    with database.session() as session:
        for row in session.query(UploadChosen):
            row.until -= KEPT + timedelta(seconds=1)
    assert choices.take("teams", TENANT, PERSON.id) is None
    assert choices.prune() == 1  # the one that nobody asked about


def test_notes_are_sealed(database: Database, choices: UploadChoices) -> None:
    with database.engine.connect() as connection:
        assert "zanthrope" not in str(connection.execute(text("SELECT * FROM upload_choices")).all())
