"""One file into the library and the index, whole or not at all; the same file again costs a look at its bytes."""

import contextlib
import hashlib
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Protocol

from ingest.attachments import AttachedEnd, Within, forget_within, ingest_attached, share_within, shared
from ingest.errors import UnreadableFileError
from ingest.library import HeldDocument, Library, NewVersion, storable_name, version_key
from ingest.limits import ParseLimits
from ingest.parse import ParsedDocument, ParserPool, ParseWarning, check_file
from pipelines.access import Scope, scope_filter
from pipelines.chunking import chunk_pages
from pipelines.document_type import detect_type
from pipelines.ports import DocumentRow, Index
from pipelines.types import DocumentType, Page, Source, Unit

OnProgress = Callable[[str, int, int], None]
"""Called with a stage (`reading`, `indexing`), what is done of it and what there is in all."""


class PutsDocuments(Protocol):
    """What the ingestor needs of `pipelines.indexing.Indexer`, which it doesn't import: that costs seconds."""

    def put(
        self,
        source: Source,
        pages: Sequence[Page],
        document_type: DocumentType | None = None,
        on_progress: Callable[[int], None] | None = None,
    ) -> int:
        """Makes a document searchable in place of its earlier version; how many chunks it has."""
        ...


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


class Ingestor:
    """Takes files up, one at a time. Use as a context manager: it keeps a parser's process between files."""

    def __init__(
        self,
        library: Library,
        index: Index,
        indexer: PutsDocuments,
        limits: ParseLimits | None = None,
        parsers: ParserPool | None = None,
    ) -> None:
        self._library = library
        self._index = index
        self._indexer = indexer
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
        Scope.of(*labels)  # raises where nobody could read it
        size = check_file(path, self._limits)
        within = within or shared(path.name, self._limits.max_attachments)
        name = storable_name(within.name)
        sha256 = _digest(path)
        document_id = self._library.document_id(name)
        held = self._library.held(document_id)
        version_id = version_key(document_id, sha256)
        if held is not None and held.version_id == version_id and document_type in {None, held.type}:
            row = self._searchable(document_id, held.labels)
            if row is not None and row.source.version_id == version_id and row.chunks == held.chunks:
                return self._known(held, row, labels)
        told = on_progress or (lambda _stage, _done, _total: None)
        with tempfile.TemporaryDirectory(prefix="tcbot-attached-") as folder:
            spool = Path(folder) if within.level < self._limits.max_attachment_levels else None
            parsed = self._parsers.parse(
                path, self._limits, within.own_name, lambda page, pages: told("reading", page, pages), spool
            )
            readers = tuple(sorted({*(held.labels if held else ()), *labels}))
            ends, taken = ingest_attached(self, within, parsed.attached, readers)
        if parsed.attachments > taken:
            parsed = replace(parsed, warnings=(*parsed.warnings, ParseWarning("attachments_left_out")))
        new = NewVersion(
            document_id=document_id,
            version_id=version_id,
            name=name,
            title=parsed.title,
            sha256=sha256,
            media_type=parsed.media_type,
            type=document_type or detect_type(parsed.pages),
            pages=parsed.length,
            bytes=size,
            warnings=tuple((warning.code, warning.pages) for warning in (*parsed.warnings, *parsed.remarks)),
        )
        chunks, readers = self._put(new, parsed, held, labels, told)
        forget_within(self._library, self._index, name, keep=ends)
        return Ingested(
            document_id=document_id,
            name=name,
            pages=new.pages,
            chunks=chunks,
            warnings=(*parsed.warnings, *parsed.remarks),
            replaced=held.live_at if held is not None and held.version_id != version_id else None,
            readers=readers,
            gained=tuple(sorted(set(readers) - set(held.labels))) if held is not None else (),
            within=tuple(ends),
            unit=parsed.unit,
        )

    def forget(self, document_id: str) -> bool:
        """Makes a document unfindable and deletes what is known of it; False where there was none."""
        document = self._library.held(document_id)
        if document is not None:
            forget_within(self._library, self._index, document.name)
        chunks = self._index.forget(document_id)
        return self._library.forget(document_id) or chunks > 0

    def _known(self, held: HeldDocument, row: DocumentRow, labels: Sequence[str]) -> Ingested:
        """Adds the readers that are new, and brings the index's into line with the records'."""
        readers = held.labels
        if not set(labels) <= set(readers):
            readers = self._library.grant(held.document_id, labels)
        if set(row.source.labels) != set(readers):
            self._index.set_labels(held.document_id, readers)
        share_within(self._library, self._index, held.name, readers)
        return Ingested(
            document_id=held.document_id,
            name=held.name,
            pages=held.pages,
            chunks=held.chunks,
            warnings=tuple(ParseWarning(code, pages) for code, pages in held.warnings),
            known=True,
            readers=readers,
            gained=tuple(sorted(set(readers) - set(held.labels))),
            unit=row.source.unit,
        )

    def _put(
        self,
        new: NewVersion,
        parsed: ParsedDocument,
        held: HeldDocument | None,
        labels: Sequence[str],
        told: OnProgress,
    ) -> tuple[int, tuple[str, ...]]:
        """(chunks, readers). The records say first that it is coming, then the index has it, then it is live."""
        readers = tuple(sorted({*(held.labels if held else ()), *labels}))
        source = Source(
            document_id=new.document_id,
            version_id=new.version_id,
            name=new.name,
            title=new.title,
            labels=readers,
            type=new.type,
            date=parsed.date,
            language=parsed.language,
            unit=parsed.unit,
        )
        total = len(chunk_pages(source, parsed.pages))
        self._library.begin(new)
        written = False
        try:
            chunks = self._indexer.put(source, parsed.pages, new.type, lambda done: told("indexing", done, total))
            written = True
            recorded = self._library.finish(new, chunks, labels)
        except BaseException:
            # Whatever fails here must not hide what failed first; the next attempt repairs the rest.
            with contextlib.suppress(Exception):
                if written and held is None:
                    self._index.forget(new.document_id)
            with contextlib.suppress(Exception):
                self._library.abandon(new.version_id)
            raise
        if set(recorded) != set(readers):  # somebody shared it with others meanwhile
            self._index.set_labels(new.document_id, recorded)
        return chunks, recorded

    def _searchable(self, document_id: str, labels: Sequence[str]) -> DocumentRow | None:
        """The document as the index holds it for these readers."""
        wanted = {"field": "meta.document_id", "operator": "==", "value": document_id}
        return next(iter(self._index.documents(scope_filter(Scope.of(*labels), wanted))), None)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise UnreadableFileError("not_permitted") from None
