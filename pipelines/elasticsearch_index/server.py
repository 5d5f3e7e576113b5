"""The connection to Elasticsearch, written to through `elasticsearch-haystack`. The only importer of its client."""

import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError, UnsupportedProductError
from elasticsearch.helpers import BulkIndexError, bulk
from haystack import Document
from haystack.document_stores.errors import DocumentStoreError
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from pipelines.addresses import each_without_credentials
from pipelines.elasticsearch_index.aliases import Aliases
from pipelines.elasticsearch_index.layout import Layout
from pipelines.elasticsearch_index.mapping import PARTS, SCHEMA, mappings
from pipelines.index.index_generations import Generation, MadeFor
from pipelines.ports import IndexUnavailableError

SEARCH_SECONDS = 5.0
WRITE_SECONDS = 120.0
BATCH_BYTES = 8_000_000
REMEDY = "Run `tcbot reindex`: it builds another one beside it, from the originals."


class ElasticsearchServer:
    """The client, the stores that write, and errors in words that help. Nothing is asked before `opened`.

    `url` may name several nodes of a cluster, separated by commas: what one of them doesn't answer, the next one does.
    It may hold a user and password; `api_key`, if one is given, is in their place.
    """

    def __init__(self, url: str, name: str, shards: int = 1, replicas: int = 1, api_key: str | None = None) -> None:
        self._name = name
        self._host = each_without_credentials(url)
        self._hosts = url.split(",")
        self._api_key = api_key
        self._options: dict[str, Any] = {"max_retries": len(self._hosts), "retry_on_timeout": len(self._hosts) > 1}
        self.client = Elasticsearch(self._hosts, api_key=api_key, request_timeout=WRITE_SECONDS, **self._options)
        self._quick = self.client.options(request_timeout=SEARCH_SECONDS)
        self.aliases = Aliases(self.client, name, shards, replicas)
        self._layout: Layout | None = None
        self._dimensions = 0
        self._stores: dict[str, ElasticsearchDocumentStore] = {}
        self._opening = threading.Lock()

    def opened(self, made_for: MadeFor, generation: Generation | None) -> Layout:
        """The layout of a generation, or of the live one, made and checked on the first call."""
        if self._layout is None:
            with self._opening, self.explained():
                self._quick.info()
                self._layout = self._checked(made_for, generation or self.aliases.ensure(lambda: made_for))
        return self._layout

    def drop(self) -> None:
        """Deletes every index of this name."""
        with self.explained():
            self.aliases.drop_all()
        self._layout = None

    def write(self, part: str, documents: Iterable[Document]) -> None:
        """Stores Haystack documents, replacing those of the same id, some megabytes at a time."""
        batch: list[Document] = []
        size = 0
        for document in documents:
            batch.append(document)
            size += 3 * len(document.content or "") + 16 * len(document.embedding or ())
            if size > BATCH_BYTES:
                self._write_batch(part, batch)
                batch, size = [], 0
        if batch:
            self._write_batch(part, batch)

    def bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        """Carries out the actions of a bulk request; deleting what isn't there is no error."""
        with self.explained():
            _, errors = bulk(self.client, actions, max_chunk_bytes=BATCH_BYTES, raise_on_error=False, refresh=False)
        failed = [error for error in errors if next(iter(error.values())).get("status") != 404]  # type: ignore[union-attr]
        if failed:
            raise self._refused(f"{len(failed)} rows")

    def refresh(self) -> None:
        """Makes all that was written so far visible to searches."""
        with self.explained():
            self.client.indices.refresh(index=[self._indices.index(part) for part in PARTS])

    def search(self, part: str, **body: Any) -> list[dict[str, Any]]:
        """The hits of a search."""
        with self.explained():
            found = self._quick.search(
                index=self._indices.index(part), track_total_hits=False, allow_partial_search_results=False, **body
            )
        return list(found["hits"]["hits"])

    def count(self, query: dict[str, Any]) -> int:
        """How many chunks and pages match, whether searches see them or not."""
        self.refresh()
        with self.explained():
            found = self.client.count(index=[self._indices.index("chunks"), self._indices.index("pages")], query=query)
        return int(found["count"])

    def expunge(self) -> int:
        """Writes what is in memory to the disk and merges deleted rows away; how many are left, in all copies."""
        names = [self._indices.index(part) for part in PARTS]
        indices = self.client.indices
        with self.explained():
            # Without this, a segment with few deleted rows would stay as it is.
            indices.put_settings(index=names, settings={"index.merge.policy.expunge_deletes_allowed": 0})
            indices.flush(index=names, force=True)  # its log of writes holds texts, too
            indices.forcemerge(index=names, only_expunge_deletes=True)
            indices.refresh(index=names)  # searches let go of the old segments
            found = indices.stats(index=names, metric="docs")
        return int(found["_all"]["total"]["docs"]["deleted"])

    def fetch(self, part: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The rows of the given ids, as far as they are there."""
        with self.explained():
            found = self.client.mget(index=self._indices.index(part), ids=list(ids))["docs"]
        return {row["_id"]: row["_source"] for row in found if row.get("found")}

    def ping(self) -> str:
        """One line: version, address, chunks held."""
        with self.explained():
            chunks = self._indices.index("chunks")
            version = self._quick.info()["version"]["number"]
            count = self._quick.count(index=chunks)["count"]
        return f"Elasticsearch {version} at {self._host} ({count} chunks)"

    def close(self) -> None:
        """Lets go of the connections."""
        for store in self._stores.values():
            store.close()
        self.client.close()

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Turns the client's errors into `IndexUnavailableError`s with host and remedy, without any text of documents.

        The client's own messages quote what was sent, so they are not passed on.
        """
        try:
            yield
        except (TransportError, UnsupportedProductError) as error:
            raise IndexUnavailableError(
                f"Elasticsearch at {self._host} does not answer as it should ({type(error).__name__}). "
                "Start it, or correct ELASTICSEARCH_URL."
            ) from None
        except ApiError as error:
            raise self._explanation(error) from None
        except (BulkIndexError, DocumentStoreError):
            raise self._refused("some rows") from None

    @property
    def _indices(self) -> Layout:
        if self._layout is None:
            raise IndexUnavailableError(f"The index {self._name} has been deleted. Try again.")
        return self._layout

    def _checked(self, made_for: MadeFor, generation: Generation) -> Layout:
        """The generation's layout, where it holds vectors of this embedder, in a way that this program knows."""
        held = generation.made_for
        if (held.embedder, held.dimensions) != (made_for.embedder, made_for.dimensions):
            raise IndexUnavailableError(
                f"The index {self._name} holds vectors of {held.embedder} ({held.dimensions} dimensions), not of "
                f"{made_for.embedder} ({made_for.dimensions}). {REMEDY}"
            )
        if generation.layout != SCHEMA:
            raise IndexUnavailableError(
                f"The index {self._name} has layout {generation.layout}, this program writes {SCHEMA}. {REMEDY}"
            )
        self._dimensions = made_for.dimensions
        return Layout(self.client, self._name, generation.id)

    def _write_batch(self, part: str, batch: list[Document]) -> None:
        store = self._store(part)
        with self.explained():
            try:
                store.write_documents(batch, DuplicatePolicy.OVERWRITE, refresh=False)
            except KeyError:
                # elasticsearch-haystack looks for the outcome of a 'create', where overwriting is an 'index'.
                raise self._refused("some rows") from None

    def _store(self, part: str) -> ElasticsearchDocumentStore:
        index = self._indices.index(part)
        if index not in self._stores:
            self._stores[index] = ElasticsearchDocumentStore(
                hosts=self._hosts,  # type: ignore[arg-type]
                index=index,
                custom_mapping=mappings(part, self._dimensions),
                api_key=self._api_key,
                api_key_id=None,
                request_timeout=WRITE_SECONDS,
                **self._options,
            )
        return self._stores[index]

    def _refused(self, what: str) -> IndexUnavailableError:
        return IndexUnavailableError(
            f"Elasticsearch at {self._host} refused {what}. Its log says why; a full disk makes it read-only."
        )

    def _explanation(self, error: ApiError) -> IndexUnavailableError:
        status = error.meta.status
        body = error.body if isinstance(error.body, dict) else {}
        about = body.get("error")
        kind = about.get("type", "") if isinstance(about, dict) else ""
        if status == 401:
            remedy = "Check the user and password in ELASTICSEARCH_URL, or ELASTICSEARCH_API_KEY."
        elif status == 403:
            remedy = "TCBot's user may not do this there: docs/production.md names the role that it needs."
        elif status == 404:
            remedy = "An index is missing there. Restart TCBot to make it, then run `tcbot reindex`."
        elif status in {429, 502, 503, 504}:
            remedy = "It is overloaded or starting. Try again in a minute."
        else:
            remedy = "Its log says why; a full disk makes it read-only."
        return IndexUnavailableError(f"Elasticsearch at {self._host} answered {status} {kind}. {remedy}")
