"""The service over real records, vault and index in one folder, with a fake engine and a fake chat in front of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.access.audience import Audience
from bot.access.roles import Roles
from bot.records.admin_entries import AdminEntries
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.figures.told_replies import ToldReplies
from bot.records.people import People
from bot.records.question_log import QuestionLog
from bot.records.question_views import QuestionViews
from bot.records.shared_files import SharedFiles
from bot.records.surveys import Surveys
from bot.records.upload_choices import UploadChoices
from bot.service.assistant import Assistant
from bot.service.limits import ServiceLimits
from bot.service.measures import Measures
from bot.service.throttle import MemoryThrottle, Throttle
from ingest.formats.limits import ParseLimits
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_measures import JobMeasures
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_runner import JobRunner, StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.submitting import Submitter
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.held_documents import NewVersion
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.reading.scratch import Scratch
from pipelines.access import EVERYONE, Scope
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.ports import Index
from pipelines.types import DocumentType
from tests.bot.fake_chat import FakeAnswerer, FakeDirectory
from tests.ingest.holdings import Holdings
from tests.pipelines.hashed_embedder import HashedEmbedder


@dataclass
class ChatService:
    """All that an `Assistant` needs. `run` runs something with one; `work` does what workers would."""

    folder: Path
    answerer: FakeAnswerer = field(default_factory=FakeAnswerer)
    directory: FakeDirectory = field(default_factory=FakeDirectory)
    limits: ServiceLimits = field(default_factory=lambda: ServiceLimits(answer_seconds=20.0))
    throttle: Throttle = field(default_factory=MemoryThrottle)
    index: type[EmbeddedIndex] = EmbeddedIndex
    measures: Measures | None = None
    job_measures: JobMeasures | None = None

    def __post_init__(self) -> None:
        self.holdings = Holdings(self.folder, self.index)
        database = self.holdings.database
        self.log = QuestionLog(database)
        self.channel_settings = ChannelSettingsStore(database)
        self.shared_files = SharedFiles(database)
        self.people = People(database)
        self.roles = Roles(self.people)
        self.audience = Audience(self.holdings.library.granted.all_labels)
        self.jobs = JobRecords(database)
        self.redis = RedisServer(None, self.folder)  # never started: wake-ups are a courtesy

    def assistant(self, answerer: Callable[[], Any] | None = None) -> Assistant:
        """The service, to be made in a running event loop."""
        return Assistant(
            answerer=answerer or (lambda: self.answerer),
            log=self.log,
            audience=self.audience,
            roles=self.roles,
            throttle=self.throttle,
            channel_settings=self.channel_settings,
            shared_files=self.shared_files,
            submitter_of=self._submitter,
            library_of=lambda team: Library(self.holdings.database, team),
            forgetter=self.holdings.forgetter,
            jobs=self.jobs,
            originals=self.holdings.vault,
            upload_choices=UploadChoices(self.holdings.database),
            denials=Denials(self.holdings.database),
            entries=AdminEntries(self.holdings.database),
            question_views=QuestionViews(self.holdings.database),
            told_replies=ToldReplies(self.holdings.database),
            surveys=Surveys(self.holdings.database),
            limits=self.limits,
            measures=self.measures,
        )

    def run(self, act: Any) -> Any:
        """What `act(assistant)` comes to."""

        async def acted() -> Any:
            with self.assistant() as assistant:
                return await act(assistant)

        return asyncio.run(acted())

    def hold(self, name: str, *labels: str) -> None:
        """A document that the records know of, for tests that read none."""
        identity = self.holdings.library.document_id(name)
        new = NewVersion(identity, f"v-{identity[:20]}", name, name, "0" * 64, "text/plain", DocumentType.GENERAL, 1, 9)
        self.holdings.library.begin(new)
        self.holdings.library.finish(new, 1, labels or (EVERYONE,))

    def work(self) -> None:
        """Runs all jobs that can be run now, with a real reader and embedder."""
        database, vault = self.holdings.database, self.holdings.vault
        leases = JobLeases(database, "worker", 30.0, 3)
        vectors = JobVectors(self.folder / "cache", self.holdings.keys, self.jobs)
        attachments = JobAttachments(database, vault, WorkerWakeups(self.redis), ParseLimits())
        with Scratch(self.folder) as scratch:
            runner = JobRunner(
                leases=leases,
                records=self.jobs,
                ingestors=self._ingestor,
                originals=vault,
                scratch=scratch,
                vectors=vectors,
                attachments=attachments,
                limits=ParseLimits(),
                seconds=StageSeconds(),
                measures=self.job_measures,
            )
            while runner.work_next():
                pass

    def readable(self, *labels: str) -> list[str]:
        """The names of what holders of these labels may read, by the records."""
        return [each.name for each in self.holdings.library.readable(Scope.of(*labels))]

    def close(self) -> None:
        """Lets go of files."""
        self.holdings.close()
        self.redis.connection.close()

    def _ingestor(self, team: str) -> Ingestor:
        return ingestor_of(self.holdings, team)

    def _submitter(self, shelf: str) -> Submitter:
        return Submitter(
            library=Library(self.holdings.database, shelf),
            records=self.jobs,
            originals=self.holdings.vault,
            wakeups=WorkerWakeups(self.redis),
            limits=ParseLimits(),
            shelf=shelf,
        )


def ingestor_of(holdings: Holdings, team: str) -> Ingestor:
    """A team's ingestor."""
    index: Index = holdings.index
    return Ingestor(Library(holdings.database, team), index, Indexer(index, HashedEmbedder()), holdings.vault)
