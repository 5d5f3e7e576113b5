"""A chat for tests: replies and cards that remember what they were told, a directory of people and files, an engine."""

import asyncio
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.ended import Ended
from bot.chat.notes import Note
from bot.chat.ports import NO_HISTORY, CardHistory, DirectoryUnavailableError
from ingest.formats.errors import UnreadableFileError
from ingest.job import JobView
from pipelines.access import Scope
from pipelines.ports import IndexUnavailableError
from pipelines.types import Answer, Citation, Outcome, Outline, OutlineEntry, Page, Passage, Turn

ALICE, BOB, CAROL = (Person("slack", "T1", name) for name in ("alice", "bob", "carol"))
GENERAL = Chat("slack", "T1", "general", ChatKind.PUBLIC)
SALES = Chat("slack", "T1", "sales", ChatKind.PRIVATE)
WITH_ALICE = Chat("slack", "T1", "D-alice", ChatKind.DIRECT)
WITH_BOB = Chat("slack", "T1", "D-bob", ChatKind.DIRECT)


class ChatAwayError(RuntimeError):
    """The chat can't be reached."""


def question(text: str = "How many days?", chat: Chat = GENERAL, asker: Person = ALICE, key: str = "q1") -> Question:
    """A question as somebody asked it."""
    return Question(f"slack:T1:{key}", chat, asker, f"m-{key}", text)


def shared(
    name: str = "Handbook.md", chat: Chat = GENERAL, sharer: Person = ALICE, size: int = 100, file_id: str = ""
) -> SharedFile:
    """A file as somebody shared it."""
    return SharedFile(chat, sharer, f"m-{name}", file_id or f"F-{name}-{chat.channel}", name, size)


@dataclass
class FakeReply:
    """A `Reply` that remembers: `told` is all of it in order. It fails as often as it is told to."""

    told: list[tuple[str, str]] = field(default_factory=list)
    finished: list[Ended] = field(default_factory=list)
    notes: tuple[Note, ...] = ()
    retry_until: datetime | None = None
    can_be_put_off: bool = True
    failing_writes: int = 0
    failing_finishes: int = 0
    seconds: float = 0.0

    async def status(self, line: str) -> None:
        """Remembers it."""
        await asyncio.sleep(self.seconds)
        self.told.append(("status", line))

    async def write(self, sentence: str) -> None:
        """Remembers it."""
        await asyncio.sleep(self.seconds)
        if self.failing_writes:
            self.failing_writes -= 1
            raise ChatAwayError
        self.told.append(("write", sentence))

    async def finish(self, ended: Ended, notes: Sequence[Note] = (), retry_until: datetime | None = None) -> None:
        """Remembers it."""
        if self.failing_finishes:
            self.failing_finishes -= 1
            raise ChatAwayError
        self.finished.append(ended)
        self.notes, self.retry_until = tuple(notes), retry_until
        self.told.append(("finish", ended.answer.outcome.value))

    async def abandon(self) -> None:
        """Remembers it."""
        self.told.append(("abandon", ""))

    def lines(self, kind: str) -> list[str]:
        """What was told of one kind."""
        return [text for told, text in self.told if told == kind]


@dataclass
class FakeCard:
    """A `Card` that remembers."""

    shown: list[JobView] = field(default_factory=list)
    times: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    failing: int = 0
    seconds: float = 0.0
    earlier: CardHistory = NO_HISTORY
    writing: int = 0
    most_writing: int = 0

    async def show(self, job: JobView, earlier: CardHistory = NO_HISTORY) -> None:
        """Remembers it."""
        await self._write()
        self.shown.append(job)
        self.times.append(time.monotonic())
        self.earlier = earlier

    async def refuse(self, sentence: str) -> None:
        """Remembers it."""
        await self._write()
        self.refused.append(sentence)

    async def _write(self) -> None:
        self.writing += 1
        self.most_writing = max(self.most_writing, self.writing)
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.writing -= 1
        if self.failing:
            self.failing -= 1
            raise ChatAwayError

    def states(self) -> list[str]:
        """The states that it showed, one for each change."""
        return [job.state.value for job in self.shown]


