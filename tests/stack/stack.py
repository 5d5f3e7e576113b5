"""The stack of `deploy/`: nginx, bots, workers, PostgreSQL, Redis, Elasticsearch, Prometheus, Alertmanager."""

import base64
import secrets
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

import httpx
from filelock import FileLock

from bot.samples.catalogue import SAMPLES
from bot.wording.sentences import say
from pipelines.keys.key_ring import KeyRing
from pipelines.records.database import Database
from tests.servers.alerting import Alerting, Receiver, planned_alerting
from tests.servers.chat_tools import free_ports
from tests.servers.forwarder import Forwarder, forwarded
from tests.servers.nginx import Nginx, running_nginx
from tests.stack.chats import Chats
from tests.stack.deployed import DEPLOY, deployed_settings, unit
from tests.stack.program import Program
from tests.stack.release import CURRENT, Release
from tests.stack.stores import Store, Stores

BOTS, WORKERS = 3, 2
TMP = Path("/tmp")
"""Paths of sockets have to be short."""


class Stack:
    """All of it as long as the block lasts, over the sample documents; one at a time on a machine (5 GB).

    `more` are settings beside those of deploy/tcbot.env.example. With `is_cuttable` the ways between its parts can be
    cut (`ways`), and are slower. `release` is what its processes start with; each can go on with another one.
    """

    nginx: Nginx
    database: Database
    stores: Mapping[str, Store]
    chats: Chats
    at_work: Alerting
    prometheus: Program
    alertmanager: Program

    def __init__(
        self, more: Mapping[str, str] | None = None, is_cuttable: bool = False, release: Release = CURRENT
    ) -> None:
        self.release, self._more, self._is_cuttable = release, dict(more or {}), is_cuttable
        self.bots: list[Program] = []
        self.workers: list[Program] = []
        self.ways: dict[str, Forwarder] = {}
        self.settings: dict[str, str] = {}
        self.receiver = Receiver()
        self._stack = ExitStack()

    def __enter__(self) -> "Stack":
        with ExitStack() as opening:
            opening.enter_context(FileLock(TMP / "tcbot-stack.lock"))
            self.folder = Path(tempfile.mkdtemp(prefix="tcbot-stack-", dir=TMP))
            opening.callback(shutil.rmtree, self.folder, ignore_errors=True)
            self.folder.chmod(0o755)
            self._open(opening)
            self._stack = opening.pop_all()
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    @property
    def programs(self) -> list[Program]:
        """The bots and workers."""
        return [*self.bots, *self.workers]

    def client(self, key: str = "") -> httpx.Client:
        """A client of the API through nginx, which trusts its certificate; with a key where one is given."""
        client = self.nginx.client()
        if key:
            client.headers["Authorization"] = f"Bearer {key}"
        return client

    def tcbot(self, *arguments: str, release: Release | None = None) -> str:
        """What a command of `tcbot`, of another version if one is given, prints with the settings of the stack.

        Raises `RuntimeError` where it fails.
        """
        own = unit("web", 0, self.folder).variables
        return (release or self.release).run(arguments, {**own, **self.settings}, self.folder)

    def api_key(self, *scopes: str) -> str:
        """A new key of the API."""
        wanted = [f"--scope={each}" for each in scopes]
        return self.tcbot("api-keys", "create", "stack", *wanted).strip()

    def replace(self, program: Program, release: Release) -> None:
        """A bot or a worker goes on with another version: it is told to end, and the new one is waited for."""
        program.stop()
        arguments = program.command[3:]
        program.command = release.command(arguments)
        program.variables = release.variables({**program.variables, "PYTHONPATH": str(release.source)})
        program.start()
        program.wait()

    def _open(self, opening: ExitStack) -> None:
        self.chats = opening.enter_context(Chats())
        stores = opening.enter_context(Stores(self.folder, self._is_cuttable))
        self.stores = stores.by_name
        self.ways |= {name: store.way for name, store in stores.by_name.items() if store.way is not None}
        keys = f"main={base64.b64encode(secrets.token_bytes(32)).decode()}"
        values = {"ENCRYPTION_KEYS": keys, **stores.settings, **self.chats.settings, **self._more}
        self.settings = deployed_settings(values) | {"HOME": str(self.folder)}
        ports = free_ports(BOTS + WORKERS)
        self.bots = [self._program("web", f"bot-{n}", port) for n, port in enumerate(ports[:BOTS], 1)]
        self.workers = [self._program("worker", f"worker-{n}", port) for n, port in enumerate(ports[BOTS:], 1)]
        self.nginx = opening.enter_context(running_nginx(self._reached(opening, ports[:BOTS])))
        self.tcbot("ingest", *map(str, SAMPLES))
        for each in self.programs:
            opening.callback(each.close)
            each.start()
        for each in self.programs:
            each.wait()
        self._start_alerting(opening, ports[:BOTS], ports[BOTS:])  # last, so that it sees nothing that isn't there yet
        ring = KeyRing.of_setting(self.settings["ENCRYPTION_KEYS"])
        self.database = Database(self.settings["DATABASE_URL"], self.folder, ring)
        opening.callback(self.database.close)
        self.chats.meet(opening.enter_context(self.nginx.client()), self.database)

    def _program(self, kind: str, name: str, port: int) -> Program:
        started = unit(kind, port, self.folder)
        variables = self.release.variables({**started.variables, **self.settings})
        if "TMPDIR" in variables:
            Path(variables["TMPDIR"]).mkdir(mode=0o700)
        url = f"http://127.0.0.1:{port}/{'readyz' if kind == 'web' else 'metrics'}"

        def is_ready() -> bool:
            """By the word of each: versions before this one have no figures of workers."""
            return httpx.get(url, timeout=5).is_success if kind == "web" else say("worker_ready") in made.said

        made = Program(name, self.release.command(started.arguments), self.folder, variables, is_ready, url)
        return made

    def _reached(self, opening: ExitStack, ports: Sequence[int]) -> list[int]:
        """Where nginx finds the bots."""
        if not self._is_cuttable:
            return list(ports)
        ways = [opening.enter_context(forwarded(port)) for port in ports]
        self.ways |= {f"bot-{n}": way for n, way in enumerate(ways, 1)}
        return [way.port for way in ways]

    def _start_alerting(self, opening: ExitStack, bots: Sequence[int], workers: Sequence[int]) -> None:
        opening.enter_context(self.receiver)
        targets = {
            "tcbot": [f"127.0.0.1:{port}" for port in bots],
            "tcbot-worker": [f"127.0.0.1:{port}" for port in workers],
        }
        plan = planned_alerting(DEPLOY, self.folder, targets, self.receiver, is_quick=False)
        self.at_work = plan.at_work
        variables = {"HOME": str(self.folder)}
        self.alertmanager = Program(
            "alertmanager", plan.alertmanager, self.folder, variables, plan.at_work.alertmanager_is_ready
        )
        self.prometheus = Program(
            "prometheus", plan.prometheus, self.folder, variables, plan.at_work.prometheus_is_ready
        )
        for each in (self.alertmanager, self.prometheus):
            opening.callback(each.close)
            each.start()
            each.wait()
