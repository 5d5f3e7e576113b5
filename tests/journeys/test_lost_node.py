"""A cluster of two nodes with data loses one, then the other one: answers go on, nothing is lost."""

import contextlib
import json
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.elasticsearch_index.store import ElasticsearchStore
from pipelines.index.index_generations import MadeFor
from tests.contracts.index_samples import EVERYONE, NORTH, sample
from tests.servers import unavailable
from tests.servers.elasticsearch import REMEDY, JavaElasticsearch, has_java
from tests.servers.elasticsearch_cluster import JavaCluster

pytestmark = [pytest.mark.slow, pytest.mark.servers]

MOST_SECONDS = 60.0
"""A search takes this long at most, whatever becomes of a node; on a machine with nothing else to do it is a tenth."""


@pytest.fixture(scope="module")
def cluster() -> Iterator[JavaCluster]:
    if not has_java():
        unavailable("Elasticsearch", REMEDY)
    with closing(JavaCluster()) as nodes:
        nodes.start()
        yield nodes


def whole(node: JavaElasticsearch) -> None:
    """Waits until every shard has its copy."""
    until = time.monotonic() + 240
    asked = f"{node.url}/_cluster/health?wait_for_status=green&wait_for_no_relocating_shards=true&timeout=10s"
    while time.monotonic() < until:
        # What it can't wait for in time is answered as an error.
        with contextlib.suppress(OSError), urllib.request.urlopen(asked, timeout=30) as answer:
            if not json.load(answer)["unassigned_shards"]:
                return
    raise AssertionError("the shards got no copies")


def test_either_node_may_be_lost_and_nothing_is(cluster: JavaCluster) -> None:
    with closing(ElasticsearchIndex(cluster.url, "small", 4, "lost")) as index:
        expected = set()
        for lost, left in (("first", "second"), ("second", "first")):
            for n in range(5):
                index.put(*sample(f"{lost}-{n}", [f"Apple {n} of {lost}."], vectors=[np.ones(4)]))
                expected.add(f"{lost}-{n}")
            whole(cluster.nodes[left])

            cluster.nodes[lost].kill()

            for _ in range(5):
                begun = time.monotonic()
                hits = index.search_chunks("apple", EVERYONE, 50)
                assert {hit.source.document_id for hit in hits} == expected
                assert {hit.source.document_id for hit in index.search_vectors(NORTH, EVERYONE, 50)} == expected
                assert time.monotonic() - begun < MOST_SECONDS
            index.put(*sample(f"without-{lost}", ["An apple from afterwards."]))
            index.forget(f"{lost}-0")
            index.set_labels(f"{lost}-1", ["board"])
            expected = (expected | {f"without-{lost}"}) - {f"{lost}-0", f"{lost}-1"}
            assert {row.source.document_id for row in index.documents(EVERYONE)} == expected
            cluster.nodes[lost].start()
            cluster.await_nodes(*cluster.nodes)
            whole(cluster.nodes[left])
        assert len(index.inventory()) == len(expected) + 2  # two that others may read


def test_copies_follow_the_setting_and_shards_a_new_generation(cluster: JavaCluster) -> None:
    made_for = MadeFor("small", 4)
    with closing(ElasticsearchStore(cluster.url, "copies", replicas=0)) as store:
        first = store.ensure(lambda: made_for)
        assert copies(cluster, "copies") == {("1", "0")}
    with closing(ElasticsearchStore(cluster.url, "copies", shards=2, replicas=1)) as store:
        assert store.ensure(lambda: made_for) == first
        whole(cluster.nodes["first"])
        assert copies(cluster, "copies") == {("1", "1")}
        assert not store.fits(first, "small")
        second = store.create(made_for)
        assert store.fits(second, "small")
        store.switch(second)
        store.drop(first)
        whole(cluster.nodes["first"])
        assert copies(cluster, "copies") == {("2", "1"), ("1", "1")}  # the small one of what is hidden has one shard
        index = store.open(second)
        for n in range(20):
            index.put(*sample(f"d{n}", ["Apple."]))
        assert len(index.search_chunks("apple", EVERYONE, 50)) == 20
        index.close()


def copies(cluster: JavaCluster, name: str) -> set[tuple[str, str]]:
    """(shards, replicas) that the indices of a name have."""
    asked = f"{cluster.nodes['second'].url}/{name}-*/_settings"
    with urllib.request.urlopen(asked, timeout=30) as answer:
        held = [about["settings"]["index"] for about in json.load(answer).values()]
    return {(each["number_of_shards"], each["number_of_replicas"]) for each in held}