@dataclass
class FakeDirectory:
    """A `Directory`: who is in which channel, who manages which, and what the files hold.

    `guests` are people, `shared` the channels that people of other workspaces are in, `writers` those who wrote in a
    thread, `places` the channels that a file is in; a file without any isn't shown. `deaf_in` are
    channels in which it hears calls alone. With `is_away` it tells of these
    two alone.
    """

    members: dict[str, set[str]] = field(default_factory=dict)
    managers: dict[str, set[str]] = field(default_factory=lambda: {"general": {"alice"}})
    files: dict[str, bytes] = field(default_factory=dict)
    is_away: bool = False
    downloads: list[str] = field(default_factory=list)
    guests: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)
    writers: dict[str, set[str]] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=dict)
    deaf_in: set[str] = field(default_factory=set)
    addresses: dict[str, str] = field(default_factory=dict)

    async def channels_of(self, person: Person, among: Collection[str]) -> frozenset[str]:
        """The channels among these that have them as a member."""
        self._asked()
        return frozenset(channel for channel in among if person.id in self.members.get(channel, ()))

    def read_ago(self, person: Person, among: Collection[str]) -> float | None:
        """Just now."""
        return 0.0

    async def is_guest(self, person: Person) -> bool:
        """Whether they are among the guests."""
        return person.id in self.guests

    async def by_email(self, email: str) -> str:
        """Whose address it is."""
        self._asked()
        return self.addresses.get(email.casefold(), "")

    async def has_outsiders(self, channel: str, guests: bool = True) -> bool:
        """Whether it is among the shared ones, or has guests."""
        return channel in self.shared or (guests and not self.guests.isdisjoint(self.members.get(channel, ())))

    async def members_of(self, channel: str, guests: bool = True) -> frozenset[Person]:
        """Who is in it; somebody `x@T2` is of another workspace."""
        self._asked()
        if channel not in self.members:
            raise DirectoryUnavailableError("not_in_channel")
        found = (each.partition("@") for each in self.members[channel] if guests or each not in self.guests)
        return frozenset(Person("slack", team or "T1", name) for name, _, team in found)

    async def may_manage(self, person: Person, channel: str) -> bool:
        """Whether they are among its managers."""
        self._asked()
        return person.id in self.managers.get(channel, set())

    async def person(self, surface_id: str, team: str) -> Person:
        """Somebody who speaks English."""
        return Person("slack", team, surface_id)

    async def download(self, file: SharedFile, path: Path, most_bytes: int) -> None:
        """Writes what the file holds."""
        self._asked()
        self.downloads.append(file.id)
        content = self.files.get(file.id)
        if content is None:
            raise UnreadableFileError("missing")
        if len(content) > most_bytes:
            raise UnreadableFileError("too_large", limit=f"{most_bytes} bytes")
        path.write_bytes(content)

    async def still_has(self, file: SharedFile) -> bool:
        """Whether it is among the files."""
        self._asked()
        return file.id in self.files

    async def address_of(self, file: SharedFile) -> str:
        """An address of the chat, where it is among the files."""
        self._asked()
        return f"https://files.example/{file.id}" if file.id in self.files else ""

    async def chat(self, channel: str, person_id: str, thread: str = "") -> Chat:
        """A public channel."""
        self._asked()
        return Chat("slack", "T1", channel, ChatKind.PUBLIC, thread)

    async def is_in(self, channel: str) -> bool:
        """Wherever somebody is."""
        return channel in self.members

    async def hears_all(self, channel: str) -> bool:
        """Whether it isn't among those where it doesn't."""
        return channel not in self.deaf_in

    async def writers_of(self, channel: str, thread: str) -> frozenset[str]:
        """Who wrote in the thread."""
        self._asked()
        return frozenset(self.writers.get(thread, ()))

    async def places_of(self, file_id: str) -> frozenset[str] | None:
        """Where the file is."""
        self._asked()
        places = self.places.get(file_id)
        return None if places is None else frozenset(places)

    def _asked(self) -> None:
        if self.is_away:
            raise DirectoryUnavailableError("slack_scope_missing", scope="channels:read")


