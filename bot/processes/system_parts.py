"""The parts that the system consists of, in one list for the doctor, for readiness and for metrics."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from bot.chats import CHATS
from bot.engine_parts import ping_redis
from bot.settings import BotSettings
from bot.wiring import Engine

Kind = Literal["embedded", "real", "off"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the system, opened and closed by the `Engine` or a chat's connection.

    `name` is what doctor, readiness and metrics call it. `ping` is what a running process asks again and again: cheap,
    and None where that isn't asked. Without one that `is_needed` no question can be answered.
    """

    name: str
    kind: Kind
    ping: Callable[[], object] | None = None
    is_needed: bool = False


def system_parts(settings: BotSettings, engine: Engine) -> list[Part]:
    """Every part there is, those first that others need; the chats by their names."""

    def real_if(variable: object, otherwise: Kind = "embedded") -> Kind:
        return "real" if variable else otherwise

    def redis() -> object:
        return engine.redis.answers() if settings.redis_url is None else ping_redis(settings)

    endpoint = settings.reranker_model.startswith(("http://", "https://"))
    return [
        Part("program", "embedded"),
        Part("home folder", "embedded"),
        Part("keys", real_if(settings.encryption_keys)),
        Part("records", real_if(settings.database_url), lambda: engine.database.ping(), is_needed=True),
        Part("audit", real_if(settings.database_url)),
        Part("originals", real_if(settings.vault_url)),
        Part("embedder", "embedded"),
        Part("index", real_if(settings.elasticsearch_url), lambda: engine.index.ping(), is_needed=True),
        Part("reranker", real_if(endpoint)),
        Part("model", real_if(settings.llm_provider != "none", "off")),
        Part("check model", "embedded" if settings.check_model else "off"),
        Part("text recognition", "embedded" if settings.ocr else "off"),
        Part("old Office files", "embedded"),
        Part("confinement", "embedded"),
        Part("virus scan", real_if(settings.clamd_url, "off")),
        Part("redis", real_if(settings.redis_url), redis),
        Part("queue", real_if(settings.database_url)),
        Part("shared files", "embedded"),
        Part("inbox", real_if(settings.database_url)),
        *(Part(chat.name, real_if(chat.is_set(settings), "off")) for chat in CHATS),
        Part("sign-in", real_if(settings.oidc_issuer, "off")),
        Part("error reports", real_if(settings.sentry_dsn, "off")),
        Part("traces", real_if(settings.otel_exporter_otlp_endpoint, "off")),
    ]
