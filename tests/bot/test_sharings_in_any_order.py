"""Whatever is shared, widened, replaced, repaired, lost and taken back, in any order: who may read what stays true.

What is true is told by `Oracle`, which knows sharings and nothing of records, jobs or an index.
"""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from bot.chat.chat import Chat, Person
from bot.records.shared_files import SharedRecord
from ingest.library.held_documents import HeldDocument
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.reading.parse import ParserPool
from pipelines.access import Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.indexing.indexer import Indexer
from pipelines.ports import IndexUnavailableError
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, BOB, GENERAL, SALES, FakeCard, shared
from tests.ingest.holdings import TRAVEL, VACATION
from tests.pipelines.hashed_embedder import HashedEmbedder

NAME = "Handbook.md"
PEOPLE, CHATS, TEXTS = {"alice": ALICE, "bob": BOB}, {"general": GENERAL, "sales": SALES}, (VACATION, TRAVEL)
LABELS = ("slack:T1", "slack:T1:general", "slack:T1:sales")
people, chats, texts = st.sampled_from(sorted(PEOPLE)), st.sampled_from(sorted(CHATS)), st.sampled_from(TEXTS)

Step = tuple[str, ...]
steps = st.one_of(
    st.tuples(st.sampled_from(["share", "open"]), people, chats, texts),
    st.tuples(st.just("forget"), people, chats),
    st.tuples(st.just("delete"), people, chats, texts),
    st.tuples(st.just("repair"), texts),
    st.tuples(st.just("lose"), texts),
    st.tuples(st.sampled_from(["work", "work", "away", "back"])),
)


def file_id(who: str, where: str, content: str) -> str:
    return f"F-{who}-{where}-{TEXTS.index(content)}"


@dataclass
class Sharing:
    """A file of somebody in a channel: what it holds, for whom it is, who reads it, the how many-th sharing it was."""

    who: str
    where: str
    content: str
    labels: set[str]
    number: int
    is_ready: bool = False
    granted: set[str] = field(default_factory=set)


@dataclass
class Oracle:
    """Who may read what, told from sharings alone."""

    sharings: dict[str, Sharing] = field(default_factory=dict)
    count: int = 0

    def share(self, who: str, where: str, content: str, for_all: bool) -> None:
        self.count += 1
        labels = {f"slack:T1:{where}"} | ({"slack:T1"} if for_all else set())
        held = self.sharings.setdefault(file_id(who, where, content), Sharing(who, where, content, set(), self.count))
        if not labels <= held.labels or (not for_all and "slack:T1" in held.labels):  # read anew
            held.number, held.is_ready = self.count, False
        held.labels |= labels

    def work(self) -> None:
        """All that waits is ready; each takes the place of its sharer's older ones of the channel."""
        waiting = sorted((each for each in self.sharings.values() if not each.is_ready), key=lambda each: each.number)
        for each in waiting:
            each.is_ready, each.granted = True, set(each.labels)
        for new in waiting:
            for key, other in list(self.sharings.items()):
                is_same_place = (other.who, other.where) == (new.who, new.where) and other.content != new.content
                if is_same_place and other.number < new.number and new in self.sharings.values():
                    self.end(key)

    def forget(self, who: str, where: str) -> None:
        scope = {"slack:T1", f"slack:T1:{where}"}
        own = {
            content: [key for key, each in self.sharings.items() if each.content == content and each.who == who]
            for content in TEXTS
            if self.readers(content) & scope
        }
        own = {content: keys for content, keys in own.items() if keys}
        here = {c: keys for c, keys in own.items() if any(self.sharings[key].where == where for key in keys)}
        if here or len(own) == 1:
            for keys in (here or own).values():
                for key in keys:
                    self.end(key)

    def end(self, key: str) -> None:
        """The sharing is over; where it was the last, those have its text who shared the same just now."""
        ended = self.sharings.pop(key, None)
        if ended is not None and ended.granted and not self.readers(ended.content):
            for each in self.sharings.values():
                each.granted |= each.labels if each.content == ended.content else set()

    def readers(self, content: str) -> set[str]:
        return {label for each in self.sharings.values() if each.content == content for label in each.granted}


class Away(EmbeddedIndex):
    """An index that can't be told of readers while it is away."""

    is_away = False

    def set_labels(self, *told: object) -> None:
        if Away.is_away:
            raise IndexUnavailableError("The search does not answer.")
        super().set_labels(*told)  # type: ignore[arg-type]


