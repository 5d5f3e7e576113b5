"""What chats tell us counts once and comes to one end, on SQLite and on a real PostgreSQL, whatever is killed."""

import asyncio
import multiprocessing
import os
import signal
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bot.inbox.held_items import HeldItem
from bot.inbox.inbox import Inbox
from bot.inbox.item_holder import ItemHolder
from bot.inbox.item_key import sent_by
from bot.inbox.items import WITHDRAWN, InboxItem, InboxLeaseLostError, KnownItem, TakenItem
from bot.threads.blocking import BlockingCalls
from ingest.living_processes import KEPT, LivingProcesses
from pipelines.records.chat_tables import InboxEntry
from pipelines.records.database import Database
from tests.contracts.time_passed import time_passes

SHORT = 1.0
"""Seconds of a lease that the tests wait out."""
KINDS = {"slack": ("message", "edited")}
SPAWN = multiprocessing.get_context("spawn")


def inbox(database: Database, owner: str = "p1", lease: float = 60.0, most_attempts: int = 3) -> Inbox:
    return Inbox(database, owner, lease, most_attempts)


def item(key: str = "slack:T1:E1", **payload: object) -> InboxItem:
    return InboxItem(key, "slack", "T1", "message", payload or {"words": "how long?"})


def take(from_inbox: Inbox) -> TakenItem:
    taken = from_inbox.take(KINDS)
    assert taken is not None
    return taken


def expire(database: Database) -> None:
    """Makes what is leased or put off due, as if its time were over."""
    with database.session() as session:
        session.execute(text("UPDATE inbox SET due_at = received_at WHERE due_at IS NOT NULL"))


def age(database: Database) -> None:
    """Makes the first attempts at all items ones of long ago."""
    with database.session() as session:
        session.execute(text("UPDATE inbox SET begun_at = '2020-01-01 00:00:00' WHERE begun_at IS NOT NULL"))


def held(database: Database, key: str = "slack:T1:E1") -> tuple[object, ...]:
    with database.reading() as session:
        asked = text("SELECT payload, notes, outcome, reason, reference, due_at FROM inbox WHERE key = :key")
        return tuple(session.execute(asked, {"key": key}).one())


def test_who_holds_an_item_may_be_asked_what_it_noted_until_it_ended_and_how_then(database: Database) -> None:
    box, other = inbox(database), inbox(database, "p2")
    assert other.known(item().key) is None
    box.receive(item())
    assert other.known(item().key) == KnownItem("", {})
    taken = box.note(take(box), message="1.2")
    assert other.known(item().key) == KnownItem("", {"message": "1.2"})
    box.done(taken, "answered")
    assert other.known(item().key) == KnownItem("answered", {})


def test_an_item_is_received_once_whatever_became_of_it(database: Database) -> None:
    box = inbox(database)
    assert box.receive(item())
    assert not box.receive(item(other="payload"))
    taken = take(box)
    assert (taken.item, taken.attempts, taken.notes, taken.given_up) == (item(), 1, {}, False)
    assert not box.receive(item())
    box.done(taken, "answered")
    assert not box.receive(item())
    assert box.take(KINDS) is None


def test_what_was_received_can_be_taken_by_another_process_in_the_order_of_its_coming(database: Database) -> None:
    for n in range(3):
        inbox(database).receive(item(f"slack:T1:E{n}"))
    other = inbox(database, "p2")
    assert [take(other).item.key for _ in range(3)] == ["slack:T1:E0", "slack:T1:E1", "slack:T1:E2"]
    assert other.take(KINDS) is None


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_that_no_row_can_hold_is_refused(key: str) -> None:
    with pytest.raises(ValueError, match=rf"key of an inbox item has 1 to 255 characters, not {len(key)}"):
        item(key)


def test_neither_payload_nor_notes_are_shown_where_an_item_is_printed(database: Database) -> None:
    box = inbox(database)
    box.receive(item(words="zanthrope"))
    taken = box.note(take(box), reply="zanthrope")
    assert "zanthrope" not in f"{taken!r}"


def test_payload_and_notes_are_sealed_and_gone_at_the_end(database: Database) -> None:
    box = inbox(database)
    box.receive(item(words="zanthrope"))
    taken = box.note(take(box), reply="quillmark")
    assert "zanthrope" not in str(held(database)) and "quillmark" not in str(held(database))
    assert held(database)[0] and held(database)[1]
    box.failed(taken, "search_away", "7F3K-22")
    assert held(database) == (None, None, "failed", "search_away", "7F3K-22", None)


