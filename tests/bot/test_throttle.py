"""What the throttle in memory does beyond what all throttles do (tests/contracts/test_throttle.py)."""

import asyncio

from bot.service.throttle import MOST_KEPT, MemoryThrottle, Rate
from tests.bot.fake_chat import ALICE


def test_what_is_long_past_counts_no_more() -> None:
    at = [0.0]
    throttle = MemoryThrottle({"question": Rate(2, 10.0)}, {"question": Rate(9, 10.0)}, lambda: at[0])
    admit = lambda key: asyncio.run(throttle.admit(ALICE, key))  # noqa: E731
    assert (admit("a"), admit("b")) == (0.0, 0.0)
    at[0] = 4.0
    assert admit("c") == 6.0
    at[0] = 10.0
    assert (admit("c"), admit("d")) == (0.0, 0.0)
    assert admit("e") == 10.0


def test_it_forgets_those_who_were_away_longest_before_it_grows_without_end() -> None:
    throttle = MemoryThrottle()

    async def act() -> None:
        for n in range(MOST_KEPT + 10):
            await throttle.admit(type(ALICE)("slack", "T1", str(n)), str(n))

    asyncio.run(act())
    assert len(throttle._windows) == MOST_KEPT
