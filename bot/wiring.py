"""The composition root: `Engine` opens each part of a place once, when it is first needed, and closes all."""

import contextlib
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Self

from bot.parts import (
    Place,
    open_database,
    open_embedder,
    open_generator,
    open_index,
    open_judge,
    open_keys,
    open_parsers,
    open_reranker,
    open_vault,
    parse_limits,
    without_torch,
)
from bot.settings import BotSettings

if TYPE_CHECKING:
    from ingest.cache_folder import CacheFolder
    from ingest.forgetting import Forgetter
    from ingest.held_documents import HeldDocument
    from ingest.ingestor import Ingestor
    from ingest.job_records import JobRecords
    from ingest.library import Library
    from ingest.redis_server import RedisServer
    from ingest.submitting import Submitter
    from ingest.sweep import Sweeper
    from ingest.vault import Vault
    from pipelines.answering import Answerer
    from pipelines.database import Database
    from pipelines.indexing import Indexer
    from pipelines.keys import KeyRing
    from pipelines.ports import Embedder, Index


class Engine:
    """Everything behind one place, each part opened when it is first needed. Use as a context manager."""

    def __init__(self, settings: BotSettings, place: Place | None = None) -> None:
        self.settings = settings
        self.place = place or Place.of(settings)
        for folder in (settings.tcbot_home, self.place.folder):  # documents are private
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._closing = contextlib.ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._closing.close()

    @cached_property
    def embedder(self) -> "Embedder":
        """The embedding model."""
        return open_embedder(self.settings)

    @cached_property
    def keys(self) -> "KeyRing":
        """The keys that seal what is kept here."""
        return open_keys(self.settings, self.place)

    @cached_property
    def index(self) -> "Index":
        """The index of this place, without the documents that the records call forgotten."""
        from ingest.tombstones import Tombstones
        from pipelines.living_index import LivingIndex

        index = open_index(self.place, self.embedder, self.keys)
        self._closing.callback(index.close)
        return LivingIndex(index, lambda: Tombstones(self.database).hidden())

    @cached_property
    def database(self) -> "Database":
        """The records of this place."""
        database = open_database(self.place, self.keys)
        self._closing.callback(database.close)
        return database

    @cached_property
    def library(self) -> "Library":
        """The records of this place's documents."""
        from ingest.library import Library

        return Library(self.database)

    @cached_property
    def vault(self) -> "Vault":
        """The originals of this place."""
        return open_vault(self.place, self.keys)

    @cached_property
    def cache(self) -> "CacheFolder":
        """What can be made anew."""
        from ingest.cache_folder import CacheFolder

        return CacheFolder(self.place.folder / "cache")

    @cached_property
    def forgetter(self) -> "Forgetter":
        """What forgets documents."""
        from ingest.forgetting import Forgetter

        return Forgetter(self.database, self.index, self.vault, self.cache)

    @cached_property
    def sweeper(self) -> "Sweeper":
        """What looks once a day whether all is as it should be, and repairs it at once."""
        from ingest.restoring import restore

        return self.sweeper_with(lambda held: restore(self.vault, self.ingestor, held))

    def sweeper_with(self, reindex: "Callable[[HeldDocument], object]") -> "Sweeper":
        """The same, for those who index lost documents in another way."""
        from ingest.sweep import Sweeper

        days = self.settings.retention_days
        return Sweeper(self.database, self.index, self.vault, self.cache, self.forgetter, reindex, days)

    @cached_property
    def indexer(self) -> "Indexer":
        """What puts pages into the index."""
        with without_torch():
            from pipelines.indexing import Indexer

        return Indexer(self.index, self.embedder)

    @cached_property
    def ingestor(self) -> "Ingestor":
        """What takes files up."""
        from ingest.ingestor import Ingestor

        library, index = self.library, self.index  # before what takes long to import: they fail fast
        return self._closing.enter_context(
            Ingestor(library, index, self.indexer, self.vault, parse_limits(self.settings), open_parsers(self.settings))
        )

    @cached_property
    def jobs(self) -> "JobRecords":
        """The files that are on their way."""
        from ingest.job_records import JobRecords

        return JobRecords(self.database)

    @cached_property
    def redis(self) -> "RedisServer":
        """The queue's Redis; ours is started by a worker."""
        from ingest.redis_server import RedisServer

        server = RedisServer(self.settings.redis_url, self.place.folder)
        self._closing.callback(server.close)
        return server

    @cached_property
    def submitter(self) -> "Submitter":
        """What queues files of the command line's team."""
        from ingest.library import TEAM

        return self.submitter_of(TEAM)

    def submitter_of(self, team: str) -> "Submitter":
        """What queues a team's files."""
        from ingest.library import Library
        from ingest.submitting import Submitter
        from ingest.tickets import Tickets

        limits = parse_limits(self.settings)
        return Submitter(Library(self.database, team), self.jobs, self.vault, Tickets(self.redis), limits, team)

    @cached_property
    def answerer(self) -> "Answerer":
        """What answers questions."""
        with without_torch():
            from pipelines.answering import build_answerer

        reranker = open_reranker(self.settings, self.embedder, self.index)
        generator, judge = open_generator(self.settings), open_judge(self.settings)
        return build_answerer(
            self.index,
            self.embedder,
            reranker,
            generator,
            judge,
            prompt_tokens=self.settings.llm_prompt_tokens,
            reply_seconds=self.settings.llm_timeout_seconds,
        )
