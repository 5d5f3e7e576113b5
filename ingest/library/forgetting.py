"""Forgetting a document so that it can be proven: the tombstone first, then all that is kept, then a last look."""

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.job import COMMAND_LINE
from ingest.library.library import Library
from ingest.library.relabeller import Relabeller
from ingest.library.tombstones import Tombstones
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from ingest.reading.scratch import remove_leftovers
from pipelines.ports import Index
from pipelines.records.database import Database

DISK = "disk"
"""The place of what deleted rows leave until they are overwritten; nobody finds it by searching."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What is left of a document at one place: how much, and what by name.

    A place is `search`, `records`, `vault`, `cache`, `temporary files`, or `disk` for what deleted rows leave there.
    """

    place: str
    count: int
    what: str


class Forgetter:
    """Forgets documents of any team. Every step is idempotent; what was cut short is finished by the next sweep."""

    def __init__(self, database: Database, index: Index, vault: Vault, cache: CacheFolder) -> None:
        self._database = database
        self._library = Library(database)
        self._relabeller = Relabeller(self._library, index)
        self._tombstones = Tombstones(database)
        self._index = index
        self._vault = vault
        self._cache = cache

    def forget(self, document_id: str, by: str = COMMAND_LINE) -> bool:
        """Makes a document unfindable at once, then removes what is kept of it; False where there was none.

        What came with it goes with it. Where removing fails, its error comes through: the document stays unfindable,
        and the next sweep goes on.
        """
        buried = self._library.forget(document_id, by)
        removed = [self.finish(each) for each in buried or [document_id]]
        return bool(buried) or any(removed)

    def withdraw(
        self,
        document_id: str,
        labels: Sequence[str] | None = None,
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
    ) -> tuple[str, ...] | None:
        """Takes back what a place granted; who may still read the document. With nobody left it is forgotten.

        The same goes for what came with it. None where there is no such document. What the index raises comes through:
        the records have taken it back all the same, and the next worker or sweep tells the index.
        """
        inner = self._library.within(document_id)
        left = self._library.withdraw(document_id, labels, by, place)
        if left:
            self._relabeller.tell(document_id, *self._library.within(document_id))
        elif left is not None:
            for each in (*inner, document_id):
                self.finish(each)
        return left

    def grant(self, document_id: str, labels: Sequence[str], by: str, place: str) -> tuple[str, ...]:
        """Adds readers, whom the index hears of at once; all labels that may read the document.

        Raises `ForgottenMeanwhileError` where it is forgotten.
        """
        readers = self._library.grant(document_id, labels, by, place)
        self._relabeller.tell(document_id, *self._library.within(document_id))
        return readers

    def finish(self, document_id: str) -> bool:
        """Removes what is kept of a document that the records have given up; whether there was anything."""
        version_ids = self._tombstones.versions(document_id)
        removed = self._index.forget(document_id)
        for version_id in version_ids:
            if not self._tombstones.wanted(version_id):  # it may be on its way back
                removed += self._vault.delete(version_id)
                removed += self._cache.forget([version_id])
        self._tombstones.finish(document_id)
        return removed > 0

    def finish_all(self) -> int:
        """Finishes every forgetting that was cut short; how many those were."""
        unfinished = self._tombstones.unfinished()
        for document_id in unfinished:
            self.finish(document_id)
        return len(unfinished)

    def expunge(self) -> list[Trace]:
        """Removes from the disk what the deleted rows of forgotten documents left there; what stays for now.

        Costs nothing where there is nothing, else up to some seconds; the next sweep tries again.
        """
        waiting = self._tombstones.unexpunged()
        if not waiting:
            return []
        left = self._index.expunge() | self._database.expunge()
        if not left:
            self._tombstones.expunged(waiting)
        return [Trace(DISK, count, what) for what, count in left.items()]

    def traces(self, document_id: str) -> list[Trace]:
        """Everything that is left of a document; nothing when it is forgotten. Reads the number of every index row.

        Not among it is what deleted rows leave on the disk, which only `expunge` can tell.
        """
        version_ids = self._tombstones.versions(document_id)
        originals = [name for version_id in version_ids for name in self._vault.traces(version_id)]
        cached = self._cache.traces(version_ids)
        rows = self._index.rows_of(document_id)
        found = [Trace("search", rows, "rows of the index")]
        found += [Trace("records", count, table) for table, count in self._tombstones.mentions(document_id).items()]
        found += [Trace("vault", len(originals), ", ".join(originals)), Trace("cache", len(cached), ", ".join(cached))]
        return [trace for trace in found if trace.count]

    def verify(self, document_id: str, by: str = COMMAND_LINE) -> list[Trace]:
        """What is left of a document, and an entry in the audit that says so; the next sweep removes it."""
        found = self.traces(document_id)
        if found:
            self._tombstones.reopen(document_id, by)
        found += self.expunge()
        temporary = remove_leftovers()
        found += [Trace("temporary files", len(temporary), ", ".join(temporary))] if temporary else []
        counts: dict[str, int] = {}
        for trace in found:
            counts[trace.place] = counts.get(trace.place, 0) + trace.count
        self._tombstones.audit("verify-forgotten", document_id, by, {"left": sum(counts.values()), **counts})
        return found
