"""Real workers that tests start, watch and kill, and what people would see of the files meanwhile."""

import dataclasses
import os
import signal
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import psutil
from sqlalchemy import text

from ingest.formats.limits import ParseLimits
from ingest.job import JobState, JobView, Stage
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_records import JobRecords
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.submitting import Submitter
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.forgetting import Forgetter
from ingest.library.held_documents import HeldDocument
from ingest.library.library import Library
from ingest.originals.cache_folder import CacheFolder
from pipelines.access import EVERYONE, Scope, scope_filter
from tests.journeys import worker_process
from tests.journeys.loaded_program import LoadedProcess
from tests.journeys.worker_process import Place

SOURCE = Path(__file__).resolve().parents[2]
PATIENCE = 120.0
ENDED = frozenset(JobState) - {JobState.QUEUED, JobState.RUNNING}


@dataclass
class Fleet:
    """Workers over one place; all die with `close`. `through` are addresses that only the workers use."""

    place: Place
    workers: list[LoadedProcess] = field(default_factory=list)
    through: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        home = Path(self.place.home)
        home.mkdir(parents=True, exist_ok=True)
        self.database = self.place.open_database()
        self.database.migrate()
        self.index = self.place.open_index()
        self.records = JobRecords(self.database)
        self.library = Library(self.database)
        self.server = RedisServer(self.place.redis, home)

    def close(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
        self.server.close()
        self.index.close()
        self.database.close()

    def start(self, **slow: float) -> LoadedProcess:
        """A worker whose parts are this slow."""
        place = dataclasses.replace(self.place, slow=slow, **self.through)
        log = Path(self.place.home) / f"worker-{len(self.workers)}.log"
        environment = os.environ | {"PYTHONPATH": str(SOURCE)}
        worker = LoadedProcess(worker_process.run, [place.json()], environment, SOURCE, log, log)
        self.workers.append(worker)
        return worker

    def kill(self, worker: LoadedProcess, how: signal.Signals = signal.SIGKILL) -> None:
        worker.send_signal(how)
        worker.wait(30)

    def parser_of(self, worker: LoadedProcess) -> psutil.Process:
        """The process that reads strangers' files for a worker."""
        found = [
            child for child in psutil.Process(worker.pid).children() if "ingest.parsers" in " ".join(child.cmdline())
        ]
        (parser,) = found
        return parser

    def log_of(self, worker: LoadedProcess) -> str:
        log = Path(self.place.home) / f"worker-{self.workers.index(worker)}.log"
        return log.read_text(encoding="utf-8")

    def leases(self) -> JobLeases:
        """A worker's rights over jobs, for a test that plays one."""
        return JobLeases(self.database, "test", self.place.lease, self.place.most_crashes)

    def forgetter(self) -> Forgetter:
        cache = CacheFolder(Path(self.place.home) / "cache")
        return Forgetter(self.database, self.index, self.place.vault(), cache)

    def owner_of(self, job: JobView) -> str:
        """The worker that took the job last."""
        taken = f'"job": "{job.id}"'
        return next(log for log in map(self.log_of, self.workers) if taken in log and "job_taken" in log)

    def redis_process(self) -> psutil.Process:
        """The server that the workers started."""
        return psutil.Process(self.server.connection.info("server")["process_id"])

    def share(self, words: str, name: str = "fruit.txt", team: str = "local", upload: str | None = None) -> JobView:
        """Puts a file into the queue; `words` are what `slow_parser` reads."""
        folder = Path(self.place.home) / f"shared-{uuid.uuid4().hex}"
        folder.mkdir()
        path = folder / name
        path.write_text(words, encoding="utf-8")
        submitter = Submitter(
            library=Library(self.database, team),
            records=self.records,
            originals=self.place.vault(),
            wakeups=WorkerWakeups(self.server),
            limits=ParseLimits(),
            shelf=team,
        )
        return submitter.submit(path, [EVERYONE], upload=upload)

    def job(self, job: JobView) -> JobView:
        found = self.records.get(job.id)
        assert found is not None
        return found

    def until(self, condition: Callable[[], object], what: str) -> None:
        """Waits for something that must come by itself."""
        limit = time.monotonic() + PATIENCE
        while not condition():
            assert time.monotonic() < limit, f"waited in vain for {what}: {self.records.newest()}"
            time.sleep(0.05)

    def until_stage(self, job: JobView, stage: Stage, done: int = 0) -> None:
        def reached() -> bool:
            now = self.job(job)
            return now.state is JobState.RUNNING and now.stage == stage and now.done >= done

        self.until(reached, f"{stage} {done}")

    def put_to_sleep(self, worker: LoadedProcess) -> None:
        """Has a worker stand still, not in the middle of a write: all others would wait for SQLite's only writer."""
        worker.send_signal(signal.SIGSTOP)
        while not self._is_writable():
            worker.send_signal(signal.SIGCONT)
            time.sleep(0.05)
            worker.send_signal(signal.SIGSTOP)

    def _is_writable(self) -> bool:
        url = self.database.engine.url
        if url.get_backend_name() != "sqlite":
            return True
        with closing(sqlite3.connect(str(url.database), timeout=0.5)) as connection:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
            connection.rollback()
        return True

    def until_ended(self, *jobs: JobView) -> list[JobState]:
        """How the jobs ended."""
        for job in jobs:
            self.until(lambda job=job: self.job(job).state in ENDED, "the end")  # type: ignore[misc]
        return [self.job(job).state for job in jobs]

    def hurry(self) -> None:
        """Lets what waits for its next try wait no longer."""
        with self.database.session() as session:
            session.execute(text("UPDATE jobs SET not_before = NULL WHERE state = 'queued'"))

    def hurry_until_ended(self, *jobs: JobView) -> list[JobState]:
        """How the jobs ended, without the pauses between their attempts."""

        def ended() -> bool:
            self.hurry()
            return all(self.job(job).state in ENDED for job in jobs)

        self.until(ended, "the end")
        return [self.job(job).state for job in jobs]

    def documents(self) -> list[HeldDocument]:
        return self.library.documents()

    def found(self, words: str) -> list[tuple[str, int]]:
        """(file, page) of what a search for the words finds."""
        hits = self.index.search_chunks(words, scope_filter(Scope.of(EVERYONE)), 1000)
        return sorted((hit.source.name, hit.page) for hit in hits)

    def is_whole(self, word: str, pages: int, name: str = "fruit.txt") -> bool:
        """Whether the document is there once, with every page, in records and index alike."""
        held = [(each.name, each.pages, each.chunks) for each in self.documents() if each.name == name]
        listed = [
            (row.source.name, row.source.version_id, row.chunks)
            for row in self.index.documents(scope_filter(Scope.of(EVERYONE)))
            if row.source.name == name
        ]
        version = [each.version_id for each in self.documents() if each.name == name]
        return (
            held == [(name, pages, pages)]
            and listed == [(name, version[0], pages)]
            and [found for found in self.found(word) if found[0] == name] == [(name, page + 1) for page in range(pages)]
        )

    def is_gone(self, name: str = "fruit.txt") -> bool:
        """Whether neither records nor index hold anything of it."""
        rows = self.index.documents(scope_filter(Scope.of(EVERYONE)))
        with self.database.reading() as session:
            versions = session.execute(text("SELECT count(*) FROM versions")).scalar_one()
        return name not in {row.source.name for row in rows} and not versions
