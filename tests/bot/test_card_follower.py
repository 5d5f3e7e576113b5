"""Cards follow their jobs, through restarts and chats that are away, until they have said how it ended."""

import asyncio
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import delete, event

from bot.chat.chat import SharedFile
from bot.chat.ports import NO_HISTORY, CardHistory
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.assistant import Assistant
from bot.service.files.card_follower import CardFollower
from bot.wording.sentences import say
from ingest.job import JobView, Stage, TakenJob
from ingest.jobs.job_leases import JobLeases
from pipelines.records.job_tables import Job, JobEvent
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ChatAwayError, FakeCard, shared
from tests.contracts.jobs import shared as incoming
from tests.ingest.holdings import TRAVEL, VACATION


@dataclass
class Desktop:
    """One shared file that waits, its card, and processes that follow it."""

    service: ChatService
    record: SharedRecord
    card: FakeCard = field(default_factory=FakeCard)
    ready: list[str] = field(default_factory=list)
    made: int = 0
    earlier: CardHistory = NO_HISTORY
    failed_on_earlier: bool = False

    def followers(self, owner: str = "one", card_seconds: float = 0.0, lease: float = 30.0) -> CardFollower:
        return CardFollower(
            self.service.shared_files,
            self.service.jobs,
            {"slack": self._card},
            owner,
            self._on_ready,
            look_seconds=0.01,
            card_seconds=card_seconds,
            lease_seconds=lease,
        )

    def share(self, count: int) -> list[SharedRecord]:
        """So many further files that wait, each with its card."""
        service, records = self.service, []
        for number in range(count):
            file = shared(f"{number}.md")
            service.directory.files[file.id] = f"{number}: {VACATION}".encode()
            take = partial(_receive, file=file, service=service)
            records.append(service.run(take))
            service.shared_files.set_card(records[-1].id, "m1")
        return records

    def follow(self, until: Callable[[], bool], followers: CardFollower | None = None, meanwhile: float = 0.0) -> None:
        """Has the followers run until something is so, and for a moment longer."""

        async def act() -> None:
            running = asyncio.create_task((followers or self.followers()).run())
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

    async def _on_ready(self, record: SharedRecord) -> CardHistory:
        self.ready.append(record.id)
        if len(self.ready) == 1:
            raise RuntimeError("search is away")
        return self.earlier


class FailingOnEarlier(FakeCard):
    """A card that the chat doesn't take the first time that it says what there was before."""

    def __init__(self, desktop: Desktop) -> None:
        super().__init__()
        self.desktop = desktop

    async def show(self, job: JobView, earlier: CardHistory = NO_HISTORY) -> None:
        if earlier != NO_HISTORY and not self.desktop.failed_on_earlier:
            self.desktop.failed_on_earlier = True
            raise ChatAwayError
        await super().show(job, earlier)


async def _receive(assistant: Assistant, file: SharedFile, service: ChatService) -> SharedRecord:
    record = await assistant.receive_file(file, FakeCard(), service.directory)
    assert record is not None
    return record


@pytest.fixture
def desktop(tmp_path: Path) -> Iterator[Desktop]:
    service = ChatService(tmp_path)
    service.directory.files[shared().id] = VACATION.encode()

    record = service.run(partial(_receive, file=shared(), service=service))
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
    desktop.earlier = CardHistory(known=True)
    desktop.service.work()
    desktop.follow(desktop.has_ended)
    assert (desktop.card.states(), desktop.card.earlier) == (["ready", "ready"], desktop.earlier)


def test_a_card_changes_only_so_often(desktop: Desktop) -> None:
    followers = desktop.followers(card_seconds=0.3)

    async def act() -> None:
        running = asyncio.create_task(followers.run())
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
    desktop.follow(lambda: bool(desktop.card.shown), desktop.followers("one", lease=0.3))
    assert desktop.service.shared_files.claim("two", 0.3, {"slack"}) == []
    desktop.service.work()
    desktop.follow(desktop.has_ended, desktop.followers("two", lease=0.3))
    assert desktop.card.states() == ["queued", "ready"]


def test_a_file_that_is_taken_back_while_it_is_read_says_so_on_its_card(desktop: Desktop) -> None:
    async def act() -> None:
        running = asyncio.create_task(desktop.followers().run())
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
    assert desktop.now() is None


