"""Records, originals and an index of generations in one place, as a process has them; and a second embedder."""

from collections.abc import Callable, Sequence
from pathlib import Path

from ingest.formats.limits import ParseLimits
from ingest.library.forgetting import Forgetter
from ingest.library.index_filling import OnProgress
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.library.readable import ReadableDocuments
from ingest.library.reindexing import Reindexed, Reindexer
from ingest.library.tombstones import Tombstones
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from ingest.reading.parse import ParserPool
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.embedded_index.store import EmbeddedStore
from pipelines.index.generation_follower import Follower
from pipelines.index.index_generations import IndexStore, MadeFor
from pipelines.index.live_index import LiveIndex
from pipelines.index.readable_index import ReadableIndex
from pipelines.indexing.indexer import Indexer
from pipelines.indexing.live_indexer import LiveIndexer
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import EncodedText
from pipelines.records.database import Database
from tests.ingest.holdings import Holdings
from tests.pipelines.hashed_embedder import HashedEmbedder


class WideEmbedder(HashedEmbedder):
    """Another embedder: its vectors fit no index of the first one. `at` is called before each text."""

    name = "wide"
    dimensions = 96

    def __init__(self, at: Callable[[str], object] = lambda _text: None) -> None:
        self._at = at

    def encode(self, texts: Sequence[str]) -> list[EncodedText]:
        for text in texts:
            self._at(text)
        return super().encode(texts)


EMBEDDERS: dict[str, HashedEmbedder] = {"hashed": HashedEmbedder(), "wide": WideEmbedder()}


class Kept(Holdings):
    """The same with an index of generations, as a process has them."""

    def __init__(self, folder: Path, database: str | None = None, store: IndexStore | None = None) -> None:
        self.folder = folder
        self.keys = KeyRing.in_folder(folder)
        self.database = Database(database, folder, self.keys)
        self.database.migrate()
        self.library = Library(self.database)
        self.tombstones = Tombstones(self.database)
        self.store: IndexStore = store or EmbeddedStore(folder / "index.db", self.keys)
        self.store.ensure(lambda: MadeFor(HashedEmbedder.name, HashedEmbedder.dimensions))
        self.live = LiveIndex(self.store)
        self.index = ReadableIndex(self.live, ReadableDocuments(self.database))
        self.vault = Vault(str(folder / "originals"), self.keys)
        self.cache = CacheFolder(folder / "cache")
        self.forgetter = Forgetter(self.database, self.index, self.vault, self.cache)
        follower = Follower(
            self.store,
            lambda generation: Indexer(self.store.open(generation), EMBEDDERS[generation.made_for.embedder]),
        )
        self.ingestor = Ingestor(self.library, self.index, LiveIndexer(follower), self.vault)

    def reindex(
        self,
        embedder: HashedEmbedder = EMBEDDERS["wide"],
        on_progress: OnProgress = lambda _done, _total, _name: None,
        **how: bool,
    ) -> Reindexed:
        with ParserPool() as parsers:
            reindexer = Reindexer(self.database, self.store, self.vault, parsers, ParseLimits())
            wanted = MadeFor(embedder.name, embedder.dimensions)
            return reindexer.run(wanted, lambda index: Indexer(index, embedder), on_progress, **how)

    def found(self, words: str, label: str = EVERYONE) -> list[str]:
        """The documents that any search gives away, with the vectors of the generation that is live."""
        live = self.store.live()
        assert live is not None
        where = scope_filter(Scope.of(label))
        hits = self.index.search_chunks(words, where, 10) + self.index.search_pages(words, where, 10)
        vector = EMBEDDERS[live.made_for.embedder].encode([words])[0].vector
        hits += self.index.search_vectors(vector, where, 10)
        return sorted({hit.source.name for hit in hits})

    def whole(self) -> dict[str, tuple[str, tuple[str, ...], int]]:
        """Version, readers and chunks of each document, which records and index must agree upon."""
        entries = self.index.inventory()
        held = {each.document_id: each for each in self.library.documents()}
        assert {entry.document_id for entry in entries} == held.keys()
        assert len(entries) == len(held)
        for entry in entries:
            known = held[entry.document_id]
            assert (entry.version_id, entry.chunks) == (known.version_id, known.chunks)
            assert set(entry.labels) == set(known.labels)
        return {each.name: (each.version_id, each.labels, each.chunks) for each in held.values()}
