"""How the index lies in Elasticsearch: names, settings, mappings, and filters in its language. No client in here."""

import hashlib
from collections.abc import Mapping
from typing import Any

from pipelines.index.index_content import OTHER
from pipelines.ports import Filter
from pipelines.text.text_analysis import STEMMED

SCHEMA = 4
"""Goes up with every change of the mappings below: a new layout is built beside the old one, then switched to."""

PARTS = ("chunks", "pages", "tokens")
HIDDEN = "hidden"
"""Id and field of the one row of the state index: generations that are stored, but that no search may see."""

ANALYZERS = {**STEMMED, "zh": "cjk", "ja": "cjk", "ko": "cjk"}
SEARCHED = {**{name: name for name in sorted(set(ANALYZERS.values()))}, OTHER: "standard"}
"""The fields of `searchable`, by the analyzer that they are named after."""

_SHOWN: dict[str, Any] = {"type": "keyword", "index": False, "doc_values": False}
_NUMBER: dict[str, Any] = {"type": "integer"}
_SOURCE: dict[str, Any] = {
    "id": _SHOWN,
    "content": {"type": "text", "index": False},
    "generation": {"type": "keyword"},
    "document_id": {"type": "keyword"},
    "version_id": {"type": "keyword"},
    "document": {"type": "keyword", "ignore_above": 8000},
    "title": {"type": "keyword", "ignore_above": 8000},
    "labels": {"type": "keyword"},
    "type": {"type": "keyword"},
    "date": {"type": "date", "format": "strict_date"},
    "language": {"type": "keyword"},
    "spoken": _SHOWN,
    "kinds": {"type": "keyword"},
    "searchable": {
        "properties": {field: {"type": "text", "analyzer": analyzer} for field, analyzer in SEARCHED.items()}
    },
    "page": _NUMBER,
    "label": _SHOWN,
    "unit": _SHOWN,
}


def first_generation(embedder_name: str, dimensions: int) -> str:
    """What the names of a generation's indices end with: layout and embedder. Later ones of a kind have more behind."""
    embedder = hashlib.sha256(f"{embedder_name}\n{dimensions}".encode()).hexdigest()[:8]
    return f"v{SCHEMA}-{embedder}"


def state_name(name: str) -> str:
    """The small index that all generations of a name share."""
    return f"{name}-state"


def field_of_language(language: str | None) -> str:
    """The field of `searchable` that holds text of a language (ISO 639-1)."""
    return ANALYZERS.get(language or "", OTHER)


def settings(part: str) -> dict[str, Any]:
    """The settings of one index, but for shards and copies. Nothing becomes visible by the clock: writers refresh."""
    held: dict[str, Any] = {"refresh_interval": "-1"}
    if part in {"chunks", "pages"}:
        # Stock BM25 searches every field, so that a label's or a file's name would find its documents.
        held["query"] = {"default_field": [f"searchable.{field}" for field in SEARCHED]}
    return held


def mappings(part: str, dimensions: int) -> dict[str, Any]:
    """The mapping of one index; a field that it doesn't name is refused."""
    if part == "tokens":
        stored = {"chunk_id": {"type": "keyword"}, "tokens": {"type": "binary", "store": True}}
        return {"dynamic": "strict", "_source": {"enabled": False}, "properties": stored}
    if part == "pages":
        fields: dict[str, Any] = {"kind": {"type": "keyword"}, "end": _NUMBER, "pages": _NUMBER, "chunks": _NUMBER}
    else:
        vector = {"type": "dense_vector", "dims": dimensions, "index": True, "similarity": "cosine"}
        fields = {
            "chunk_id": {"type": "keyword"},
            "headings": _SHOWN,
            "start": _NUMBER,
            "end": _NUMBER,
            "context": _SHOWN,
            # The same vector twice: searched as a graph, and handed out as bytes, which costs a tenth of the numbers.
            "embedding": {**vector, "index_options": {"type": "int8_hnsw"}},
            "vector": {"type": "binary"},
        }
    return {
        "dynamic": "strict",
        "_source": {"excludes": ["searchable", "embedding"]},
        "properties": {**_SOURCE, **fields},
    }


def state_mappings() -> dict[str, Any]:
    """The mapping of the one row that says which generations are hidden."""
    return {"dynamic": "strict", "properties": {HIDDEN: _SHOWN}}


def conditions(where: Filter, state_index: str, *more: dict[str, Any]) -> dict[str, Any]:
    """A bool query without scores: what a checked filter lets through and no writer hides."""
    lookup = {"index": state_index, "id": HIDDEN, "path": HIDDEN}
    return {"bool": {"filter": [_query(where), *more], "must_not": [{"terms": {"generation": lookup}}]}}


def _query(where: Mapping[str, Any]) -> dict[str, Any]:
    if "field" not in where:
        inner = [_query(condition) for condition in where["conditions"]]
        if where["operator"] == "AND":
            return {"bool": {"filter": inner}}
        if where["operator"] == "OR":
            return {"bool": {"should": inner, "minimum_should_match": 1}}
        return {"bool": {"must_not": [{"bool": {"filter": inner}}]}}
    field, operator, value = where["field"].removeprefix("meta."), where["operator"], where["value"]
    ranges = {">": "gt", ">=": "gte", "<": "lt", "<=": "lte"}
    if operator in ranges:
        return {"range": {field: {ranges[operator]: value}}}
    if value is None:
        found: dict[str, Any] = {"bool": {"must_not": [{"exists": {"field": field}}]}}
    else:
        found = {"terms": {field: value if isinstance(value, list) else [value]}}
    return found if operator in {"==", "in"} else {"bool": {"must_not": [found]}}
