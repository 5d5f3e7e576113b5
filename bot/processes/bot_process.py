"""Everything of a bot process around its web application: the service, the desk, the notices, the way to Slack."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Coroutine
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.access.audience import Audience
from bot.chat.ports import Earlier
from bot.engine_parts import Place
from bot.inbox.inbox import Inbox, TakenItem
from bot.inbox.inbox_worker import Desk, Handler, ItemHolder
from bot.operations.doctor import system_parts
from bot.processes.metrics import Metrics
from bot.processes.own_worker import OwnWorker
from bot.processes.part_watch import OK, PartWatch, WatchedPart
from bot.processes.worker_child import DEMO
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.installations import Installations
from bot.records.membership_changes import MembershipChanges
from bot.records.question_log import QuestionLog
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.service.assistant import Assistant
from bot.service.card_follower import Notices
from bot.service.limits import MEGABYTE, ServiceLimits
from bot.service.throttle import RedisThrottle, open_throttle
from bot.settings import BotSettings
from bot.slack.directory.clients import SlackClients
from bot.slack.directory.directory import SURFACE, Directories
from bot.slack.directory.errors import code_of
from bot.slack.directory.file_check import FileCheck
from bot.slack.inbound.app import Doorkeeper, build_app
from bot.slack.inbound.dialogs import open_dialog
from bot.slack.inbound.handlers import handlers
from bot.slack.inbound.socket_mode import listen
from bot.slack.inbound.surface import SlackSurface
from bot.slack.setup.admitted_teams import AdmittedTeams
from bot.slack.setup.install import Installing
from bot.threads.background import ended, watched
from bot.threads.blocking import BlockingCalls
from bot.wiring import Engine
from ingest.library.library import Library

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
"""How long it is remembered what Slack said to the token."""


class Serving:
    """A bot process. An async context manager: what it needs of the engine is opened before, its tasks run within.

    `bolt`, `installing`, `surface` and `parts` are there within the block alone.
    """

    bolt: "AsyncApp"
    parts: PartWatch
    installing: Installing
    surface: SlackSurface

    def __init__(self, engine: Engine, metrics: Metrics | None = None) -> None:
        self._engine = engine
        self._settings = engine.settings
        self.metrics = metrics or Metrics()
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        is_demo = engine.place == Place.demo(self._settings)
        # The demo's samples are nobody's secret.
        everyone_in = None if is_demo else self._settings.everyone_in
        self._audience = Audience(everyone_in, self._settings.guests_read == "workspace")
        arguments = (DEMO,) if is_demo else ()
        self._worker = OwnWorker(*arguments) if is_demo or self._settings.redis_url is None else None
        self._closing = contextlib.AsyncExitStack()
        self._calls = BlockingCalls(2, "serving")
        self._pings = BlockingCalls(4, "pings")

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
            opening.callback(self._pings.close)
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
        admitted = AdmittedTeams(
            settings.admitted_teams, clients.ping, lambda: installations.first(SURFACE), has_token=token is not None
        )
        files, log, channels = SharedFiles(database), QuestionLog(database), ChannelSettingsStore(database)
        throttle = open_throttle(settings.redis_url)
        if isinstance(throttle, RedisThrottle):
            opening.push_async_callback(throttle.close)
        assistant = opening.enter_context(
            Assistant(
                lambda: engine.answerer,
                log,
                self._audience,
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
        changes = MembershipChanges(database)
        directories = Directories(clients, changes.stamp)
        self.surface = surface = SlackSurface(
            clients, directories, assistant, inbox, log, files, channels, engine.jobs, installations, changes
        )
        if settings.slack_client_id is not None and settings.slack_client_secret is not None:
            secret = settings.slack_client_secret.get_secret_value()
            self.installing = Installing(
                settings.slack_client_id, secret, clients, installations.save, admitted.may_install
            )
        timed = {kind: self._timed(kind, handler) for kind, handler in handlers(surface).items()}
        desk = await opening.enter_async_context(Desk(inbox, {SURFACE: timed}, workers=AT_ONCE))
        door = Doorkeeper(
            inbox.receive,
            desk.wake,
            lambda body: open_dialog(surface, body),
            admitted.admits,
            self.metrics.received_one,
        )
        opening.push_async_callback(door.close)
        self.bolt = build_app(self.signing_secret or None, door)
        self.parts = PartWatch(self._watched(clients))
        opening.push_async_callback(self.parts.close)
        notices = Notices(files, engine.jobs, surface.card_of, self._owner, self._file_ready)
        for background in self._background(clients, notices):
            opening.push_async_callback(ended, watched(asyncio.create_task(background), "background"))

    def _background(self, clients: SlackClients, notices: Notices) -> list[Coroutine[Any, Any, None]]:
        check = FileCheck(
            self.surface.files,
            self._calls,
            lambda team, file, channel: self.surface.directories.of(team).has_file(file, channel),
            lambda team, file, channel: self.surface.assistant.forget_file(SURFACE, team, file, channel),
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

    async def measure(self) -> None:
        """Brings the gauges up to date; those that the records know stay as they were where these are away."""
        for part, state in (await self.parts.states()).items():
            self.metrics.parts.labels(part).set(state == OK)
        with contextlib.suppress(Exception):
            async with asyncio.timeout(CHECK_SECONDS):
                self.metrics.waiting.set(await self._calls.run(self.surface.inbox.waiting))
                self.metrics.overdue_are(await self._calls.run(self.surface.inbox.overdue))
                counts = await self._calls.run(self._engine.jobs.counts)
                for state in ("waiting", "running", "stuck"):
                    self.metrics.jobs.labels(state).set(getattr(counts, state))
                missing = await self._calls.run(self.surface.files.missing.counts, SURFACE)
                self.metrics.missing.set(sum(count.missing for count in missing.values()))

    def _watched(self, clients: SlackClients) -> list[WatchedPart]:
        """The parts that can be asked cheaply; this process's own ways to them take the place of the doctor's."""
        watched = []
        for part in system_parts(self._settings, self._engine):
            if part.name == "slack":
                watched.append(WatchedPart(part.name, clients.ping, part.is_needed, SLACK_SECONDS, code_of))
            elif part.name == "queue" and self._worker is not None:
                watched.append(WatchedPart(part.name, self._worker.ping, part.is_needed))
            elif part.ping is not None:
                watched.append(WatchedPart(part.name, partial(self._pings.run, part.ping), part.is_needed))
        return watched

    async def _prune(self) -> None:
        """Drops once an hour what the records need no longer."""
        while True:
            for prune in (self.surface.inbox.prune, self.surface.files.prune, self.surface.changes.prune):
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