def test_notes_are_added_up_and_outlive_a_crash(database: Database) -> None:
    box = inbox(database)
    box.receive(item())
    taken = box.note(take(box), reply="100.2")
    assert box.note(taken, stream="S1").notes == {"reply": "100.2", "stream": "S1"}
    expire(database)
    again = take(inbox(database, "p2"))
    assert (again.token, again.attempts, again.notes) == (2, 2, {"reply": "100.2", "stream": "S1"})


def test_the_items_of_teams_that_must_wait_are_passed_over(database: Database) -> None:
    box = inbox(database)
    box.receive(item("a"))
    box.receive(InboxItem("b", "slack", "T2", "message", {}))
    other = box.take(KINDS, ["T1"])
    assert other is not None and other.item.key == "b"
    assert box.take(KINDS, ["T1", "T2"]) is None
    assert take(box).item.key == "a"


def test_the_items_of_people_who_must_wait_are_passed_over_and_whose_one_was_is_forgotten_with_its_end(
    database: Database,
) -> None:
    box = inbox(database)
    for key, person in (("a", "U1"), ("b", "U1"), ("c", "U2")):
        box.receive(sent_by(item(key), person))
    box.receive(item("d"))
    first = take(box)
    assert (first.item.key, first.item) == ("a", sent_by(item("a"), "U1"))
    others = [box.take(KINDS, senders=[first.item.sender]) for _ in range(3)]
    assert [each.item.key if each else None for each in others] == ["c", "d", None]
    assert (take(box).item.key, box.waiting()) == ("b", 0)
    box.done(first, "answered")
    with database.reading() as session:
        senders = {key: sender for key, sender in session.execute(text("SELECT key, sender FROM inbox"))}
    assert (senders["a"], senders["b"], senders["d"]) == ("", first.item.sender, "")


def test_a_sender_is_told_from_the_same_id_elsewhere_and_is_not_named() -> None:
    here, same, elsewhere = (
        InboxItem(f"a{n}", "slack", team, "message", {}) for n, team in enumerate(["T1", "T1", "T2"])
    )
    senders = [sent_by(each, "U1").sender for each in (here, same, elsewhere)]
    assert senders[0] == senders[1] != senders[2]
    assert not any("U1" in each for each in senders)
    assert sent_by(here, "") == here


def test_what_was_put_off_comes_back_when_it_is_due_and_no_attempt_is_counted(database: Database) -> None:
    box = inbox(database, most_attempts=1)
    box.receive(item())
    for _ in range(3):
        box.put_off(take(box), 3600)
        assert (box.take(KINDS), box.waiting()) == (None, 1)
        expire(database)
    box.put_off(take(box), 0)
    assert (take(box).attempts, box.waiting()) == (1, 0)


def test_an_item_whose_attempts_are_used_up_is_taken_once_more_and_then_never(database: Database) -> None:
    box = inbox(database, most_attempts=2)
    box.receive(item())
    given_up = []
    for _ in range(3):
        given_up.append(take(box).given_up)
        expire(database)
    assert given_up == [False, False, True]
    assert box.take(KINDS) is None
    assert held(database) == (None, None, "failed", "abandoned", "", None)
    assert not box.receive(item())


def test_an_abandoned_item_holds_up_none_behind_it(database: Database) -> None:
    box = inbox(database, most_attempts=0)
    box.receive(item())
    take(box)
    expire(database)
    box.receive(item("slack:T1:E2"))
    assert take(box).item.key == "slack:T1:E2"


def test_showing_that_an_item_is_given_up_may_be_put_off(database: Database) -> None:
    box = inbox(database, most_attempts=0)
    box.receive(item())
    for _ in range(3):
        taken = take(box)
        assert taken.given_up
        box.put_off(taken, 0)


def test_a_lease_that_ran_out_is_another_s_and_its_ghost_writes_nothing(database: Database) -> None:
    ghost, other = inbox(database), inbox(database, "p2")
    ghost.receive(item())
    lost = take(ghost)
    assert other.take(KINDS) is None
    time_passes(database, 61, InboxEntry.due_at)
    assert ghost.waiting() == 1
    mine = take(other)
    writes: list[Callable[[], object]] = [
        lambda: ghost.note(lost, reply="1"),
        lambda: ghost.done(lost, "answered"),
        lambda: ghost.failed(lost, "search_away"),
        lambda: ghost.put_off(lost, 1),
    ]
    for write in writes:
        with pytest.raises(InboxLeaseLostError, match=r"slack:T1:E1 .* token 1"):
            write()
    assert ghost.renew([lost]) == {"slack:T1:E1"}
    other.done(mine, "answered")
    for write in writes:
        with pytest.raises(InboxLeaseLostError):
            write()
    assert held(database)[2] == "answered"


