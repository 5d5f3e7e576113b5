"""How a process comes to the next generation while it goes on working."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.embedded_index.store import EmbeddedStore
from pipelines.index.generation_follower import LOOK_SECONDS, Follower
from pipelines.index.index_generations import Generation, MadeFor
from pipelines.keys.key_ring import KeyRing

SMALL, LARGE = MadeFor("small", 4), MadeFor("large", 8)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[EmbeddedStore]:
    made = EmbeddedStore(tmp_path / "index.db", KeyRing.in_folder(tmp_path))
    made.ensure(lambda: SMALL)
    yield made
    made.close()


def until(follower: Follower[str], wanted: str) -> None:
    limit = time.monotonic() + 60
    while follower.ready() != wanted:
        assert time.monotonic() < limit
        time.sleep(0.05)


def test_what_is_open_goes_on_until_the_next_one_is(store: EmbeddedStore) -> None:
    opening, opened = threading.Event(), threading.Event()

    def slowly(generation: Generation) -> str:
        if generation.made_for == LARGE:
            opening.set()
            assert opened.wait(60)
        return generation.made_for.embedder

    follower = Follower(store, slowly)
    assert follower.ready() == "small"
    store.switch(store.create(LARGE))
    while not opening.wait(0.05):
        assert follower.ready() == "small"
    assert follower.ready() == "small"
    opened.set()
    until(follower, "large")


def test_who_cannot_open_the_next_one_goes_on_with_the_last(store: EmbeddedStore) -> None:
    tries = []

    def open_it(generation: Generation) -> str:
        tries.append(generation.made_for.embedder)
        if generation.made_for == LARGE and len(tries) < 3:
            raise RuntimeError("no such model")
        return generation.made_for.embedder

    follower = Follower(store, open_it)
    assert follower.ready() == "small"
    store.switch(store.create(LARGE))
    time.sleep(LOOK_SECONDS)
    assert follower.ready() == "small"
    until(follower, "large")
    assert tries == ["small", "large", "large"]
