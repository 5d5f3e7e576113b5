"""How versions of documents come and go in Elasticsearch, each in one step.

Rows are written under a key of their content, the generation, while one small row, which every search looks up, hides
that key. Rewriting this row shows the new generation and hides the old one at the same moment, to every process; then
the old rows are deleted. A write that died half-way stays hidden, and the next one clears up after it.
"""

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from haystack import Document

from pipelines.elasticsearch_index.layout import Layout
from pipelines.elasticsearch_index.mapping import PARTS
from pipelines.elasticsearch_index.rows import chunk_rows, document_row, page_rows, relabelled, row_id, token_rows
from pipelines.index.index_content import content_key
from pipelines.ports import IndexedChunk, IndexEntry
from pipelines.types import Page, Source

SETTLING_SECONDS = 0.5
"""How long replaced rows stay after they were hidden: a search that looked the hidden ones up before ends meanwhile."""

_FETCHED_AT_ONCE = 200
_MOST_GENERATIONS = 1000


class Rows(Protocol):
    """What is needed of a server that holds rows; each call raises `IndexUnavailableError`."""

    def write(self, part: str, documents: Iterable[Document]) -> None:
        """Stores Haystack documents, replacing those of the same id."""
        ...

    def bulk(self, actions: Iterable[dict[str, Any]]) -> None:
        """Carries out the actions of a bulk request; deleting what isn't there is no error."""
        ...

    def refresh(self) -> None:
        """Makes all that was written so far visible to searches."""
        ...

    def search(self, part: str, **body: Any) -> list[dict[str, Any]]:
        """The hits of a search."""
        ...

    def fetch(self, part: str, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
        """The rows of the given ids, as far as they are there."""
        ...


class Generations:
    """Writes, replaces and removes documents; one writer of a document at a time."""

    def __init__(self, layout: Layout, rows: Rows) -> None:
        self._layout = layout
        self._rows = rows

    def put(self, source: Source, pages: Sequence[Page], chunks: Sequence[IndexedChunk]) -> None:
        """Makes this version the only visible one of its document; what is visible already is not written again."""
        generation = content_key(source, pages, chunks, self._layout.index("chunks"))
        held, hidden = self._of_document(source.document_id), self._layout.hidden()
        others = [row for key, row in held.items() if key != generation]
        if generation in held and generation not in hidden:
            if held[generation]["labels"] != list(source.labels):
                self._relabel(held[generation], source.labels)
            self._remove(others)
            return
        self._layout.hide([generation])
        # Written first: it tells later writers which rows to look for, should this one not come to its end.
        self._rows.write("pages", [document_row(source, generation, len(pages), len(chunks))])
        self._rows.write("pages", page_rows(source, generation, pages))
        self._rows.write("chunks", chunk_rows(source, generation, chunks))
        self._rows.bulk(token_rows(generation, chunks, self._layout.index("tokens")))
        self._rows.refresh()
        self._layout.hide((row["generation"] for row in others), show=[generation])
        if any(row["generation"] not in hidden for row in others):
            time.sleep(SETTLING_SECONDS)
        self._remove(others)

    def forget(self, document_id: str) -> int:
        """Hides the document at once, then deletes its rows; how many chunks there were to see."""
        hidden, held = self._layout.hidden(), self._of_document(document_id)
        self._layout.hide(held)
        self._remove(list(held.values()))
        return sum(int(row["chunks"]) for key, row in held.items() if key not in hidden)

    def set_labels(self, document_id: str, labels: Sequence[str]) -> bool:
        """Writes every visible row of the document again, with these labels; False where there is none."""
        hidden, held = self._layout.hidden(), self._of_document(document_id)
        visible = [row for key, row in held.items() if key not in hidden]
        for row in visible:
            self._relabel(row, labels)
        return bool(visible)

    def inventory(self) -> list[IndexEntry]:
        """One entry a document: what is visible of it, else what a write that didn't come to its end has left."""
        self._rows.refresh()
        hidden, found = self._layout.hidden(), dict[str, IndexEntry]()
        body: dict[str, Any] = {"query": {"bool": {"filter": [{"term": {"kind": "document"}}]}}}
        body |= {"sort": [{"document_id": "asc"}, {"generation": "asc"}], "size": _MOST_GENERATIONS}
        while hits := self._rows.search("pages", **body):
            for row in (hit["_source"] for hit in hits):
                seen = row["generation"] not in hidden
                if seen or row["document_id"] not in found:
                    chunks = int(row["chunks"]) if seen else 0
                    labels = tuple(row["labels"])
                    entry = IndexEntry(row["document_id"], row["version_id"], labels, int(row["pages"]), chunks)
                    found[entry.document_id] = entry
            body["search_after"] = hits[-1]["sort"]
        return list(found.values())

    def _of_document(self, document_id: str) -> dict[str, dict[str, Any]]:
        """The rows that stand for the whole document, by generation, hidden ones too."""
        self._rows.refresh()
        asked = {"bool": {"filter": [{"term": {"document_id": document_id}}, {"term": {"kind": "document"}}]}}
        found = self._rows.search("pages", query=asked, size=_MOST_GENERATIONS)
        return {hit["_source"]["generation"]: hit["_source"] for hit in found}

    def _remove(self, documents: Sequence[Mapping[str, Any]]) -> None:
        """Deletes all rows of some generations, the one that tells of the others last."""
        if not documents:
            return
        self._rows.bulk(
            {"_op_type": "delete", "_index": self._layout.index(part), "_id": row_id(document["generation"], place)}
            for document in documents
            for part in PARTS
            for place in range(document["pages" if part == "pages" else "chunks"])
        )
        self._rows.bulk(
            {
                "_op_type": "delete",
                "_index": self._layout.index("pages"),
                "_id": row_id(document["generation"], "document"),
            }
            for document in documents
        )
        self._rows.refresh()
        self._layout.hide((), show=[document["generation"] for document in documents])

    def _relabel(self, document: Mapping[str, Any], labels: Sequence[str]) -> None:
        self._rows.bulk(self._relabelled(document, labels))
        self._rows.refresh()

    def _relabelled(self, document: Mapping[str, Any], labels: Sequence[str]) -> Iterator[dict[str, Any]]:
        generation = document["generation"]
        places: dict[str, list[int | str]] = {
            "chunks": list(range(document["chunks"])),
            "pages": [*range(document["pages"]), "document"],
        }
        for part, listed in places.items():
            ids = [row_id(generation, place) for place in listed]
            for start in range(0, len(ids), _FETCHED_AT_ONCE):
                for identity, row in self._rows.fetch(part, ids[start : start + _FETCHED_AT_ONCE]).items():
                    full = relabelled(row, labels)
                    yield {"_op_type": "index", "_index": self._layout.index(part), "_id": identity, "_source": full}
