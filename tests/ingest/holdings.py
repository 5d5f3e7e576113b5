"""Everything that keeps something of a document, in one folder: records, index, vault, cache, and their keepers."""

from pathlib import Path

from ingest.library.forgetting import Forgetter
from ingest.library.held_documents import HeldDocument
from ingest.library.ingested import Ingested
from ingest.library.ingestor import Ingestor
from ingest.library.library import Library
from ingest.library.readable import ReadableDocuments
from ingest.library.restoring import restore
from ingest.library.sweep import Sweeper
from ingest.library.tombstones import Tombstones
from ingest.originals.cache_folder import CacheFolder
from ingest.originals.vault import Vault
from pipelines.access import EVERYONE, Scope, scope_filter
from pipelines.embedded_index.index import EmbeddedIndex
from pipelines.index.readable_index import ReadableIndex
from pipelines.indexing.indexer import Indexer
from pipelines.keys.key_ring import KeyRing
from pipelines.ports import IndexedChunk
from pipelines.records.database import Database
from pipelines.records.tables import AskedQuestion, CitedPage
from pipelines.types import Chunk, Page, Source
from tests.pipelines.hashed_embedder import HashedEmbedder
from tests.servers.migrated import add_records

VACATION = "Employees may carry over up to five days of unused vacation into the next year."
TRAVEL = "A flight of more than four hours may be booked in the second class of the airline."


class Holdings:
    """Opens all of it; `index` is what people search, `rows` the same without a look at the records."""

    def __init__(self, folder: Path, kind: type[EmbeddedIndex] = EmbeddedIndex, vault: type[Vault] = Vault) -> None:
        self.folder = folder
        is_new = add_records(folder)
        self.keys = KeyRing.in_folder(folder)
        self.database = Database(None, folder, self.keys)
        if not is_new:
            self.database.migrate()
        self.library = Library(self.database)
        self.tombstones = Tombstones(self.database)
        embedder = HashedEmbedder()
        self.rows = kind(folder / "index.db", embedder.name, embedder.dimensions, self.keys)
        self.index = ReadableIndex(self.rows, ReadableDocuments(self.database))
        self.vault = vault(str(folder / "originals"), self.keys)
        self.cache = CacheFolder(folder / "cache")
        self.forgetter = Forgetter(self.database, self.index, self.vault, self.cache)
        self.ingestor = Ingestor(self.library, self.index, Indexer(self.index, embedder), self.vault)

    def close(self) -> None:
        self.ingestor.__exit__()
        self.index.close()
        self.database.close()

    def sweeper(self, retention_days: int | None = None) -> Sweeper:
        return Sweeper(
            database=self.database,
            index=self.index,
            vault=self.vault,
            cache=self.cache,
            forgetter=self.forgetter,
            reindex=self._restore,
            retention_days=retention_days,
        )

    def _restore(self, held: HeldDocument) -> None:
        restore(self.vault, self.ingestor, held)

    def ingest(self, name: str, content: str, *labels: str) -> Ingested:
        path = self.folder / "files" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return self.ingestor.ingest(path, labels or (EVERYONE,))

    def found(self, words: str, label: str = EVERYONE) -> list[str]:
        """The documents that any search or list gives away to a reader."""
        where = scope_filter(Scope.of(label))
        hits = self.index.search_chunks(words, where, 10) + self.index.search_pages(words, where, 10)
        hits += self.index.search_vectors(HashedEmbedder().encode([words])[0].vector, where, 10)
        rows = self.index.documents(where)
        sources = [hit.source for hit in hits] + [row.source for row in rows]
        return sorted({source.name for source in sources})

    def answer(self, question_id: str, *documents: Ingested) -> None:
        """Records an answer that quotes these documents."""
        with self.database.session() as session:
            question = AskedQuestion(
                id=question_id,
                text="How many days?",
                standalone=VACATION,
                scope=[],
                outcome="answered",
                answer=VACATION,
            )
            question.citations = [
                CitedPage(n=n, document_id=each.document_id, version_id="d" * 32, page=1, quote=VACATION)
                for n, each in enumerate(documents, start=1)
            ]
            session.add(question)


def put_row(index: EmbeddedIndex, document_id: str) -> None:
    """A document into the index alone, as another process might; a reader of everything finds `zanthrope` in it."""
    text = "A zanthrope."
    source = Source(document_id, "e" * 32, "zanthrope.md", "Zanthrope", (EVERYONE,))
    chunk = Chunk(f"{document_id}-1", source, 1, None, (), 0, len(text), text, "")
    vector = HashedEmbedder().encode([text])[0].vector
    index.put(source, [Page(1, text)], [IndexedChunk(chunk, vector, b"tokens")])
