"""The index on an Elasticsearch server: what each search asks for, and what becomes of its hits."""

import threading
from base64 import b64decode
from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.elasticsearch_index.generations import Generations
from pipelines.elasticsearch_index.layout import Layout
from pipelines.elasticsearch_index.mapping import conditions
from pipelines.elasticsearch_index.rows import chunk_hit, listed, page_hit
from pipelines.elasticsearch_index.server import ElasticsearchServer
from pipelines.index.document_filter import checked_filter
from pipelines.index.index_content import check_content, check_labels, check_vector
from pipelines.index.index_generations import Generation, MadeFor
from pipelines.ports import DocumentRow, Filter, Hit, IndexedChunk, IndexEntry, Vector
from pipelines.text.text_analysis import shortened
from pipelines.types import Page, Source

MOST_HITS = 1000

_LISTED_AT_ONCE = 1000
_SPARE = 20
"""Neighbours asked for beyond the limit: the graph compares rounded vectors, so its last places are uncertain."""


class ElasticsearchIndex:
    """An `Index` on an Elasticsearch server of version 8.19, for as many processes as there are.

    Nothing is opened before the first call. Safe to call from several threads; a document is written by one process
    at a time. Raises `IndexUnavailableError` where the server can't be reached or holds another embedder's vectors.
    It stays with the `generation` that is given, else with the one that is live at the first call.
    """

    def __init__(
        self,
        url: str,
        embedder_name: str,
        dimensions: int,
        name: str = "tcbot",
        *,
        generation: Generation | None = None,
        shards: int = 1,
        replicas: int = 1,
        api_key: str | None = None,
    ) -> None:
        self._made_for = MadeFor(embedder_name, dimensions)
        self._dimensions = dimensions
        self._generation = generation
        self._writing = threading.Lock()
        self._server = ElasticsearchServer(url, name, shards, replicas, api_key)

    def drop(self) -> None:
        """Deletes everything stored under this name, for every embedder and layout; the next call makes it anew."""
        with self._writing:
            self._server.drop()

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes this version the only visible one of its document, in one step. Idempotent."""
        check_content(source, chunks, self._dimensions)
        layout = self._opened()
        with self._writing, self._server.explained():
            layout.check()
            Generations(layout, self._server).put(source, pages, chunks)

    def forget(self, document_id: str) -> int:
        """Removes every chunk and page of the document and says how many chunks there were; unknown ids give 0."""
        layout = self._opened()
        with self._writing, self._server.explained():
            return Generations(layout, self._server).forget(document_id)

    def set_labels(self, document_id: str, labels: Sequence[str]) -> None:
        """Replaces who may read the document; an unknown id raises `KeyError`. Every row is written again."""
        check_labels(labels)
        layout = self._opened()
        with self._writing, self._server.explained():
            known = Generations(layout, self._server).set_labels(document_id, labels)
        if not known:
            raise KeyError(document_id)

    def search_chunks(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over chunks, context line included; best first, vectors filled."""
        found = self._bm25("chunks", query, where, limit)
        return [chunk_hit(hit["_source"], hit["_score"]) for hit in found]

    def search_pages(self, query: str, where: Filter, limit: int) -> list[Hit]:
        """BM25 over whole pages (with the document's title in front); best first, no vectors, empty `text`."""
        found = self._bm25("pages", query, where, limit, source_excludes=["content"])
        return [page_hit(hit["_source"], hit["_score"]) for hit in found]

    def page_chunks(self, document_id: str, number: int, where: Filter) -> list[Hit]:
        """The chunks of a page, by its number, in their order; none of a document that the filter lets not through."""
        checked_filter(where)
        of_page = ({"term": {"document_id": document_id}}, {"term": {"page": number}})
        found = self._server.search("chunks", query=self._let_through(where, *of_page), size=MOST_HITS)
        chunks = [chunk_hit(hit["_source"], 0.0) for hit in found]
        return sorted(chunks, key=lambda hit: (hit.start, hit.chunk_id))

    def search_vectors(self, vector: Vector, where: Filter, limit: int, kinds: Sequence[str] = ()) -> list[Hit]:
        """The chunks nearest by cosine; `score` is the exact cosine in -1..1; best first, vectors filled."""
        checked_filter(where)
        check_vector(vector, self._dimensions)
        nearest = min(limit, MOST_HITS) + _SPARE
        unit = vector / np.linalg.norm(vector)
        of_kinds = [{"terms": {"kinds": list(kinds)}}] if kinds else []
        knn = {
            "field": "embedding",
            "query_vector": unit.tolist(),
            "k": nearest,
            "num_candidates": 2 * nearest,
            "filter": self._let_through(where, *of_kinds),
        }
        found = self._server.search("chunks", knn=knn, size=nearest)
        scored = [_with_cosine(chunk_hit(hit["_source"], 0.0), unit) for hit in found]
        return sorted(scored, key=lambda hit: (-hit.score, hit.chunk_id))[: max(limit, 0)]

    def token_vectors(self, chunk_ids: Sequence[str]) -> dict[str, bytes]:
        """The packed token vectors stored with the given chunks; unknown ids are left out."""
        found: dict[str, bytes] = {}
        self._opened()
        for start in range(0, len(chunk_ids), _LISTED_AT_ONCE):
            asked = {"terms": {"chunk_id": list(chunk_ids[start : start + _LISTED_AT_ONCE])}}
            fields = {"stored_fields": ["tokens"], "docvalue_fields": ["chunk_id"]}
            for hit in self._server.search("tokens", query={"bool": {"filter": asked}}, size=10_000, **fields):
                found[hit["fields"]["chunk_id"][0]] = b64decode(hit["fields"]["tokens"][0])
        return found

    def documents(self, where: Filter) -> list[DocumentRow]:
        """The documents that the filter lets through, by name."""
        checked_filter(where)
        body: dict[str, Any] = {"query": self._let_through(where, {"term": {"kind": "document"}})}
        body |= {"sort": [{"document": "asc"}, {"document_id": "asc"}], "size": _LISTED_AT_ONCE}
        rows: list[DocumentRow] = []
        while True:
            found = self._server.search("pages", **body)
            rows += [listed(hit["_source"]) for hit in found]
            if len(found) < _LISTED_AT_ONCE:
                return sorted(rows, key=lambda row: (row.source.name, row.source.document_id))
            body["search_after"] = found[-1]["sort"]

    def inventory(self) -> list[IndexEntry]:
        """What is held of each document, for upkeep alone: no texts, no names."""
        layout = self._opened()
        with self._server.explained():
            return Generations(layout, self._server).inventory()

    def rows_of(self, document_id: str) -> int:
        """How many chunks and pages are left of the document, hidden and half-written ones too."""
        self._opened()
        return self._server.count({"term": {"document_id": document_id}})

    def expunge(self) -> dict[str, int]:
        """Has the server merge deleted rows away; how many stay for now.

        It keeps each for half a minute, for copies that might lag behind.
        """
        self._opened()
        left = self._server.expunge()
        return {"deleted rows in Elasticsearch's segments": left} if left else {}

    def ping(self) -> str:
        """One line: the server, its version, the chunks held."""
        self._opened()
        return self._server.ping()

    def close(self) -> None:
        """Lets go of the connections."""
        self._server.close()

    def _bm25(self, part: str, query: str, where: Filter, limit: int, **more: Any) -> list[dict[str, Any]]:
        checked_filter(where)
        words = shortened(query)
        if not words or limit < 1:
            return []
        # No fields are named: `index.query.default_field` holds the analyzed text in every language, and nothing else.
        matching = {"multi_match": {"query": words, "type": "most_fields", "operator": "or"}}
        asked = {"bool": {"must": [matching], "filter": [self._let_through(where)]}}
        return self._server.search(part, query=asked, size=min(limit, MOST_HITS), **more)

    def _opened(self) -> Layout:
        return self._server.opened(self._made_for, self._generation)

    def _let_through(self, where: Filter, *more: dict[str, Any]) -> dict[str, Any]:
        return conditions(where, self._opened().state, *more)


def _with_cosine(hit: Hit, unit: Vector) -> Hit:
    """The hit with its exact cosine; raises `ValueError` for a row without a direction, which no writer stores."""
    length = float(np.linalg.norm(hit.vector)) if hit.vector is not None else 0.0
    if hit.vector is None or not np.isfinite(length) or length == 0:
        raise ValueError(f"The vector of chunk {hit.chunk_id} has no direction.")
    cosine = float(hit.vector @ unit) / length
    return hit.scored(max(-1.0, min(1.0, cosine)))
