"""Cards follow their jobs, through restarts and chats that are away, until they have said how it ended."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete

from bot.chat_ports import NOTHING_EARLIER, Earlier
from bot.notices import Notices
from bot.service import Assistant
from bot.shared_files import SharedRecord
from bot.wording import say
from ingest.job import Stage, TakenJob
from ingest.job_leases import JobLeases
from pipelines.job_tables import Job, JobEvent
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import FakeCard, shared
from tests.ingest.holdings import VACATION


@dataclass
class Desktop:
    """One shared file that waits, its card, and processes that follow it."""

    service: ChatService
    record: SharedRecord
    card: FakeCard = field(default_factory=FakeCard)
    ready: list[str] = field(default_factory=list)
    made: int = 0
    earlier: Earlier = NOTHING_EARLIER

    def notices(self, owner: str = "one", card_seconds: float = 0.0, lease: float = 30.0) -> Notices:
        return Notices(
            self.service.shared_files, self.service.jobs, self._card, owner, self._on_ready, 0.01, card_seconds, lease
        )

    def follow(self, until: Callable[[], bool], notices: Notices | None = None, meanwhile: float = 0.0) -> None:
        """Has the notices run until something is so, and for a moment longer."""

        async def act() -> None:
            running = asyncio.create_task((notices or self.notices()).run())
            async with asyncio.timeout(10):
                while not until():
                    await asyncio.sleep(0.01)
                await asyncio.sleep(meanwhile)
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running

        asyncio.run(act())

    def now(self) -> SharedRecord | None:
        return self.service.shared_files.get(self.record.id)

    def has_ended(self) -> bool:
        record = self.now()
        return record is not None and record.ended

    def begin(self) -> TakenJob:
        """A worker takes the job and reads the first page."""
        leases = self.leases()
        taken = leases.take()
        assert taken is not None
        leases.report(taken, Stage.PARSING, 1, 9)
        return taken

    def leases(self) -> JobLeases:
        return JobLeases(self.service.holdings.database, "worker", 30.0, 3)

    def _card(self, record: SharedRecord) -> FakeCard:
        assert record.card == "m1"
        self.made += 1
        return self.card

    async def _on_ready(self, record: SharedRecord) -> Earlier:
        self.ready.append(record.id)
        if len(self.ready) == 1:
            raise RuntimeError("search is away")
        return self.earlier


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    service = ChatService(tmp_path)
    service.directory.files[shared().id] = VACATION.encode()

    async def act(assistant: Assistant) -> SharedRecord:
        record = await assistant.receive_file(shared(), FakeCard(), service.directory)
        assert record is not None
        return record

    record = service.run(act)
    service.shared_files.set_card(record.id, "m1")
    yield Desktop(service, record)
    service.close()


def test_a_card_shows_each_step_once_and_how_it_ended_and_is_then_left_alone(desktop: Desktop) -> None:
    desktop.follow(lambda: bool(desktop.card.shown), meanwhile=0.1)
    assert desktop.card.states() == ["queued"]
    taken = desktop.begin()
    desktop.follow(lambda: len(desktop.card.shown) > 1, meanwhile=0.1)
    assert (desktop.card.shown[-1].state, desktop.card.shown[-1].done) == ("running", 1)
    desktop.leases().fail(taken, "damaged", {})
    desktop.follow(desktop.has_ended, meanwhile=0.1)
    assert desktop.card.shown[-1].reason == "damaged"
    shown = len(desktop.card.shown)
    desktop.service.shared_files.follow(desktop.record.id)
    desktop.service.jobs.retry(desktop.record.job_id)
    desktop.follow(lambda: len(desktop.card.shown) > shown)
    assert desktop.card.states()[-1] == "queued"


def test_what_is_ready_is_told_once_and_settled_until_that_succeeds(desktop: Desktop) -> None:
    desktop.service.work()
    desktop.follow(desktop.has_ended, meanwhile=0.05)
    assert desktop.card.states() == ["ready"]
    assert desktop.ready == [desktop.record.id] * 2


def test_a_card_says_what_its_file_took_the_place_of(desktop: Desktop) -> None:
    desktop.earlier = Earlier(known=True)
    desktop.service.work()
    desktop.follow(desktop.has_ended)
    assert (desktop.card.states(), desktop.card.earlier) == (["ready", "ready"], desktop.earlier)


def test_a_card_changes_only_so_often(desktop: Desktop) -> None:
    notices = desktop.notices(card_seconds=0.3)

    async def act() -> None:
        running = asyncio.create_task(notices.run())
        while not desktop.card.shown:
            await asyncio.sleep(0.01)
        taken, leases = desktop.begin(), desktop.leases()
        for page in range(2, 9):
            leases.report(taken, Stage.PARSING, page, 9)
            await asyncio.sleep(0.05)
        while desktop.card.shown[-1].done < 8:
            await asyncio.sleep(0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(act())
    times = desktop.card.times
    assert all(later - earlier > 0.29 for earlier, later in pairwise(times))


def test_a_chat_that_is_away_is_tried_again_until_it_knows_how_it_ended(desktop: Desktop) -> None:
    desktop.card.failing = 3
    desktop.service.work()
    desktop.follow(desktop.has_ended)
    assert desktop.card.states() == ["ready"]


def test_each_card_is_followed_by_one_process_and_by_another_when_that_is_gone(desktop: Desktop) -> None:
    desktop.follow(lambda: bool(desktop.card.shown), desktop.notices("one", lease=0.3))
    assert desktop.service.shared_files.claim("two", 0.3) == []
    desktop.service.work()
    desktop.follow(desktop.has_ended, desktop.notices("two", lease=0.3))
    assert desktop.card.states() == ["queued", "ready"]


def test_a_file_that_is_taken_back_while_it_is_read_says_so_on_its_card(desktop: Desktop) -> None:
    async def act() -> None:
        running = asyncio.create_task(desktop.notices().run())
        while not desktop.card.shown:
            await asyncio.sleep(0.01)
        with desktop.service.assistant() as assistant:
            await assistant.forget_file("slack", "T1", shared().id)
        async with asyncio.timeout(10):
            while not (desktop.card.refused or desktop.card.states()[-1] == "cancelled"):  # what it sees first
                await asyncio.sleep(0.01)
        running.cancel()
        with suppress(asyncio.CancelledError):
            await running

    asyncio.run(act())
    assert desktop.card.refused in ([], [say("file_not_followed")])
    assert desktop.now() is None


def test_a_job_that_is_no_longer_listed_ends_its_card_in_words(desktop: Desktop) -> None:
    with desktop.service.holdings.database.session() as session:
        session.execute(delete(JobEvent))
        session.execute(delete(Job))
    desktop.follow(desktop.has_ended)
    assert desktop.card.refused == [say("file_not_followed")]
