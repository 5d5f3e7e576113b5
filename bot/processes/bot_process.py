"""Everything of a bot process around its web application: the service, the inbox worker, the cards, the chats."""

import asyncio
import contextlib
import os
import secrets
import socket
import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import structlog

from bot.access.audience import Audience, ReplyScope
from bot.access.labels_in_use import RememberedLabels
from bot.access.roles import Roles
from bot.access.web_scope import WebScope
from bot.api.opening import ApiSurroundings, open_api
from bot.chat.chat import Person
from bot.chat.ports import CardHistory
from bot.chats import set_chats
from bot.engine_parts import Place
from bot.inbox.door import InboxDoor
from bot.inbox.inbox import Inbox
from bot.inbox.inbox_worker import Handler, InboxWorker
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import TakenItem
from bot.processes.api_side import CARDS, direct_scope, directory_around
from bot.processes.metrics import Metrics, SurfaceMetrics
from bot.processes.own_worker import OwnWorker
from bot.processes.part_watch import OK, PartWatch, WatchedPart
from bot.processes.pruning import prune_hourly, prunes_of
from bot.processes.record_gauges import RecordGauges
from bot.processes.start import program_version
from bot.processes.system_parts import system_parts
from bot.processes.worker_child import DEMO
from bot.records.admin_entries import AdminEntries
from bot.records.api_keys import ApiKeys
from bot.records.channel_settings import ChannelSettingsStore
from bot.records.denials import Denials
from bot.records.figures.told_replies import ToldReplies
from bot.records.people import People
from bot.records.question_log import QuestionLog
from bot.records.question_views import QuestionViews
from bot.records.shared_files import SharedFiles, SharedRecord
from bot.records.surveys import Surveys
from bot.records.upload_choices import UploadChoices
from bot.service.assistant import Assistant
from bot.service.chat_connection import ConnectedChat, Surroundings
from bot.service.console.looking import Console
from bot.service.files.card_follower import CardFollower
from bot.service.handling.surveys import KIND as SURVEY
from bot.service.limits import MEGABYTE, ServiceLimits
from bot.service.linking import Linking
from bot.service.throttle import RedisThrottle, open_throttle
from bot.settings import BotSettings
from bot.threads.background import ended, watched
from bot.threads.blocking import BlockingCalls
from bot.wiring import Engine
from ingest.library.granted import Granted
from ingest.library.library import Library
from ingest.living_processes import LifeSigns, LivingProcesses
from pipelines.engine_measures import measure_by

if TYPE_CHECKING:
    from fastapi import APIRouter
    from starlette.routing import BaseRoute

_log = structlog.stdlib.get_logger("tcbot.bot")

AT_ONCE = 128
"""Things that chats told us which are worked on at once; those that only wait for their turn cost little."""
WRITTEN_AT_ONCE = 16
"""Answers that a model server writes at once."""


