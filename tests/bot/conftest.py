"""The service over real records, for every test of a chat's handlers."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.chat_service import ChatService


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    service.directory.members = {"general": {"alice", "bob", "carol"}, "sales": {"alice", "bob"}}
    yield service
    service.close()
