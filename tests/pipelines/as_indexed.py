"""Who may read, where a test has no records: as the index's own labels say."""

from collections.abc import Collection
from itertools import islice

from pipelines.access import MOST_COUNTED, Scope, scope_filter
from pipelines.index.readable_index import ReadableIndex
from pipelines.ports import Index


class AsIndexed:
    """A `Readable` that adds nothing to the labels of an index."""

    def __init__(self, index: Index) -> None:
        self._index = index

    def among(self, document_ids: Collection[str], scope: Scope) -> frozenset[str]:
        """All of them: the index found them by its labels."""
        return frozenset(document_ids)

    def some(self, scope: Scope, most: int) -> frozenset[str]:
        """Those that the index holds for the scope."""
        held = (row.source.document_id for row in self._index.documents(scope_filter(scope)))
        return frozenset(islice(held, most))

    def count(self, scope: Scope) -> int:
        """How many the index holds for the scope."""
        return min(len(self._index.documents(scope_filter(scope))), MOST_COUNTED + 1)


def as_indexed(index: Index) -> ReadableIndex:
    """The index, read as its labels say."""
    return ReadableIndex(index, AsIndexed(index))
