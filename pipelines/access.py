"""Who will read an answer, as a filter inside the search. The only place where an access filter is made."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

EVERYONE = "everyone"
"""The label of documents that the whole team may read."""

MOST_COUNTED = 1000
"""How far the documents of a scope are counted for a question: it must not cost more the more there are."""


class EmptyScopeError(ValueError):
    """Raised instead of searching without limits: a scope must name at least one label."""

    def __init__(self) -> None:
        super().__init__("The scope is empty: say who will read the answer, for example Scope.of('everyone').")


@dataclass(frozen=True, slots=True)
class Scope:
    """The access labels that everyone who will read the answer holds. A document is in it if it carries any of them."""

    labels: frozenset[str]

    def __post_init__(self) -> None:
        if not self.labels or "" in map(str.strip, self.labels):
            raise EmptyScopeError

    @classmethod
    def of(cls, *labels: str) -> "Scope":
        """A scope of the given labels; raises `EmptyScopeError` where there are none."""
        return cls(frozenset(labels))


def scope_filter(scope: Scope, *conditions: dict[str, Any]) -> dict[str, Any]:
    """A Haystack filter that lets through what `scope` may read and every extra condition allows; never empty."""
    readable = {"field": "meta.labels", "operator": "in", "value": sorted(scope.labels)}
    return {"operator": "AND", "conditions": [readable, *conditions]}


def without_documents(where: dict[str, Any], document_ids: Collection[str]) -> dict[str, Any]:
    """The same filter, one of `scope_filter`, which lets none of these documents through; without any, as it is."""
    if not document_ids:
        return where
    left_out = {"field": "meta.document_id", "operator": "not in", "value": sorted(document_ids)}
    return {"operator": "AND", "conditions": [*where["conditions"], left_out]}
