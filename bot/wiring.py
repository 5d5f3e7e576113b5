"""The composition root: `Engine` opens each part of a place once, when it is first needed, and closes all."""

import contextlib
import threading
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Self

import structlog

from bot.engine_parts import (
    Place,
    embedder_name,
    open_answerer,
    open_database,
    open_embedder,
    open_embedder_of,
    open_indexer,
    open_keys,
    open_parsers,
    open_store,
    open_vault,
    parse_limits,
    without_torch,
)
from bot.settings import BotSettings

_log = structlog.stdlib.get_logger("tcbot.bot")

if TYPE_CHECKING:
    from datetime import datetime

    from bot.invariants.invariant import World
    from ingest.jobs.job_records import JobRecords
    from ingest.jobs.redis_server import RedisServer
    from ingest.jobs.submitting import Submitter
    from ingest.library.forgetting import Forgetter
    from ingest.library.held_documents import HeldDocument
    from ingest.library.index_filling import OnProgress
    from ingest.library.ingestor import Ingestor
    from ingest.library.library import Library
    from ingest.library.reindexing import Reindexed
    from ingest.library.sweep import Sweeper
    from ingest.originals.cache_folder import CacheFolder
    from ingest.originals.vault import Vault
    from pipelines.answering.answerer import Answerer
    from pipelines.index.generation_follower import Follower
    from pipelines.index.index_generations import Generation, IndexStore, MadeFor
    from pipelines.index.readable_index import ReadableIndex
    from pipelines.indexing.live_indexer import LiveIndexer
    from pipelines.keys.key_ring import KeyRing
    from pipelines.ports import Embedder, Index
    from pipelines.records.database import Database


