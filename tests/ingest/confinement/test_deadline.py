"""A deadline counts the time of one side alone."""

import threading
import time

from ingest.confinement.deadline import Deadline


def test_a_deadline_calls_once_it_is_over() -> None:
    late = threading.Event()
    Deadline(0.05, late.set)
    assert late.wait(10)


def test_a_deadline_that_is_cancelled_never_calls() -> None:
    late = threading.Event()
    Deadline(0.2, late.set).cancel()
    assert not late.wait(0.6)


def test_time_in_a_pause_does_not_count_and_the_rest_does() -> None:
    late = threading.Event()
    deadline = Deadline(0.4, late.set)
    with deadline.paused():
        assert not late.wait(1.2)
    assert late.wait(10)


def test_many_short_pauses_leave_the_deadline_in_force() -> None:
    late = threading.Event()
    deadline = Deadline(0.3, late.set)
    begun = time.monotonic()
    while not late.is_set() and time.monotonic() - begun < 20:
        with deadline.paused():
            pass
        time.sleep(0.001)
    assert late.is_set()
