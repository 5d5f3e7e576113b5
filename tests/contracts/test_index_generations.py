"""What every store of generations promises, on the embedded one and on a real Elasticsearch server."""

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from pipelines.elasticsearch_index.store import ElasticsearchStore
from pipelines.embedded_index.store import EmbeddedStore
from pipelines.index.generation_follower import Follower
from pipelines.index.index_generations import REPLACED_FOR, UNFINISHED_FOR, IndexStore, MadeFor, drop_outdated
from pipelines.index.live_index import LiveIndex
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import Index, IndexUnavailableError
from tests.contracts.index_samples import EVERYONE, among, everything_found, found, sample

SMALL, LARGE = MadeFor("small", 4, "models/small"), MadeFor("large", 8, "models/large")
WIDE = np.ones(8, np.float32)

OpenStore = Callable[[], IndexStore]


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.servers)])
def open_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenStore]:
    """Opens the store of this test, as another process would."""
    opened: list[IndexStore] = []
    if request.param == "embedded":
        made: OpenStore = lambda: EmbeddedStore(tmp_path / "index.db", KeyRing.in_folder(tmp_path))  # noqa: E731
    else:
        url, name = request.getfixturevalue("elasticsearch_url"), f"test-{uuid.uuid4().hex[:12]}"
        made = lambda: ElasticsearchStore(url, name)  # noqa: E731

    def opening() -> IndexStore:
        opened.append(made())
        return opened[-1]

    yield opening
    store = opening()
    live = store.live()
    for generation in [*store.others(), *([live] if live else [])]:
        store.drop(generation)
    for each in opened:
        each.close()


@pytest.fixture
def store(open_store: OpenStore) -> IndexStore:
    """A store whose first generation is live."""
    made = open_store()
    made.ensure(lambda: SMALL)
    return made


def live_of(store: IndexStore) -> Index:
    live = store.live()
    assert live is not None
    return store.open(live)


def test_the_first_generation_is_made_once_and_says_what_it_is_made_for(open_store: OpenStore) -> None:
    store = open_store()
    assert store.live() is None
    made = store.ensure(lambda: SMALL)
    assert (made.made_for, open_store().ensure(lambda: LARGE)) == (SMALL, made)
    assert (store.live(), store.others()) == (made, [])
    assert store.fits(made, "small")
    assert not store.fits(made, "large")


def test_another_one_is_filled_beside_and_takes_its_place_in_one_step(store: IndexStore, open_store: OpenStore) -> None:
    old = live_of(store)
    old.put(*sample("d1", ["Old apple."]))
    begun = store.create(LARGE)
    beside = store.open(begun)
    beside.put(*sample("d1", ["New apple."], vectors=[WIDE]))
    beside.put(*sample("d2", ["Another apple."], vectors=[WIDE]))
    assert everything_found(live_of(open_store()), "apple", EVERYONE) == {"d1"}
    assert [each.id for each in open_store().others()] == [begun.id]

    store.switch(begun)

    live = open_store().live()
    assert live is not None
    assert (live.id, live.made_for) == (begun.id, LARGE)
    assert found(live_of(open_store()), "apple") == found(beside, "apple")
    assert len(found(beside, "apple")) == 2
    # Whoever still has the one before open goes on asking it with its own embedder's vectors.
    assert everything_found(old, "apple", EVERYONE) == {"d1"}


def test_the_old_vectors_never_meet_the_new_generation(store: IndexStore) -> None:
    begun = store.create(LARGE)
    store.switch(begun)
    with pytest.raises(ValueError, match="8 dimensions"):
        live_of(store).put(*sample("d1", ["Apple."]))


def test_what_is_forgotten_or_relabelled_is_so_in_every_generation(store: IndexStore) -> None:
    index = LiveIndex(store)
    index.put(*sample("d1", ["Apple."]))
    index.put(*sample("d2", ["Apple."]))
    beside = store.open(store.create(LARGE))
    beside.put(*sample("d1", ["Apple."], vectors=[WIDE]))
    index.set_labels("d1", ["board"])
    index.set_labels("d2", ["board"])  # not there yet
    assert found(beside, "apple") == []
    assert found(beside, "apple", among(label="board")) == ["d1"]
    assert index.rows_of("d1") == index.rows_of("d2") + beside.rows_of("d1")
    index.forget("d1")
    assert (index.rows_of("d1"), beside.inventory()) == (0, [])
    with pytest.raises(KeyError):
        index.set_labels("d1", ["board"])


def test_a_replaced_generation_goes_after_a_day_and_an_unfinished_one_after_a_month(store: IndexStore) -> None:
    replaced = store.live()
    assert replaced is not None
    store.switch(store.create(LARGE))
    unfinished = store.create(SMALL)
    now = datetime.now(UTC)
    assert drop_outdated(store, now + REPLACED_FOR - timedelta(minutes=5)) == 0
    assert drop_outdated(store, now + REPLACED_FOR + timedelta(minutes=5)) == 1
    assert store.others() == [unfinished]
    assert drop_outdated(store, now + UNFINISHED_FOR - timedelta(minutes=5)) == 0
    assert drop_outdated(store, now + UNFINISHED_FOR + timedelta(minutes=5)) == 1
    assert store.others() == []
    LiveIndex(store).put(*sample("d1", ["Apple."], vectors=[WIDE]))


def test_a_generation_that_was_deleted_stays_so_for_those_who_have_it_open(store: IndexStore) -> None:
    index = LiveIndex(store)
    index.put(*sample("d1", ["Apple."]))
    earlier = store.live()
    assert earlier is not None
    store.switch(store.create(LARGE))
    index.forget("d2")  # opens both
    store.drop(earlier)
    index.put(*sample("d1", ["Apple."], vectors=[WIDE]))
    assert index.forget("d1") == 1
    assert store.others() == []
    with pytest.raises(IndexUnavailableError):
        store.open(earlier).put(*sample("d3", ["Pear."]))
    assert store.others() == []


def test_a_process_follows_a_switch_without_a_restart(store: IndexStore, open_store: OpenStore) -> None:
    follower = Follower(open_store(), lambda generation: generation.made_for.embedder)
    assert follower.ready() == "small"
    store.switch(store.create(LARGE))
    assert follower.newest()[1] == "large"
    assert follower.ready() == "large"
