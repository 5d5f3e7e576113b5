"""The composition root: which class stands behind which setting. In `bot` the only way to the model libraries.

One function opens each resource; `Engine` opens each once, when it is first needed, and closes all.
"""

import contextlib
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Self

from bot.settings import BotSettings
from ingest.limits import ParseLimits
from pipelines.addresses import without_credentials

if TYPE_CHECKING:
    from ingest.cache_folder import CacheFolder
    from ingest.forgetting import Forgetter
    from ingest.ingestor import Ingestor
    from ingest.job_records import JobRecords
    from ingest.library import HeldDocument, Library
    from ingest.parse import ParserPool
    from ingest.redis_server import RedisServer
    from ingest.submitting import Submitter
    from ingest.sweep import Sweeper
    from ingest.vault import Vault
    from pipelines.answering import Answerer
    from pipelines.components.fact_judge import FactJudge
    from pipelines.database import Database
    from pipelines.generators import Generator
    from pipelines.indexing import Indexer
    from pipelines.keys import KeyRing
    from pipelines.ports import Embedder, Index
    from pipelines.rerankers import Reranker

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where one collection of documents is kept: what people ingested, the demo's samples, an evaluation's corpus."""

    folder: Path
    elasticsearch_url: str | None = None
    database_url: str | None = None
    vault_url: str | None = None
    index_name: str = "tcbot"

    @classmethod
    def of(cls, settings: BotSettings) -> Self:
        """The place of what people ingest: as the settings say."""
        return cls(settings.tcbot_home, settings.elasticsearch_url, settings.database_url, settings.vault_url)

    @property
    def index_file(self) -> Path:
        """The file of the embedded index."""
        return self.folder / "index.db"

    @classmethod
    def demo(cls, settings: BotSettings) -> Self:
        """The demo's own place, on this machine whatever the settings say."""
        return cls(settings.tcbot_home / "demo")


def models_folder(settings: BotSettings) -> Path:
    """Where converted models are kept: made once, used by all places."""
    return settings.tcbot_home / "models"


def parse_limits(settings: BotSettings) -> ParseLimits:
    """What the reading of one file may cost."""
    return ParseLimits(
        max_file_bytes=settings.max_file_mb * MEGABYTE,
        memory_bytes=settings.parse_memory_mb * MEGABYTE,
        timeout_seconds=settings.parse_timeout_seconds,
    )


def is_prepared(settings: BotSettings) -> bool:
    """Whether the embedding model was converted on this machine before; if not, opening it takes some 30 s."""
    return any(models_folder(settings).glob("*/encoder.xml"))


def open_embedder(settings: BotSettings) -> "Embedder":
    """The embedding model, ready; under a second, but some 30 s the first time on a machine."""
    from pipelines.models import build_embedder

    return build_embedder(settings.embedding_model, models_folder(settings))


def open_keys(settings: BotSettings, place: Place) -> "KeyRing":
    """The keys that seal what is kept there: those of the settings, else those of the place's own key file."""
    from pipelines.keys import KeyRing

    if settings.encryption_keys is not None:
        return KeyRing.of_setting(settings.encryption_keys.get_secret_value())
    return KeyRing.in_folder(place.folder)


def open_vault(place: Place, keys: "KeyRing") -> "Vault":
    """The place's originals."""
    from ingest.vault import Vault

    return Vault(place.vault_url or str(place.folder / "originals"), keys)


def open_index(place: Place, embedder: "Embedder", keys: "KeyRing") -> "Index":
    """The place's index: on Elasticsearch where it has an address, else in a file of its folder."""
    if place.elasticsearch_url is not None:
        with without_torch():
            from pipelines.index import ElasticsearchIndex

        return ElasticsearchIndex(place.elasticsearch_url, embedder.name, embedder.dimensions, place.index_name)
    from pipelines.embedded_index import EmbeddedIndex

    return EmbeddedIndex(place.index_file, embedder.name, embedder.dimensions, keys)


def open_reranker(settings: BotSettings, embedder: "Embedder", index: "Index") -> "Reranker":
    """What puts passages in order."""
    from pipelines.models import build_reranker

    return build_reranker(settings.reranker_model, embedder, index)


def open_generator(settings: BotSettings) -> "Generator | None":
    """The writing model; None where none is set. Opens no connection."""
    with without_torch():
        from pipelines.generators import build_generator

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return build_generator(
        settings.llm_provider, settings.llm_url, settings.llm_model, key, settings.llm_timeout_seconds
    )


def ping_generator(settings: BotSettings, timeout: float) -> str:
    """One line on the writing model, after a real call; raises what `pipelines.generators.ping_generator` does."""
    with without_torch():
        from pipelines.generators import ping_generator as ping

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return ping(settings.llm_provider, settings.llm_url, settings.llm_model, key, timeout)


def ping_redis(settings: BotSettings) -> str:
    """One line on the Redis of the settings; raises what the client does. Takes up to 5 seconds."""
    import redis

    client = redis.Redis.from_url(settings.redis_url or "", socket_timeout=5, socket_connect_timeout=5)
    try:
        return f"Redis {client.info('server')['redis_version']} at {without_credentials(settings.redis_url or '')}"
    finally:
        client.close()


def open_judge(settings: BotSettings) -> "FactJudge | None":
    """The fact-checking model; None where none is set. It is loaded when it is first asked."""
    from pipelines.components.fact_judge import MiniCheckJudge

    return MiniCheckJudge(settings.check_model) if settings.check_model else None


def open_parsers(settings: BotSettings) -> "ParserPool":
    """What reads files, with the programs beside it that the settings allow and this machine has."""
    from ingest.parse import ParserPool
    from ingest.tools import open_tools

    return ParserPool(tools=open_tools(settings))


def open_database(place: Place, keys: "KeyRing") -> "Database":
    """The place's records, brought to the newest form; raises `DatabaseUnavailableError`."""
    from pipelines.database import Database

    database = Database(place.database_url, place.folder, keys)
    database.migrate()
    return database


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


@contextlib.contextmanager
def without_torch() -> Iterator[None]:
    """Haystack's imports without those of torch, which it takes along where it can: seconds less at each start.

    What needs torch (a cross-encoder, the first conversion of the embedder) imports it by itself, later or before.
    """
    if "torch" in sys.modules or "haystack" in sys.modules:
        yield
        return
    sys.modules["torch"] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        if sys.modules.get("torch") is None:
            del sys.modules["torch"]
