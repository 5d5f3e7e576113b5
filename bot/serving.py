"""Everything of a bot process around its web application: the service, the desk, the notices, the way to Slack."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Coroutine
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.audience import Audience
from bot.background import ended, watched
from bot.blocking import BlockingCalls
from bot.channel_settings import ChannelSettingsStore
from bot.chat_ports import Earlier
from bot.desk import Desk, Handler, ItemHolder
from bot.inbox import Inbox, TakenItem
from bot.installations import Installations
from bot.metrics import Metrics
from bot.notices import Notices
from bot.own_worker import OwnWorker
from bot.parts import Place
from bot.question_log import QuestionLog
from bot.service import Assistant
from bot.service_limits import MEGABYTE, ServiceLimits
from bot.settings import BotSettings
from bot.shared_files import SharedFiles, SharedRecord
from bot.slack.app import Doorkeeper, build_app
from bot.slack.clients import SlackClients
from bot.slack.dialogs import open_dialog
from bot.slack.directory import SURFACE, Directories
from bot.slack.errors import TROUBLES, code_of
from bot.slack.file_check import FileCheck
from bot.slack.handlers import handlers
from bot.slack.install import Installing
from bot.slack.socket_mode import listen
from bot.slack.surface import SlackSurface
from bot.throttle import RedisThrottle, open_throttle
from bot.wiring import Engine
from bot.worker_child import DEMO
from ingest.library import Library

if TYPE_CHECKING:
    from slack_bolt.async_app import AsyncApp

_log = structlog.stdlib.get_logger("tcbot.bot")

PRUNE_SECONDS = 3600.0
AT_ONCE = 128
"""Things that Slack sent which are worked on at once; those that only wait for their turn cost little."""
WRITTEN_AT_ONCE = 16
"""Answers that a model server writes at once."""
CHECK_SECONDS = 3.0
SLACK_SECONDS = 60.0
"""How long Slack's word on the token holds for `parts`."""