class World(ChatService):
    """The service as it is, with one parser for all jobs."""

    parsers: ParserPool

    def _ingestor(self, team: str) -> Ingestor:
        index, library = self.holdings.index, Library(self.holdings.database, team)
        return Ingestor(library, index, Indexer(index, HashedEmbedder()), self.holdings.vault, parsers=self.parsers)

    def begin(self) -> None:
        self.oracle, self.waiting = Oracle(), list[SharedRecord]()
        self.directory.members = {"general": set(PEOPLE), "sales": set(PEOPLE)}
        self.directory.managers = {}
        Away.is_away = False

    def act(self, step: Step) -> None:
        kind, *more = step
        if kind in {"share", "open"}:
            self._share(*more, for_all=kind == "open" and more[1] == "general")
        elif kind == "forget":
            self._forget(PEOPLE[more[0]], CHATS[more[1]])
            self.oracle.forget(*more)
        elif kind == "delete":
            self._delete(*more)
        elif kind in {"repair", "lose"}:
            for held in self._held(more[0]):
                if kind == "lose":
                    self.holdings.rows.forget(held.document_id)
                self.jobs.restore(held)
        elif kind == "work":
            self._work()
        else:
            Away.is_away = kind == "away"
        self.shared_files.prune()

    def check(self) -> None:
        """All has come to its end: records and index say what the oracle says."""
        Away.is_away = False
        with self.holdings.database.session() as session:
            session.execute(text("UPDATE relabellings SET asked_at = '2020-01-01 00:00:00'"))
            session.execute(text("UPDATE jobs SET not_before = NULL"))
        self._work()
        for label in LABELS:
            expected = {content for content in TEXTS if label in self.oracle.readers(content)}
            ids = {held.document_id for content in expected for held in self._held(content)}
            rows = self.holdings.rows.documents(scope_filter(Scope.of(label)))
            assert len(ids) == len(expected)
            assert {held.document_id for held in self.holdings.library.readable(Scope.of(label))} == ids
            assert {row.source.document_id for row in rows} == ids

    def never_more(self) -> None:
        """At no moment do the records let anybody read what nobody shares with them."""
        for content in TEXTS:
            for held in self._held(content):
                assert set(held.labels) <= self.oracle.readers(content)

    def _share(self, who: str, where: str, content: str, for_all: bool) -> None:
        file = shared(NAME, CHATS[where], PEOPLE[who], file_id=file_id(who, where, content))
        self.directory.files[file.id] = content.encode()
        self.directory.managers = {CHATS[where].channel: {PEOPLE[who].id}} if for_all else {}
        record = self.run(lambda each: each.receive_file(file, FakeCard(), self.directory, for_all=for_all))
        self.directory.managers = {}
        assert isinstance(record, SharedRecord)
        self.waiting = [each for each in self.waiting if each.id != record.id] + [record]
        self.oracle.share(who, where, content, for_all)

    def _forget(self, person: Person, chat: Chat) -> None:
        self.run(lambda each: each.forget(person, chat, NAME, self.directory))

    def _delete(self, who: str, where: str, content: str) -> None:
        with contextlib.suppress(IndexUnavailableError):  # it is tried again, and finds nothing that it grants
            self.run(lambda each: each.forget_file("slack", "T1", file_id(who, where, content)))
        self.oracle.end(file_id(who, where, content))

    def _work(self) -> None:
        self.work()
        for record in self.waiting:
            try:
                self.run(lambda each, record=record: each.file_ready(record, self.directory))
            except IndexUnavailableError:
                Away.is_away = False
                self.run(lambda each, record=record: each.file_ready(record, self.directory))
        self.waiting = []
        self.oracle.work()

    def _held(self, content: str) -> list[HeldDocument]:
        everything = self.holdings.library.readable(Scope.of(*LABELS))
        return [held for held in everything if held.bytes == len(content.encode())]


@pytest.fixture(scope="module")
def parsers() -> Iterator[ParserPool]:
    with ParserPool() as pool:
        yield pool


@settings(
    max_examples=10,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(st.lists(steps, min_size=3, max_size=14))
def test_who_may_read_follows_from_the_sharings_that_stand(parsers: ParserPool, taken: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder), index=Away)
        world.parsers = parsers
        world.begin()
        try:
            for step in taken:
                world.act(step)
                world.never_more()
            world.check()
        finally:
            world.close()
