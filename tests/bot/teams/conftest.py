"""Records for tests of what is shown in Teams: made once for a module, empty for each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import delete

from pipelines.records.chat_tables import KnownConversation, ShownMessage
from pipelines.records.database import Database


@pytest.fixture(scope="module")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(None, tmp_path_factory.mktemp("records"))
    database.migrate()
    yield database
    database.close()


@pytest.fixture
def records(_made: Database) -> Database:
    """Without messages and places."""
    with _made.session() as session:
        for table in (ShownMessage, KnownConversation):
            session.execute(delete(table))
    return _made
