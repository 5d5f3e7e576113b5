"""A running API over the service of the tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bot.chat_service import ChatService
from tests.contracts.api.api_server import ApiServer, api_server


@pytest.fixture
def api(tmp_path: Path) -> Iterator[ApiServer]:
    service = ChatService(tmp_path)
    with api_server(service) as server:
        yield server
    service.close()
