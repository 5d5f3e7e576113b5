"""A reply in Teams: one message by the rules of streams, whatever Teams refuses and wherever its process dies."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.chat import Chat, ChatKind, Person, Question
from bot.chat.ended import Ended
from bot.chat.troubles import ChatTroubleError, PlaceGoneError, StoppedError
from bot.service.replies.live_reply import LiveReply
from bot.service.replies.stream_gate import StreamGate
from bot.teams.directory.errors import ConnectorError
from bot.teams.directory.teams_place import TeamsPlace
from bot.teams.render.teams_message import TeamsMessage
from bot.teams.reply import streaming
from bot.teams.reply.reply_messages import PACE, TeamsReplyMessages
from pipelines.records.database import Database
from pipelines.types import Answer, Outcome
from tests.bot.fake_messages import FakeNotes
from tests.bot.teams.activities import ANN, CHANNEL, PERSONAL, TENANT
from tests.bot.teams.fake_connectors import CANCELLED, DIRECT, FINANCE, LATE, LOST, MALFORMED, MISSING, OVER, Site

KEY = f"teams:{TENANT}:c:1700"
ANN_ = Person("teams", TENANT, str(ANN["aadObjectId"]))


@pytest.fixture(autouse=True)
def _hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(streaming, "PIECE_SECONDS", 0.0)


def question(place: TeamsPlace | None) -> Question:
    is_direct = place is None or place.kind == "personal"
    chat = Chat("teams", TENANT, PERSONAL if is_direct else CHANNEL, ChatKind.DIRECT if is_direct else ChatKind.PRIVATE)
    return Question(KEY, chat, ANN_, "1700", "How many days?")


async def nobody_named(_: Ended) -> Mapping[str, str]:
    """The answers here tell of nobody."""
    return {}


class Asked:
    """A question, and the attempts to answer it."""

    def __init__(self, site: Site, place: TeamsPlace | None) -> None:
        self.site, self.place = site, place
        self.notes, self.gate = FakeNotes(), StreamGate()

    def messages(self, again: bool = False, key: str = KEY) -> TeamsReplyMessages:
        async def links(_: Answer) -> Mapping[str, str]:
            return {}

        connectors: Any = self.site.connectors
        return TeamsReplyMessages(
            posting=self.site.posting,
            connectors=connectors,
            place=self.place,
            question=replace(question(self.place), key=key),
            links=links,
            names=nobody_named,
            gate=self.gate,
            look_first=again,
        )

    def reply(self, again: bool = False) -> LiveReply[TeamsMessage]:
        return LiveReply(
            self.messages(again),
            question=question(self.place),
            gate=self.gate,
            holder=self.notes,
            notes=dict(self.notes.kept),
            look_first=again,
        )


def played(records: Database, place: TeamsPlace | None, act: Callable[[Asked], Awaitable[None]]) -> Asked:
    """What came of it; nothing goes on by itself."""

    async def run() -> Asked:
        site = Site(records, DIRECT, FINANCE)
        await site.open()
        asked = Asked(site, place)
        await act(asked)
        await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return asked

    return asyncio.run(run())


def said(text: str = "Five days.") -> Ended:
    return Ended(Answer(Outcome.ANSWERED, text, 0.9))


def noted(asked: Asked) -> dict[int, list[str]]:
    return asked.site.shown.of(TENANT, question(asked.place).chat.channel, KEY)


def test_a_stream_begins_with_a_line_grows_and_ends_with_the_whole_answer(records: Database) -> None:
    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        assert noted(asked) == {0: ["m1"]}
        await reply.status("Reading…")
        await reply.write("Five days.")
        await asyncio.sleep(0)
        await reply.finish(said())

    asked = played(records, DIRECT, act)
    connectors = asked.site.connectors
    assert connectors.kinds() == ["informative", "informative", "streaming", "final"]
    infos = [activity["entities"][-1] for _, activity in connectors.calls]
    assert [each.get("streamSequence") for each in infos] == [1, 2, 3, None]
    assert [each.get("streamId") for each in infos] == [None, "m1", "m1", "m1"]
    assert [activity["replyToId"] for _, activity in connectors.calls] == ["1700"] * 4
    (last,) = connectors.stands.values()
    assert (last["type"], last["channelData"]) == ("message", {"feedbackLoop": {"type": "custom"}})
    assert (asked.notes.kept["message"], connectors.running) == ("m1", set())


def test_each_piece_holds_all_of_the_text_so_far(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.teams.reply.reply_messages.PACE", replace(PACE, piece=0.0))

    async def act(asked: Asked) -> None:
        reply = asked.reply()
        for sentence in ("One.", "Two.", "Three."):
            await reply.write(sentence)
        await reply.finish(said("One. Two. Three."))

    pieces = [each["text"] for kind, each in played(records, DIRECT, act).site.connectors.calls if kind == "streaming"]
    assert pieces == ["One.", "One. Two.", "One. Two. Three."]


@pytest.mark.parametrize("error", [OVER, LATE, ConnectorError(403, "Forbidden", "who knows"), MISSING, LOST])
@pytest.mark.parametrize("kind", ["streaming", "final"])
def test_a_stream_that_ends_too_early_is_finished_in_its_message(
    records: Database, kind: str, error: ConnectorError
) -> None:
    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        asked.site.connectors.fail(kind, error)
        await reply.write("Five days.")
        await reply.finish(said())

    connectors = played(records, DIRECT, act).site.connectors
    assert len(connectors.stands) == 1
    assert connectors.texts()[0].startswith("Five days.")


@pytest.mark.parametrize("kind", ["informative", "streaming", "final"])
def test_who_presses_stop_gets_nothing_further(records: Database, kind: str) -> None:
    async def act(asked: Asked) -> None:
        reply = asked.reply()
        if kind != "informative":
            await reply.status("Looking…")
        asked.site.connectors.fail(kind, CANCELLED)
        await reply.status("Reading…")
        await reply.write("Five days.")
        with pytest.raises(StoppedError):
            await reply.finish(said())
        assert asked.notes.is_stopped
        before = len(asked.site.connectors.calls)
        await reply.abandon()
        with pytest.raises(StoppedError):
            await reply.finish(said())
        assert len(asked.site.connectors.calls) == before

    asked = played(records, DIRECT, act)
    assert all(not each.startswith("Five days. ") for each in asked.site.connectors.texts())


def test_after_ninety_seconds_a_stream_goes_on_by_updates(records: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    true_time, ahead = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: true_time() + ahead[0])

    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        await reply.write("One.")
        ahead[0] += streaming.LONGEST_STREAM + 1
        await reply.write("Two.")
        assert asked.site.connectors.kinds()[-2:] == ["final", "refresh"]
        assert asked.site.connectors.texts() == ["One. Two."]
        await reply.finish(said("One. Two."))

    connectors = played(records, DIRECT, act).site.connectors
    assert connectors.kinds() == ["informative", "streaming", "final", "refresh", "update"]
    finals = [activity for kind, activity in connectors.calls if kind == "final"]
    assert finals[0]["channelData"] == {"feedbackLoop": {"type": "custom"}}


def test_a_line_that_nothing_followed_for_ninety_seconds_is_ended_as_a_message(
    records: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    true_time, ahead = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: true_time() + ahead[0])

    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        ahead[0] += streaming.LONGEST_STREAM + 1
        await reply.status("Reading…")
        await reply.finish(said())

    connectors = played(records, DIRECT, act).site.connectors
    assert connectors.kinds()[:2] == ["informative", "final"]
    assert (len(connectors.stands), connectors.running) == (1, set())


@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("steps", [1, 2])
def test_the_next_process_goes_on_in_the_message_that_is_noted(records: Database, steps: int, is_open: bool) -> None:
    async def act(asked: Asked) -> None:
        first = asked.reply()
        await first.status("Looking…")
        if steps == 2:
            await first.write("Five")
        first._status.end()  # type: ignore[attr-defined]
        if not is_open:
            asked.site.connectors.running.clear()
        again = asked.reply(again=True)
        await again.status("Looking…")
        await again.write("Five days.")
        await again.finish(said())

    connectors = played(records, DIRECT, act).site.connectors
    assert len(connectors.stands) == 1
    assert connectors.texts()[0].startswith("Five days.")
    assert connectors.running == set()


def test_a_stream_that_is_gone_without_a_trace_becomes_a_new_message(records: Database) -> None:
    async def act(asked: Asked) -> None:
        first = asked.reply()
        await first.status("Looking…")
        first._status.end()  # type: ignore[attr-defined]
        asked.site.connectors.running.clear()
        asked.site.connectors.stands.clear()
        await asked.reply(again=True).finish(said())

    asked = played(records, DIRECT, act)
    assert len(asked.site.connectors.stands) == 1
    assert noted(asked)[0][-1] in asked.site.connectors.stands


def test_an_answer_that_nobody_waits_for_any_more_leaves_no_stream(records: Database) -> None:
    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        await reply.abandon()
        other = asked.reply()
        await other.status("Looking…")
        await other.write("One.")
        await other.abandon()

    connectors = played(records, DIRECT, act).site.connectors
    assert (connectors.running, connectors.kinds().count("final")) == (set(), 2)


def test_one_stream_at_a_time_runs_in_a_chat(records: Database) -> None:
    async def act(asked: Asked) -> None:
        first, second = asked.reply(), Asked(asked.site, DIRECT)
        second.gate = asked.gate
        await first.status("Looking…")
        messages = second.messages(key="other")
        assert await messages.show_status("Looking…") is False
        await first.finish(said())
        assert await messages.show_status("Looking…") is True
        await messages.stop_stream("m2")

    assert played(records, DIRECT, act).site.connectors.running == set()


def test_where_streams_are_refused_a_message_is_updated(records: Database) -> None:
    async def act(asked: Asked) -> None:
        asked.site.connectors.fail("informative", OVER)
        reply = asked.reply()
        await reply.status("Looking…")
        await reply.write("Five")
        await reply.finish(said())

    connectors = played(records, DIRECT, act).site.connectors
    assert connectors.kinds()[:2] == ["informative", "send"]
    assert len(connectors.stands) == 1


def test_in_a_channel_a_placeholder_becomes_the_answer(records: Database) -> None:
    async def act(asked: Asked) -> None:
        reply = asked.reply()
        await reply.status("Looking…")
        assert asked.site.connectors.stands["m1"]["channelData"] == {"feedbackLoop": {"type": "custom"}}
        await reply.write("Five")
        await reply.finish(said())

    connectors = played(records, FINANCE, act).site.connectors
    assert (connectors.kinds(), len(connectors.stands)) == (["send", "update"], 1)


def test_a_placeholder_that_may_have_arrived_is_not_sent_again_and_the_answer_is_sent(records: Database) -> None:
    async def act(asked: Asked) -> None:
        asked.site.connectors.fail("send", LOST, is_done=True)
        reply = asked.reply()
        for line in ("Looking…", "Reading…"):
            with pytest.raises(ChatTroubleError):
                await reply.status(line)
        await reply.finish(said())

    assert played(records, FINANCE, act).site.connectors.kinds() == ["send", "send"]


def test_words_that_teams_does_not_take_with_their_formats_are_shown_without(records: Database) -> None:
    async def act(asked: Asked) -> None:
        asked.site.connectors.fail("send", MALFORMED)
        await asked.reply().finish(said("**Five** days."))

    ((_, shown),) = [call for call in played(records, FINANCE, act).site.connectors.calls if "entities" not in call[1]]
    assert (shown["textFormat"], shown["replyToId"]) == ("plain", "1700")


def test_a_place_that_is_gone_is_said_so(records: Database) -> None:
    async def act(asked: Asked) -> None:
        await asked.site.places.forget(TENANT)
        for place in (None, FINANCE):
            reply = Asked(asked.site, place).reply()
            with pytest.raises(PlaceGoneError):
                await reply.finish(said())

    played(records, FINANCE, act)
