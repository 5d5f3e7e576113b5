"""The way into the inbox: recorded first, then those are woken who work on it, and only for what is new."""

import asyncio
import threading

import pytest

from bot.inbox.door import InboxDoor
from bot.inbox.item_key import item_key, message_key
from bot.inbox.items import LONGEST_KEY, InboxItem

ITEM = InboxItem("slack:T1:1", "slack", "T1", "message", {})


def test_an_item_is_recorded_away_from_the_event_loop_and_wakes_once() -> None:
    happened: list[object] = []
    keys: set[str] = set()

    def receive(item: InboxItem) -> bool:
        happened.append(threading.current_thread() is threading.main_thread())
        is_new = item.key not in keys
        keys.add(item.key)
        return is_new

    async def act() -> list[bool]:
        door = InboxDoor(receive, lambda: happened.append("woken"), lambda *said: happened.append(said))
        try:
            return [await door.take(ITEM), await door.take(ITEM)]
        finally:
            door.close()

    assert asyncio.run(act()) == [True, False]
    assert happened == [False, ("message", True), "woken", False, ("message", False)]


def test_what_the_records_raise_comes_through_and_wakes_nobody() -> None:
    woken: list[bool] = []

    def receive(_item: InboxItem) -> bool:
        raise OSError("The records are away.")

    async def act() -> None:
        door = InboxDoor(receive, lambda: woken.append(True))
        try:
            await door.take(ITEM)
        finally:
            door.close()

    with pytest.raises(OSError, match="away"):
        asyncio.run(act())
    assert woken == []


def test_a_key_fits_however_long_its_parts_are_and_tells_them_apart() -> None:
    keys = {item_key("slack", "T1", "C" * 300, end) for end in ("1", "2")}
    assert len(keys) == 2
    assert all(len(key) <= LONGEST_KEY for key in keys)
    assert message_key("slack", "T1", "C1", "1.2") == "slack:T1:C1:1.2"
