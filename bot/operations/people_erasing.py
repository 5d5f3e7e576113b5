"""Erasing one person: what they alone could read, what the records hold of them, what deleted rows leave behind."""

from dataclasses import dataclass

from bot.records.known_as import KnownAs
from bot.records.person_erasure import Erasure
from ingest.job import COMMAND_LINE
from ingest.library.forgetting import DISK, Forgetter, Trace
from pipelines.records.database import Database


@dataclass(frozen=True, slots=True)
class Erased:
    """How many rows of each kind went or lost the person, how many documents were forgotten, and what is left.

    `left` names tables by their records, and what stays on the disk for now.
    """

    rows: dict[str, int]
    documents: int
    left: tuple[Trace, ...]

    @property
    def is_whole(self) -> bool:
        """Whether nothing is left but what the next sweep overwrites on the disk."""
        return all(trace.place == DISK for trace in self.left)


def erase_person(
    database: Database, forgetter: Forgetter, known: KnownAs, with_shared: bool = False, by: str = COMMAND_LINE
) -> Erased:
    """Erases a person and looks whether anything is left; `with_shared` ends what they shared with others, too.

    Every step can be repeated, and what index or records raise comes through: then a repeat ends it.
    """
    erasure = Erasure(database)
    documents = set[str]()
    for reading in erasure.readings(known, with_shared):
        if forgetter.withdraw(reading.document_id, [reading.label], by, reading.place) == ():
            documents.add(reading.document_id)
    rows = erasure.erase(known, by, with_shared)
    return Erased(rows, len(documents), tuple(verify_erased(database, forgetter, known, documents)))


def verify_erased(
    database: Database, forgetter: Forgetter, known: KnownAs, documents: frozenset[str] | set[str] = frozenset()
) -> list[Trace]:
    """What is left of a person in the records, of these documents anywhere, and of deleted rows on the disk."""
    found = [Trace("records", count, table) for table, count in sorted(Erasure(database).left(known).items())]
    for document_id in sorted(documents):
        found += forgetter.verify(document_id)
    found += [Trace(DISK, count, what) for what, count in database.expunge().items()]
    return list(dict.fromkeys(found))
