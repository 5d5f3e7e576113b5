"""The two indexes that worlds are played over: the embedded one, a file a world, and a real Elasticsearch server."""

import uuid
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from pipelines.elasticsearch_index.index import ElasticsearchIndex
from pipelines.elasticsearch_index.mapping import PARTS
from pipelines.elasticsearch_index.rows import chunk_rows, document_row, page_rows, token_rows
from pipelines.elasticsearch_index.server import ElasticsearchServer
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.index.index_generations import MadeFor
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import Index, IndexedChunk
from pipelines.types import Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.servers.elasticsearch import needed_elasticsearch

Written = tuple[Source, list[Page], list[IndexedChunk]]


class WorldIndexes(Protocol):
    """Opens the empty index of each world."""

    name: str

    def open(self, path: Path, embedder: str, dimensions: int, keys: KeyRing) -> Index:
        """An index that holds nothing."""
        ...

    def fill(self, index: Index, documents: Sequence[Written]) -> None:
        """Writes a world's first documents."""
        ...


class EmbeddedIndexes:
    """Each world has a file of its own."""

    name = "embedded"

    def open(self, path: Path, embedder: str, dimensions: int, keys: KeyRing) -> Index:
        """See `WorldIndexes`."""
        return EmbeddedIndex(path, embedder, dimensions, keys)

    def fill(self, index: Index, documents: Sequence[Written]) -> None:
        """See `WorldIndexes`."""
        for each in documents:
            index.put(*each)


class ElasticsearchIndexes:
    """The worlds share an index on a server, emptied before each: making one takes longer than to play in it."""

    name = "Elasticsearch"

    def __init__(self, url: str) -> None:
        self._url = url
        self._index = f"access-{uuid.uuid4().hex[:12]}"

    def open(self, path: Path, embedder: str, dimensions: int, keys: KeyRing) -> Index:
        """See `WorldIndexes`."""
        index = ElasticsearchIndex(self._url, embedder, dimensions, self._index, replicas=0)
        index.ping()
        with Elasticsearch(self._url) as client:
            rows = client.search(index=[f"{self._index}-{part}-*" for part in PARTS], size=10_000, source=False)
            gone = [
                {"_op_type": "delete", "_index": each["_index"], "_id": each["_id"]} for each in rows["hits"]["hits"]
            ]
            bulk(client, gone, refresh=True)
        return index

    def fill(self, index: Index, documents: Sequence[Written]) -> None:
        """See `WorldIndexes`: all rows as the index itself writes them, in one go."""
        embedder = HashedEmbedder()
        with closing(ElasticsearchServer(self._url, self._index, shards=1, replicas=0)) as server:
            layout = server.opened(MadeFor(embedder.name, embedder.dimensions), None)
            server.write("pages", [document_row(s, s.version_id, len(p), len(c)) for s, p, c in documents])
            server.write("pages", [row for s, p, _ in documents for row in page_rows(s, s.version_id, p)])
            server.write("chunks", [row for s, _, c in documents for row in chunk_rows(s, s.version_id, c)])
            tokens = layout.index("tokens")
            server.bulk(row for s, _, c in documents for row in token_rows(s.version_id, c, tokens))
            server.refresh()

    def drop(self) -> None:
        """Deletes the index."""
        embedder = HashedEmbedder()
        with closing(ElasticsearchIndex(self._url, embedder.name, embedder.dimensions, self._index)) as index:
            index.drop()


@contextmanager
def on_elasticsearch(named: str | None = None) -> Iterator[ElasticsearchIndexes]:
    """A real server for the time of the block, or the one that is named."""
    with needed_elasticsearch(named) as url:
        indexes = ElasticsearchIndexes(url)
        yield indexes
        indexes.drop()
