"""A new generation of the index, filled from the originals beside the one that answers, until it takes its place.

What is done is known from what the new generation holds: a run that was cut short is taken up by the next one. The
records are the truth: rounds go on until nothing differs from them, then comes the switch, then they go on once more.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import structlog
from sqlalchemy import select, update

from ingest.attachments import attached_folder, own_name
from ingest.errors import UnreadableFileError
from ingest.held_documents import HeldDocument, live_documents
from ingest.library import INDEXING
from ingest.limits import ParseLimits
from ingest.parse import ParserPool
from ingest.ports import IndexesDocuments
from ingest.scratch import Scratch
from ingest.vault import Vault
from pipelines.database import Database
from pipelines.exclusive import exclusive
from pipelines.index_generations import Generation, IndexStore, MadeFor, is_unfinished
from pipelines.keys import TamperedError
from pipelines.ports import Index, IndexEntry
from pipelines.records import Version
from pipelines.types import Source
from pipelines.vector_spool import VectorSpool

_log = structlog.stdlib.get_logger("tcbot.ingest")

MOST_ROUNDS = 50
"""Rounds before the switch: where more comes in than can be indexed, the last documents follow right after it."""

OnProgress = Callable[[int, int, str], None]
"""Called with the documents done, those there are in all, and the name of the one that is being indexed."""


class ReindexingError(RuntimeError):
    """The new generation can't be built now; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    """A document whose original can't be read: `code` for programs, `reason` for people."""

    name: str
    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class Reindexed:
    """How a run ended. `built` says whether there is a new generation, `switched` whether it answers now.

    `indexed` documents were put into it by this run; `failed` ones couldn't be read.
    """

    generation: Generation
    built: bool
    switched: bool
    documents: int
    indexed: int
    failed: tuple[UnreadDocument, ...]


class Reindexer:
    """Builds and switches, beside everything else: questions, files that come, change and go. One at a time."""

    def __init__(
        self, database: Database, store: IndexStore, vault: Vault, parsers: ParserPool, limits: ParseLimits
    ) -> None:
        self.database = database
        self.store = store
        self.vault = vault
        self.parsers = parsers
        self.limits = limits

    def run(
        self,
        wanted: MadeFor,
        indexer: Callable[[Index], IndexesDocuments],
        on_progress: OnProgress = lambda _done, _total, _name: None,
        *,
        anew: bool = False,
        leave_out: bool = False,
    ) -> Reindexed:
        """Brings the generation that is `wanted` into use; where it is already, puts right what differs.

        `anew` builds another one all the same. Documents that can't be read keep the old one in use, unless they are
        to be left out. Raises `ReindexingError`, and what records, index and vault raise: the next run goes on.
        """
        with exclusive(self.database, "reindexing") as alone:
            if not alone:
                raise ReindexingError("Somebody else is building the index at the moment. Wait until that is done.")
            target = self._target(wanted, anew)
            built = target.live_since is None
            index = self.store.open(target)
            try:
                with Scratch() as scratch:
                    filling = _Filling(self, index, indexer(index), scratch, on_progress, built)
                    filling.rounds()
                    switched = built and (leave_out or not filling.failed)
                    if switched:
                        self.store.switch(target)
                        _log.warning("index_switched", generation=target.id, documents=len(filling.held))
                        filling.built = False
                        filling.recount()
                        filling.rounds()
                    elif not built:
                        filling.recount()
            finally:
                index.close()
            return Reindexed(
                target, built, switched, len(filling.held), len(filling.done), tuple(filling.failed.values())
            )

    def _target(self, wanted: MadeFor, anew: bool) -> Generation:
        """The generation to be filled: the live one where it fits, one that was begun, else a new one."""
        live = self.store.live()
        others = self.store.others()
        begun = [each for each in others if is_unfinished(each, live)]
        fitting = [each for each in begun if self.store.fits(each, wanted.embedder)]
        for each in begun:
            if each not in fitting[-1:]:
                self.store.drop(each)
        if fitting:
            return fitting[-1]
        if live is not None and self.store.fits(live, wanted.embedder) and not anew:
            return live
        earlier = [each for each in others if each not in begun and self.store.fits(each, wanted.embedder)]
        return earlier[-1] if earlier and not anew else self.store.create(wanted)


@dataclass
class _Filling:
    """One run over one generation. `built` as long as it isn't the one that answers."""

    of: Reindexer
    index: Index
    indexer: IndexesDocuments
    scratch: Scratch
    on_progress: OnProgress
    built: bool
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
        with self.of.database.session() as session:
            for held in self.held.values():
                chunks = counts.get(held.version_id, held.chunks)
                if chunks != held.chunks:
                    session.execute(update(Version).where(Version.id == held.version_id).values(chunks=chunks))

    def _round(self) -> bool:
        """Whether something differed."""
        entries = {entry.document_id: entry for entry in self.index.inventory()}
        with self.of.database.reading() as session:
            busy = set(session.scalars(select(Version.document_id).where(Version.state == INDEXING)))
            live = {held.document_id: held for held in live_documents(session) if held.labels}
        self.held = live
        self.failed = {key: failure for key, failure in self.failed.items() if key in live}
        # A file on its way into the generation that answers is its worker's; before the switch nobody else writes.
        left_alone = set() if self.built else busy
        gone = entries.keys() - live.keys() - left_alone
        for document_id in gone:
            self.index.forget(document_id)
        missing = [
            held
            for key, held in live.items()
            if key not in left_alone and key not in self.failed and not self._is_whole(held, entries.get(key))
        ]
        relabelled = [
            held
            for key, held in live.items()
            if key in entries and held not in missing and set(entries[key].labels) != set(held.labels)
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
        return entry.chunks > 0  # of what a write left half-way, nothing is seen

    def _fill(self, held: HeldDocument) -> None:
        vault, parsers, limits = self.of.vault, self.of.parsers, self.of.limits
        try:
            with (
                vault.open(held.version_id) as original,
                self.scratch.copy(original, lambda _written: None) as path,
                attached_folder(held.name, limits) as folder,  # as it was read at first; these are documents themselves
            ):
                parsed = parsers.parse(path, limits, own_name(held.name), None, folder)
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
            self.failed[held.document_id] = UnreadDocument(held.name, error.code, error.message)

    def _relabel(self, held: HeldDocument) -> None:
        try:
            self.index.set_labels(held.document_id, held.labels)
        except KeyError:  # forgotten at this moment
            return

    def _is_current(self, held: HeldDocument) -> bool:
        return self._now(held) is not None

    def _now(self, held: HeldDocument) -> HeldDocument | None:
        """The document as the records know it at this moment; None where it isn't this version any more."""
        with self.of.database.reading() as session:
            found = live_documents(session, document_id=held.document_id)
            indexing = select(Version.id).where(Version.document_id == held.document_id, Version.state == INDEXING)
            if not self.built and session.scalar(indexing.limit(1)) is not None:
                return None
        if found and found[0].version_id == held.version_id and found[0].labels:
            return found[0]
        return None