def test_a_late_holder_whose_item_nobody_took_goes_on(database: Database) -> None:
    box = inbox(database)
    box.receive(item())
    taken = take(box)
    expire(database)
    assert box.renew([taken]) == frozenset()
    assert box.take(KINDS) is None
    box.done(taken, "answered")


def among(database: Database, owner: str, gone_seconds: float = SHORT) -> LivingProcesses:
    """The process of this name, for which others are gone after a short time without a sign."""
    return LivingProcesses(database, owner, gone_seconds)


def test_what_a_process_held_is_another_s_as_soon_as_its_signs_of_life_end(database: Database) -> None:
    ghost, other = inbox(database), Inbox(database, "p2", 60.0, processes=among(database, "p2"))
    ghost.receive(item())
    held_by_ghost = take(ghost)
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    assert take(other).item.key == held_by_ghost.item.key
    with pytest.raises(InboxLeaseLostError):
        ghost.done(held_by_ghost, "answered")


def test_who_gives_signs_of_life_keeps_what_it_holds(database: Database) -> None:
    living = LivingProcesses(database, "p1")
    holder, other = (
        Inbox(database, "p1", 60.0, processes=living),
        Inbox(database, "p2", processes=among(database, "p2", 3 * SHORT)),
    )
    holder.receive(item())
    taken = take(holder)
    for _ in range(8):
        assert other.take(KINDS) is None
        time.sleep(SHORT / 2)
        living.beat()
    holder.done(taken, "answered")


def test_a_process_that_stood_still_is_not_sure_of_what_it_held_whatever_it_says_first(database: Database) -> None:
    living = among(database, "p1")
    ghost = Inbox(database, "p1", 60.0, processes=living)
    other = Inbox(database, "p2", 60.0, processes=among(database, "p2"))
    ghost.receive(item())
    taken, since = take(ghost), time.monotonic()
    assert ghost.is_surely_held(since)
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    assert not ghost.is_surely_held(since)
    living.beat()  # it wakes, and says that it lives before anything else
    assert not ghost.is_surely_held(since)
    ghost.ensure_held(taken)  # nobody has taken it so far
    time.sleep(SHORT * 1.5)
    take(other)
    living.beat()
    with pytest.raises(InboxLeaseLostError):
        ghost.ensure_held(taken)


def test_a_lease_that_is_nearly_over_is_nothing_to_be_sure_of(database: Database) -> None:
    living = LivingProcesses(database, "p1")
    holder = Inbox(database, "p1", SHORT, processes=living)
    holder.receive(item())
    take(holder)
    since = time.monotonic()
    assert holder.is_surely_held(since)
    time.sleep(SHORT * 0.75)
    assert not holder.is_surely_held(since)


def test_who_never_gave_a_sign_of_life_keeps_what_it_holds_until_its_lease_ends(database: Database) -> None:
    holder, other = inbox(database), Inbox(database, "p2", processes=among(database, "p2"))
    holder.receive(item())
    take(holder)
    with database.session() as session:  # as a process of the version before
        session.execute(text("DELETE FROM processes"))
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    assert other.take(KINDS) is None
    expire(database)
    assert take(other).attempts == 2


def test_after_an_outage_everybody_has_time_to_say_that_they_live(database: Database) -> None:
    seen = among(database, "p2")
    holder, other = inbox(database), Inbox(database, "p2", processes=seen)
    holder.receive(item())
    take(holder)
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    with pytest.raises(OSError), seen.contact():
        raise OSError
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    assert other.take(KINDS) is not None


def test_records_that_hung_leave_everybody_time_to_say_that_they_live(database: Database) -> None:
    seen = among(database, "p2")
    holder, other = inbox(database), Inbox(database, "p2", processes=seen)
    holder.receive(item())
    take(holder)
    assert other.take(KINDS) is None
    with seen.contact():  # as an answer that comes late
        time.sleep(SHORT * 1.5)
        now = datetime.now(UTC)
        assert seen.gone_before(now) == now - KEPT
    assert other.take(KINDS) is None
    time.sleep(SHORT * 1.5)
    assert other.take(KINDS) is not None


