"""Files that a chat no longer has are forgotten after two looks a day apart, in each chat by itself."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.chat.chat import Chat, Person
from bot.records.missing_files import CONFIRMED, MOST
from bot.records.shared_files import SharedRecord
from bot.service.files.file_check import FileCheck
from bot.threads.blocking import BlockingCalls
from pipelines.records.chat_tables import SharedInChat
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, GENERAL, FakeCard, shared
from tests.bot.teams_ids import LONGEST_CHANNEL, PERSON
from tests.ingest.holdings import VACATION

EVERY_LOOK = timedelta(0)


@pytest.fixture
def service(tmp_path: Path) -> Iterator[ChatService]:
    service = ChatService(tmp_path)
    yield service
    service.close()


def share(service: ChatService, name: str, chat: Chat, sharer: Person) -> SharedRecord:
    file = shared(name, chat, sharer)
    service.directory.files[file.id] = f"{VACATION} {name}".encode()
    record: SharedRecord = service.run(lambda assistant: assistant.receive_file(file, FakeCard(), service.directory))
    return record


def look(service: ChatService, surface: str) -> tuple[int, list[tuple[str, str, str, str]]]:
    """How many files a look forgets, and which."""
    forgotten: list[tuple[str, str, str, str]] = []

    async def forget(*gone: str) -> None:
        forgotten.append(gone)  # type: ignore[arg-type]

    async def looked() -> int:
        calls = BlockingCalls(1, "test")
        check = FileCheck(
            surface,
            files=service.shared_files,
            calls=calls,
            directory_of=lambda _team: service.directory,
            forget=forget,
            age=EVERY_LOOK,
        )
        try:
            return await check.look()
        finally:
            calls.close()

    return asyncio.run(looked()), forgotten


def a_day_passes(service: ChatService) -> None:
    with service.holdings.database.session() as session:
        for row in session.query(SharedInChat).where(SharedInChat.missing_since.is_not(None)):
            row.missing_since -= CONFIRMED


def test_a_file_is_gone_when_two_looks_a_day_apart_do_not_find_it(service: ChatService) -> None:
    here, there = share(service, "a.md", GENERAL, ALICE), share(service, "b.md", LONGEST_CHANNEL, PERSON)
    service.directory.files.clear()
    assert look(service, "teams") == look(service, "teams") == (0, [])
    a_day_passes(service)
    where = there.file.chat
    assert look(service, "teams") == (1, [("teams", where.team, there.file.id, where.channel)])
    assert look(service, "slack") == (0, [])  # its first look was never taken
    a_day_passes(service)
    assert look(service, "slack") == (1, [("slack", "T1", here.file.id, "general")])


def test_a_chat_that_cannot_tell_has_lost_nothing(service: ChatService) -> None:
    share(service, "a.md", GENERAL, ALICE)
    service.directory.is_away = True
    for _ in range(3):
        assert look(service, "slack") == (0, [])
        a_day_passes(service)
    assert service.shared_files.missing.counts("slack")["T1"].missing == 0


def test_more_missing_files_than_are_believable_stop_the_forgetting(service: ChatService) -> None:
    for number in range(MOST + 1):
        share(service, f"{number}.md", GENERAL, ALICE)
    service.directory.files.clear()
    look(service, "slack")
    a_day_passes(service)
    assert look(service, "slack") == (0, [])
