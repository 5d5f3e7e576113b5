"""A file on its way into the index, and one that is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from ingest.formats.errors import UnreadableFileError
from ingest.job import Incoming
from ingest.library.held_documents import HeldDocument, NewVersion
from ingest.reading.parsed import ParseWarning
from pipelines.types import Page, Source, Unit


@dataclass(frozen=True, slots=True)
class AttachedEnd:
    """What became of a file within a file: it is searchable, or it says why it isn't."""

    name: str
    seconds: float
    outcome: "Ingested | UnreadableFileError"


@dataclass(frozen=True, slots=True)
class Begun:
    """A file that was read and isn't searchable yet; `incoming` is how it came, `held` what its document was before.

    Of the files within it, `within` are taken up, and `coming` are documents on their way.
    """

    incoming: Incoming
    new: NewVersion
    source: Source
    pages: Sequence[Page]
    warnings: tuple[ParseWarning, ...]
    held: HeldDocument | None
    within: tuple[AttachedEnd, ...] = ()
    coming: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ingested:
    """A file that is searchable now. `known`: its bytes were before; `replaced`: since when the version before was.

    `readers` are all labels that may read it now, `gained` those of them that couldn't while it was here before;
    `within` is what became of the files within it, which are documents of their own.
    """

    document_id: str
    name: str
    pages: int
    chunks: int
    warnings: tuple[ParseWarning, ...] = ()
    known: bool = False
    replaced: datetime | None = None
    readers: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()
    within: tuple[AttachedEnd, ...] = ()
    unit: Unit = Unit.PAGE