CITED = Citation(1, "Handbook.md", 3, 3, None, "up to five days", "c1")
ANSWERED = Answer(Outcome.ANSWERED, "Five days [1]. Until March [1].", 0.9, (CITED,), searched=2)
QUOTED = Answer(Outcome.QUOTED, "• Handbook, p. 3 — “up to five days”", 0.7, (CITED,), searched=2, reason="no_model")
REFUSED = Answer(Outcome.REFUSED, "", 0.5, searched=2, reason="not_found")


@dataclass
class FakeAnswerer:
    """An `Answerer` that says its `sentences` from another thread, then gives its `answer`, or raises its `error`.

    It waits `pause` seconds before each thing that it says, and `seconds` before its end.
    """

    answer_given: Answer = ANSWERED
    sentences: tuple[str, ...] = ("Five days [1].", " Until March [1].")
    reading: tuple[str, ...] = ("Handbook.md", "Leave.md")
    error: Exception | None = None
    found: tuple[Passage, ...] = (Passage("c1", "d1", "Handbook.md", "Handbook", 3, 3, None, "Up to five days.", 1.0),)
    seconds: float = 0.0
    pause: float = 0.0
    asked: list[tuple[str, Scope, tuple[Turn, ...]]] = field(default_factory=list)
    weighed: list[tuple[str, Scope]] = field(default_factory=list)
    rehearsed: list[Scope] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def answer(
        self,
        question: str,
        scope: Scope,
        history: Sequence[Turn] = (),
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer:
        """As it was told to."""
        self.asked.append((question, scope, tuple(history)))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            await asyncio.to_thread(self._say, on_sentence, on_reading)
            await asyncio.sleep(self.seconds)
        finally:
            self.at_once -= 1
        if self.error is not None:
            raise self.error
        return self.answer_given

    async def search(self, question: str, scope: Scope) -> "FakeFound":
        """What is to be found."""
        self.asked.append((question, scope, ()))
        if self.error is not None:
            raise self.error
        return FakeFound(self.found)

    async def evidence(self, question: str, scope: Scope) -> Sequence[Passage]:
        """What is to be found, where that would do."""
        self.weighed.append((question, scope))
        if self.error is not None:
            raise self.error
        return self.found

    async def outline(self, document_id: str, pages: int, scope: Scope) -> Outline:
        """A heading for each page."""
        return Outline(tuple(OutlineEntry(f"Part {page}", page) for page in range(1, pages + 1)))

    async def summary(
        self,
        question: str,
        document_id: str,
        pages: int,
        scope: Scope,
        on_sentence: Callable[[str], None] | None = None,
        on_reading: Callable[[Sequence[str]], None] | None = None,
    ) -> Answer | None:
        """As it was told to, where that is a written answer."""
        answer = await self.answer(question, scope, (), on_sentence, on_reading)
        return answer if answer.outcome is Outcome.ANSWERED else None

    async def rehearse(self, scope: Scope) -> None:
        """Remembers it."""
        self.rehearsed.append(scope)
        if self.error is not None:
            raise self.error

    async def page(self, document_id: str, number: int, scope: Scope) -> Page | None:
        """The page of what is to be found."""
        self.asked.append((f"{document_id}:{number}", scope, ()))
        of_page = (each for each in self.found if (each.document_id, each.page) == (document_id, number))
        return next((Page(each.page, each.text) for each in of_page), None)

    def _say(
        self, on_sentence: Callable[[str], None] | None, on_reading: Callable[[Sequence[str]], None] | None
    ) -> None:
        if on_reading is not None and self.reading:
            time.sleep(self.pause)
            on_reading(self.reading)
        for sentence in self.sentences if on_sentence is not None else ():
            assert on_sentence is not None
            time.sleep(self.pause)
            on_sentence(sentence)


@dataclass(frozen=True)
class FakeFound:
    """What a `FakeAnswerer` finds."""

    passages: tuple[Passage, ...]
    timings_ms: dict[str, float] = field(default_factory=dict)


SEARCH_AWAY = IndexUnavailableError("Elasticsearch at http://search.internal:9200 does not answer. Start it.")
