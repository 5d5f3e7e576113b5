"""The service over real records, for every test of a chat's handlers; and what commands change of the process."""

import logging
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


@pytest.fixture
def logging_as_it_was() -> Iterator[None]:
    """A command sets the program's own logging: the next test finds it as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level
    logging.captureWarnings(False)
