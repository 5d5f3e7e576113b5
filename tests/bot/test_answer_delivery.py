"""An answer on its way into a chat: shown, put off, stopped or given up, each to the end of its item."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from bot.chat.chat import Question
from bot.chat.troubles import PlaceGoneError
from bot.inbox.inbox_worker import BEGUN
from bot.inbox.item_holder import REFERENCE, LaterError
from bot.inbox.items import WITHDRAWN, InboxItem, TakenItem
from bot.service.assistant import Assistant
from bot.service.handling.answer_delivery import answer, answer_alone, is_resumed
from bot.service.replies.coming_back import LONGEST_PAUSE, SHORTEST_PAUSE
from bot.service.replies.live_reply import LiveReply
from bot.service.replies.putting_off import RETRY_SECONDS, RETRY_UNTIL
from bot.service.replies.stream_gate import StreamGate
from tests.bot.chat_service import ChatService
from tests.bot.fake_chat import SEARCH_AWAY, FakeDirectory, FakeReply, question
from tests.bot.fake_messages import FakeMessages, FakeNotes, FakePlace


@dataclass
class Holder(FakeNotes):
    """An `ItemHolder`. `stop` withdraws what the item asks for."""

    is_stopped: bool = False
    answering: "asyncio.Task[Any] | None" = None

    def cancel_on_stop(self, task: "asyncio.Task[Any]") -> None:
        self.answering = task

    def stop(self) -> None:
        self.is_stopped = True
        assert self.answering is not None
        self.answering.cancel()


@dataclass
class Chat:
    """What of a `Surface` shows answers: by messages in a place, or to one person by `private`."""

    place: FakePlace = field(default_factory=FakePlace)
    gate: StreamGate = field(default_factory=StreamGate)
    private: FakeReply = field(default_factory=FakeReply)
    privately: list[tuple[str, bool]] = field(default_factory=list)
    seen_again: list[bool] = field(default_factory=list)
    known: FakeDirectory = field(default_factory=FakeDirectory)

    def __post_init__(self) -> None:
        self.messages = FakeMessages(self.place)

    def directory(self, team: str) -> FakeDirectory:
        return self.known

    async def reply(self, question: Question, holder: Holder, notes: Mapping[str, Any], again: bool) -> LiveReply[str]:
        self.seen_again.append(again)
        return LiveReply(self.messages, question=question, gate=self.gate, holder=holder, notes=notes, look_first=again)

    async def reply_alone(
        self, question: Question, holder: Holder, notes: Mapping[str, Any], answer_to: str = "", replaces: bool = False
    ) -> FakeReply:
        self.privately.append((answer_to, replaces))
        return self.private


@dataclass
class Item:
    """A question's item, attempt by attempt."""

    service: ChatService
    chat: Chat = field(default_factory=Chat)
    holder: Holder = field(default_factory=Holder)
    attempts: int = 0

    def taken(self, given_up: bool = False) -> TakenItem:
        self.attempts += 1
        item = InboxItem("slack:T1:q1", "slack", "T1", "message", {})
        return TakenItem(item, self.attempts, self.attempts, dict(self.holder.kept), given_up)

    def run(self, meanwhile: Callable[["asyncio.Task[str]"], Awaitable[None]] | None = None, **options: Any) -> str:
        """The outcome of an attempt, during which something else may happen."""

        async def attempt(assistant: Assistant) -> str:
            taken = self.taken(**options)
            trying = asyncio.create_task(answer(assistant, self.chat, taken, self.holder, question()))  # type: ignore[arg-type]
            if meanwhile is not None:
                await meanwhile(trying)
            return await trying

        outcome: str = self.service.run(attempt)
        return outcome

    async def begun(self) -> None:
        """Waits until the engine has said all but the end."""
        while not any("March" in text for text in self.chat.place.texts()):
            await asyncio.sleep(0.01)

    async def stop(self, _: "asyncio.Task[str]") -> None:
        """Withdraws the question while it is answered."""
        await self.begun()
        self.holder.stop()

    async def shut_down(self, trying: "asyncio.Task[str]") -> None:
        """Ends the process while it answers."""
        await self.begun()
        trying.cancel()


@pytest.fixture
def item(tmp_path: Path) -> Iterator[Item]:
    service = ChatService(tmp_path)
    service.hold("Handbook.md")
    item = Item(service)
    yield item
    assert (item.chat.place.problems, item.chat.place.streams) == ([], set())
    service.close()


def test_an_answer_is_shown_and_its_outcome_told(item: Item) -> None:
    assert item.run() == "answered"
    assert item.chat.place.texts() == ["Five days [1]. Until March [1]."]
    assert item.chat.seen_again == [False]


