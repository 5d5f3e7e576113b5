"""The bot over one folder: its processes, a worker, what a test changes behind its back."""

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import delete, func, select, text

from bot.chat.chat import Person
from bot.chat.role import EVERY_TEAM, Role
from bot.chats import check_chats
from bot.command_line.demo import run_demo
from bot.command_line.terminal import open_console
from bot.engine_parts import Place
from bot.operations.doctor import looks_at, within
from bot.records.people import People
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.handling.surveys import KIND as SURVEY
from bot.settings import BotSettings, load_settings
from ingest.formats.limits import ParseLimits
from ingest.job import LeaseLostError, Stage
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_runner import JobRunner, StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.reading.parse import ParserPool
from ingest.reading.scratch import Scratch
from pipelines.access import EVERYONE
from pipelines.records.chat_tables import InboxEntry, InstalledApp, KnownConversation, SharedInChat
from pipelines.records.database import Database
from pipelines.records.job_tables import Job
from pipelines.records.tables import AskedQuestion, Document
from pipelines.settings import SettingsError
from tests.adapters.clock import Clock
from tests.adapters.running_process import PATIENCE, BotEngine, RunningProcess
from tests.bot.fake_chat import FakeAnswerer

LOOK = 0.01
NO_REDIS = "redis://127.0.0.1:9"
"""Nobody listens there: the bot works on without, and no worker of its own is started."""


