"""Where records and index differ: compared twice, since what somebody is working on looks different for a moment."""

from dataclasses import dataclass

from sqlalchemy import select

from ingest.library.held_documents import HeldDocument, live_documents
from ingest.library.library import INDEXING
from pipelines.ports import Index, IndexEntry
from pipelines.records.database import Database
from pipelines.records.tables import Version


@dataclass(frozen=True, slots=True)
class Differences:
    """`orphans` are documents of the index alone; `unlike` those that it lacks or holds otherwise than the records do;
    `relabelled` those that others may read than the records say.
    """

    orphans: frozenset[str] = frozenset()
    unlike: tuple[HeldDocument, ...] = ()
    relabelled: tuple[HeldDocument, ...] = ()

    def __and__(self, later: "Differences") -> "Differences":
        """What differed both times, as it was the second time."""
        return Differences(
            self.orphans & later.orphans,
            tuple(held for held in later.unlike if held in self.unlike),
            tuple(held for held in later.relabelled if held in self.relabelled),
        )


def lasting_differences(database: Database, index: Index) -> Differences:
    """What isn't the same in both; one pass where all is. Documents that are being indexed are left out."""
    first = _differences(database, index)
    return first & _differences(database, index) if first != Differences() else first


def _differences(database: Database, index: Index) -> Differences:
    entries = {entry.document_id: entry for entry in index.inventory()}
    with database.reading() as session:
        busy = set(session.scalars(select(Version.document_id).where(Version.state == INDEXING)))
        live = {held.document_id: held for held in live_documents(session)}
    settled = [held for key, held in live.items() if key not in busy]
    unlike = [held for held in settled if not _is_same(entries.get(held.document_id), held)]
    alike = [held for held in settled if held not in unlike]
    return Differences(
        frozenset(entries.keys() - live.keys() - busy),
        tuple(unlike),
        tuple(held for held in alike if set(entries[held.document_id].labels) != set(held.labels)),
    )


def _is_same(entry: IndexEntry | None, held: HeldDocument) -> bool:
    return entry is not None and (entry.version_id, entry.chunks) == (held.version_id, held.chunks)