class BotProcess:
    """A bot process. An async context manager: what it needs of the engine is opened before, its tasks run within.

    `chats` by their names, `linking`, `routes`, `parts` and `api_routes` are there within the block alone.
    """

    parts: PartWatch
    chats: Mapping[str, ConnectedChat]
    api_routes: Sequence["BaseRoute"]

    def __init__(self, engine: Engine, metrics: Metrics | None = None) -> None:
        self._engine = engine
        self._settings = engine.settings
        prices = (self._settings.llm_prompt_price, self._settings.llm_completion_price)
        self.metrics = metrics or Metrics(*prices)
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        database = engine.database
        is_demo = engine.place == Place.demo(self._settings)
        # The demo's samples are nobody's secret.
        everyone_in = None if is_demo else self._settings.everyone_in
        self._granted = granted = Granted(database)
        people = People(database)
        labels = RememberedLabels(granted.all_labels, granted.newest, granted.labels_after).all_labels
        guests_read_all = self._settings.guests_read == "workspace"
        self._audience = Audience(
            labels,
            everyone_in,
            guests_read_all,
            people=people.known,
            elsewhere=WebScope(people, ApiKeys(database), labels, self._direct),
        )
        self.linking = Linking(database, lambda: [chat.surface for chat in self.chats.values()])
        self._roles = Roles.of(self._settings, people)
        arguments = (DEMO,) if is_demo else ()
        self._worker = OwnWorker(*arguments) if is_demo or self._settings.redis_url is None else None
        self._processes = LivingProcesses(database, self._owner)
        self._files, self._log = SharedFiles(database, self._processes), QuestionLog(database)
        self._inbox = Inbox(database, self._owner, processes=self._processes, unhurried=[SURVEY])
        self._upload_choices = UploadChoices(database)
        self._prunes = prunes_of(database, self._inbox, self._processes, self._files)
        self._closing = contextlib.AsyncExitStack()
        self._calls = BlockingCalls(2, "bot")
        self._gauges = RecordGauges(
            metrics=self.metrics, calls=self._calls, inbox=self._inbox, files=self._files, engine=engine
        )
        self._pings = BlockingCalls(4, "pings")

    @property
    def routes(self) -> list["APIRouter"]:
        """What the chats call over HTTP."""
        return [router for chat in self.chats.values() for router in chat.routes]

    async def __aenter__(self) -> Self:
        async with contextlib.AsyncExitStack() as opening:
            measure_by(self.metrics.engine)
            opening.callback(measure_by, None)
            opening.callback(self._calls.close)
            opening.callback(self._pings.close)
            await self._open(opening)
            self._closing = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._closing.aclose()

    async def _open(self, opening: contextlib.AsyncExitStack) -> None:
        self._assistant = assistant = await self._open_assistant(opening)
        news = asyncio.Event()  # the chats come before the worker that they wake
        chats = {}
        for chat in set_chats(self._settings):
            metrics = SurfaceMetrics(self.metrics, chat.name)
            door = InboxDoor(self._inbox.receive, news.set, metrics.received)
            opening.callback(door.close)
            surroundings = Surroundings(
                settings=self._settings,
                database=self._engine.database,
                assistant=assistant,
                door=door,
                metrics=metrics,
            )
            chats[chat.name] = await opening.enter_async_context(chat.open(surroundings))
        self.chats = chats
        self.api_routes = await opening.enter_async_context(open_api(self._around_api(assistant)))
        timed = {
            name: {kind: self._timed(name, kind, handler) for kind, handler in chat.handlers.items()}
            for name, chat in chats.items()
        }
        cards = {**CARDS, **{name: chat.surface.card_of for name, chat in chats.items()}}
        following = CardFollower(self._files, self._engine.jobs, cards, self._owner, self._file_ready)
        worker = InboxWorker(self._inbox, timed, AT_ONCE, news=news)
        opening.enter_context(LifeSigns(self._processes, lambda: worker.is_busy or following.is_busy))
        await opening.enter_async_context(worker)
        self.parts = PartWatch(self._watched())
        opening.push_async_callback(self.parts.close)
        for background in (following.run(), *self._background()):
            opening.push_async_callback(ended, watched(asyncio.create_task(background), "background"))

    async def _open_assistant(self, opening: contextlib.AsyncExitStack) -> Assistant:
        engine, settings = self._engine, self._settings
        database = engine.database
        self._throttle = throttle = open_throttle(settings.redis_url)
        if isinstance(throttle, RedisThrottle):
            opening.push_async_callback(throttle.close)
        assistant = opening.enter_context(
            Assistant(
                answerer=lambda: engine.answerer,
                log=self._log,
                audience=self._audience,
                roles=self._roles,
                throttle=throttle,
                channel_settings=ChannelSettingsStore(database),
                shared_files=self._files,
                submitter_of=engine.submitter_of,
                library_of=lambda shelf: Library(database, shelf),
                forgetter=engine.forgetter,
                jobs=engine.jobs,
                originals=engine.vault,
                upload_choices=self._upload_choices,
                denials=Denials(database),
                entries=AdminEntries(database),
                question_views=QuestionViews(database),
                told_replies=ToldReplies(database),
                surveys=Surveys(database),
                asks_surveys=settings.csat == "on",
                limits=_limits(settings),
                measures=self.metrics.questions,
            )
        )
        await assistant.warm_up(lambda: self._granted.labels_after(self._granted.newest()))
        return assistant

    def _background(self) -> list[Coroutine[Any, Any, None]]:
        tasks = [prune_hourly(self._prunes, self._calls)]
        tasks.extend(task for chat in self.chats.values() for task in chat.background)
        if self._worker is not None:
            tasks.append(self._worker.run())
        return tasks

    async def _file_ready(self, record: SharedRecord) -> CardHistory:
        return await self._assistant.file_ready(record, directory_around(record.file.chat, self.chats))

    async def _part_states(self) -> Mapping[str, str]:
        return await self.parts.states()

    def _around_api(self, assistant: Assistant) -> ApiSurroundings:
        return ApiSurroundings(
            settings=self._settings,
            database=self._engine.database,
            assistant=assistant,
            throttle=self._throttle,
            roles=self._roles,
            version=program_version(),
            counted=SurfaceMetrics(self.metrics, "api").acknowledged,
            links=self.linking,
            console=Console(
                calls=self._calls,
                database=self._engine.database,
                inbox=self._inbox,
                parts=self._part_states,
                questions_days=self._settings.questions_days,
            ),
        )

    async def _direct(self, person: Person) -> ReplyScope | None:
        return await direct_scope(person, self._audience, self.chats)

    def _timed(self, surface: str, kind: str, handler: Handler) -> Handler:
        """The handler, whose work is measured."""
        metrics = SurfaceMetrics(self.metrics, surface)

        async def run(taken: TakenItem, holder: ItemHolder) -> str:
            begun, outcome = time.perf_counter(), "raised"
            try:
                outcome = await handler(taken, holder)
            finally:
                metrics.handled(kind, outcome, time.perf_counter() - begun)
            return outcome

        return run

    async def measure(self) -> None:
        """Brings the gauges up to date; those that the records know stay as they were where these are away."""
        for part, state in (await self.parts.states()).items():
            self.metrics.parts.labels(part).set(state == OK)
        await self._gauges.look(self.chats)

    def _watched(self) -> list[WatchedPart]:
        """The parts that can be asked cheaply; this process's own ways to them take the place of the doctor's."""
        watched = []
        for part in system_parts(self._settings, self._engine):
            if chat := self.chats.get(part.name):
                watched.append(WatchedPart(part.name, chat.ping, part.is_needed, chat.kept, chat.code))
            elif part.name == "queue" and self._worker is not None:
                watched.append(WatchedPart(part.name, self._worker.ping, part.is_needed))
            elif part.ping is not None:
                watched.append(WatchedPart(part.name, partial(self._pings.run, part.ping), part.is_needed))
        return watched


def _limits(settings: BotSettings) -> ServiceLimits:
    limits = ServiceLimits(most_file_bytes=settings.max_file_mb * MEGABYTE)
    if settings.llm_provider == "none":
        return limits
    seconds = limits.answer_seconds + 2 * settings.llm_timeout_seconds  # a call each that rewrites and that writes
    return replace(limits, answers_at_once=WRITTEN_AT_ONCE, answer_seconds=seconds)
