"""One reply to a question, whatever its chat refuses and wherever its process dies."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.ended import Ended
from bot.chat.troubles import ChatBusyError, ChatTroubleError, PlaceGoneError, StoppedError
from bot.inbox.items import InboxLeaseLostError
from bot.service.replies.live_reply import LiveReply
from bot.service.replies.messages import ReplyPace
from bot.service.replies.putting_off import RETRY_UNTIL
from bot.service.replies.stream_gate import StreamGate
from pipelines.types import Answer, Outcome
from tests.bot.fake_chat import GENERAL, question
from tests.bot.fake_messages import (
    PACE,
    REFUSED_EVERYWHERE,
    REFUSED_HERE,
    Deaths,
    FakeMessages,
    FakeNotes,
    FakePlace,
    KilledError,
)

AWAY = ChatTroubleError("unreachable")
STOPPED = StoppedError("cancelled")
NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


@dataclass
class Asked:
    """A question in a place, and the attempts to answer it."""

    place: FakePlace = field(default_factory=FakePlace)
    notes: FakeNotes = field(default_factory=FakeNotes)
    gate: StreamGate = field(default_factory=StreamGate)
    team: str = "T1"
    key: str = "k1"

    def attempt(
        self, pace: ReplyPace = PACE, again: bool = False, **options: Any
    ) -> tuple[LiveReply[str], FakeMessages]:
        """A reply with what is noted by now, and the messages that it is shown by."""
        messages = FakeMessages(self.place, pace, **options)
        asking = replace(question(), key=self.key, chat=replace(GENERAL, team=self.team, thread="t1"))
        reply = LiveReply(
            messages, question=asking, gate=self.gate, holder=self.notes, notes=dict(self.notes.kept), look_first=again
        )
        return reply, messages


def said(*paragraphs: str) -> Ended:
    return Ended(Answer(Outcome.ANSWERED, "\n\n".join(paragraphs), 0.9))


def failed(reference: str) -> Ended:
    return Ended(Answer(Outcome.FAILED, "", 0.0, reason="search_away"), reference)


def played(act: Callable[[Asked], Awaitable[None]]) -> FakePlace:
    """What stands after the act, which broke no rule of the chat and left nothing that goes on by itself."""
    asked = Asked()

    async def run() -> None:
        await act(asked)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}

    asyncio.run(run())
    assert asked.place.problems == []
    assert asked.place.streams == set()
    return asked.place


def test_a_status_is_said_again_until_something_is_shown() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.status("Looking…")
        await reply.status("Reading…")
        await asyncio.sleep(0.18)
        await reply.finish(said("Five days."))

    place = played(act)
    assert place.called("status")[:2] == ["Looking…", "Reading…"]
    assert place.called("status").count("Reading…") >= 3
    assert place.texts() == ["Five days."]


def test_where_there_is_no_place_for_a_status_a_message_shows_it_and_becomes_the_answer() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt(has_status=False)
        await reply.status("Looking…")
        assert asked.place.texts() == ["Looking…"]
        await reply.status("Reading…")  # too soon for the chat
        await reply.status("Reading more…")
        assert asked.place.texts() == ["Looking…"]
        await asyncio.sleep(0.08)
        assert asked.place.texts() == ["Reading more…"]
        await reply.write("Five")
        await reply.finish(said("Five days."))

    place = played(act)
    assert (place.texts(), place.called("start")) == (["Five days."], [])
    assert place.called("refresh") == ["Reading more…"]


def test_once_another_process_works_on_the_question_nothing_more_is_shown() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt(has_status=False)
        await reply.status("Looking…")
        asked.notes.is_lost = True
        for late in (reply.status("Reading…"), reply.write("Five"), reply.finish(said("Five days."))):
            with pytest.raises(InboxLeaseLostError):
                await late
        asked.notes.is_lost = False

    assert played(act).texts() == ["Looking…"]


def test_an_update_that_had_to_wait_is_left_out_once_another_process_works_on_the_question() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt(has_status=False)
        await reply.status("Looking…")
        await reply.status("Reading…")
        asked.notes.is_lost = True
        await asyncio.sleep(0.1)
        asked.notes.is_lost = False

    assert played(act).texts() == ["Looking…"]


def test_sentences_grow_in_a_stream_that_becomes_the_answer() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.status("Looking…")
        await reply.write("Five days.")
        await reply.write("Until March.")
        assert asked.place.texts() == ["Five days. Until March."]
        told = len(asked.place.called("status"))
        await asyncio.sleep(0.12)
        assert len(asked.place.called("status")) == told  # the words have taken its place
        await reply.finish(said("Five days. Until March. Sources"))

    assert played(act).texts() == ["Five days. Until March. Sources"]


def test_what_comes_faster_than_a_stream_takes_it_comes_as_soon_as_it_does() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt(replace(PACE, piece=0.05))
        for word in ("One.", "Two.", "Three."):
            await reply.write(word)
        assert asked.place.texts() == ["One."]
        await asyncio.sleep(0.08)
        assert asked.place.texts() == ["One. Two. Three."]
        await reply.write("Four.")
        await reply.finish(said("All."))

    assert played(act).called("append") == [" Two. Three."]


def test_what_a_busy_stream_does_not_take_comes_a_little_later() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt(replace(PACE, piece=0.02))
        await reply.write("One.")
        await asyncio.sleep(0.03)
        messages.fail("append", ChatBusyError("ratelimited"))
        await reply.write("Two.")
        assert asked.place.texts() == ["One."]
        await asyncio.sleep(0.05)
        assert asked.place.texts() == ["One. Two."]
        await reply.finish(said("All."))

    assert played(act).texts() == ["All."]


def test_an_answer_that_is_stopped_while_words_wait_shows_nothing_further() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt(replace(PACE, piece=0.02))
        await reply.write("One.")
        messages.fail("append", STOPPED)
        await reply.write("Two.")
        await asyncio.sleep(0.05)
        assert asked.notes.is_stopped
        with pytest.raises(StoppedError):
            await reply.finish(said("All."))
        asked.place.streams.clear()

    assert played(act).texts() == ["One."]


def test_words_that_a_busy_chat_holds_up_come_with_the_next_ones() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt()
        await reply.write("One.")
        messages.fail("append", ChatBusyError("ratelimited"))
        await reply.write("Two.")
        await reply.write("Three.")
        assert asked.place.texts() == ["One. Two. Three."]
        await reply.finish(said("All."))

    played(act)


def test_a_long_text_goes_into_a_stream_by_pieces_that_it_takes() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt(replace(PACE, longest_piece=10))
        await reply.write("x" * 35)
        assert asked.place.texts() == ["x" * 35]
        await reply.finish(said("All."))

    assert [len(each) for each in played(act).called("append")] == [10, 10, 5]


@pytest.mark.parametrize("longest", [0.0, 30.0])
def test_a_stream_that_dies_or_lasts_too_long_goes_on_in_updates_of_its_message(longest: float) -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt(replace(PACE, longest_stream=longest))
        await reply.write("One.")
        (stream,) = asked.place.streams
        if longest:
            messages.fail("append", AWAY)
        await reply.write("Two.")
        assert asked.place.texts() == ["One. Two."]
        assert asked.place.called("stop") == [stream]
        await reply.finish(said("All."))

    place = played(act)
    assert (place.texts(), place.called("post")) == (["All."], [])


def test_where_a_stream_is_refused_a_message_is_updated_and_only_a_refusal_for_all_counts_elsewhere() -> None:
    async def act(asked: Asked) -> None:
        for refused in (REFUSED_HERE, REFUSED_EVERYWHERE, None):
            asked.place, asked.notes = FakePlace(), FakeNotes()
            reply, messages = asked.attempt()
            if refused is not None:
                messages.fail("start", refused)
            await reply.write("One.")
            tried = len(asked.place.called("start"))
            await reply.finish(said("All."))
            assert (tried, asked.place.texts()) == (refused is not None, ["All."])
        asked.team, asked.place, asked.notes = "T2", FakePlace(), FakeNotes()
        reply, _ = asked.attempt()
        await reply.write("One.")
        assert asked.place.streams
        await reply.finish(said("All."))

    played(act)


def test_a_stream_that_began_though_nobody_heard_of_it_becomes_the_reply() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt()
        messages.fail("start", AWAY, is_done=True)
        await reply.write("One.")
        await reply.write("Two.")
        assert asked.place.texts() == ["One."]  # the update has its pace
        await reply.finish(said("All."))

    assert played(act).texts() == ["All."]


def test_a_conversation_that_takes_one_stream_at_a_time_gets_one() -> None:
    async def act(asked: Asked) -> None:
        pace = replace(PACE, one_stream_a_conversation=True)
        first, _ = asked.attempt(pace)
        await first.write("One.")
        other = Asked(FakePlace(), FakeNotes(), asked.gate, key="k2")
        second, _ = other.attempt(pace)
        await second.write("Two.")
        assert (len(asked.place.streams), other.place.called("start")) == (1, [])
        await first.finish(said("First."))
        await second.finish(said("Second."))
        third, _ = Asked(asked.place, FakeNotes(), asked.gate).attempt(pace)
        await third.write("Three.")
        assert len(asked.place.streams) == 1
        await third.finish(said("Third."))
        assert (asked.place.texts(), other.place.texts()) == (["First.", "Third."], ["Second."])

    played(act)


def test_a_sentence_that_the_chat_does_not_take_is_in_the_end() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt(can_stream=False)
        messages.fail("post", AWAY)
        await reply.write("One.")
        assert asked.place.texts() == []
        await reply.finish(said("One. Two."))

    assert played(act).texts() == ["One. Two."]


# Ends


@pytest.mark.parametrize("method", ["post", "update"])
@pytest.mark.parametrize("is_done", [False, True])
def test_an_end_that_broke_off_is_shown_whole_and_once_by_the_next_try(method: str, is_done: bool) -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt(can_stream=False)
        if method == "update":
            await reply.write("One.")
        for _ in range(4):  # at the first message, then at each behind it
            messages.fail(method, AWAY, is_done=is_done)
            with suppress(ChatTroubleError):
                await reply.finish(said("First.", "Second.", "Third."))
        await reply.finish(said("First.", "Second.", "Third."))

    assert played(act).texts() == ["First.", "Second.", "Third."]


@pytest.mark.parametrize("is_done", [False, True])
def test_a_stream_whose_end_broke_off_is_ended_by_an_update(is_done: bool) -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt()
        await reply.write("One.")
        messages.fail("finish", AWAY, is_done=is_done)
        with pytest.raises(ChatTroubleError):
            await reply.finish(said("First.", "Second."))
        await reply.finish(said("First.", "Second."))

    assert played(act).texts() == ["First.", "Second."]


def test_an_answer_that_its_asker_stopped_shows_nothing_further() -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt()
        await reply.write("One.")
        messages.fail("append", STOPPED)
        await reply.write("Two.")
        assert asked.notes.is_stopped
        before = list(asked.place.calls)
        await reply.status("Reading…")
        await reply.write("Three.")
        with pytest.raises(StoppedError):
            await reply.finish(said("One. Two. Three."))
        assert asked.place.calls == before
        asked.place.streams.clear()  # the chat has ended it

    assert played(act).texts() == ["One."]


@pytest.mark.parametrize("method", ["start", "finish", "status"])
def test_an_answer_can_be_stopped_at_each_of_its_steps(method: str) -> None:
    async def act(asked: Asked) -> None:
        reply, messages = asked.attempt()
        messages.fail(method, STOPPED)
        await reply.status("Looking…")
        await reply.write("One.")
        with pytest.raises(StoppedError):
            await reply.finish(said("One. Two."))
        assert asked.notes.is_stopped
        asked.place.streams.clear()

    assert all("Two." not in text for text in played(act).texts())


def test_an_end_after_another_one_leaves_nothing_of_it() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.finish(said("First.", "Second.", "Third."))
        again, _ = asked.attempt(again=True)
        await again.finish(said("Now.", "More."))
        assert asked.place.texts() == ["Now.", "More."]
        last, _ = asked.attempt(again=True)
        await last.finish(said("Now."))

    assert played(act).texts() == ["Now."]


def test_a_place_that_is_gone_is_said_so() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.write("One.")
        asked.place.standing.clear()
        with pytest.raises(PlaceGoneError):
            await reply.finish(said("All."))

    assert played(act).texts() == []


def _steps(**options: Any) -> int:
    """How many steps a whole reply takes."""
    deaths = Deaths(10_000)
    asyncio.run(_reply_to(Asked(notes=FakeNotes(deaths=deaths)), deaths=deaths, **options))
    return deaths.steps


async def _reply_to(asked: Asked, **options: Any) -> None:
    reply, messages = asked.attempt(**options)
    if options.get("can_stream", True) is False:
        messages.fail("status", AWAY)
    try:
        await reply.status("Looking…")
        await reply.write("One.")
        await reply.write("Two.")
        await reply.finish(said("All.", "More."))
    finally:
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()


@pytest.mark.parametrize("can_stream", [True, False])
def test_a_process_that_is_killed_at_any_step_is_followed_by_one_that_ends_in_the_same_reply(can_stream: bool) -> None:
    for at in range(_steps(can_stream=can_stream)):
        deaths = Deaths(at)
        asked = Asked(notes=FakeNotes(deaths=deaths))
        with pytest.raises(KilledError):
            asyncio.run(_reply_to(asked, deaths=deaths, can_stream=can_stream))
        asked.notes.deaths = None
        asked.gate = StreamGate()
        asked.place.touched.clear()  # the dead process' lease has to run out first
        asyncio.run(_reply_to(asked, again=True, can_stream=can_stream))
        assert (asked.place.texts(), asked.place.streams) == (["All.", "More."], set()), at
        assert asked.place.problems == [], at


# Put off


def test_what_is_put_off_says_so_once_with_its_first_reference_and_then_becomes_the_answer() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.finish(failed("AAA-11"), (), NOON)
        first = asked.place.texts()
        assert first == ["search_away AAA-11 (again until 12:00)"]
        asked.notes.kept[RETRY_UNTIL] = NOON.timestamp()
        for reference in ("BBB-22", "CCC-33"):
            again, _ = asked.attempt(again=True)
            await again.status("Looking…")
            await again.finish(failed(reference), (), NOON)
            assert asked.place.texts() == first
        last, _ = asked.attempt(again=True)
        await last.status("Looking…")
        await last.finish(said("Five days."))

    place = played(act)
    assert (place.texts(), place.called("status")) == (["Five days."], [])


def test_what_was_put_off_ends_in_its_failure_when_it_was_to() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.finish(failed("AAA-11"), (), NOON)
        asked.notes.kept[RETRY_UNTIL] = NOON.timestamp()
        last, _ = asked.attempt(again=True)
        await last.finish(failed("DDD-44"))

    assert played(act).texts() == ["search_away DDD-44"]


# Abandoned


def test_an_abandoned_reply_leaves_no_status_and_no_stream_that_goes_on() -> None:
    async def act(asked: Asked) -> None:
        reply, _ = asked.attempt()
        await reply.status("Looking…")
        await reply.abandon()
        assert asked.place.status == ""
        again, _ = asked.attempt(again=True)
        await again.write("One.")
        await again.abandon()
        assert asked.place.streams == set()
        assert asked.notes.kept["message"] in asked.place.standing  # whoever deletes the question finds it

    played(act)


def test_a_chat_that_hangs_holds_an_abandoned_reply_up_for_a_moment_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.service.replies.live_reply.ABANDON_SECONDS", 0.05)

    class Hanging(FakeMessages):
        async def show_status(self, line: str) -> bool:
            await asyncio.sleep(0 if line else 60)
            return await super().show_status(line)

    async def act(asked: Asked) -> None:
        messages = Hanging(asked.place)
        reply = LiveReply(
            messages, question=question(), gate=asked.gate, holder=asked.notes, notes={}, look_first=False
        )
        await reply.status("Looking…")
        async with asyncio.timeout(5):
            await reply.abandon()

    played(act)
