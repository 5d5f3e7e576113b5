"""How many messages go into one conversation: never more than Teams takes, and the ends of answers find room."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.teams.directory import conversation_pace
from bot.teams.directory.conversation_pace import LIMITS, ConversationPace
from bot.teams.directory.errors import ConnectorError


class Time:
    """A clock that sleeping alone moves."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.now = 0.0
        patch.setattr(conversation_pace.asyncio, "sleep", self.sleep)

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds + 1e-6


steps = st.lists(st.tuples(st.booleans(), st.sampled_from([0.0, 0.05, 0.4, 1.5, 40.0])), max_size=150)


@given(steps)
def test_no_limit_is_ever_passed_and_whoever_is_patient_is_never_turned_away(steps: list[tuple[bool, float]]) -> None:
    async def run(time: Time) -> list[float]:
        pace, sent = ConversationPace(time), []
        for is_patient, pause in steps:
            time.now += pause
            try:
                await pace.turn("19:a@thread.v2", is_patient)
            except ConnectorError as error:
                assert not is_patient and (error.status, error.code) == (429, "own_pace")
            else:
                sent.append(time.now)
        return sent

    with pytest.MonkeyPatch.context() as patch:
        sent = asyncio.run(run(Time(patch)))
    for most, seconds in LIMITS:
        for first, last in zip(sent, sent[most:], strict=False):
            assert last - first >= seconds - 1e-9


def test_what_only_decorates_leaves_room_for_what_has_to_be_said() -> None:
    async def run(time: Time) -> None:
        pace = ConversationPace(time)
        turned_away = 0
        for _ in range(20):
            try:
                await pace.turn("a:1", is_patient=False)
            except ConnectorError:
                turned_away += 1
        assert 0 < turned_away < 20
        await pace.turn("a:1", is_patient=True)
        await pace.turn("a:1", is_patient=True)
        assert time.now == 0.0
        await pace.turn("a:2", is_patient=False)  # another conversation has a pace of its own

    with pytest.MonkeyPatch.context() as patch:
        asyncio.run(run(Time(patch)))


def test_a_conversation_that_teams_closed_is_left_alone_so_long() -> None:
    async def run(time: Time) -> None:
        pace = ConversationPace(time)
        pace.close_for("a:1", 7.0)
        pace.close_for("a:1", 2.0)
        with pytest.raises(ConnectorError):
            await pace.turn("a:1", is_patient=False)
        await pace.turn("a:1", is_patient=True)
        assert 7.0 <= time.now < 7.1

    with pytest.MonkeyPatch.context() as patch:
        asyncio.run(run(Time(patch)))


def test_conversations_that_fell_silent_are_forgotten() -> None:
    async def run(time: Time) -> None:
        pace = ConversationPace(time)
        for number in range(500):
            await pace.turn(f"a:{number}", is_patient=True)
            time.now += 60
        assert len(pace._conversations) < 70

    with pytest.MonkeyPatch.context() as patch:
        asyncio.run(run(Time(patch)))
