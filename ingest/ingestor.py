"""One file into the library and the index, whole or not at all; the same file again costs a look at its bytes."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from ingest.attachments import (
    Allowance,
    AttachedEnd,
    Within,
    attached_folder,
    forget_within,
    ingest_attached,
    own_name,
    share_within,
    shared_name,
)
from ingest.held_documents import HeldDocument, NewVersion
from ingest.incoming_file import digest, incoming_file
from ingest.ingested import Begun, Ingested
from ingest.job import Incoming, Stage
from ingest.library import ForgottenMeanwhileError, Library
from ingest.limits import ParseLimits
from ingest.parse import ParserPool, check_file
from ingest.parsed import ParsedDocument, ParseWarning
from ingest.ports import IndexesDocuments, Originals
from pipelines.access import Scope, scope_filter
from pipelines.document_type import detect_type
from pipelines.ports import DocumentRow, Index, IndexedChunk
from pipelines.types import DocumentType, Source
from pipelines.vector_spool import VectorSpool

OnProgress = Callable[[Stage, int, int], None]
"""Called with a stage, what is done of it and what there is in all: pages, then chunks. Raising from it stops it."""


class Ingestor:
    """Takes files up, one at a time, in stages: `look`, `known`, `parse`, `begin`, `embed`, `publish`. `ingest` is all.

    Use as a context manager: it keeps a parser's process between files.
    """

    def __init__(
        self,
        library: Library,
        index: Index,
        indexer: IndexesDocuments,
        originals: Originals,
        limits: ParseLimits | None = None,
        parsers: ParserPool | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._indexer = indexer
        self._originals = originals
        self._limits = limits or ParseLimits()
        self._parsers = parsers or ParserPool()

    def __enter__(self) -> "Ingestor":
        return self

    def __exit__(self, *_: object) -> None:
        self._parsers.close()

    def ingest(
        self,
        path: Path,
        labels: Sequence[str],
        document_type: DocumentType | None = None,
        on_progress: OnProgress | None = None,
        within: Within | None = None,
    ) -> Ingested:
        """Makes a file searchable for holders of `labels`, in place of an earlier version of the same name.

        The files within it come first, so that a repeat after a failure finds them; `within` says where it lies itself.
        Readers are only ever added. Raises `UnreadableFileError` for the file's own faults, else what the index and the
        records raise; then the file is as searchable as it was before. Costs some 10 to 40 pages a second.
        """
        within = within or Within(shared_name(path.name), Allowance(self._limits.max_attachments))
        incoming = self.look(path, labels, document_type, within.name)
        known = self.known(incoming)
        if known is not None:
            if not self._originals.holds(incoming.version_id):
                self._keep(path, incoming.version_id)
            return known
        with attached_folder(incoming.name, self._limits) as spool:
            parsed = self.parse(path, incoming, on_progress, spool)
            parsed, ends = self._take_up_attached(incoming, parsed, on_progress, within)
        begun = replace(self.begin(incoming, parsed), within=ends)
        try:
            self._keep(path, incoming.version_id)  # what can't be kept isn't indexed either
            with VectorSpool() as spool:
                chunks = self.embed(begun, spool, on_progress)
                return self.publish(begun, chunks, incoming.labels)
        except BaseException as error:
            self._take_back(begun, error)
            raise

    def look(
        self, path: Path, labels: Sequence[str], document_type: DocumentType | None = None, name: str | None = None
    ) -> Incoming:
        """What can be said of a file without opening it as what it is; raises `UnreadableFileError`. Reads it once.

        `name` stands for the path's own where it is given.
        """
        Scope.of(*labels)  # raises where nobody could read it
        size = check_file(path, self._limits)
        return incoming_file(self._library, name or path.name, digest(path), size, labels, document_type)

    def known(self, incoming: Incoming) -> Ingested | None:
        """Where these bytes are searchable already, their document with the readers that are new; None where not."""
        held = self._library.held(incoming.document_id)
        if held is None or held.version_id != incoming.version_id or incoming.type not in {None, held.type}:
            return None
        row = self._searchable(held)
        if row is None or row.source.version_id != held.version_id or row.chunks != held.chunks:
            return None
        return self._known(held, row, incoming.labels)

    def parse(
        self, path: Path, incoming: Incoming, on_progress: OnProgress | None = None, spool: Path | None = None
    ) -> ParsedDocument:
        """The pages of the file, and the files within it in the folder `spool`; raises `UnreadableFileError`."""
        told = (lambda page, pages: on_progress(Stage.PARSING, page, pages)) if on_progress else None
        return self._parsers.parse(path, self._limits, own_name(incoming.name), told, spool)

    def _take_up_attached(
        self, incoming: Incoming, parsed: ParsedDocument, on_progress: OnProgress | None, within: Within
    ) -> tuple[ParsedDocument, tuple[AttachedEnd, ...]]:
        """Makes the files within a file searchable; what became of each, and the document with its warnings."""
        if not parsed.attached:
            return parsed.with_attached(0), ()
        held = self._library.held(incoming.document_id)
        ends, taken = ingest_attached(self, within, parsed.attached, _readers(held, incoming), on_progress)
        return parsed.with_attached(taken), tuple(ends)

    def begin(self, incoming: Incoming, parsed: ParsedDocument) -> Begun:
        """Records that the file is about to become searchable: from here on, forgetting its document stops it."""
        held = self._library.held(incoming.document_id)
        new = NewVersion(
            document_id=incoming.document_id,
            version_id=incoming.version_id,
            name=incoming.name,
            title=parsed.title,
            sha256=incoming.sha256,
            media_type=parsed.media_type,
            type=incoming.type or detect_type(parsed.pages),
            pages=parsed.length,
            bytes=incoming.bytes,
            warnings=tuple((warning.code, warning.pages) for warning in (*parsed.warnings, *parsed.remarks)),
            unit=parsed.unit,
            around_id=incoming.around_id,
        )
        source = Source(
            document_id=new.document_id,
            version_id=new.version_id,
            name=new.name,
            title=new.title,
            labels=_readers(held, incoming),
            type=new.type,
            date=parsed.date,
            language=parsed.language,
            unit=parsed.unit,
        )
        self._library.begin(new)
        return Begun(new, source, parsed.pages, (*parsed.warnings, *parsed.remarks), held)

    def embed(self, begun: Begun, spool: VectorSpool, on_progress: OnProgress | None = None) -> Sequence[IndexedChunk]:
        """The file's chunks with their vectors, which lie in `spool`: it must stay open until they are published."""
        told = (lambda done, total: on_progress(Stage.EMBEDDING, done, total)) if on_progress else None
        return self._indexer.embed(begun.source, begun.pages, spool, told)

    def publish(
        self,
        begun: Begun,
        chunks: Sequence[IndexedChunk],
        labels: Sequence[str],
        also: Callable[[Session], Sequence[str]] | None = None,
    ) -> Ingested:
        """Makes the file searchable: the index has it, then it is live in the records, then the version before goes.

        `also` is called in the transaction that makes it live, so that it can refuse; what it returns stands for
        `labels`. What fails leaves index and records apart: `settle` brings them together, and so does a repeat.
        """
        new, held = begun.new, begun.held
        self._indexer.write(begun.source, begun.pages, chunks)
        readers = self._library.finish(new, len(chunks), labels, also=also)
        if set(readers) != set(begun.source.labels):  # somebody shared it with others meanwhile
            self._index.set_labels(new.document_id, readers)
        self._indexer.follow(replace(begun.source, labels=readers), begun.pages, chunks)
        if held is not None and held.version_id != new.version_id:
            self.drop(held.version_id)
        taken = (end.outcome.document_id for end in begun.within if isinstance(end.outcome, Ingested))
        forget_within(self._library, self._index, new.document_id, keep={*begun.coming, *taken})
        return Ingested(
            document_id=new.document_id,
            name=new.name,
            pages=new.pages,
            chunks=len(chunks),
            warnings=begun.warnings,
            replaced=held.live_at if held is not None and held.version_id != new.version_id else None,
            readers=readers,
            gained=tuple(sorted(set(readers) - set(held.labels))) if held is not None else (),
            within=begun.within,
            unit=begun.source.unit,
        )

    def settle(self, incoming: Incoming) -> HeldDocument | None:
        """Compares index and records after a job ended half-way; the document, where it must be indexed again.

        What the records don't know is removed from the index.
        """
        self._library.abandon(incoming.version_id)
        held = self._library.held(incoming.document_id)
        if held is None:
            self._index.forget(incoming.document_id)
            return None
        row = self._searchable(held)
        is_same = row is not None and (row.source.version_id, row.chunks) == (held.version_id, held.chunks)
        return None if is_same else held

    def _take_back(self, begun: Begun, error: BaseException) -> None:
        """Undoes what failed half-way. It must not hide what failed first; the next attempt repairs the rest."""
        new, held = begun.new, begun.held
        with contextlib.suppress(Exception):
            self._library.abandon(new.version_id)
        with contextlib.suppress(Exception):
            if held is None or isinstance(error, ForgottenMeanwhileError):
                self._index.forget(new.document_id)
        if held is None or held.version_id != new.version_id:
            self.drop(new.version_id)

    def _keep(self, path: Path, version_id: str) -> None:
        """Stores the original."""
        with path.open("rb") as file:
            self._originals.put(version_id, file)

    def drop(self, version_id: str) -> None:
        """Deletes the original of a version that nobody needs any more; what fails here is done by the sweep."""
        with contextlib.suppress(Exception):
            if not self._library.is_needed(version_id):
                self._originals.delete(version_id)

    def _known(self, held: HeldDocument, row: DocumentRow, labels: Sequence[str]) -> Ingested:
        """Adds the readers that are new, and brings the index's into line with the records'."""
        readers = held.labels
        if not set(labels) <= set(readers):
            readers = self._library.grant(held.document_id, labels)
        if set(row.source.labels) != set(readers):
            self._index.set_labels(held.document_id, readers)
        share_within(self._library, self._index, held.document_id, readers)
        return Ingested(
            document_id=held.document_id,
            name=held.name,
            pages=held.pages,
            chunks=held.chunks,
            warnings=tuple(ParseWarning(code, pages) for code, pages in held.warnings),
            known=True,
            readers=readers,
            gained=tuple(sorted(set(readers) - set(held.labels))),
            unit=held.unit,
        )

    def _searchable(self, held: HeldDocument) -> DocumentRow | None:
        """The document as the index holds it for its readers."""
        wanted = {"field": "meta.document_id", "operator": "==", "value": held.document_id}
        return next(iter(self._index.documents(scope_filter(Scope.of(*held.labels), wanted))), None)


def _readers(held: HeldDocument | None, incoming: Incoming) -> tuple[str, ...]:
    """Who will be able to read a file when it is searchable."""
    return tuple(sorted({*(held.labels if held else ()), *incoming.labels}))
