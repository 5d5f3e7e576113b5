"""A chat as a whole, for tests: it reads items that hold plain data already, and remembers what it was told to show."""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.chat.actor import Actor
from bot.chat.buttons import ButtonPress
from bot.chat.chat import Chat, ChatKind, Person, Question, SharedFile
from bot.chat.command import Command
from bot.chat.forms import FilledForm
from bot.chat.heard import Added, Deleted, Heard
from bot.chat.news import ChannelNews
from bot.chat.ports import DirectoryUnavailableError
from bot.inbox.item_holder import ItemHolder
from bot.inbox.items import InboxItem, KnownItem, TakenItem
from bot.records.shared_files import SharedRecord
from bot.service.assistant import Assistant
from bot.service.handling.handlers import handlers
from bot.wording.shown import DocumentPage, Lines, Shown
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import ALICE, GENERAL, FakeCard, FakeDirectory, FakeReply
from tests.ingest.holdings import VACATION


class FakeReading:
    """An `ItemReading` whose items hold what they mean, under `it`."""

    async def heard(self, item: InboxItem) -> Heard | None:
        """What was said."""
        return item.payload["it"]

    async def deleted(self, item: InboxItem) -> Deleted:
        """What is gone."""
        return item.payload["it"]

    async def added(self, item: InboxItem) -> Added:
        """What is to be taken up."""
        return item.payload["it"]

    async def pressed(self, item: InboxItem) -> ButtonPress:
        """What was pressed."""
        return item.payload["it"]

    async def command(self, item: InboxItem) -> Command:
        """What was commanded."""
        return item.payload["it"]

    async def filled(self, item: InboxItem) -> FilledForm:
        """What was filled in."""
        return item.payload["it"]

    def actor(self, item: InboxItem) -> Actor:
        """Who did it."""
        by: Actor = item.payload["it"].by
        return by

    async def channel_news(self, item: InboxItem) -> ChannelNews:
        """What changed."""
        return item.payload["it"]

    def file(self, item: InboxItem) -> str:
        """What is gone."""
        return str(item.payload["it"])

    def is_farewell(self, item: InboxItem) -> bool:
        """Whether it is one."""
        return bool(item.payload["it"])


