"""A new generation of the index, filled from the originals beside the one that answers, until it takes its place.

What is done is known from what the new generation holds: a run that was cut short is taken up by the next one. The
records are the truth: rounds go on until nothing differs from them, then comes the switch, then they go on once more.
"""

from collections.abc import Callable
from dataclasses import dataclass

import structlog

from ingest.formats.limits import ParseLimits
from ingest.library.index_filling import IndexFilling, OnProgress, UnreadDocument
from ingest.originals.vault import Vault
from ingest.reading.parse import ParserPool
from ingest.reading.scratch import Scratch
from pipelines.index.index_generations import Generation, IndexStore, MadeFor, is_unfinished
from pipelines.indexing.document_indexer import DocumentIndexer
from pipelines.ports import Index
from pipelines.records.database import Database
from pipelines.records.exclusive import exclusive

_log = structlog.stdlib.get_logger("tcbot.ingest")


class ReindexingError(RuntimeError):
    """The new generation can't be built now; the message says why and what to do."""


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
        self._database = database
        self._store = store
        self._vault = vault
        self._parsers = parsers
        self._limits = limits

    def run(
        self,
        wanted: MadeFor,
        indexer: Callable[[Index], DocumentIndexer],
        on_progress: OnProgress = lambda _done, _total, _name: None,
        *,
        anew: bool = False,
        leave_out: bool = False,
    ) -> Reindexed:
        """Brings the generation that is `wanted` into use; where it is already, puts right what differs.

        `anew` builds another one all the same. Documents that can't be read keep the old one in use, unless they are
        to be left out. Raises `ReindexingError`, and what records, index and vault raise: the next run goes on.
        """
        with exclusive(self._database, "reindexing") as alone:
            if not alone:
                raise ReindexingError("Somebody else is building the index at the moment. Wait until that is done.")
            target = self._target(wanted, anew)
            built = target.live_since is None
            index = self._store.open(target)
            try:
                with Scratch() as scratch:
                    filling = IndexFilling(
                        self._database, self._vault, self._parsers, self._limits,
                        index, indexer(index), scratch, on_progress, not built,
                    )  # fmt: skip
                    filling.rounds()
                    switched = built and (leave_out or not filling.failed)
                    if switched:
                        self._store.switch(target)
                        _log.info("index_switched", generation=target.id, documents=len(filling.held))
                        filling.is_live = True
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
        live = self._store.live()
        others = self._store.others()
        begun = [each for each in others if is_unfinished(each, live)]
        fitting = [each for each in begun if self._store.fits(each, wanted.embedder)]
        for each in begun:
            if each not in fitting[-1:]:
                self._store.drop(each)
        if fitting:
            return fitting[-1]
        if live is not None and self._store.fits(live, wanted.embedder) and not anew:
            return live
        earlier = [each for each in others if each not in begun and self._store.fits(each, wanted.embedder)]
        return earlier[-1] if earlier and not anew else self._store.create(wanted)
