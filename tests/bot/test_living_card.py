"""One card for a shared file, whatever its chat refuses, as long as its place is there."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.chat.chat import SharedFile
from bot.chat.troubles import ChatTroubleError, PlaceGoneError
from bot.records.shared_files import SharedRecord
from bot.service.files.living_card import LivingCard
from ingest.job import JobView
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import FakeCard, shared
from tests.bot.fake_messages import FakeMessages, FakePlace
from tests.ingest.holdings import VACATION

AWAY = ChatTroubleError("unreachable")


@dataclass
class Desktop:
    """A shared file that waits, as the records know it, and its place in the chat."""

    service: ChatService
    file: SharedFile
    place: FakePlace = field(default_factory=FakePlace)

    def __post_init__(self) -> None:
        self.messages = FakeMessages(self.place)

    def take_up(self) -> SharedRecord:
        self.service.directory.files[self.file.id] = VACATION.encode()
        record: SharedRecord = self.service.run(
            lambda assistant: assistant.receive_file(self.file, FakeCard(), self.service.directory)
        )
        return record

    @property
    def record(self) -> SharedRecord:
        (found,) = self.service.shared_files.of_file("slack", "T1", self.file.id)
        return found

    @property
    def job(self) -> JobView:
        job = self.service.jobs.get(self.record.job_id)
        assert job is not None
        return job

    def being_shared(self, again: bool = False) -> LivingCard[str]:
        return LivingCard(self.messages, self.service.shared_files, self.file, look_first=again)

    def known(self) -> LivingCard[str]:
        return LivingCard(self.messages, self.service.shared_files, self.file, self.record)


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    service = ChatService(tmp_path)
    yield Desktop(service, shared())
    service.close()


def test_a_card_is_posted_once_and_whoever_follows_it_changes_that_message(desktop: Desktop) -> None:
    desktop.take_up()
    asyncio.run(desktop.being_shared().show(desktop.job))
    (card,) = desktop.place.standing
    assert desktop.record.card == card
    desktop.service.work()
    asyncio.run(desktop.known().show(desktop.job))
    assert desktop.place.texts() == ["Handbook.md: ready"]
    assert list(desktop.place.standing) == [card]


@pytest.mark.parametrize("is_done", [False, True])
def test_a_card_whose_posting_broke_off_is_there_once(desktop: Desktop, is_done: bool) -> None:
    desktop.take_up()
    desktop.messages.fail("post", AWAY, is_done=is_done)
    with pytest.raises(ChatTroubleError):
        asyncio.run(desktop.being_shared().show(desktop.job))
    asyncio.run(desktop.known().show(desktop.job))
    assert list(desktop.place.standing) == [desktop.record.card]


def test_a_card_that_was_deleted_or_whose_conversation_is_gone_is_not_posted_again(desktop: Desktop) -> None:
    desktop.take_up()
    desktop.messages.fail("post", PlaceGoneError("channel_not_found"))
    asyncio.run(desktop.being_shared().show(desktop.job))
    assert (desktop.place.texts(), desktop.record.card) == ([], "")
    asyncio.run(desktop.known().show(desktop.job))
    desktop.place.standing.clear()
    asyncio.run(desktop.known().show(desktop.job))
    assert desktop.place.texts() == []


def test_a_file_that_is_not_taken_up_says_why_in_one_message(desktop: Desktop) -> None:
    for again in (False, True):
        asyncio.run(desktop.being_shared(again).refuse("It is empty."))
    assert desktop.place.texts() == ["Handbook.md: It is empty."]


def test_a_card_that_is_known_says_in_its_place_that_its_file_was_taken_back(desktop: Desktop) -> None:
    desktop.take_up()
    asyncio.run(desktop.being_shared().show(desktop.job))
    asyncio.run(desktop.known().refuse("It was forgotten."))
    assert desktop.place.texts() == ["Handbook.md: It was forgotten."]
