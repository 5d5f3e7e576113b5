"""The real bot before a world: its service, records, index and engine. Only the chat's people are the world's."""

import asyncio
import hashlib
import itertools
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import bot.access.labels_in_use
import bot.access.memory
from bot.access.audience import Audience, ReplyScope
from bot.access.labels_in_use import RememberedLabels
from bot.access.web_scope import WebScope
from bot.chat.channel_settings import ChannelSettings
from bot.chat.chat import Chat, Person
from bot.chat.role import Role
from bot.records.api_keys import ApiKeys, NewKey
from bot.records.membership_changes import MembershipChanges
from bot.records.people import KEY, SSO, WEB, WEB_TEAM, People
from bot.service.assistant import Assistant
from bot.service.limits import ServiceLimits
from bot.service.questions import more_in_private
from bot.service.throttle import PERSON, MemoryThrottle, Rate
from bot.service.throttle import TEAM as TEAM_RATES
from ingest.library.held_documents import NewVersion
from pipelines.access import Scope
from pipelines.answering.answerer import Answerer, build_answerer
from pipelines.indexing.chunking import chunk_pages
from pipelines.models.late_interaction import pack
from pipelines.models.rerankers import LateInteractionReranker
from pipelines.ports import IndexedChunk
from pipelines.types import Answer, Page, Source, Turn
from tests.access.directory import ELSEWHERE, SURFACE, TEAM, WorldDirectory, chat_of
from tests.access.indexes import WorldIndexes, Written
from tests.access.words import name_of, text_of
from tests.access.world import Room, World
from tests.bot.chat_service import ChatService
from tests.bot.fake_surface import FakeSurface, Talk
from tests.pipelines.hashed_embedder import HashedEmbedder

BY = "an-admin"
MANY = Rate(1_000_000, 60.0)
PATIENT = ServiceLimits(answer_seconds=1_800.0)
"""However busy the machine is, a question ends in its answer."""


class Clock:
    """The time by which memberships are remembered."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def monotonic(self) -> float:
        """Seconds."""
        return self.now


class Heard:
    """The real engine; `history` is what it was given with the last question."""

    def __init__(self, engine: Answerer) -> None:
        self._engine = engine
        self.history: tuple[Turn, ...] = ()

    async def answer(self, question: str, scope: Scope, history: Sequence[Turn] = (), *told: Any) -> Answer:
        """What the engine answers."""
        self.history = tuple(history)
        return await self._engine.answer(question, scope, history, *told)

    def __getattr__(self, name: str) -> Any:
        """All else is the engine's own."""
        return getattr(self._engine, name)