def test_cards_of_files_that_were_taken_back_keep_nobody_waiting_and_say_so_though_the_chat_was_away(
    desktop: Desktop,
) -> None:
    records = desktop.share(9)
    cards = {record.id: FakeCard() for record in [desktop.record, *records]}
    looks: list[float] = []

    class Watched(SharedFiles):
        def claim(self, owner: str, seconds: float, surfaces: Collection[str]) -> list[SharedRecord]:
            looks.append(time.monotonic())
            return super().claim(owner, seconds, surfaces)

    async def act() -> None:
        files = Watched(desktop.service.holdings.database)
        followers = CardFollower(
            files,
            desktop.service.jobs,
            {"slack": lambda record: cards[record.id]},
            "one",
            look_seconds=0.01,
            card_seconds=0.05,
        )
        running = asyncio.create_task(followers.run())
        async with asyncio.timeout(60):
            while not all(card.shown for card in cards.values()):
                await asyncio.sleep(0.01)
            for card in cards.values():
                card.seconds, card.failing = 3.0, 1
            for record_id in cards:
                files.gone(record_id)
            del looks[:]
            while not all(card.refused for card in cards.values()):
                await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(act())
    assert max(later - earlier for earlier, later in pairwise(looks)) < 3.0
    assert [card.refused for card in cards.values()] == [[say("file_not_followed")]] * 10


def test_nothing_is_written_to_a_card_once_its_process_left(desktop: Desktop) -> None:
    async def act() -> None:
        running = asyncio.create_task(desktop.followers(card_seconds=0.05).run())
        while not desktop.card.shown:
            await asyncio.sleep(0.01)
        desktop.card.seconds = 0.5
        desktop.service.shared_files.gone(desktop.record.id)
        while not desktop.card.writing:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        assert (desktop.card.writing, desktop.card.refused) == (0, [])
        await asyncio.sleep(0.7)
        assert desktop.card.refused == []

    asyncio.run(act())


def test_a_card_has_one_writer_whatever_happens_to_its_record(desktop: Desktop) -> None:
    desktop.card.seconds = 0.2
    files, jobs = desktop.service.shared_files, desktop.service.jobs

    async def act() -> None:
        running = asyncio.create_task(desktop.followers().run())
        for number in range(4):
            while not desktop.card.writing:
                await asyncio.sleep(0.01)
            job = jobs.add("T1", incoming(f"another version {number}"), "upload")
            record = files.add(desktop.record.file, desktop.record.label, job)
            assert record.id == desktop.record.id
            await asyncio.sleep(0.05)
        while not desktop.card.shown or desktop.card.shown[-1].id != job.id:
            await asyncio.sleep(0.01)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(act())
    assert desktop.card.most_writing == 1


def test_any_number_of_cards_without_news_cost_a_few_queries_a_look(desktop: Desktop) -> None:
    desktop.share(20)
    asked: list[str] = []

    async def act() -> None:
        running = asyncio.create_task(desktop.followers(card_seconds=1.0).run())
        while len(desktop.card.shown) < 21:
            await asyncio.sleep(0.01)
        await asyncio.sleep(1.0)  # what was shown is remembered
        engine = desktop.service.holdings.database.engine
        event.listen(engine, "before_cursor_execute", lambda *told: asked.append(str(told[2])))
        shown = len(desktop.card.shown)
        await asyncio.sleep(3.0)
        assert len(desktop.card.shown) == shown
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    asyncio.run(act())
    of_jobs = [each for each in asked if "FROM jobs" in each]
    assert 1 <= len(of_jobs) <= 6


def test_what_a_file_replaced_is_said_though_its_card_failed_and_its_process_died(desktop: Desktop) -> None:
    service = desktop.service
    service.work()
    newer = shared(file_id="F2")
    service.directory.files[newer.id] = TRAVEL.encode()
    record = service.run(partial(_receive, file=newer, service=service))
    service.shared_files.set_card(record.id, "m1")
    service.work()
    desktop.record = record

    async def act(assistant: Assistant) -> None:
        for owner in ("one", "two"):
            followers = CardFollower(
                service.shared_files,
                service.jobs,
                {"slack": lambda _: desktop.card},
                owner,
                assistant.file_ready,
                look_seconds=0.01,
                card_seconds=0.0,
                lease_seconds=0.3,
            )
            running = asyncio.create_task(followers.run())
            async with asyncio.timeout(60):
                while not (desktop.has_ended() if owner == "two" else desktop.failed_on_earlier):
                    await asyncio.sleep(0.01)
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    desktop.card = FailingOnEarlier(desktop)
    service.run(act)
    assert desktop.card.earlier.replaces is not None
    assert service.readable("slack:T1:general") == ["Handbook.md"]


def test_a_job_that_is_no_longer_listed_ends_its_card_in_words(desktop: Desktop) -> None:
    with desktop.service.holdings.database.session() as session:
        session.execute(delete(JobEvent))
        session.execute(delete(Job))
    desktop.follow(desktop.has_ended)
    assert desktop.card.refused == [say("file_not_followed")]
