"""Items at work: a bounded number at once, each to one recorded end, through errors, stops and lost leases."""

import asyncio
import contextlib
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from bot.inbox.inbox import Inbox
from bot.inbox.inbox_worker import BEGUN, Handler, InboxWorker
from bot.inbox.item_holder import REFERENCE, ItemHolder, LaterError
from bot.inbox.item_key import sent_by
from bot.inbox.items import InboxItem, TakenItem
from bot.inbox.worker_pace import Pace
from pipelines.records.chat_tables import InboxEntry
from pipelines.records.database import Database
from tests.servers.migrated import migrated

KINDS = {"slack": ("question",)}
QUICK = Pace(look=0.05, stops=0.05, grace=0.05, pauses=(0.01, 0.01), last_pause=0.01, most_tries=6, write_pause=0.02)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = migrated(tmp_path)
    yield database
    database.close()


def inbox_of(database: Database, owner: str = "one", lease: float = 0.6, most: int = 3) -> Inbox:
    return Inbox(database, owner, lease, most)


def item(key: str, team: str = "T1", kind: str = "question") -> InboxItem:
    return InboxItem(key, "slack", team, kind, {"key": key})


def ends(database: Database) -> dict[str, tuple[str, str, str]]:
    """How each item ended: its outcome, reason and reference."""
    with database.reading() as session:
        return {
            entry.key: (entry.outcome, entry.reason, entry.reference)
            for entry in session.scalars(select(InboxEntry))
            if entry.ended_at is not None
        }