class Stage(ChatService):
    """A world with the bot in it. `here` is the chat as this process knows it, `ids` are the documents' in the records,
    `accounts` the people's, `talk` presses buttons while something is done (`act`).
    """

    def __init__(self, folder: Path, world: World, indexes: WorldIndexes) -> None:
        self.world, self._indexes = world, indexes
        unhindered = MemoryThrottle(dict.fromkeys(PERSON, MANY), dict.fromkeys(TEAM_RATES, MANY))
        super().__init__(folder, throttle=unhindered, limits=PATIENT, index=indexes.open)  # type: ignore[arg-type]
        self.changes = MembershipChanges(self.holdings.database)
        self.here = WorldDirectory(world, self.changes.stamps)
        self.directory = self.here  # type: ignore[assignment]
        self.surface = WorldSurface(world, self.here)
        embedder, index = HashedEmbedder(), self.holdings.index
        self.engine = Heard(build_answerer(index, embedder, LateInteractionReranker(index, embedder)))
        self.clock = Clock()
        self.people, self.keys_of_programs = People(self.holdings.database), ApiKeys(self.holdings.database)
        self.accounts: dict[str, Person] = {}
        self.audience = self._rules()
        self.keys = itertools.count()
        self.ids: dict[str, str] = {}
        self.talk: Talk

    def _rules(self) -> Audience:
        """The rules as they are set in the world."""
        granted = self.holdings.library.granted
        labels = RememberedLabels(granted.all_labels, granted.newest).all_labels
        return Audience(
            labels,
            None if self.world.is_everyones else ["T2"],
            self.world.guests_read_all,
            people=self.people.known,
            elsewhere=WebScope(self.people, self.keys_of_programs, labels, self._direct),
        )

    async def _direct(self, person: Person) -> ReplyScope | None:
        """What somebody of the chat would be answered from in a direct message."""
        if (person.surface, person.team) != (SURFACE, TEAM):
            return None
        return await self.audience.scope_of(chat_of(self.world, "", person.id), person, self.here)

    def settle(self) -> None:
        """What was set in the world before anybody asks: accounts, and the choices of rooms."""
        for name, someone in self.world.people.items():
            account = self.people.ensure(Person(SURFACE, TEAM, name), BY)
            self.people.link(account, Person(SURFACE, ELSEWHERE, name), "issuer", BY)
            for surface, team, _, user in (each.split(":") for each in someone.linked):
                self.people.link(account, Person(surface, team, user), "email", BY)
            self.people.set_groups(account, [f"group:{each}" for each in someone.groups], "issuer")
            if someone.signs_in:
                self.people.link(account, Person(SSO, "https://issuer.example", name), "issuer", BY)
            self.people.disable(account, someone.is_disabled, BY)
            self.accounts[name] = Person(WEB, WEB_TEAM, account)
        labels = self.world.key_labels or frozenset({"nobody"})
        _, key = self.keys_of_programs.create(NewKey("a program", Role.VIEWER, frozenset(), labels, None), BY)
        self.program = Person(KEY, WEB_TEAM, key.id)
        for name, room in self.world.rooms.items():
            self.choose(name, room)

    def choose(self, name: str, room: Room) -> None:
        """Sets what the world says of a room."""
        chosen = ChannelSettings(
            documents=room.documents, collections=tuple(sorted(room.collections)), outsiders=room.outsiders
        )
        self.channel_settings.set(SURFACE, TEAM, name, chosen, Person(SURFACE, TEAM, BY))

    def publish(self, documents: str) -> None:
        """Documents of the world into index and records, for those whom the world says."""
        library, rows = self.holdings.library, list[Written]()
        for document in documents:
            labels = tuple(sorted(self.world.labels(document)))
            self.ids[document] = known = library.document_id(name_of(document))
            rows.append(written(document, known, labels))
            source = rows[-1][0]
            new = NewVersion(
                known, source.version_id, source.name, source.title, "0" * 64, "text/plain", source.type, 1, 9
            )
            library.begin(new)
            for place, given in self.world.grants[document].items():
                library.finish(new, 1, sorted(given), place=place)
            library.granted.confirm(known, labels)
        self._indexes.fill(self.holdings.rows, rows)

    def act(self, doing: Callable[["Stage", Assistant], Awaitable[None]]) -> None:
        """Has something done before the bot, by the clock of this stage."""

        async def acted() -> None:
            with self.assistant(lambda: self.engine) as assistant:
                self.talk = Talk(self, assistant, self.surface)
                await doing(self, assistant)

        clock = SimpleNamespace(monotonic=self.clock.monotonic)
        with (
            patch.object(bot.access.memory, "time", clock),
            patch.object(bot.access.labels_in_use, "time", clock),
            patch.object(more_in_private, "LONGEST_LOOK", 60.0),  # however busy the machine is
        ):
            asyncio.run(acted())


class WorldSurface(FakeSurface):
    """A surface in the world's rooms."""

    def __init__(self, world: World, directory: WorldDirectory) -> None:
        super().__init__(directory)  # type: ignore[arg-type]
        self._world_directory = directory

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """The room as it is."""
        return await self._world_directory.chat(channel, user, thread)


@cache
def _embedded(document: str) -> tuple[Page, tuple[IndexedChunk, ...]]:
    """What an index holds of a document, computed once for all worlds."""
    embedder, page = HashedEmbedder(), Page(1, text_of(document))
    source = Source(document, document, name_of(document), name_of(document), ("nobody",))
    cut = chunk_pages(source, [page])
    texts = embedder.encode([f"{each.context}\n{each.text}" for each in cut])
    return page, tuple(IndexedChunk(each, text.vector, pack(text)) for each, text in zip(cut, texts, strict=True))


def written(document: str, document_id: str, labels: Sequence[str]) -> Written:
    """A document as an indexer writes it."""
    page, chunks = _embedded(document)
    version = hashlib.sha256(document_id.encode()).hexdigest()[:32]
    source = Source(document_id, version, name_of(document), name_of(document), tuple(labels))
    placed = [
        replace(each, chunk=replace(each.chunk, id=f"{version}-{n}", source=source)) for n, each in enumerate(chunks)
    ]
    return source, [page], placed