class Serving:
    """A bot process. An async context manager: what it needs of the engine is opened before, its tasks run within.

    `bolt`, `installing` and `surface` are there within the block alone.
    """

    bolt: "AsyncApp"
    installing: Installing
    surface: SlackSurface

    def __init__(self, engine: Engine, metrics: Metrics | None = None) -> None:
        self._engine = engine
        self._settings = engine.settings
        self.metrics = metrics or Metrics()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        is_demo = engine.place == Place.demo(self._settings)
        arguments = (DEMO,) if is_demo else ()
        self._worker = OwnWorker(*arguments) if is_demo or self._settings.redis_url is None else None
        self._closing = contextlib.AsyncExitStack()
        self._calls = BlockingCalls(2, "serving")
        self._slack_said: tuple[float, str] = (0.0, "")

    @property
    def listens_to_http(self) -> bool:
        """Whether Slack may call over HTTP: its requests can be verified."""
        return self._settings.slack_signing_secret is not None

    @property
    def signing_secret(self) -> str:
        """What Slack's requests are verified by; empty where it doesn't call over HTTP."""
        secret = self._settings.slack_signing_secret
        return secret.get_secret_value() if secret is not None else ""

    @property
    def installs(self) -> bool:
        """Whether workspaces can install the app here."""
        return self._settings.slack_client_id is not None

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opening:
            opening.callback(self._calls.close)
            await self._open(opening)
            self._closing = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def _open(self, opening: contextlib.AsyncExitStack) -> None:
        engine, settings = self._engine, self._settings
        database = engine.database
        installations = Installations(database)
        token = settings.slack_bot_token.get_secret_value() if settings.slack_bot_token else None
        clients = SlackClients(
            settings.slack_api_url, token, lambda team: installations.find(SURFACE, team), self.metrics.called
        )
        opening.push_async_callback(clients.close)
        files, log, channels = SharedFiles(database), QuestionLog(database), ChannelSettingsStore(database)
        throttle = open_throttle(settings.redis_url)
        if isinstance(throttle, RedisThrottle):
            opening.push_async_callback(throttle.close)
        assistant = opening.enter_context(
            Assistant(
                lambda: engine.answerer,
                log,
                Audience(),
                throttle,
                channels,
                files,
                engine.submitter_of,
                lambda team: Library(database, team),
                engine.forgetter,
                engine.jobs,
                _limits(settings),
            )
        )
        await assistant.warm_up()
        inbox = Inbox(database, self._owner)
        self.surface = surface = SlackSurface(
            clients, Directories(clients), assistant, inbox, log, files, channels, engine.jobs, installations
        )
        if settings.slack_client_id is not None and settings.slack_client_secret is not None:
            secret = settings.slack_client_secret.get_secret_value()
            self.installing = Installing(settings.slack_client_id, secret, clients, installations.save)
        timed = {kind: self._timed(kind, handler) for kind, handler in handlers(surface).items()}
        desk = await opening.enter_async_context(Desk(inbox, timed, workers=AT_ONCE))
        door = Doorkeeper(inbox.receive, desk.wake, lambda body: open_dialog(surface, body), self.metrics.received_one)
        opening.push_async_callback(door.close)
        self.bolt = build_app(self.signing_secret or None, door)
        notices = Notices(files, engine.jobs, surface.card_of, self._owner, self._file_ready)
        for background in self._background(clients, notices):
            opening.push_async_callback(ended, watched(asyncio.create_task(background), "background"))

    def _background(self, clients: SlackClients, notices: Notices) -> list[Coroutine[Any, Any, None]]:
        check = FileCheck(
            self.surface.files,
            self._calls,
            lambda team, file: self.surface.directories.of(team).file_info(file),
            lambda team, file: self.surface.assistant.forget_file(SURFACE, team, file),
        )
        tasks = [notices.run(), check.run(), self._prune()]
        if self._worker is not None:
            tasks.append(self._worker.run())
        if self._settings.slack_app_token is not None:
            tasks.append(listen(self.bolt, clients, self._settings.slack_app_token.get_secret_value()))
        return tasks

    async def _file_ready(self, record: SharedRecord) -> Earlier:
        directory = self.surface.directories.of(record.file.chat.team)
        return await self.surface.assistant.file_ready(record, directory)

    def _timed(self, kind: str, handler: Handler) -> Handler:
        """The handler, whose work is measured."""

        async def run(taken: TakenItem, holder: ItemHolder) -> str:
            begun, outcome = time.perf_counter(), "raised"
            try:
                outcome = await handler(taken, holder)
            finally:
                self.metrics.handled.labels(kind, outcome).observe(time.perf_counter() - begun)
            return outcome

        return run

    async def parts(self) -> dict[str, str]:
        """Each part with `ok`, or with what is wrong; takes some seconds at most."""
        found = {
            "records": await self._checked(self._records_state()),
            "slack": await self._checked(self._slack_state()),
        }
        if self._worker is not None:
            found["worker"] = "ok" if self._worker.is_running else "not running"
        return found

    async def measure(self) -> None:
        """Brings the gauges up to date; where the records are away they stay as they were."""
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS):
                self.metrics.waiting.set(await self._calls.run(self.surface.inbox.waiting))
                counts = await self._calls.run(self._engine.jobs.counts)
                for state in ("waiting", "running", "stuck"):
                    self.metrics.jobs.labels(state).set(getattr(counts, state))

    async def _checked(self, check: Coroutine[Any, Any, str]) -> str:
        try:
            async with asyncio.timeout(CHECK_SECONDS):
                return await check
        except TROUBLES as error:
            return code_of(error)
        except Exception as error:
            return type(error).__name__

    async def _records_state(self) -> str:
        await self._calls.run(self._engine.database.ping)
        return "ok"

    async def _slack_state(self) -> str:
        now = asyncio.get_running_loop().time()
        until, said = self._slack_said
        if now >= until:
            await self.surface.clients.ping()
            self._slack_said = (now + SLACK_SECONDS, said := "ok")
        return said

    async def _prune(self) -> None:
        """Drops once an hour what the records need no longer."""
        while True:
            for prune in (self.surface.inbox.prune, self.surface.files.prune):
                try:
                    await self._calls.run(prune)
                except Exception as error:
                    _log.warning("records_not_pruned", error=type(error).__name__)
            await asyncio.sleep(PRUNE_SECONDS)


def _limits(settings: BotSettings) -> ServiceLimits:
    limits = ServiceLimits(most_file_bytes=settings.max_file_mb * MEGABYTE)
    if settings.llm_provider == "none":
        return limits
    seconds = limits.answer_seconds + 2 * settings.llm_timeout_seconds  # a call each that rewrites and that writes
    return replace(limits, answers_at_once=WRITTEN_AT_ONCE, answer_seconds=seconds)