def test_a_lease_that_is_renewed_does_not_run_out(database: Database) -> None:
    box, other = inbox(database), inbox(database, "p2")
    box.receive(item())
    taken = take(box)
    for _ in range(4):
        time_passes(database, 40, InboxEntry.due_at)
        assert box.renew([taken]) == frozenset()
    assert other.take(KINDS) is None


def test_keys_are_kept_for_a_week_after_the_end(database: Database) -> None:
    box = inbox(database)
    for n in range(3):
        box.receive(item(f"slack:T1:E{n}"))
    for _ in range(2):
        box.done(take(box), "answered")
    with database.session() as session:
        for key, ended_at in (("slack:T1:E0", "2020-01-01 00:00:00"), ("slack:T1:E2", None)):
            session.execute(
                text("UPDATE inbox SET received_at = '2020-01-01 00:00:00', ended_at = :at WHERE key = :key"),
                {"at": ended_at, "key": key},
            )
    assert (box.prune(), box.prune()) == (1, 0)
    assert not box.receive(item("slack:T1:E1")) and not box.receive(item("slack:T1:E2"))
    assert box.receive(item("slack:T1:E0"))


def _receive(url: str, home: Path, start: Barrier, keys: list[str], threads: int) -> None:
    """Exits with the number of receives that were told to be the first."""
    box = Inbox(Database(url, home), f"p{os.getpid()}")
    box.waiting()
    with ThreadPoolExecutor(threads) as pool:
        start.wait(60)
        os._exit(sum(pool.map(lambda key: box.receive(item(key)), keys * threads)))


def test_the_oldest_that_waits_counts_from_when_it_came_until_somebody_holds_it(database: Database) -> None:
    box = inbox(database)
    assert box.oldest_seconds() == 0
    box.receive(item())
    time.sleep(0.1)
    box.receive(item("slack:T1:E2"))
    assert 0.1 <= box.oldest_seconds() < 60
    taken = take(box)
    assert box.oldest_seconds() < 60
    box.put_off(taken, 60)
    assert box.oldest_seconds() >= 0.1  # put off, it waits all the same
    expire(database)
    take(box)
    take(box)
    assert box.oldest_seconds() == 0


def test_what_nobody_waits_for_is_not_counted_among_what_waits(database: Database) -> None:
    box = Inbox(database, "p1", unhurried=["survey"])
    box.receive(replace(item(), kind="survey"))
    assert (box.waiting(), box.oldest_seconds()) == (0, 0)
    box.receive(item("slack:T1:E2"))
    assert box.waiting() == 1


def test_an_item_keeps_where_its_trace_stood_and_tells_how_long_it_could_have_been_taken(database: Database) -> None:
    trace = f"00-{'1' * 32}-{'2' * 16}-01"
    inbox(database).receive(replace(item(), trace=trace))
    time.sleep(0.2)
    first = take(inbox(database))
    assert (first.item.trace, first.item.payload) == (trace, item().payload)
    assert 0.2 <= first.waited < 60
    time_passes(database, 90, InboxEntry.due_at)
    again = take(inbox(database, "p2"))
    assert again.item.trace == trace
    assert 30 <= again.waited < 60  # from the end of the lease, not from the beginning


