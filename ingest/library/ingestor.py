"""One file into the library and the index, whole or not at all; the same file again costs a look at its bytes."""

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from sqlalchemy.orm import Session

from ingest.formats.limits import ParseLimits
from ingest.job import COMMAND_LINE, Incoming, Stage
from ingest.library.attachments import (
    Allowance,
    Within,
    attached_folder,
    forget_within,
    ingest_attached,
    own_name,
    shared_name,
)
from ingest.library.held_documents import HeldDocument, NewVersion
from ingest.library.incoming_file import digest, incoming_file
from ingest.library.ingested import AttachedEnd, Begun, Ingested
from ingest.library.library import ForgottenMeanwhileError, Library
from ingest.library.relabeller import Relabeller
from ingest.ports import Originals
from ingest.reading.attached_file import AttachedFile
from ingest.reading.parse import ParserPool, check_file
from ingest.reading.parsed import ParsedDocument, ParseWarning
from pipelines.access import Scope, scope_filter
from pipelines.index.vector_spool import VectorSpool
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.ports import Index, IndexedChunk
from pipelines.text.document_type import detect_type
from pipelines.types import DocumentType, Source

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
        indexer: DocumentIndexer,
        originals: Originals,
        *,
        limits: ParseLimits | None = None,
        parsers: ParserPool | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._indexer = indexer
        self._originals = originals
        self._limits = limits or ParseLimits()
        self._parsers = parsers or ParserPool()
        self._relabeller = Relabeller(library, index)

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
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
    ) -> Ingested:
        """Makes a file searchable for holders of `labels`, in place of an earlier version of the same name.

        The files within it come first, so that a repeat after a failure finds them; `within` says where it lies itself,
        `place` which sharing this is and `by` who shared: without a place it repairs what is held, for its readers.
        Readers are only ever added. Raises `UnreadableFileError` for the file's own faults, else what the index and the
        records raise; then the file is as searchable as it was before. Costs some 10 to 40 pages a second.
        """
        within = within or Within(shared_name(path.name), Allowance(self._limits.max_attachments))
        incoming = self.look(path, labels, document_type, within.name, by, place)
        known = self.known(incoming)
        if known is not None:
            if not self._originals.holds(incoming.version_id):
                self._keep(path, incoming.version_id)
            return self.share(known, incoming)
        with attached_folder(incoming.name, self._limits) as spool:
            parsed = self.parse(path, incoming, on_progress, spool)
            parsed, ends = self._take_up_attached(incoming, parsed, on_progress, within)
        begun = replace(self.begin(incoming, parsed), within=ends)
        try:
            self._keep(path, incoming.version_id)  # what can't be kept isn't indexed either
            with VectorSpool() as spool:
                chunks = self.embed(begun, spool, on_progress)
                return self.publish(begun, chunks)
        except BaseException as error:
            self._take_back(begun, error)
            raise

    def look(
        self,
        path: Path,
        labels: Sequence[str],
        document_type: DocumentType | None = None,
        name: str | None = None,
        by: str = COMMAND_LINE,
        place: str = COMMAND_LINE,
    ) -> Incoming:
        """What can be said of a file without opening it as what it is; raises `UnreadableFileError`. Reads it once.

        `name` stands for the path's own where it is given.
        """
        if place:
            Scope.of(*labels)  # raises where nobody could read it
        size = check_file(path, self._limits)
        return incoming_file(self._library, name or path.name, digest(path), size, labels, document_type, by, place)

    def holds(self, incoming: Incoming) -> bool:
        """Whether these bytes are the live version of their document, by the records."""
        held = self._library.held(incoming.document_id)
        return held is not None and held.version_id == incoming.version_id

    def known(self, incoming: Incoming) -> HeldDocument | None:
        """The document where these bytes are searchable already, by the records and for its readers; None where not."""
        held = self._library.held(incoming.document_id)
        if held is None or held.version_id != incoming.version_id or incoming.type not in {None, held.type}:
            return None
        return held if self._is_searchable(held) else None

    def share(
        self, held: HeldDocument, incoming: Incoming, also: Callable[[Session], Sequence[str]] | None = None
    ) -> Ingested:
        """Gives a known document, with all that came with it, the readers that are new; `also` is as for `publish`."""
        readers = self._library.grant(held.document_id, incoming.labels, incoming.by, incoming.place, also)
        self._relabeller.tell(held.document_id, *self._library.within(held.document_id))
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

    def parse(
        self, path: Path, incoming: Incoming, on_progress: OnProgress | None = None, spool: Path | None = None
    ) -> ParsedDocument:
        """The pages of the file, and the files within it in the folder `spool`; raises `UnreadableFileError`."""
        on_page = (lambda page, pages: on_progress(Stage.PARSING, page, pages)) if on_progress else None
        return self._parsers.parse(path, self._limits, own_name(incoming.name), on_page, spool)

    def _take_up_attached(
        self, incoming: Incoming, parsed: ParsedDocument, on_progress: OnProgress | None, within: Within
    ) -> tuple[ParsedDocument, tuple[AttachedEnd, ...]]:
        """Makes the files within a file searchable; what became of each, and the document with its warnings.

        They are granted what the file around them is; a repair leaves alone what isn't held.
        """

        def take_up(file: AttachedFile, inner: Within) -> Ingested | None:
            if incoming.is_repair and not self.holds(self.look(file.path, (), name=inner.name, place="")):
                return None
            by, place = incoming.by, incoming.place
            return self.ingest(file.path, incoming.labels, None, on_progress, inner, by, place)

        ends, kept = ingest_attached(take_up, within, parsed.attached)
        return parsed.with_attached(kept), tuple(ends)

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
            labels=held.labels if held is not None else incoming.labels,
            type=new.type,
            date=parsed.date,
            language=parsed.language,
            unit=parsed.unit,
        )
        self._library.begin(new)
        return Begun(incoming, new, source, parsed.pages, (*parsed.warnings, *parsed.remarks), held)

    def embed(self, begun: Begun, spool: VectorSpool, on_progress: OnProgress | None = None) -> Sequence[IndexedChunk]:
        """The file's chunks with their vectors, which lie in `spool`: it must stay open until they are published."""
        on_chunks = (lambda done, total: on_progress(Stage.EMBEDDING, done, total)) if on_progress else None
        return self._indexer.embed(begun.source, begun.pages, spool, on_chunks)

    def publish(
        self,
        begun: Begun,
        chunks: Sequence[IndexedChunk],
        also: Callable[[Session], Sequence[str]] | None = None,
    ) -> Ingested:
        """Makes the file searchable: the index has it, then it is live in the records, then the version before goes.

        The index gets the readers that the records know so far, and the new ones after the records did. `also` is
        called in the transaction that makes it live, so that it can refuse; whom it returns is granted the document.
        What fails leaves index and records apart: `settle` brings them together, and so does a repeat.
        """
        incoming, new, held = begun.incoming, begun.new, begun.held
        known = self._library.granted.labels(new.document_id) or begun.source.labels
        self._indexer.write(replace(begun.source, labels=known), begun.pages, chunks)
        readers = self._library.finish(
            new, len(chunks), incoming.labels, incoming.by, incoming.place, also=also, indexed=known
        )
        self._indexer.follow(replace(begun.source, labels=readers), begun.pages, chunks)
        if held is not None and held.version_id != new.version_id:
            self.drop(held.version_id)
        if not incoming.is_repair:
            kept = (end.outcome.document_id for end in begun.within if isinstance(end.outcome, Ingested))
            forget_within(self._library, self._index, new.document_id, keep={*begun.coming, *kept})
        self._relabeller.tell(new.document_id)
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

        What the records don't know is removed from the index, readers too.
        """
        self._library.abandon(incoming.version_id)
        held = self._library.held(incoming.document_id)
        if held is None:
            self._index.forget(incoming.document_id)
            return None
        return None if self._is_searchable(held) else held

    def finish_relabelling(self) -> int:
        """Tells the index the readers of documents, of all teams, where that was cut short; of how many."""
        return self._relabeller.finish_all()

    def _take_back(self, begun: Begun, error: BaseException) -> None:
        """Undoes what failed half-way. It must not hide what failed first; the next attempt repairs the rest."""
        new, held = begun.new, begun.held
        with contextlib.suppress(Exception):
            self._library.abandon(new.version_id)
        with contextlib.suppress(Exception):
            if isinstance(error, ForgottenMeanwhileError) or self._library.held(new.document_id) is None:
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

    def _is_searchable(self, held: HeldDocument) -> bool:
        """Whether the index has the document as the records do; its readers are corrected where they alone differ."""
        wanted = {"field": "meta.document_id", "operator": "==", "value": held.document_id}
        row = next(iter(self._index.documents(scope_filter(Scope.of(*held.labels), wanted))), None)
        if row is None or (row.source.version_id, row.chunks) != (held.version_id, held.chunks):
            return False
        if set(row.source.labels) != set(held.labels):
            self._relabeller.correct(held.document_id)
        return True