class RunningBot:
    """The bot over one folder, `processes` of it; a worker reads files when it is told to.

    `answers` stands for the engine, None for the real one. With `settings` beside what every bot here has.
    """

    def __init__(
        self, folder: Path, clock: Clock, log: StringIO, answers: FakeAnswerer | None, **settings: Any
    ) -> None:
        self._settings = settings
        self.log = log
        self._clock = clock
        self.answers = answers
        self.folder = folder
        self.processes: list[RunningProcess] = []
        self.killed: list[RunningProcess] = []
        self.engine = BotEngine(self._of_now(), None)
        self._parsers = ParserPool()

    def start(self, **settings: Any) -> None:
        """One more process, ready when this returns; `settings` hold for it and for all after it."""
        self._settings |= settings
        self.processes.append(RunningProcess(self._of_now(), self.answers))

    def stop(self) -> None:
        """All processes end in order."""
        while self.processes:
            self.processes.pop().stop()

    def close(self) -> None:
        """Ends all of it."""
        self.stop()
        self._parsers.close()
        self.engine.__exit__()

    def kill(self) -> None:
        """The first process ends as by a power cut."""
        self.killed.append(self.processes.pop(0))
        self.killed[-1].kill()

    def request(self, method: str, path: str, process: int = 0, **what: Any) -> httpx.Response:
        """The answer of a process to a request."""
        return self.processes[process].request(method, path, **what)

    @property
    def database(self) -> Database:
        """The records of what runs."""
        return (self.processes[0].engine if self.processes else self.engine).database

    def settle(self, hurry: bool = False) -> None:
        """Waits until all that was delivered has come to its end; with `hurry` time passes quickly until then."""
        until = time.perf_counter() + PATIENCE
        while self.open_items():
            assert time.perf_counter() < until, "Something of what was delivered has not come to its end."
            if hurry:
                self.time_passes(1.0)
            time.sleep(5 * LOOK if hurry else LOOK)

    def drop_open_items(self) -> None:
        """What has not come to its end is worked on no more."""
        with self.database.session() as session:
            session.execute(delete(InboxEntry).where(InboxEntry.ended_at.is_(None)))

    def open_items(self) -> int:
        """How much of what was delivered is not done; a survey that waits for a quiet moment wasn't delivered."""
        open_item = (InboxEntry.ended_at.is_(None), InboxEntry.kind != SURVEY)
        with self.database.reading() as session:
            return session.scalar(select(func.count()).where(*open_item)) or 0

    def is_working(self) -> bool:
        """Whether a process works on something of what was delivered."""
        with self.database.reading() as session:
            held = select(func.count()).where(InboxEntry.ended_at.is_(None), InboxEntry.owner.is_not(None))
            return bool(session.scalar(held))

    def time_passes(self, seconds: float) -> None:
        """For all processes, and for what the records hold."""
        self._clock.advance(seconds, [each.loop for each in self.processes], self.database)

    def work(self) -> None:
        """Reads all files that can be read now, as a worker does."""
        engine = self.engine
        leases = JobLeases(engine.database, "worker", 30.0, 3)
        vectors = JobVectors(engine.cache.folder, engine.keys, engine.jobs)
        attachments = JobAttachments(engine.database, engine.vault, WorkerWakeups(engine.redis), ParseLimits())
        with Scratch(engine.place.folder) as scratch:
            runner = JobRunner(
                leases=leases,
                records=engine.jobs,
                ingestors=self._ingestor,
                originals=engine.vault,
                scratch=scratch,
                vectors=vectors,
                attachments=attachments,
                limits=ParseLimits(),
                seconds=StageSeconds(),
            )
            while runner.work_next():
                pass

    def forget_all(self) -> None:
        """Ends every document, whoever may read it."""
        with self.engine.database.reading() as session:
            held = list(session.scalars(select(Document.id).where(Document.forgotten_at.is_(None))))
        for each in held:
            self.engine.forgetter.forget(each)

    @contextmanager
    def reading(self, stage: Stage, done: int, total: int) -> Iterator[None]:
        """A worker is as far as this with the next file, which it hands back at the end of the block."""
        leases = JobLeases(self.engine.database, "slow worker", 30.0, 3)
        taken = leases.take()
        assert taken is not None, "There is no file to be read."
        leases.report(taken, stage, done, total)
        yield
        with suppress(LeaseLostError):
            leases.hand_back(taken)

    def ingest(self, name: str, content: str, *labels: str) -> None:
        """Takes up a document that nobody shared in a chat, for everyone unless there are labels."""
        path = self.folder / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        self.engine.ingestor.ingest(path, labels or (EVERYONE,))

    def grant(self, person: Person, role: Role) -> None:
        """An admin lets somebody do something everywhere."""
        people = People(self.engine.database)
        people.grant(people.ensure(person, "test"), EVERY_TEAM, role, "test")

    def signs_in(self, email: str) -> frozenset[Person]:
        """Somebody new signs in with a verified address; who they are found to be in the chats."""
        people, process = People(self.engine.database), self.processes[0]
        account = people.ensure(Person("sso", "https://issuer.example", email), "test", "issuer", email=email)
        return process.run(process.bot.linking.link(account, email))

    def shut_out(self, person: Person, is_disabled: bool = True) -> None:
        """An admin shuts somebody out, or lets them in again."""
        people = People(self.engine.database)
        people.disable(people.ensure(person, "test"), is_disabled, "test")

    def shared_files(self, file_id: str) -> list[SharedRecord]:
        """What the records hold of a file that was shared."""
        with self.engine.database.reading() as session:
            row = session.scalar(select(SharedInChat).where(SharedInChat.file_id == file_id))
            place = (row.surface, row.team) if row is not None else None
        return SharedFiles(self.engine.database).of_file(*place, file_id) if place is not None else []

    def installed(self) -> set[str]:
        """The workspaces that the bot is installed in, by the records."""
        with self.engine.database.reading() as session:
            return set(session.scalars(select(InstalledApp.team)))

    def count_addresses(self) -> int:
        """How many conversations the bot knows how to write to, by the records."""
        with self.engine.database.reading() as session:
            return session.scalar(select(func.count()).select_from(KnownConversation)) or 0

    def forget_jobs(self) -> None:
        """Nothing waits to be read any more."""
        with self.engine.database.session() as session:
            for kind in (SharedInChat, Job):
                session.execute(delete(kind))

    def forget_questions(self) -> None:
        """The records hold no questions any more."""
        with self.engine.database.session() as session:
            session.execute(delete(AskedQuestion))

    def records_away(self, is_away: bool = True) -> None:
        """The records of what comes in can't be reached, or can again."""
        names = ("inbox", "inbox_away") if is_away else ("inbox_away", "inbox")
        with self.engine.database.session() as session:
            session.execute(text(f"ALTER TABLE {names[0]} RENAME TO {names[1]}"))

    def problem(self, environment: Mapping[str, str]) -> str:
        """What the start says is wrong with these settings; empty where nothing is."""
        with pytest.MonkeyPatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            try:
                check_chats(load_settings())
            except SettingsError as error:
                return str(error)
        return ""

    def start_demo(self) -> str:
        """The demo instead of what runs: its samples are read, then it is the bot. What it says meanwhile."""
        self.stop()
        settings, said = self._of_now(), StringIO()
        place = Place.demo(settings)
        with BotEngine(settings, None, place) as engine:
            run_demo(engine, open_console(said), None)
        self.processes.append(RunningProcess(settings, self.answers, place))
        return said.getvalue()

    def doctor(self, part: str) -> tuple[str, str, str]:
        """What the doctor finds of a part: how it is, in words, and what to do."""
        settings = self._of_now()
        seconds, look = looks_at(settings, self.engine)[part]
        check = within(seconds, part, "real", look, settings)
        return check.state, check.detail, check.remedy

    def _of_now(self) -> BotSettings:
        given = {"tcbot_home": self.folder, "redis_url": NO_REDIS, **self._settings}
        return BotSettings(_env_file=None, **given)

    def _ingestor(self, team: str) -> Ingestor:
        engine = self.engine
        return Ingestor(
            Library(engine.database, team), engine.index, engine.indexer, engine.vault, parsers=self._parsers
        )