@pytest.mark.slow
def test_of_twenty_copies_over_threads_and_processes_one_is_the_first(database: Database, tmp_path: Path) -> None:
    start = SPAWN.Barrier(4)
    processes = [
        SPAWN.Process(target=_receive, args=(database.url, tmp_path, start, ["slack:T1:E1"], 5)) for _ in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert sorted(process.exitcode or 0 for process in processes) == [0, 0, 0, 1]
    assert inbox(database).waiting() == 1


def test_a_hundred_people_at_once_are_all_heard(database: Database) -> None:
    box = inbox(database)
    with ThreadPoolExecutor(50) as pool:
        heard = Counter(pool.map(lambda n: box.receive(item(f"slack:T1:E{n % 100}")), range(200)))
    assert heard == {True: 100, False: 100}
    assert box.waiting() == 100


def test_each_item_is_taken_once_however_many_look(database: Database) -> None:
    for n in range(30):
        inbox(database).receive(item(f"slack:T1:E{n}"))

    def take_all(owner: str) -> list[str]:
        box, taken = inbox(database, owner), []
        while (each := box.take(KINDS)) is not None:
            taken.append(each.item.key)
            box.done(each, "answered")
        return taken

    with ThreadPoolExecutor(4) as pool:
        taken = [key for keys in pool.map(take_all, ["a", "b", "c", "d"]) for key in keys]
    assert len(taken) == len(set(taken)) == 30


def _take_and_hang(url: str, home: Path, said: Connection) -> None:
    box = Inbox(Database(url, home), "doomed", SHORT)
    taken = take(box)
    box.note(taken, reply="100.2")
    said.send(taken.token)
    time.sleep(60)


@pytest.mark.slow
def test_what_a_killed_process_held_is_taken_by_another_after_its_lease(database: Database, tmp_path: Path) -> None:
    box = inbox(database)
    box.receive(item())
    hears, says = SPAWN.Pipe(duplex=False)
    doomed = SPAWN.Process(target=_take_and_hang, args=(database.url, tmp_path, says))
    doomed.start()
    assert hears.poll(60)
    token = hears.recv()
    assert doomed.pid is not None
    os.kill(doomed.pid, signal.SIGKILL)
    doomed.join(60)
    began = time.monotonic()
    while (taken := box.take(KINDS)) is None:
        assert time.monotonic() - began < 30
        time.sleep(0.05)
    assert (taken.token, taken.attempts, taken.notes) == (token + 1, 2, {"reply": "100.2"})
    assert taken.item == item()


def in_lane(key: str, lane: str = "slack:T1:C1:1.0", **more: Any) -> InboxItem:
    return InboxItem(key, "slack", "T1", "message", {}, lane, **more)


def test_only_kinds_that_were_asked_for_are_handed_out_and_the_others_stay_whole(database: Database) -> None:
    box = inbox(database)
    box.receive(InboxItem("a", "slack", "T1", "unheard", {"words": "how long?"}))
    box.receive(InboxItem("b", "teams", "T1", "message", {"words": "how long?"}))
    assert box.take(KINDS) is None
    assert box.take({}) is None
    assert box.waiting() == 2
    for kinds in ({"slack": ["unheard"]}, {"teams": ["message"]}):
        taken = box.take(kinds)
        assert taken is not None
        assert taken.item.payload == {"words": "how long?"}


def test_what_nobody_takes_for_long_is_told_of_by_surface_and_kind(database: Database) -> None:
    box = inbox(database)
    for key, kind in (("a", "unheard"), ("b", "unheard"), ("c", "message")):
        box.receive(InboxItem(key, "slack", "T1", kind, {}))
    assert box.overdue() == {}
    box.done(take(box), "answered")
    assert box.overdue(0.0) == {("slack", "unheard"): 2}


def test_items_of_a_lane_are_taken_one_after_the_other_and_hold_up_no_other_lane(database: Database) -> None:
    box, other = inbox(database), inbox(database, "p2")
    for item_in_lane in (in_lane("a"), in_lane("b"), in_lane("c", "slack:T1:C1:2.0")):
        box.receive(item_in_lane)
    first = take(box)
    assert (first.item.key, take(other).item.key, other.take(KINDS)) == ("a", "c", None)
    box.done(first, "answered")
    assert take(other).item.key == "b"


def test_an_item_that_left_its_lane_or_was_put_off_for_long_holds_up_none(database: Database) -> None:
    box = inbox(database)
    for key in "abc":
        box.receive(in_lane(key))
    left = box.leave_lane(take(box))
    put_off = take(box)
    assert (left.item.lane, put_off.item.key) == ("", "b")
    box.put_off(put_off, 3600, leaves_lane=True)
    assert take(box).item.key == "c"


def test_what_waits_for_another_try_keeps_its_place_for_a_while(database: Database) -> None:
    box = inbox(database)
    box.receive(in_lane("a"))
    box.receive(in_lane("b"))
    box.put_off(take(box), 3600)
    assert box.take(KINDS) is None
    age(database)
    assert take(box).item.key == "b"


def test_an_item_that_hangs_or_that_nobody_knows_does_not_block_its_lane_for_ever(database: Database) -> None:
    box = inbox(database)
    box.receive(InboxItem("a", "slack", "T1", "unheard", {}, "slack:T1:C1:1.0"))
    box.receive(in_lane("b"))
    box.receive(in_lane("c"))
    assert take(box).item.key == "b"
    assert box.take(KINDS) is None
    age(database)
    assert take(box).item.key == "c"


def test_of_a_lane_whose_holder_died_the_oldest_comes_first_again(database: Database) -> None:
    doomed, box = inbox(database), inbox(database, "p2")
    box.receive(in_lane("a"))
    box.receive(in_lane("b"))
    take(doomed)
    expire(database)
    again = take(box)
    assert (again.item.key, again.attempts, box.take(KINDS)) == ("a", 2, None)


def test_what_withdraws_stops_what_came_about_its_subject_and_waits_until_that_has_ended(database: Database) -> None:
    box, other = inbox(database), inbox(database, "p2")
    for each in (in_lane("a", subject="q1"), in_lane("b", subject="q2")):
        box.receive(each)
    held = take(box)
    assert box.stopped([held]) == frozenset()
    other.receive(in_lane("a2", lane="", subject="q1", withdraws=True))
    assert box.stopped([held]) == {"a"}
    assert other.take(KINDS) is None
    box.done(held, WITHDRAWN)
    taken = [take(other) for _ in range(2)]
    assert [(each.item.key, each.is_stopped, other.has_withdrawn(each)) for each in taken] == [
        ("b", False, False),
        ("a2", False, True),
    ]


def test_a_withdrawal_reaches_what_waits_and_what_is_delivered_after_it(database: Database) -> None:
    box = inbox(database)
    box.receive(in_lane("a", subject="q1"))
    box.receive(in_lane("a2", subject="q1", withdraws=True))
    box.receive(in_lane("b2", subject="q2", withdraws=True))
    box.receive(in_lane("b", subject="q2"))
    stopped = []
    while taken := box.take(KINDS):
        stopped.append((taken.item.key, taken.is_stopped))
        box.done(taken, "answered")
    assert stopped == [("a", True), ("a2", False), ("b2", False), ("b", True)]


def test_who_takes_a_subject_over_stops_what_was_before_and_is_stopped_by_what_came_since(database: Database) -> None:
    box = inbox(database)
    box.receive(in_lane("a", lane="", subject="q1"))
    box.receive(in_lane("press", lane=""))
    asked, pressed = take(box), take(box)
    pressed = box.take_over(pressed, "q1")
    assert (pressed.item.subject, box.stopped([asked, pressed])) == ("q1", {"a"})
    box.receive(in_lane("a2", lane="", subject="q1", withdraws=True))
    assert box.stopped([asked, pressed]) == {"a", "press"}


def test_a_crowd_of_leases_is_renewed_at_once_and_each_is_checked(database: Database) -> None:
    box, other = inbox(database), inbox(database, "p2")
    for n in range(30):
        box.receive(item(f"slack:T1:E{n:02}"))
    held = [take(box) for _ in range(30)]
    expire(database)
    stolen, ended = take(other), held[1]
    box.done(ended, "answered")
    assert box.renew(held) == {stolen.item.key, ended.item.key}
    assert other.take(KINDS) is None
    assert box.renew([]) == frozenset()


def test_what_a_process_of_the_version_before_writes_is_slack_s_and_in_no_lane(database: Database) -> None:
    with database.session() as session:
        columns = "key, team, kind, received_at, due_at, token, attempts, outcome, reason, reference"
        row = "'a', 'T1', 'message', '2020-01-01 00:00:00', '2020-01-01 00:00:00', 0, 0, '', '', ''"
        session.execute(text(f"INSERT INTO inbox ({columns}) VALUES ({row})"))
    taken = take(inbox(database)).item
    assert (taken.surface, taken.lane, taken.subject, taken.withdraws) == ("slack", "", "", False)


def test_whoever_shows_something_asks_whether_the_item_is_its_own_and_is_not_kept_from_it_by_records_that_are_away(
    database: Database,
) -> None:
    ghost, other, calls = inbox(database), inbox(database, "p2"), BlockingCalls(1, "test")
    ghost.receive(item())
    holder = ItemHolder(ghost, calls, asyncio.Event(), HeldItem(take(ghost), renewed_at=float("-inf")))
    asyncio.run(holder.ensure_held())
    expire(database)
    take(other)
    with pytest.raises(InboxLeaseLostError):
        asyncio.run(holder.ensure_held())
    with database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE inbox RENAME TO away"))
    asyncio.run(holder.ensure_held())
    calls.close()
