"""A worker as `tcbot worker` runs it, whose parts are as slow as a test wants: the parser, the embedder, the index, the
originals. A `Fleet` starts it.
"""

import json
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from bot.engine_parts import without_torch
from ingest.formats.limits import ParseLimits
from ingest.jobs.job_records import JobRecords
from ingest.jobs.job_vectors import JobVectors
from ingest.jobs.redis_server import RedisServer
from ingest.jobs.worker import WorkerPlan, run_worker
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.originals.vault import Vault
from ingest.reading.parse import ParserPool
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import EncodedText, Index, IndexedChunk
from pipelines.records.database import Database
from pipelines.telemetry import configure_logging
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder

with without_torch():
    from pipelines.elasticsearch_index.index import ElasticsearchIndex
    from pipelines.indexing.indexer import Indexer

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Place:
    """Where a worker of the tests works, and how slow its parts are, in seconds."""

    home: str
    database: str | None = None
    elasticsearch: str | None = None
    index_name: str = "tcbot"
    redis: str | None = None
    lease: float = 3.0
    most_crashes: int = 3
    slow: dict[str, float] = field(default_factory=dict)

    def json(self) -> str:
        return json.dumps(asdict(self))

    def open_database(self) -> Database:
        return Database(self.database, Path(self.home))

    def open_index(self) -> Index:
        embedder = HashedEmbedder()
        if self.elasticsearch:
            return ElasticsearchIndex(self.elasticsearch, embedder.name, embedder.dimensions, self.index_name)
        return EmbeddedIndex(Path(self.home) / "index.db", embedder.name, embedder.dimensions)

    def vault(self) -> Vault:
        home = Path(self.home)
        return SlowVault(str(home / "originals"), KeyRing.in_folder(home), self.slow.get("fetching", 0.0))


class SlowVault(Vault):
    """Takes its time to open a file."""

    def __init__(self, address: str, keys: KeyRing, seconds: float) -> None:
        super().__init__(address, keys)
        self._seconds = seconds

    @contextmanager
    def open(self, key: str) -> Iterator[BinaryIO]:
        with super().open(key) as file:
            time.sleep(self._seconds)
            yield file


class SlowEmbedder(HashedEmbedder):
    """Takes its time over each text, and keeps count of them in a file."""

    def __init__(self, seconds: float, counts: Path) -> None:
        self._seconds = seconds
        self._counts = counts

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        time.sleep(self._seconds * len(texts))
        with self._counts.open("a", encoding="utf-8") as file:
            file.write(f"{len(texts)}\n")
        return super().encode(texts)


class SlowIndexer(Indexer):
    """Waits before a document becomes searchable, and afterwards, before the records can say so."""

    def __init__(self, index: Index, embedder: HashedEmbedder, before: float, after: float) -> None:
        super().__init__(index, embedder)
        self._before, self._after = before, after

    def write(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        time.sleep(self._before)
        super().write(source, pages, chunks)
        time.sleep(self._after)


def main(place: Place) -> None:
    configure_logging("INFO")
    limits = ParseLimits(timeout_seconds=30)
    database, index = place.open_database(), place.open_index()
    database.migrate()
    embedder = SlowEmbedder(place.slow.get("embedding", 0.0), Path(place.home) / "embedded")
    indexer = SlowIndexer(index, embedder, place.slow.get("before_index", 0.0), place.slow.get("after_index", 0.0))
    parsers = ParserPool({"text/plain": "slow_parser"}, roots=(HERE,))
    server = RedisServer(place.redis, Path(place.home))

    vault, records = place.vault(), JobRecords(database)
    vectors = JobVectors(Path(place.home) / "cache", KeyRing.in_folder(Path(place.home)), records)

    def ingestor(team: str) -> Ingestor:
        return Ingestor(Library(database, team), index, indexer, vault, limits=limits, parsers=parsers)

    plan = WorkerPlan(place.lease, place.most_crashes, limits)
    try:
        run_worker(database, ingestor, vault, server, vectors, plan, records.prune)
    finally:
        parsers.close()
        server.close()
        index.close()
        database.close()


def run(arguments: list[str]) -> None:
    """A worker at the place that the one argument is, as `Place.json` writes it."""
    given: dict[str, Any] = json.loads(arguments[0])
    main(Place(**given))