async def until(met: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not met():
            await asyncio.sleep(0.01)


def run_until_ended(database: Database, desk: InboxWorker) -> None:
    """Has the desk work until one item has ended."""

    async def act() -> None:
        async with desk:
            await until(lambda: len(ends(database)) == 1)

    asyncio.run(act())


class Counting:
    """A handler that counts what it does."""

    def __init__(self, seconds: float = 0.0, failures: int = 0) -> None:
        self.seconds, self.failures = seconds, failures
        self.taken: list[TakenItem] = []
        self.ended: list[str] = []
        self.running: Counter[str] = Counter()
        self.most: Counter[str] = Counter()

    async def __call__(self, taken: TakenItem, holder: ItemHolder) -> str:
        self.taken.append(taken)
        team = taken.item.team
        for name in ("all", team):
            self.running[name] += 1
            self.most[name] = max(self.most[name], self.running[name])
        try:
            await asyncio.sleep(self.seconds)
        finally:
            self.running.subtract(("all", team))
        if self.failures:
            self.failures -= 1
            raise ValueError("secret")
        self.ended.append(taken.item.key)
        return "answered"


def desk_of(
    inbox: Inbox,
    handler: Handler,
    workers: int = 16,
    lease: float = 0.6,
    news: asyncio.Event | None = None,
    **pace: float,
) -> InboxWorker:
    handlers = {"slack": {"question": handler}}
    return InboxWorker(inbox, handlers, workers, lease_seconds=lease, pace=replace(QUICK, **pace), news=news)  # type: ignore[arg-type]


def test_what_comes_in_is_worked_on_once_and_its_end_recorded(database: Database) -> None:
    inbox, handler = inbox_of(database), Counting()

    async def act() -> None:
        news = asyncio.Event()
        async with desk_of(inbox, handler, news=news, look=60.0):
            await asyncio.sleep(0.1)  # it has looked, and found nothing
            for n in range(20):
                inbox.receive(item(str(n)))
                news.set()
            await until(lambda: len(ends(database)) == 20)

    asyncio.run(act())
    assert sorted(handler.ended, key=int) == [str(n) for n in range(20)]
    assert set(ends(database).values()) == {("answered", "", "")}


def test_two_desks_share_the_work_and_do_nothing_twice(database: Database) -> None:
    handler = Counting(seconds=0.02)

    async def act() -> None:
        inboxes = [inbox_of(database, owner, lease=30.0) for owner in ("one", "two")]
        for n in range(30):
            inboxes[0].receive(item(str(n)))
        async with (
            desk_of(inboxes[0], handler, 4, lease=30.0),
            desk_of(inboxes[1], handler, 4, lease=30.0),
        ):
            await until(lambda: len(ends(database)) == 30)

    asyncio.run(act())
    assert sorted(handler.ended, key=int) == [str(n) for n in range(30)]


def test_no_more_are_worked_on_at_once_than_may_and_one_team_leaves_room_for_others(database: Database) -> None:
    inbox, handler = inbox_of(database), Counting(seconds=0.15)
    for n in range(12):
        inbox.receive(item(str(n)))
    inbox.receive(item("other", team="T2"))

    async def act() -> None:
        async with desk_of(inbox, handler, 4):
            await until(lambda: "other" in handler.ended)
            assert len(handler.ended) < 8
            await until(lambda: len(ends(database)) == 13)

    asyncio.run(act())
    assert handler.most["all"] == 4
    assert handler.most["T1"] == 3


def test_who_sends_many_things_keeps_nobody_waiting_behind_them(database: Database) -> None:
    inbox, handler = inbox_of(database), Counting(seconds=0.02)
    for n in range(40):
        inbox.receive(sent_by(item(f"flood-{n}"), "U0"))
    for n in range(4):
        inbox.receive(sent_by(item(f"other-{n}"), f"U{n + 1}"))
    inbox.receive(item("nobody's"))

    async def act() -> None:
        async with desk_of(inbox, handler, 32, lease=30.0):
            others = {f"other-{n}" for n in range(4)} | {"nobody's"}
            await until(lambda: others <= set(handler.ended))
            assert len(handler.ended) < 20
            await until(lambda: len(ends(database)) == 45)

    asyncio.run(act())
    flooded = [taken.item.key for taken in handler.taken if taken.item.key.startswith("flood")]
    assert flooded == [f"flood-{n}" for n in range(40)]


def test_what_a_person_does_beside_a_long_question_of_theirs_does_not_wait_for_its_end(database: Database) -> None:
    inbox, ended = inbox_of(database), asyncio.Event()

    async def handler(taken: TakenItem, _holder: ItemHolder) -> str:
        if taken.item.key == "question":
            await asyncio.wait_for(ended.wait(), 20)
        else:
            ended.set()
        return "answered"

    inbox.receive(sent_by(item("question"), "U1"))
    inbox.receive(sent_by(item("press"), "U1"))

    async def act() -> None:
        async with desk_of(inbox, handler, lease=30.0):
            await until(lambda: len(ends(database)) == 2)

    asyncio.run(act())
    assert {end[0] for end in ends(database).values()} == {"answered"}


def test_a_lease_is_renewed_for_as_long_as_somebody_works(database: Database) -> None:
    handler = Counting(seconds=1.5)
    inbox_of(database).receive(item("a"))

    async def act() -> None:
        async with desk_of(inbox_of(database), handler), desk_of(inbox_of(database, "two"), handler):
            await until(lambda: len(ends(database)) == 1)

    asyncio.run(act())
    assert len(handler.taken) == 1


def test_what_is_noted_reaches_the_next_attempt(database: Database) -> None:
    seen: list[dict[str, Any]] = []

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        seen.append(dict(taken.notes))
        await holder.note(message="m1")
        await holder.note(more=2)
        if len(seen) == 1:
            await asyncio.sleep(60)
        return "answered"

    inbox = inbox_of(database)
    inbox.receive(item("a"))

    async def act() -> None:
        async with desk_of(inbox, handler):
            await until(lambda: bool(seen))
            await asyncio.sleep(0.1)
        assert inbox.waiting() == 1  # handed back, not left to its lease
        async with desk_of(inbox, handler):
            await until(lambda: len(ends(database)) == 1)

    asyncio.run(act())
    assert seen == [{}, {"message": "m1", "more": 2, BEGUN: True}]


def test_a_stop_waits_a_moment_for_what_is_nearly_done(database: Database) -> None:
    handler = Counting(seconds=0.2)
    inbox = inbox_of(database)
    inbox.receive(item("a"))

    async def act() -> None:
        async with desk_of(inbox, handler, grace=5.0):
            await until(lambda: bool(handler.taken))

    asyncio.run(act())
    assert ends(database) == {"a": ("answered", "", "")}


def test_a_handler_that_raises_is_run_again_and_at_last_to_show_the_one_visible_error(database: Database) -> None:
    handler = Counting(failures=3)
    inbox = inbox_of(database)
    inbox.receive(item("a"))

    run_until_ended(database, desk_of(inbox, handler))
    assert [taken.given_up for taken in handler.taken] == [False, False, False, True]
    assert len(str(handler.taken[-1].notes[REFERENCE])) == 7
    assert ends(database) == {"a": ("answered", "", "")}


def test_an_error_that_can_not_be_shown_is_tried_for_long_and_then_given_up(
    database: Database,
) -> None:
    handler = Counting(failures=99)
    inbox = inbox_of(database)
    inbox.receive(item("a"))

    run_until_ended(database, desk_of(inbox, handler))
    assert [taken.given_up for taken in handler.taken] == [False] * 3 + [True] * 3
    outcome, reason, reference = ends(database)["a"]
    assert (outcome, reason, len(reference)) == ("failed", "not_told", 7)


def test_an_item_whose_processes_died_too_often_is_taken_to_show_it(database: Database) -> None:
    dead = inbox_of(database, "dead", lease=0.01, most=2)
    dead.receive(item("a"))
    for _ in range(2):
        assert dead.take(KINDS) is not None
        asyncio.run(asyncio.sleep(0.02))
    handler = Counting()

    run_until_ended(database, desk_of(inbox_of(database, most=2), handler))
    assert [taken.given_up for taken in handler.taken] == [True]


def test_a_handler_that_hangs_counts_as_one_that_raised(database: Database) -> None:
    given_up: list[bool] = []

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        given_up.append(taken.given_up)
        await asyncio.sleep(0 if taken.given_up else 60)
        return "failed"

    inbox = inbox_of(database)
    inbox.receive(item("a"))

    run_until_ended(database, desk_of(inbox, handler, most=0.05))
    assert given_up == [False, False, False, True]


def test_what_a_handler_puts_off_is_run_again_later_as_often_as_that_takes(database: Database) -> None:
    attempts: list[int] = []

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        attempts.append(taken.attempts)
        if len(attempts) < 6:
            raise LaterError(0.01)
        return "answered"

    inbox = inbox_of(database)
    inbox.receive(item("a"))

    run_until_ended(database, desk_of(inbox, handler))
    assert attempts == [1] * 6
    assert ends(database)["a"][0] == "answered"


class Flaky(Inbox):
    """An inbox whose records go away, for the calls that are named."""

    away: set[str]

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.away = set()

    def _checked(self, name: str) -> None:
        if name in self.away:
            raise OperationalError(name, {}, Exception("gone"))

    def take(self, *arguments: Any) -> TakenItem | None:
        self._checked("take")
        return super().take(*arguments)

    def renew(self, held: Collection[TakenItem]) -> frozenset[str]:
        self._checked("renew")
        return super().renew(held)

    def done(self, taken: TakenItem, outcome: str) -> None:
        self._checked("done")
        super().done(taken, outcome)


def test_records_that_are_away_cost_no_item_and_no_end(database: Database) -> None:
    inbox, handler = Flaky(database, "one", 30.0), Counting()
    inbox.receive(item("a"))
    inbox.away = {"take", "done"}

    async def act() -> None:
        async with desk_of(inbox, handler, lease=30.0):
            await asyncio.sleep(0.2)
            assert handler.taken == []
            inbox.away = {"done"}
            await until(lambda: bool(handler.ended))
            await asyncio.sleep(0.1)
            assert ends(database) == {}
            inbox.away = set()
            await until(lambda: len(ends(database)) == 1)

    asyncio.run(act())
    assert handler.ended == ["a"]


def test_who_can_not_say_that_it_lives_stops_before_another_one_begins(database: Database) -> None:
    inbox, handler = Flaky(database, "one", 0.6), Counting(seconds=60.0)
    inbox.receive(item("a"))
    inbox.away = {"renew"}

    async def act() -> None:
        async with desk_of(inbox, handler, look=60.0):
            await until(lambda: bool(handler.taken))
            await until(lambda: handler.running["all"] == 0)

    asyncio.run(act())
    assert ends(database) == {}


def test_what_another_process_took_over_is_dropped_at_its_next_note(database: Database) -> None:
    noted: list[str] = []

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        await asyncio.sleep(0.1)
        assert inbox_of(database, "two", 30.0).take(KINDS) is not None
        noted.append("taken over")
        await holder.note(message="m1")
        noted.append("m1")
        return "answered"

    inbox = inbox_of(database, lease=0.05)
    inbox.receive(item("a"))

    async def act() -> None:
        async with desk_of(inbox, handler, lease=30.0, look=60.0):
            await until(lambda: bool(noted))
            await asyncio.sleep(0.2)

    asyncio.run(act())
    assert noted == ["taken over"]
    assert ends(database) == {}


def test_an_inbox_worker_runs_a_handler_at_least(database: Database) -> None:
    handler: Callable[[TakenItem, ItemHolder], Awaitable[str]] = Counting()
    with pytest.raises(ValueError, match="1 handler or more at once, not 0"):
        InboxWorker(inbox_of(database), {"slack": {"question": handler}}, workers=0)


def test_a_stop_waits_no_longer_than_it_said_for_a_handler_that_does_not_end(database: Database) -> None:
    async def stubborn(taken: TakenItem, holder: ItemHolder) -> str:
        begun.set()
        for _ in range(3):
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(30)
        return "never"

    begun = asyncio.Event()
    inbox = inbox_of(database)
    inbox.receive(item("a"))

    async def act() -> None:
        async with InboxWorker(inbox, {"slack": {"question": stubborn}}, pace=replace(QUICK, hand_back=0.2)):
            await begun.wait()
            stopped_at.append(time.monotonic())
        stopped_at.append(time.monotonic())

    stopped_at: list[float] = []
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(act())
    finally:
        for task in asyncio.all_tasks(loop):
            for _ in range(3):
                task.cancel()
                loop.run_until_complete(asyncio.sleep(0))
        loop.close()
    assert stopped_at[1] - stopped_at[0] < 10


def test_a_kind_that_nobody_handles_is_left_to_a_process_that_knows_it(database: Database) -> None:
    old, new = inbox_of(database), inbox_of(database, "two")
    old.receive(item("a", kind="unheard"))
    old.receive(item("b"))
    handler = Counting()

    async def act() -> None:
        async with desk_of(old, handler):
            await until(lambda: "b" in ends(database))
            await asyncio.sleep(0.2)  # some looks
        assert list(ends(database)) == ["b"]
        async with InboxWorker(new, {"slack": {"unheard": handler}}, 2, lease_seconds=0.6, pace=QUICK):
            await until(lambda: len(ends(database)) == 2)

    asyncio.run(act())
    assert [taken.item.payload for taken in handler.taken] == [{"key": "b"}, {"key": "a"}]


class Answering:
    """A handler that takes its time to answer, and says how each item ended."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.ended: list[tuple[str, str]] = []
        self.may_end = asyncio.Event()

    async def __call__(self, taken: TakenItem, holder: ItemHolder) -> str:
        self.begun.append(taken.item.key)
        answering = asyncio.create_task(self.may_end.wait())
        holder.cancel_on_stop(answering)
        outcome = "answered"
        try:
            await answering
        except asyncio.CancelledError:
            if not holder.is_stopped:
                raise
            outcome = "withdrawn"
        self.ended.append((taken.item.key, outcome))
        return outcome


def about(key: str, lane: str = "lane", **more: Any) -> InboxItem:
    return InboxItem(key, "slack", "T1", "question", {"key": key}, lane, **more)


def test_a_withdrawal_that_one_process_hears_stops_the_answer_that_another_one_makes(database: Database) -> None:
    inbox, other = inbox_of(database, lease=30.0), inbox_of(database, "two", lease=30.0)
    first, second = Answering(), Answering()
    inbox.receive(about("asked", subject="q"))

    async def act() -> None:
        async with desk_of(inbox, first, 1, lease=30.0, look=60.0):
            await until(lambda: first.begun == ["asked"])
            news = asyncio.Event()
            async with desk_of(other, second, 1, lease=30.0, news=news):
                other.receive(about("edited", subject="q", withdraws=True))
                news.set()
                await until(lambda: first.ended == [("asked", "withdrawn")])
                second.may_end.set()
                first.may_end.set()
                await until(lambda: "edited" in ends(database))

    asyncio.run(act())
    assert {key: outcome for key, (outcome, _, _) in ends(database).items()} == {
        "asked": "withdrawn",
        "edited": "answered",
    }


def test_what_was_withdrawn_before_it_was_taken_is_never_answered(database: Database) -> None:
    inbox, handler = inbox_of(database, lease=30.0), Answering()
    inbox.receive(about("asked", subject="q"))
    inbox.receive(about("edited", subject="q", withdraws=True))
    handler.may_end.set()

    async def act() -> None:
        async with desk_of(inbox, handler, lease=30.0):
            await until(lambda: len(ends(database)) == 2)

    asyncio.run(act())
    assert handler.ended == [("asked", "withdrawn"), ("edited", "answered")]


def test_two_desks_keep_the_order_of_a_conversation_and_no_other_waits_for_it(database: Database) -> None:
    first, second = Answering(), Answering()
    second.ended = first.ended  # one list for both
    inboxes = [inbox_of(database, owner, lease=30.0) for owner in ("one", "two")]
    for key, lane in (("a1", "a"), ("a2", "a"), ("b1", "b")):
        inboxes[0].receive(about(key, lane))

    async def act() -> None:
        async with desk_of(inboxes[0], first, lease=30.0), desk_of(inboxes[1], second, lease=30.0):
            await until(lambda: sorted(first.begun + second.begun) == ["a1", "b1"])
            await asyncio.sleep(0.3)
            assert sorted(first.begun + second.begun) == ["a1", "b1"]
            first.may_end.set()
            second.may_end.set()
            await until(lambda: len(ends(database)) == 3)

    asyncio.run(act())
    assert [key for key, _ in first.ended if key.startswith("a")] == ["a1", "a2"]


def test_a_conversation_goes_on_as_soon_as_its_item_leaves_the_lane(database: Database) -> None:
    inbox, begun = inbox_of(database, lease=30.0), []
    inbox.receive(about("file"))
    inbox.receive(about("question"))

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        begun.append(taken.item.key)
        if taken.item.key == "file":
            await holder.leave_lane()
            await until(lambda: "question" in ends(database))
        return "answered"

    async def act() -> None:
        async with desk_of(inbox, handler, lease=30.0, look=60.0):
            await until(lambda: len(ends(database)) == 2)

    asyncio.run(act())
    assert begun == ["file", "question"]


def test_a_conversation_goes_on_while_a_question_of_it_is_put_off(database: Database) -> None:
    inbox = inbox_of(database, lease=30.0)
    inbox.receive(about("later"))
    inbox.receive(about("now"))

    async def handler(taken: TakenItem, holder: ItemHolder) -> str:
        if taken.item.key == "later":
            raise LaterError(3600)
        return "answered"

    run_until_ended(database, desk_of(inbox, handler, lease=30.0))
    assert list(ends(database)) == ["now"]
