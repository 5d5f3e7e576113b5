"""The parts behind each setting, each with the function that opens it.

With `bot.wiring`, in `bot` the only way to the model libraries.
"""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self

import structlog
from pydantic import SecretStr

from bot.settings import BotSettings
from ingest.formats.limits import ParseLimits
from pipelines.addresses import without_credentials

if TYPE_CHECKING:
    from ingest.confinement.steps import Confinement
    from ingest.originals.vault import Vault
    from ingest.reading.parse import ParserPool
    from pipelines.answering.answerer import Answerer
    from pipelines.index.index_generations import IndexStore, MadeFor
    from pipelines.index.readable_index import ReadableIndex
    from pipelines.indexing.indexer import Indexer
    from pipelines.keys.key_ring import KeyRing
    from pipelines.models.fact_judge import FactJudge
    from pipelines.models.generators import Generator
    from pipelines.models.rerankers import Reranker
    from pipelines.ports import Embedder, Index
    from pipelines.records.database import Database

_log = structlog.stdlib.get_logger("tcbot.bot")

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """Where one collection of documents is kept: what people ingested, the demo's samples, an evaluation's corpus."""

    folder: Path
    elasticsearch_url: str | None = None
    database_url: str | None = None
    vault_url: str | None = None
    index_name: str = "tcbot"
    shards: int = 1
    replicas: int = 1
    elasticsearch_api_key: SecretStr | None = None

    @classmethod
    def of(cls, settings: BotSettings) -> Self:
        """The place of what people ingest: as the settings say."""
        return cls(
            settings.tcbot_home,
            settings.elasticsearch_url,
            settings.database_url,
            settings.vault_url,
            shards=settings.elasticsearch_shards,
            replicas=settings.elasticsearch_replicas,
            elasticsearch_api_key=settings.elasticsearch_api_key,
        )

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
    """Whether the embedding model was converted on this machine before; if not, opening it takes up to a minute."""
    return any(models_folder(settings).glob("*/encoder.xml"))


def open_embedder(settings: BotSettings) -> "Embedder":
    """The embedding model, ready; under a second, but up to a minute the first time on a machine."""
    from pipelines.models.models import build_embedder

    return build_embedder(settings.embedding_model, models_folder(settings))


def precision_of(embedder: "Embedder") -> str:
    """How the embedder's numbers are computed here: f32, bf16 or int8; empty where torch runs the model as it is."""
    from pipelines.models.embedder import OpenVinoEmbedder

    return embedder.precision if isinstance(embedder, OpenVinoEmbedder) else ""


def open_keys(settings: BotSettings, place: Place) -> "KeyRing":
    """The keys that seal what is kept there: those of the settings, else those of the place's own key file."""
    from pipelines.keys.key_ring import KeyRing

    if settings.encryption_keys is not None:
        return KeyRing.of_setting(settings.encryption_keys.get_secret_value())
    return KeyRing.in_folder(place.folder)


def open_vault(place: Place, keys: "KeyRing") -> "Vault":
    """The place's originals."""
    from ingest.originals.vault import Vault

    return Vault(place.vault_url or str(place.folder / "originals"), keys)


def open_store(place: Place, keys: "KeyRing") -> "IndexStore":
    """The generations of the place's index: on Elasticsearch where it has an address, else in files of its folder."""
    if place.elasticsearch_url is not None:
        with without_torch():
            from pipelines.elasticsearch_index.store import ElasticsearchStore

        key = place.elasticsearch_api_key.get_secret_value() if place.elasticsearch_api_key is not None else None
        return ElasticsearchStore(place.elasticsearch_url, place.index_name, place.shards, place.replicas, key)
    from pipelines.embedded_index.store import EmbeddedStore

    return EmbeddedStore(place.index_file, keys)


def embedder_name(settings: BotSettings) -> str:
    """The name of the settings' embedding model, told without opening it."""
    from pipelines.models.models import embedder_name as name_of

    return name_of(settings.embedding_model)


def open_embedder_of(settings: BotSettings, made_for: "MadeFor") -> "Embedder":
    """The embedding model of an index, whatever the settings say now; raises `ModelUnavailableError`."""
    from pipelines.models.models import build_embedder_of

    return build_embedder_of(made_for, settings.embedding_model, models_folder(settings))


def open_indexer(index: "Index", embedder: "Embedder") -> "Indexer":
    """What puts pages into one index."""
    with without_torch():
        from pipelines.indexing.indexer import Indexer

    return Indexer(index, embedder)


def open_reranker(settings: BotSettings, embedder: "Embedder", index: "Index") -> "Reranker":
    """What puts passages in order."""
    from pipelines.models.models import build_reranker

    return build_reranker(settings.reranker_model, embedder, index)


def open_generator(settings: BotSettings) -> "Generator | None":
    """The writing model; None where none is set. Opens no connection."""
    with without_torch():
        from pipelines.models.generators import build_generator

    key = settings.llm_api_key.get_secret_value() if settings.llm_api_key else None
    return build_generator(
        settings.llm_provider, settings.llm_url, settings.llm_model, key, settings.llm_timeout_seconds
    )


def ping_generator(settings: BotSettings, timeout: float) -> str:
    """One line on the writing model, after a real call; raises what that call does."""
    with without_torch():
        from pipelines.models.generators import ping_generator as ping

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
    from pipelines.models.fact_judge import MiniCheckJudge

    return MiniCheckJudge(settings.check_model) if settings.check_model else None


def open_answerer(settings: BotSettings, index: "ReadableIndex", embedder: "Embedder") -> "Answerer":
    """What answers questions from an index, whose vectors are this embedder's."""
    with without_torch():
        from pipelines.answering.answerer import build_answerer

    return build_answerer(
        index,
        embedder,
        open_reranker(settings, embedder, index),
        open_generator(settings),
        open_judge(settings),
        prompt_tokens=settings.llm_prompt_tokens,
        reply_seconds=settings.llm_timeout_seconds,
    )


def open_parsers(settings: BotSettings) -> "ParserPool":
    """What reads files, with the programs beside it that the settings allow and this machine has."""
    from ingest.reading.parse import ParserPool
    from ingest.reading.tools import open_tools

    check_confinement(settings)
    insists = settings.parse_confinement == "required"
    return ParserPool(tools=open_tools(settings), insists=insists, personal=settings.personal_data)


def check_confinement(settings: BotSettings) -> "Confinement":
    """What holds native code that takes over a reader of files; gaps are logged.

    Raises `NotConfinedError` where there are gaps and PARSE_CONFINEMENT is `required`. Costs some 0.1 s.
    """
    from ingest.confinement.steps import NotConfinedError
    from ingest.parsers.parser_confinement import probe

    held = probe()
    if held.gaps and settings.parse_confinement == "required":
        raise NotConfinedError(held.gaps)
    if held.gaps:
        _log.warning("parsers_not_confined", missing=list(held.gaps))
    return held


def open_database(place: Place, keys: "KeyRing") -> "Database":
    """The place's records, brought to the newest form; raises `DatabaseUnavailableError`."""
    from pipelines.records.database import Database

    database = Database(place.database_url, place.folder, keys)
    database.migrate()
    return database


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