@dataclass
class FakeSurface:
    """A `Surface` in which everybody is where they say; `told`, `posted` and `replies` are what it was told to show.

    `kinds` are those of channels, where they aren't public; `stands` are the messages of a reply by its key.
    """

    directory_: FakeDirectory
    name: str = "slack"
    kinds: dict[str, ChatKind] = field(default_factory=dict)
    stands: dict[str, dict[int, list[str]]] = field(default_factory=dict)
    told: list[tuple[Chat, Person, Shown, str]] = field(default_factory=list)
    posted: dict[str, tuple[Chat, Shown]] = field(default_factory=dict)
    replies: list[tuple[Question, FakeReply, str]] = field(default_factory=list)
    cards: list[FakeCard] = field(default_factory=list)
    followed: list[SharedRecord] = field(default_factory=list)
    taken_away: list[str] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    changes: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unreachable: set[str] = field(default_factory=set)
    reading: FakeReading = field(default_factory=FakeReading)

    async def teams(self) -> set[str]:
        """The one there is."""
        return {"T1"}

    def directory(self, team: str) -> FakeDirectory:
        """The one there is."""
        return self.directory_

    async def person(self, team: str, user: str, user_team: str) -> Person:
        """Somebody who speaks English."""
        return Person(self.name, user_team or team, user)

    async def chat(self, team: str, channel: str, user: str, thread: str = "") -> Chat:
        """A public channel, or what `kinds` says."""
        return Chat(self.name, team, channel, self.kinds.get(channel, ChatKind.PUBLIC), thread)

    async def chat_of(self, heard: Heard, user: str) -> Chat:
        """The same as the message says, but for its kind."""
        return replace(heard.chat, kind=self.kinds.get(heard.chat.channel, heard.chat.kind))

    async def direct(self, team: str, user: str) -> Chat:
        """Theirs with the bot, but for those who have none."""
        if user in self.unreachable:
            raise DirectoryUnavailableError("direct_not_open", chat="The chat")
        return Chat(self.name, team, f"D-{user}", ChatKind.DIRECT)

    async def tell(self, chat: Chat, person: Person, shown: Shown, answer_to: str = "") -> None:
        """Remembers it."""
        self.told.append((chat, person, shown, answer_to))

    async def post(self, chat: Chat, key: str, shown: Shown, since: str = "") -> None:
        """Remembers it, once for a key."""
        self.posted[key] = (chat, shown)

    async def standing(self, chat: Chat, key: str, message: str) -> Mapping[int, Sequence[str]]:
        """What stands."""
        return self.stands.get(key, {})

    async def take_away(self, chat: Chat, messages: Collection[str]) -> bool:
        """Remembers what."""
        self.taken_away += sorted(messages)
        return bool(messages)

    async def name_conversation(self, chat: Chat, question: str) -> None:
        """Remembers the name."""
        self.named.append(question)

    async def changed(self, team: str, channel: str, user: str = "") -> None:
        """Remembers it."""
        self.changes.append((channel, user))

    async def uninstalled(self, team: str) -> None:
        """Remembers it."""
        self.left.append(team)

    async def reply(self, question: Question, holder: Any, notes: Mapping[str, Any], again: bool) -> FakeReply:
        """One for all to see."""
        self.replies.append((question, FakeReply(), str(notes.get("message") or "new")))
        return self.replies[-1][1]

    async def reply_alone(
        self, question: Question, holder: Any, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> FakeReply:
        """One for the asker."""
        self.replies.append((question, FakeReply(), f"alone at {answer_to}"))
        return self.replies[-1][1]

    def card(self, file: SharedFile, again: bool = False) -> FakeCard:
        """A new one."""
        self.cards.append(FakeCard())
        return self.cards[-1]

    def card_of(self, record: SharedRecord) -> FakeCard:
        """A new one."""
        self.followed.append(record)
        return FakeCard()

    def lines(self) -> list[str]:
        """All lines that somebody alone was told."""
        return [line for _, _, shown, _ in self.told if isinstance(shown, Lines) for line in shown.lines]

    def listed(self) -> list[str]:
        """The documents that somebody alone was shown last."""
        shown = self.told[-1][2]
        return [each.name for each in shown.documents] if isinstance(shown, DocumentPage) else []

    def asked(self) -> list[tuple[str, str, str]]:
        """The text of each question that was answered, where, and how."""
        return [(question.text, question.chat.channel, how) for question, _, how in self.replies]


class FakeHolder:
    """What a handler may do to its item: `notes` and `subjects` are what it did."""

    def __init__(self, known: Mapping[str, KnownItem], is_withdrawn: bool) -> None:
        self.others, self.is_withdrawn = known, is_withdrawn
        self.is_stopped = False
        self.notes: dict[str, Any] = {}
        self.subjects: list[str] = []
        self.is_in_lane = True

    def cancel_on_stop(self, task: "asyncio.Task[Any]") -> None:
        """Nothing is stopped here."""

    def stop(self) -> None:
        """Remembers that."""
        self.is_stopped = True

    async def ensure_held(self) -> None:
        """It is."""

    async def note(self, **notes: Any) -> None:
        """Remembers them."""
        self.notes |= notes

    async def leave_lane(self) -> None:
        """Remembers that."""
        self.is_in_lane = False

    async def take_over(self, subject: str) -> None:
        """Remembers which."""
        self.subjects.append(subject)

    async def known(self, key: str) -> KnownItem | None:
        """One of the others."""
        return self.others.get(key)

    async def has_withdrawn(self) -> bool:
        """As it was told."""
        return self.is_withdrawn


@dataclass
class Told:
    """What came of an item."""

    outcome: str
    holder: FakeHolder


@dataclass
class Talk:
    """People in a chat before real records: `do` has an item worked on."""

    service: ChatService
    assistant: Assistant
    surface: FakeSurface

    async def do(
        self,
        kind: str,
        it: Any,
        key: str = "slack:T1:item",
        known: Mapping[str, KnownItem] | None = None,
        is_withdrawn: bool = False,
        given_up: bool = False,
        attempts: int = 1,
    ) -> Told:
        """What comes of it."""
        holder = FakeHolder(known or {}, is_withdrawn)
        taken = TakenItem(InboxItem(key, "slack", "T1", kind, {"it": it}), 1, attempts, {}, given_up)
        handler = handlers(self.assistant, self.surface)[kind]  # type: ignore[arg-type]
        item_holder: ItemHolder = holder  # type: ignore[assignment]
        return Told(await handler(taken, item_holder), holder)

    async def share(self, name: str = "Handbook.md", channel: str = "general", message: str = "m1") -> SharedRecord:
        """A file that Alice shared in a channel; it waits to be read."""
        file = SharedFile(replace(GENERAL, channel=channel), ALICE, message, f"F-{name}", name, 100)
        self.service.directory.files[file.id] = VACATION.encode()
        record = await self.assistant.receive_file(file, FakeCard(), self.service.directory)
        assert record is not None
        return record


def talk(service: ChatService, act: Callable[[Talk], Awaitable[None]]) -> FakeSurface:
    """The chat after this was done in it."""
    surface = FakeSurface(service.directory)
    service.run(lambda assistant: act(Talk(service, assistant, surface)))
    return surface


def by(channel: str = "general", person: Person = ALICE, answer_to: str = "") -> Actor:
    """Somebody who does something in a channel."""
    return Actor(person.id, person.team, channel, answer_to)


def heard(text: str = "How many days?", **changes: Any) -> Heard:
    """What Alice says in #general."""
    said = Heard(replace(GENERAL, thread="m1"), "alice", "T1", "m1", "", text, calls_bot=True)
    return replace(said, **changes)
