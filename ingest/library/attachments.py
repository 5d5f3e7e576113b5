"""Files within a file are documents of their own, `offer.eml › prices.pdf`, with the readers of the one around them."""

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.library.ingested import AttachedEnd, Ingested
from ingest.library.library import Library
from ingest.reading.attached_file import SEPARATOR, AttachedFile
from ingest.reading.scratch import Scratch
from pipelines.ports import Index


@dataclass(slots=True)
class Allowance:
    """How many files may still be taken up with the one that was shared, over all levels."""

    files: int


@dataclass(frozen=True, slots=True)
class Within:
    """Where a file lies, which its name tells with those of the files around it, and what may come with it."""

    name: str
    allowance: Allowance


TakeUp = Callable[[AttachedFile, Within], Ingested | None]
"""Takes one file up that lies within another; None where it is left alone. Raises as `Ingestor.ingest` does."""


def shared_name(name: str) -> str:
    """The name of a file that somebody shared: within nothing, so it may not look as if it came with another."""
    return name.replace(SEPARATOR.strip(), ">")


def own_name(name: str) -> str:
    """A file's name without those of the files around it."""
    return name.rpartition(SEPARATOR)[2]


@contextmanager
def attached_folder(name: str, limits: ParseLimits) -> Iterator[Path | None]:
    """A private folder for the files within a file of this name; None where that lies too deep to be taken up."""
    if name.count(SEPARATOR) >= limits.max_attachment_levels:
        yield None
        return
    with Scratch() as scratch:
        yield scratch.folder


def within_name(around: str, name: str) -> str:
    """The name of the document that a file within another becomes."""
    return f"{around}{SEPARATOR}{name}"


def ingest_attached(take_up: TakeUp, around: Within, attached: Sequence[AttachedFile]) -> tuple[list[AttachedEnd], int]:
    """Takes the files within a file up, and those within them; one end each, in order, and how many lay in it directly.

    A file that can't be read is told and costs itself alone. What the index and the records raise comes through: then
    the file around them must not count as taken up, or its repeat would leave them out.
    """
    ends: list[AttachedEnd] = []
    kept = 0
    for file in attached:
        if around.allowance.files <= 0:  # those within the earlier ones count as well
            break
        around.allowance.files -= 1
        kept += 1
        begun = time.monotonic()
        within = Within(within_name(around.name, file.name), around.allowance)
        try:
            ingested = take_up(file, within)
        except UnreadableFileError as error:
            ends.append(AttachedEnd(within.name, time.monotonic() - begun, error))
        else:
            if ingested is not None:
                ends.append(AttachedEnd(within.name, time.monotonic() - begun, ingested))
                ends += ingested.within
    return ends, kept


def forget_within(library: Library, index: Index, document_id: str, keep: Collection[str] = ()) -> None:
    """Takes what came with a document out of every search, but for the documents `keep` and what lies within these.

    Their originals go with the next sweep.
    """
    kept = {*keep, *(inner for each in keep for inner in library.within(each))}
    for inner in library.within(document_id):
        if inner not in kept:
            for each in library.forget(inner):
                index.forget(each)
