"""What only the index on Elasticsearch promises: layouts side by side, repair, and stock Haystack components."""

import uuid
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
from elasticsearch import Elasticsearch
from haystack_integrations.components.retrievers.elasticsearch import (
    ElasticsearchBM25Retriever,
    ElasticsearchEmbeddingRetriever,
)
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from pipelines.access import Scope, scope_filter
from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.ports import IndexUnavailableError
from tests.contracts.index_samples import EVERYONE, NORTH, among, everything_found, sample

pytestmark = pytest.mark.servers


@pytest.fixture
def name(elasticsearch_url: str) -> Iterator[str]:
    """The name of an index of this test alone."""
    chosen = f"test-{uuid.uuid4().hex[:12]}"
    yield chosen
    index = ElasticsearchIndex(elasticsearch_url, "any", 4, chosen)
    index.drop()
    index.close()


def test_the_names_of_the_indices_tell_layout_and_embedder(elasticsearch_url: str, name: str) -> None:
    ElasticsearchIndex(elasticsearch_url, "small", 4, name).ping()
    with Elasticsearch(elasticsearch_url) as client:
        held = client.indices.get_alias(index=f"{name}-*").body
    for part in ("chunks", "pages", "tokens"):
        (physical,) = [index for index, about in held.items() if f"{name}-{part}" in about["aliases"]]
        assert physical.startswith(f"{name}-{part}-v4-")


def test_a_write_that_fails_midway_keeps_the_old_version_and_the_next_one_repairs_it(
    elasticsearch_url: str, name: str
) -> None:
    index = ElasticsearchIndex(elasticsearch_url, "small", 4, name)
    index.put(*sample("d1", ["Old apple."]))
    source, pages, chunks = sample("d1", ["New apple, confidential.", "More."], version="2")
    too_large = replace(chunks[1], chunk=replace(chunks[1].chunk, page=2**40))
    with pytest.raises(IndexUnavailableError) as caught:
        index.put(source, pages, [chunks[0], too_large])
    assert "confidential" not in str(caught.value)
    assert [hit.text for hit in index.search_chunks("apple", EVERYONE, 10)] == ["Old apple."]
    assert [row.source.version_id for row in index.documents(EVERYONE)] == ["d1-1"]

    index.put(source, pages, chunks)

    assert [hit.text for hit in index.search_chunks("apple", EVERYONE, 10)] == ["New apple, confidential."]
    assert len(index.search_vectors(NORTH, EVERYONE, 10)) == 2
    with Elasticsearch(elasticsearch_url) as client:
        assert client.get(index=f"{name}-state", id="hidden")["_source"]["hidden"] == []
        assert client.count(index=f"{name}-chunks")["count"] == 2
        assert client.count(index=f"{name}-pages")["count"] == 3


def test_what_a_failed_write_left_is_forgotten_with_its_document(elasticsearch_url: str, name: str) -> None:
    index = ElasticsearchIndex(elasticsearch_url, "small", 4, name)
    source, pages, chunks = sample("d1", ["Apple.", "Pear."])
    with pytest.raises(IndexUnavailableError):
        index.put(source, pages, [chunks[0], replace(chunks[1], chunk=replace(chunks[1].chunk, page=2**40))])
    assert everything_found(index, "apple", EVERYONE) == set()
    assert index.forget("d1") == 0
    with Elasticsearch(elasticsearch_url) as client:
        client.indices.refresh(index=f"{name}-*")
        assert client.count(index=f"{name}-chunks,{name}-pages,{name}-tokens")["count"] == 0
        assert client.get(index=f"{name}-state", id="hidden")["_source"]["hidden"] == []


def test_stock_retrievers_find_the_same_and_nothing_by_metadata(elasticsearch_url: str, name: str) -> None:
    index = ElasticsearchIndex(elasticsearch_url, "small", 4, name)
    index.put(*sample("d1", ["Apples and pears.", "An apple, an apple."], vectors=[[1, 0.5, 0, 0], NORTH]))
    index.put(*sample("d2", ["Apple of the board."], labels=("board",)))
    store = ElasticsearchDocumentStore(hosts=elasticsearch_url, index=f"{name}-chunks", api_key=None, api_key_id=None)
    words = ElasticsearchBM25Retriever(document_store=store, fuzziness="0")
    vectors = ElasticsearchEmbeddingRetriever(document_store=store)
    stock = words.run(query="apple", filters=EVERYONE)["documents"]
    assert [each.content for each in stock] == [hit.text for hit in index.search_chunks("apple", EVERYONE, 10)]
    near = vectors.run(query_embedding=NORTH.tolist(), filters=EVERYONE)["documents"]
    assert [each.content for each in near] == [hit.text for hit in index.search_vectors(NORTH, EVERYONE, 10)]
    assert words.run(query="everyone d1.pdf d1", filters=EVERYONE)["documents"] == []
    assert len(words.run(query="apple", filters=scope_filter(Scope.of("board")))["documents"]) == 1
    store.close()


def test_the_nearest_of_one_document_among_many_are_found_nearly_exactly(elasticsearch_url: str, name: str) -> None:
    index = ElasticsearchIndex(elasticsearch_url, "small", 4, name)
    made = np.random.default_rng(7).standard_normal((5, 200, 4)).astype(np.float32)
    for n, vectors in enumerate(made):
        index.put(*sample(f"d{n}", ["x"] * 200, vectors=list(vectors)))
    where = among({"field": "meta.document_id", "operator": "in", "value": ["d3"]})
    cosines = made[3] @ NORTH / np.linalg.norm(made[3], axis=1)
    exact = set((np.argsort(-cosines)[:50] + 1).tolist())
    hits = index.search_vectors(NORTH, where, 50)
    assert len(hits) == 50
    assert len(exact & {hit.page for hit in hits}) >= 48
    assert [hit.score for hit in hits] == pytest.approx([cosines[hit.page - 1] for hit in hits], abs=1e-5)