class Engine:
    """Everything behind one place, each part opened when it is first needed. Use as a context manager."""

    def __init__(self, settings: BotSettings, place: Place | None = None) -> None:
        self.settings = settings
        self.place = place or Place.of(settings)
        for folder in (settings.tcbot_home, self.place.folder):  # documents are private
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._closing = contextlib.ExitStack()
        self._embedders: dict[MadeFor, Embedder] = {}
        self._opening = threading.Lock()

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
    def store(self) -> "IndexStore":
        """The generations of this place's index, of which there is one at least."""
        store = open_store(self.place, self.keys)
        self._closing.callback(store.close)
        live = store.ensure(lambda: self.made_for)
        if not store.fits(live, embedder_name(self.settings)):
            _log.warning("index_needs_reindexing", generation=live.id, remedy="tcbot reindex")
        return store

    @property
    def made_for(self) -> "MadeFor":
        """What an index is made for that is made now."""
        from pipelines.index.index_generations import MadeFor

        return MadeFor(self.embedder.name, self.embedder.dimensions, self.settings.embedding_model)

    def embedder_of(self, generation: "Generation") -> "Embedder":
        """The embedding model whose vectors a generation holds, which needn't be that of the settings."""
        with self._opening:
            if generation.made_for not in self._embedders:
                if generation.made_for.embedder == embedder_name(self.settings):
                    self._embedders[generation.made_for] = self.embedder
                else:
                    self._embedders[generation.made_for] = open_embedder_of(self.settings, generation.made_for)
            return self._embedders[generation.made_for]

    @cached_property
    def index(self) -> "ReadableIndex":
        """The index of this place, of which each reader finds what the records let them read."""
        from pipelines.index.live_index import LiveIndex

        index = LiveIndex(self.store)
        self._closing.callback(index.close)
        return self._readable(index)

    def _readable(self, index: "Index") -> "ReadableIndex":
        from ingest.library.readable import ReadableDocuments
        from pipelines.index.readable_index import ReadableIndex

        return ReadableIndex(index, ReadableDocuments(self.database))

    @cached_property
    def database(self) -> "Database":
        """The records of this place."""
        database = open_database(self.place, self.keys)
        self._closing.callback(database.close)
        return database

    @cached_property
    def library(self) -> "Library":
        """The records of this place's documents."""
        from ingest.library.library import Library

        return Library(self.database)

    @cached_property
    def vault(self) -> "Vault":
        """The originals of this place."""
        return open_vault(self.place, self.keys)

    @cached_property
    def cache(self) -> "CacheFolder":
        """What can be made anew."""
        from ingest.originals.cache_folder import CacheFolder

        return CacheFolder(self.place.folder / "cache")

    @cached_property
    def forgetter(self) -> "Forgetter":
        """What forgets documents."""
        from ingest.library.forgetting import Forgetter

        return Forgetter(self.database, self.index, self.vault, self.cache)

    @cached_property
    def sweeper(self) -> "Sweeper":
        """What looks once a day whether all is as it should be, and repairs it at once."""
        from ingest.library.restoring import restore

        return self.sweeper_with(lambda held: restore(self.vault, self.ingestor, held))

    def sweeper_with(self, reindex: "Callable[[HeldDocument], object]") -> "Sweeper":
        """The same, for those who index lost documents in another way."""
        from bot.audit.upkeep import keep_audit
        from bot.invariants.looking import look_and_keep
        from ingest.library.sweep import Sweeper
        from pipelines.index.index_generations import drop_outdated

        return Sweeper(
            database=self.database,
            index=self.index,
            vault=self.vault,
            cache=self.cache,
            forgetter=self.forgetter,
            reindex=reindex,
            retention_days=self.settings.retention_days,
            drop_outdated=lambda moment: drop_outdated(self.store, moment),
            keep_audit=lambda moment: keep_audit(self.database, self.settings.audit_days, moment),
            end_questions=self._end_questions,
            look_at_invariants=lambda moment: look_and_keep(self.world(moment)),
        )

    def world(self, at: "datetime") -> "World":
        """What invariants are looked for in."""
        from bot.invariants.invariant import World

        settings = self.settings
        return World(
            database=self.database,
            index=self.index,
            vault=self.vault,
            at=at,
            retention_days=settings.retention_days,
            questions_days=settings.questions_days,
            audit_days=settings.audit_days,
        )

    def _end_questions(self, moment: "datetime") -> int:
        """Ends old questions, and with them what was said in surveys as long ago; how many questions."""
        from bot.records.question_retention import end_questions
        from bot.records.surveys import end_surveys

        end_surveys(self.database, self.settings.questions_days, moment)
        return end_questions(self.database, self.settings.questions_days, moment)

    @cached_property
    def indexer(self) -> "LiveIndexer":
        """What puts pages into the generation of the index that is live."""
        with without_torch():
            from pipelines.indexing.live_indexer import LiveIndexer
        from pipelines.index.generation_follower import Follower

        follower = Follower(self.store, lambda live: open_indexer(self.store.open(live), self.embedder_of(live)))
        follower.newest()  # it fails fast, and is warm when the first file comes
        return LiveIndexer(follower)

    def reindex(self, on_progress: "OnProgress", *, anew: bool = False, leave_out: bool = False) -> "Reindexed":
        """Builds the index anew for the settings of now, beside the one that answers: see `Reindexer.run`."""
        from ingest.library.reindexing import Reindexer

        with open_parsers(self.settings) as parsers:
            reindexer = Reindexer(self.database, self.store, self.vault, parsers, parse_limits(self.settings))
            indexer = lambda index: open_indexer(index, self.embedder)  # noqa: E731
            return reindexer.run(self.made_for, indexer, on_progress, anew=anew, leave_out=leave_out)

    @cached_property
    def ingestor(self) -> "Ingestor":
        """What takes files up."""
        from ingest.library.ingestor import Ingestor

        library, index = self.library, self.index  # before what takes long to import: they fail fast
        limits, parsers = parse_limits(self.settings), open_parsers(self.settings)
        return self._closing.enter_context(
            Ingestor(library, index, self.indexer, self.vault, limits=limits, parsers=parsers)
        )

    @cached_property
    def jobs(self) -> "JobRecords":
        """The files that are on their way."""
        from ingest.jobs.job_records import JobRecords

        return JobRecords(self.database)

    @cached_property
    def redis(self) -> "RedisServer":
        """The queue's Redis; ours is started by a worker."""
        from ingest.jobs.redis_server import RedisServer

        server = RedisServer(self.settings.redis_url, self.place.folder)
        self._closing.callback(server.close)
        return server

    @cached_property
    def submitter(self) -> "Submitter":
        """What queues files of the command line's shelf."""
        from ingest.library.library import SHELF

        return self.submitter_of(SHELF)

    def submitter_of(self, shelf: str) -> "Submitter":
        """What queues a shelf's files."""
        from ingest.jobs.submitting import Submitter
        from ingest.jobs.worker_wakeups import WorkerWakeups
        from ingest.library.library import Library

        return Submitter(
            library=Library(self.database, shelf),
            records=self.jobs,
            originals=self.vault,
            wakeups=WorkerWakeups(self.redis),
            limits=parse_limits(self.settings),
            shelf=shelf,
        )

    @property
    def answerer(self) -> "Answerer":
        """What answers questions, from the generation of the index that is live and with its embedder.

        After a switch the one before goes on until the next one is open.
        """
        return self._answerers.ready()

    @cached_property
    def _answerers(self) -> "Follower[Answerer]":
        from pipelines.index.generation_follower import Follower

        return Follower(self.store, self._answerer_of)

    def _answerer_of(self, generation: "Generation") -> "Answerer":
        return open_answerer(self.settings, self._readable(self.store.open(generation)), self.embedder_of(generation))
