"""Files within a queued file are jobs of their own, and never outlive or outreach the file around them."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from ingest.formats.limits import ParseLimits
from ingest.job import JobState, JobView
from ingest.jobs.job_attachments import JobAttachments
from ingest.jobs.job_leases import JobLeases
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_runner import JobRunner, StageSeconds
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.submitting import Submitter
from ingest.jobs.worker_wakeups import WorkerWakeups
from ingest.library.forgetting import Forgetter
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from ingest.reading.parse import ParserPool
from ingest.reading.scratch import Scratch
from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import IndexedChunk
from pipelines.records.database import Database
from pipelines.types import Page, Source
from tests.ingest.letters import mail
from tests.pipelines.hashed_embedder import HashedEmbedder

LIMITS = ParseLimits(max_attachments=3)
PRICES, TERMS = b"A zanthrope costs ten pounds.", b"Payment is due within thirty days."


class Watched(Indexer):
    """Calls a test before a document becomes searchable."""

    def __init__(self, index: EmbeddedIndex, embedder: HashedEmbedder) -> None:
        super().__init__(index, embedder)
        self.on_write: Callable[[str], object] = lambda _name: None

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        self.on_write(source.name)
        super().write(source, pages, chunks)


class Desk:
    """A queue with one worker that works when it is told to."""

    def __init__(self, home: Path, parsers: ParserPool, scratch: Scratch) -> None:
        self.home = home
        keys = KeyRing.in_folder(home)
        self.server = RedisServer(None, home)
        self.server.revive()
        self.database = Database(None, home, keys)
        self.database.migrate()
        embedder = HashedEmbedder()
        self.index = EmbeddedIndex(home / "index.db", embedder.name, embedder.dimensions, keys)
        self.vault, self.library, self.jobs = (
            Vault(str(home / "originals"), keys),
            Library(self.database),
            JobRecords(self.database),
        )
        self.forgetter = Forgetter(self.database, self.index, self.vault, CacheFolder(home / "cache"))
        self.indexer, wakeups = Watched(self.index, embedder), WorkerWakeups(self.server)
        ingestor = Ingestor(self.library, self.index, self.indexer, self.vault, limits=LIMITS, parsers=parsers)
        self.submitter = Submitter(
            library=self.library, records=self.jobs, originals=self.vault, wakeups=wakeups, limits=LIMITS
        )
        self.runner = JobRunner(
            leases=JobLeases(self.database, "me", 60.0, 3),
            records=self.jobs,
            ingestors=lambda _team: ingestor,
            originals=self.vault,
            scratch=scratch,
            vectors=JobVectors(home / "cache", keys, self.jobs),
            attachments=JobAttachments(self.database, self.vault, wakeups, LIMITS),
            limits=LIMITS,
            seconds=StageSeconds(),
        )

    def close(self) -> None:
        self.index.close()
        self.database.close()
        self.server.close()

    def share(
        self, *attached: tuple[str, bytes], body: str = "Here is our offer.", labels: Sequence[str] = ("hr",)
    ) -> JobView:
        return self.submitter.submit(mail(self.home / "offer.eml", body, attached=attached), labels)

    def work(self) -> None:
        while self.runner.work_next():
            pass

    def states(self) -> dict[str, JobState]:
        return {job.name: job.state for job in self.jobs.newest()}

    def names(self, label: str = "hr") -> list[str]:
        return sorted(row.source.name for row in self.index.documents(scope_filter(Scope.of(label))))


@pytest.fixture(scope="module")
def parsers() -> Iterator[ParserPool]:
    with ParserPool() as pool:
        yield pool


@pytest.fixture
def desk(tmp_path: Path, parsers: ParserPool) -> Iterator[Desk]:
    with Scratch(tmp_path) as scratch:
        desk = Desk(tmp_path, parsers, scratch)
        yield desk
        desk.close()


def test_a_mail_is_searchable_first_and_brings_its_files_as_jobs_of_their_own(desk: Desk) -> None:
    inner = mail(desk.home / "inner.eml", "Inside.", attached=[("terms.txt", TERMS)]).read_bytes()
    job = desk.share(("prices.txt", PRICES), ("inner.eml", inner))
    assert desk.runner.work_next()
    assert desk.names() == ["offer.eml"]
    assert list(desk.states().values()).count(JobState.QUEUED) == 2
    desk.work()
    within = ["offer.eml › inner.eml", "offer.eml › inner.eml › terms.txt", "offer.eml › prices.txt"]
    assert desk.names() == ["offer.eml", *within]
    assert {each.parent_id for each in desk.jobs.newest() if each.name != "offer.eml"} == {job.id}
    assert set(desk.states().values()) == {JobState.READY}


def test_a_file_that_cannot_be_read_fails_alone_and_says_why(desk: Desk) -> None:
    desk.share(("broken.pdf", b"%PDF-1.7\nnothing\n"), ("prices.txt", PRICES))
    desk.work()
    assert desk.names() == ["offer.eml", "offer.eml › prices.txt"]
    (failed,) = [job for job in desk.jobs.newest() if job.state is JobState.FAILED]
    assert (failed.name, failed.reason) == ("offer.eml › broken.pdf", "damaged")


def test_of_a_mail_that_is_cancelled_no_file_remains(desk: Desk) -> None:
    job = desk.share(("prices.txt", PRICES))
    desk.indexer.on_write = lambda _name: desk.jobs.cancel(job.id)
    desk.work()
    assert (desk.states(), desk.names()) == ({"offer.eml": JobState.CANCELLED}, [])
    assert list(desk.vault.keys()) == [job.version_id]  # for a retry
    desk.indexer.on_write = lambda _name: None
    desk.jobs.retry(job.id)
    desk.work()
    assert desk.names() == ["offer.eml", "offer.eml › prices.txt"]


@pytest.mark.parametrize("is_running", [False, True])
def test_files_on_their_way_are_forgotten_with_their_mail(desk: Desk, is_running: bool) -> None:
    desk.share(("prices.txt", PRICES))
    desk.runner.work_next()
    mail_id = desk.library.document_id("offer.eml")
    if is_running:
        desk.indexer.on_write = lambda _name: desk.forgetter.forget(mail_id)
    else:
        desk.forgetter.forget(mail_id)
    desk.work()
    assert (desk.states(), desk.names(), list(desk.vault.keys())) == ({}, [], [])
    for document_id in (mail_id, desk.library.document_id("offer.eml › prices.txt")):
        assert desk.forgetter.verify(document_id) == []


def test_files_have_the_readers_that_their_mail_has_when_they_become_searchable(desk: Desk) -> None:
    desk.share(("prices.txt", PRICES), labels=("hr", "sales"))
    desk.runner.work_next()

    def change(name: str) -> None:
        if "›" in name:
            desk.forgetter.withdraw(desk.library.document_id("offer.eml"), ["hr"])
            desk.library.grant(desk.library.document_id("offer.eml"), ["board"])

    desk.indexer.on_write = change
    desk.work()
    assert desk.names("hr") == []
    for label in ("sales", "board"):
        assert "offer.eml › prices.txt" in desk.names(label)


def test_a_new_version_of_a_mail_ends_what_was_on_its_way_from_the_old_one(desk: Desk) -> None:
    desk.share(("prices.txt", PRICES), ("terms.txt", TERMS))
    desk.runner.work_next()
    desk.runner.work_next()  # one of the two files
    desk.share(("more.txt", b"Only this file now."), body="A second version.")
    desk.work()
    assert desk.names() == ["offer.eml", "offer.eml › more.txt"]


def test_no_more_files_come_with_a_mail_than_allowed_over_all_levels(desk: Desk) -> None:
    deep = [(f"deep-{n}.txt", b"Deep number %d." % n) for n in range(3)]
    inner = mail(desk.home / "inner.eml", "Inside.", attached=deep).read_bytes()
    job = desk.share(("inner.eml", inner), ("a.txt", b"Letter a."), ("b.txt", b"Letter b."), ("c.txt", b"Letter c."))
    desk.work()
    assert len(desk.names()) == 1 + LIMITS.max_attachments
    told = desk.jobs.get(job.id)
    assert told is not None
    assert (told.state, told.warnings) == (JobState.READY_WITH_WARNINGS, (("attachments_left_out", ()),))


def test_a_file_that_the_index_lost_comes_back_under_its_own_name(desk: Desk) -> None:
    desk.share(("prices.txt", PRICES))
    desk.work()
    lost = desk.library.held(desk.library.document_id("offer.eml › prices.txt"))
    assert lost is not None
    desk.index.forget(lost.document_id)
    desk.jobs.restore(lost)
    desk.work()
    assert desk.names() == ["offer.eml", "offer.eml › prices.txt"]
    assert [held.name for held in desk.library.documents()] == ["offer.eml", "offer.eml › prices.txt"]


def test_a_mail_that_is_shared_again_unchanged_shares_its_files_with_the_new_readers(desk: Desk) -> None:
    desk.share(("prices.txt", PRICES))
    desk.work()
    desk.share(("prices.txt", PRICES), labels=("board",))
    desk.work()
    assert desk.names("board") == ["offer.eml", "offer.eml › prices.txt"]