def test_while_the_search_is_away_a_question_is_asked_again_until_it_is_answered_in_its_place(item: Item) -> None:
    item.service.answerer.error = SEARCH_AWAY
    item.service.answerer.sentences = item.service.answerer.reading = ()
    begun = time.time()
    with pytest.raises(LaterError) as later:
        item.run()
    assert SHORTEST_PAUSE <= later.value.seconds <= LONGEST_PAUSE
    until = item.holder.kept[RETRY_UNTIL]
    assert 0 <= until - begun - RETRY_SECONDS < 60
    (told,) = item.chat.place.texts()
    assert "again until" in told
    with pytest.raises(LaterError):
        item.run()
    assert (item.chat.place.texts(), item.holder.kept[RETRY_UNTIL]) == ([told], until)
    item.service.answerer.error = None
    assert item.run() == "answered"
    assert item.chat.place.texts() == ["Five days [1]. Until March [1]."]
    assert item.chat.seen_again == [False, True, True]


def test_when_the_time_is_over_a_question_that_was_put_off_fails(item: Item) -> None:
    item.service.answerer.error = SEARCH_AWAY
    item.holder.kept[RETRY_UNTIL] = time.time() - 1
    assert item.run() == "failed"
    (told,) = item.chat.place.texts()
    assert "again until" not in told


@pytest.mark.parametrize("error", [ValueError("secret"), OSError("secret")])
def test_what_does_not_end_by_itself_is_not_put_off(item: Item, error: Exception) -> None:
    item.service.answerer.error = error
    assert (item.run(), RETRY_UNTIL in item.holder.kept) == ("failed", False)


def test_nothing_is_put_off_in_a_place_that_is_gone(item: Item) -> None:
    item.service.answerer.error = SEARCH_AWAY
    item.service.answerer.sentences = item.service.answerer.reading = ()
    item.chat.messages.fail("post", PlaceGoneError("channel_not_found"))
    assert (item.run(), item.chat.place.texts()) == ("failed", [])
    assert item.holder.kept == {}


def test_a_private_answer_is_put_off_only_where_it_can_be_shown_later(item: Item) -> None:
    async def alone(assistant: Assistant) -> str:
        holder: Any = item.holder
        surface: Any = item.chat
        return await answer_alone(assistant, surface, item.taken(), holder, question(), "https://answer.example", True)

    item.service.answerer.error = SEARCH_AWAY
    item.chat.private.can_be_put_off = False
    assert item.service.run(alone) == "failed"
    assert (item.chat.private.retry_until, item.holder.kept) == (None, {})
    item.chat.private.can_be_put_off = True
    with pytest.raises(LaterError):
        item.service.run(alone)
    assert item.chat.private.retry_until is not None
    assert item.holder.kept[RETRY_UNTIL] == item.chat.private.retry_until.timestamp()
    assert item.chat.privately == [("https://answer.example", True)] * 2


def test_a_question_that_is_withdrawn_while_it_is_answered_leaves_what_was_shown_to_be_found(item: Item) -> None:
    item.service.answerer.seconds = 60.0
    assert item.run(item.stop) == WITHDRAWN
    assert list(item.chat.place.standing) == [item.holder.kept["message"]]


def test_a_question_that_was_withdrawn_before_ends_what_an_attempt_left_streaming(item: Item) -> None:
    stream = asyncio.run(item.chat.messages.start_stream("Five"))
    item.holder.kept |= {"message": stream, "streaming": True}
    item.holder.is_stopped = True
    assert item.run() == WITHDRAWN
    assert item.service.answerer.asked == []


def test_a_process_that_ends_leaves_a_question_for_the_next_one(item: Item) -> None:
    item.service.answerer.seconds = 60.0
    with pytest.raises(asyncio.CancelledError):
        item.run(item.shut_down)
    item.service.answerer.seconds = 0.0
    assert item.run() == "answered"
    assert item.chat.place.texts() == ["Five days [1]. Until March [1]."]


def test_a_question_whose_attempts_are_used_up_says_so_under_the_reference_of_what_used_them_up(item: Item) -> None:
    item.holder.kept[REFERENCE] = "7F3K-22"
    assert item.run(given_up=True) == "failed"
    assert item.chat.place.texts() == ["unexpected 7F3K-22"]
    assert item.service.answerer.asked == []


@pytest.mark.parametrize(("attempts", "notes", "is_so"), [(1, {}, False), (2, {}, True), (1, {BEGUN: True}, True)])
def test_who_was_begun_with_may_have_something_shown(attempts: int, notes: dict[str, Any], is_so: bool) -> None:
    item = InboxItem("slack:T1:q1", "slack", "T1", "message", {})
    assert is_resumed(TakenItem(item, 1, attempts, notes)) is is_so
