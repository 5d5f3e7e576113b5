"""One generation of the index brought in line with the records: what is missing is read again from its original."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from sqlalchemy import select, update

from ingest.formats.errors import UnreadableFileError
from ingest.formats.limits import ParseLimits
from ingest.library.attachments import attached_folder, own_name
from ingest.library.held_documents import HeldDocument, live_documents
from ingest.library.library import INDEXING
from ingest.originals.vault import Vault
from ingest.reading.parse import ParserPool
from ingest.reading.scratch import Scratch
from pipelines.index.vector_spool import VectorSpool
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.keys.key_ring import TamperedError
from pipelines.ports import Index, IndexEntry
from pipelines.records.database import Database
from pipelines.records.tables import Version
from pipelines.types import Source

MOST_ROUNDS = 50
"""Rounds before the switch: where more comes in than can be indexed, the last documents follow right after it."""

OnProgress = Callable[[int, int, str], None]
"""Called with the documents done, those there are in all, and the name of the one that is being indexed."""


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document whose original can't be read: `code` for programs, `reason` for people."""

    name: str
    code: str
    reason: str


@dataclass
class IndexFilling:
    """One run over one generation. `is_live` once it is the one that answers, and others write to it, too."""

    database: Database
    vault: Vault
    parsers: ParserPool
    limits: ParseLimits
    index: Index
    indexer: DocumentIndexer
    scratch: Scratch
    on_progress: OnProgress
    is_live: bool
    held: dict[str, HeldDocument] = field(default_factory=dict)
    done: dict[str, HeldDocument] = field(default_factory=dict)
    again: set[str] = field(default_factory=set)
    failed: dict[str, UnreadDocument] = field(default_factory=dict)

    def rounds(self) -> None:
        """Brings the generation in line with the records, again and again until nothing differs."""
        for _ in range(MOST_ROUNDS):
            if not self._round():
                return

    def recount(self) -> None:
        """Tells the records how many chunks their documents have now, where another layout has cut them otherwise."""
        counts = {entry.version_id: entry.chunks for entry in self.index.inventory() if entry.chunks}
        with self.database.session() as session:
            for held in self.held.values():
                chunks = counts.get(held.version_id, held.chunks)
                if chunks != held.chunks:
                    session.execute(update(Version).where(Version.id == held.version_id).values(chunks=chunks))

    def _round(self) -> bool:
        """Whether something differed."""
        entries = {entry.document_id: entry for entry in self.index.inventory()}
        with self.database.reading() as session:
            busy = set(session.scalars(select(Version.document_id).where(Version.state == INDEXING)))
            live = {held.document_id: held for held in live_documents(session) if held.labels}
        self.held = live
        versions = {held.version_id for held in live.values()}
        self.failed = {key: failure for key, failure in self.failed.items() if key in versions}
        # A file on its way into the generation that answers is its worker's; before the switch nobody else writes.
        left_alone = busy if self.is_live else set()
        gone = entries.keys() - live.keys() - left_alone
        for document_id in gone:
            self.index.forget(document_id)
        missing = [
            held
            for key, held in live.items()
            if key not in left_alone
            and held.version_id not in self.failed
            and not self._is_whole(held, entries.get(key))
        ]
        filled = {held.document_id for held in missing}
        relabelled = [
            held
            for key, held in live.items()
            if key in entries and key not in filled and set(entries[key].labels) != set(held.labels)
        ]
        for held in relabelled:
            self._relabel(held)
        for n, held in enumerate(missing):
            self.on_progress(len(live) - len(missing) + n, len(live), held.name)
            self._fill(held)
        self.on_progress(len(live), len(live), "")
        return bool(gone or missing or relabelled)

    def _is_whole(self, held: HeldDocument, entry: IndexEntry | None) -> bool:
        if entry is None or entry.version_id != held.version_id or held.document_id in self.again:
            return False
        own = self.done.get(held.document_id)
        if own is not None:
            return (own.version_id, own.type) == (held.version_id, held.type)
        # Of what a write left half-way nothing is seen; a new layout may cut documents otherwise than the records say.
        return entry.chunks > 0 and (not self.is_live or entry.chunks == held.chunks)

    def _fill(self, held: HeldDocument) -> None:
        try:
            with (
                self.vault.open(held.version_id) as original,
                self.scratch.copy(original, lambda _written: None) as path,
                attached_folder(held.name, self.limits) as folder,  # what lies in it is documents of its own
            ):
                parsed = self.parsers.parse(path, self.limits, own_name(held.name), None, folder)
        except UnreadableFileError as error:
            self._failed(held, error)
            return
        except FileNotFoundError:
            self._failed(held, UnreadableFileError("original_missing"))
            return
        except TamperedError:
            self._failed(held, UnreadableFileError("original_damaged"))
            return
        source = Source(
            document_id=held.document_id,
            version_id=held.version_id,
            name=held.name,
            title=held.title,
            labels=held.labels,
            type=held.type,
            date=parsed.date,
            language=parsed.language,
            unit=held.unit,
        )
        with VectorSpool() as spool:
            chunks = self.indexer.embed(source, parsed.pages, spool)
            now = self._now(held)
            if now is None:  # forgotten or replaced meanwhile: the next round sees it as it is then
                return
            self.indexer.write(replace(source, labels=now.labels), parsed.pages, chunks)
        self.done[held.document_id] = held
        self.again.discard(held.document_id)
        if not self._is_current(held):
            self.again.add(held.document_id)

    def _failed(self, held: HeldDocument, error: UnreadableFileError) -> None:
        if self._is_current(held):
            self.failed[held.version_id] = UnreadDocument(held.name, error.code, error.message)

    def _relabel(self, held: HeldDocument) -> None:
        try:
            self.index.set_labels(held.document_id, held.labels)
        except KeyError:  # forgotten at this moment
            return

    def _is_current(self, held: HeldDocument) -> bool:
        return self._now(held) is not None

    def _now(self, held: HeldDocument) -> HeldDocument | None:
        """The document as the records know it at this moment; None where it isn't this version any more."""
        with self.database.reading() as session:
            found = live_documents(session, document_id=held.document_id)
            indexing = select(Version.id).where(Version.document_id == held.document_id, Version.state == INDEXING)
            if self.is_live and session.scalar(indexing.limit(1)) is not None:
                return None
        if found and found[0].version_id == held.version_id and found[0].labels:
            return found[0]
        return None
